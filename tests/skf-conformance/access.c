/* SPDX-License-Identifier: Apache-2.0 */
/* GM/T 0016 7.2 and 7.3: access control, applications. */
#include "suite.h"

/* --- device authentication, 8.2.3 --- */

void
device_authentication_takes_the_forms_in_use(void **state)
{
	static const struct {
		ULONG random, sent; /* octets */
	} forms[] = {
	    {8, 16},  /* the standard: 8 and zeros */
	    {16, 16}, /* all 16 random */
	    {8, 32},  /* a block of padding after it */
	};
	struct suite *s = *state;

	for (size_t i = 0; i < COUNT(forms); i++) {
		uint8_t data[32];

		memset(data, 16, sizeof(data));
		memset(data, 0, SM4_BLOCK);
		OK(s->GenRandom(s->dev, data, forms[i].random));
		assert_int_equal(
		    sm4(s->gm, SM4_ECB, true, (const uint8_t *)s->device_key,
			NULL, BYTES_ARRAY(data), data),
		    ERR_OK);
		OK(s->DevAuth(s->dev, data, forms[i].sent));
		/* the same answer is good once */
		assert_int_not_equal(
		    s->DevAuth(s->dev, data, forms[i].sent), SAR_OK);
	}
}

void
a_wrong_device_key_is_refused(void **state)
{
	struct suite *s = *state;
	HAPPLICATION app = NULL;

	assert_int_not_equal(authenticate(s, "not the device's"), SAR_OK);
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->CreateApplication(s->dev, TEXT("OTHER"), TEXT(ADMIN_PIN), TRIES,
		TEXT(USER_PIN), TRIES, SECURE_USER_ACCOUNT, &app));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->DeleteApplication(s->dev, TEXT(CONFORMANCE_APPLICATION)));
}

void
an_application_needs_device_authentication(void **state)
{
	struct suite *s = *state;
	HAPPLICATION app = NULL;

	OK(authenticate(s, s->device_key));
	SAR(SAR_APPLICATION_EXISTS,
	    s->CreateApplication(s->dev, TEXT(CONFORMANCE_APPLICATION),
		TEXT(ADMIN_PIN), TRIES, TEXT(USER_PIN), TRIES,
		SECURE_USER_ACCOUNT, &app));
	SAR(SAR_APPLICATION_NOT_EXISTS,
	    s->OpenApplication(s->dev, TEXT("nowhere"), &app));
	SAR(SAR_APPLICATION_NOT_EXISTS,
	    s->DeleteApplication(s->dev, TEXT("nowhere")));
}

void
the_device_key_changes_only_with_the_old_one(void **state)
{
	static const char other[] = "another key, 16.";
	struct suite *s = *state;

	assert_int_not_equal(authenticate(s, other), SAR_OK);
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->ChangeDevAuthKey(s->dev, OCTETS(other), SM4_KEY_LEN));
	OK(authenticate(s, s->device_key));
	SAR(SAR_INDATALENERR,
	    s->ChangeDevAuthKey(s->dev, OCTETS(other), SM4_KEY_LEN - 1));
	OK(s->ChangeDevAuthKey(s->dev, OCTETS(other), SM4_KEY_LEN));
	assert_int_not_equal(authenticate(s, s->device_key), SAR_OK);
	OK(authenticate(s, other));
	OK(s->ChangeDevAuthKey(s->dev, OCTETS(s->device_key), SM4_KEY_LEN));
	OK(authenticate(s, s->device_key));
}

void
an_application_is_made_within_limits(void **state)
{
	static const struct {
		const char *name, *admin, *user;
		ULONG tries;
		uint32_t sar;
	} cases[] = {
	    {"", ADMIN_PIN, USER_PIN, TRIES, SAR_NAMELENERR},
	    {SECOND_APPLICATION, "12345", USER_PIN, TRIES, SAR_PIN_LEN_RANGE},
	    {SECOND_APPLICATION, ADMIN_PIN, "12345", TRIES, SAR_PIN_LEN_RANGE},
	    {SECOND_APPLICATION, ADMIN_PIN, USER_PIN, 0, SAR_INVALIDPARAMERR},
	};
	struct suite *s = *state;
	HAPPLICATION app = NULL;

	OK(authenticate(s, s->device_key));
	for (size_t i = 0; i < COUNT(cases); i++)
		SAR(cases[i].sar,
		    s->CreateApplication(s->dev, TEXT(cases[i].name),
			TEXT(cases[i].admin), cases[i].tries,
			TEXT(cases[i].user), TRIES, SECURE_USER_ACCOUNT, &app));
	SAR(SAR_APPLICATION_NOT_EXISTS,
	    s->OpenApplication(s->dev, TEXT(SECOND_APPLICATION), &app));
}

/* --- PINs --- */

static ULONG
tries_left_of(struct suite *s, HAPPLICATION app, ULONG type)
{
	ULONG max = 0, left = 0;
	BOOL first = FALSE;

	OK(s->GetPINInfo(app, type, &max, &left, &first));
	assert_int_equal(max, TRIES);
	return left;
}

static ULONG
tries_left(struct suite *s, ULONG type)
{
	return tries_left_of(s, s->app, type);
}

static BOOL
is_first(struct suite *s, HAPPLICATION app, ULONG type)
{
	ULONG max, left;
	BOOL first = 99;

	OK(s->GetPINInfo(app, type, &max, &left, &first));
	return first;
}

static const struct {
	ULONG type, other;
	const char *pin;
} pins[] = {
    {USER_TYPE, ADMIN_TYPE, USER_PIN}, {ADMIN_TYPE, USER_TYPE, ADMIN_PIN}};

void
a_wrong_pin_counts_down_and_a_right_one_restores(void **state)
{
	struct suite *s = *state;

	for (size_t i = 0; i < COUNT(pins); i++) {
		ULONG type = pins[i].type, left = 99;

		SAR(SAR_PIN_INCORRECT,
		    s->VerifyPIN(s->app, type, TEXT("wrong-pin"), &left));
		assert_int_equal(left, TRIES - 1);
		assert_int_equal(tries_left(s, type), TRIES - 1);
		assert_int_equal(tries_left(s, pins[i].other), TRIES);
		OK(s->VerifyPIN(s->app, type, TEXT(pins[i].pin), &left));
		assert_int_equal(tries_left(s, type), TRIES);
		/* counters are optional to ask for */
		OK(s->VerifyPIN(s->app, type, TEXT(pins[i].pin), NULL));
		OK(s->GetPINInfo(s->app, type, NULL, NULL, NULL));
	}
}

void
a_pin_of_wrong_length_spends_no_try(void **state)
{
	struct suite *s = *state;
	char longest[101];
	const char *const wrong[] = {"", "12345", longest};
	ULONG left = 0;

	memset(longest, 'p', sizeof(longest) - 1);
	longest[100] = '\0';
	for (size_t i = 0; i < COUNT(wrong); i++) {
		SAR(SAR_PIN_LEN_RANGE,
		    s->VerifyPIN(s->app, USER_TYPE, TEXT(wrong[i]), &left));
		SAR(SAR_PIN_LEN_RANGE,
		    s->ChangePIN(s->app, USER_TYPE, TEXT(USER_PIN),
			TEXT(wrong[i]), &left));
		SAR(SAR_PIN_LEN_RANGE, s->UnblockPIN(s->app, TEXT(ADMIN_PIN),
					   TEXT(wrong[i]), &left));
	}
	SAR(SAR_USER_TYPE_INVALID,
	    s->VerifyPIN(s->app, 2, TEXT(USER_PIN), &left));
	assert_int_equal(tries_left(s, USER_TYPE), TRIES);
	assert_int_equal(tries_left(s, ADMIN_TYPE), TRIES);
}

/* 6 octets by 7.2, and the 16 that every maker takes. */
void
pins_of_6_and_of_16_octets_are_taken(void **state)
{
	static const char *const good[] = {"123456", "1234567890abcdef"};
	struct suite *s = *state;
	ULONG left;

	for (size_t i = 0; i < COUNT(good); i++) {
		OK(s->ChangePIN(
		    s->app, USER_TYPE, TEXT(USER_PIN), TEXT(good[i]), &left));
		OK(s->VerifyPIN(s->app, USER_TYPE, TEXT(good[i]), &left));
		OK(s->UnblockPIN(
		    s->app, TEXT(ADMIN_PIN), TEXT(USER_PIN), &left));
	}
	login(s);
}

void
a_pin_locks_and_the_administrator_unblocks_it(void **state)
{
	struct suite *s = *state;
	ULONG left = 99;

	for (ULONG i = 1; i < TRIES; i++) {
		SAR(SAR_PIN_INCORRECT,
		    s->VerifyPIN(s->app, USER_TYPE, TEXT("wrong-pin"), &left));
		assert_int_equal(left, TRIES - i);
	}
	SAR(SAR_PIN_LOCKED,
	    s->VerifyPIN(s->app, USER_TYPE, TEXT("wrong-pin"), &left));
	SAR(SAR_PIN_LOCKED,
	    s->VerifyPIN(s->app, USER_TYPE, TEXT(USER_PIN), &left));
	SAR(SAR_PIN_LOCKED, s->ChangePIN(s->app, USER_TYPE, TEXT(USER_PIN),
				TEXT("another-1"), &left));
	assert_int_equal(tries_left(s, USER_TYPE), 0);

	SAR(SAR_PIN_INCORRECT,
	    s->UnblockPIN(s->app, TEXT("wrong-admin"), TEXT(USER_PIN), &left));
	assert_int_equal(left, TRIES - 1);
	OK(s->UnblockPIN(s->app, TEXT(ADMIN_PIN), TEXT(USER_PIN), &left));
	assert_int_equal(tries_left(s, USER_TYPE), TRIES);
	assert_int_equal(tries_left(s, ADMIN_TYPE), TRIES);
	login(s);
}

void
pins_change_only_with_the_old_one(void **state)
{
	struct suite *s = *state;
	ULONG left = 0;

	for (size_t i = 0; i < COUNT(pins); i++) {
		ULONG type = pins[i].type;

		SAR(SAR_PIN_INCORRECT,
		    s->ChangePIN(s->app, type, TEXT("wrong-pin"),
			TEXT("new-pin-1"), &left));
		assert_int_equal(left, TRIES - 1);
		OK(s->ChangePIN(
		    s->app, type, TEXT(pins[i].pin), TEXT("new-pin-1"), &left));
		SAR(SAR_PIN_INCORRECT,
		    s->VerifyPIN(s->app, type, TEXT(pins[i].pin), &left));
		OK(s->ChangePIN(
		    s->app, type, TEXT("new-pin-1"), TEXT(pins[i].pin), &left));
		OK(s->VerifyPIN(s->app, type, TEXT(pins[i].pin), &left));
		assert_int_equal(tries_left(s, type), TRIES);
	}
}

void
closing_keeps_the_login_and_clearing_ends_it(void **state)
{
	struct suite *s = *state;
	HAPPLICATION again = NULL;
	HCONTAINER c = NULL;

	login(s);
	OK(s->OpenApplication(s->dev, TEXT(CONFORMANCE_APPLICATION), &again));
	OK(s->CreateContainer(again, TEXT("login"), &c));
	OK(s->CloseContainer(c));
	OK(s->CloseApplication(again));
	OK(s->DeleteContainer(s->app, TEXT("login")));
	OK(s->ClearSecureState(s->app));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->CreateContainer(s->app, TEXT("login"), &c));
}

/* An application of its own, since nobody unlocks the administrator. */
void
a_locked_administrator_stays_locked(void **state)
{
	struct suite *s = *state;
	HAPPLICATION app = enter_application(s, SECURE_USER_ACCOUNT);
	ULONG left = 99;

	if (app == NULL)
		return; /* the device takes one application */
	for (ULONG i = 1; i < TRIES; i++)
		SAR(SAR_PIN_INCORRECT, s->UnblockPIN(app, TEXT("wrong-admin"),
					   TEXT("new-pin-1"), &left));
	SAR(SAR_PIN_LOCKED,
	    s->UnblockPIN(app, TEXT("wrong-admin"), TEXT("new-pin-1"), &left));
	assert_int_equal(left, 0);
	SAR(SAR_PIN_LOCKED,
	    s->UnblockPIN(app, TEXT(ADMIN_PIN), TEXT("new-pin-1"), &left));
	SAR(SAR_PIN_LOCKED,
	    s->VerifyPIN(app, ADMIN_TYPE, TEXT(ADMIN_PIN), &left));
	assert_int_equal(tries_left_of(s, app, ADMIN_TYPE), 0);
	assert_int_equal(tries_left_of(s, app, USER_TYPE), TRIES);
	OK(s->VerifyPIN(app, USER_TYPE, TEXT(USER_PIN), &left));
	/* and that was about this application alone */
	assert_int_equal(tries_left(s, ADMIN_TYPE), TRIES);
	leave_application(s, app);
}

void
a_pin_is_the_first_one_until_it_changes(void **state)
{
	struct suite *s = *state;
	HAPPLICATION app = enter_application(s, SECURE_USER_ACCOUNT);
	ULONG left;

	if (app == NULL)
		return;
	assert_true(is_first(s, app, USER_TYPE));
	assert_true(is_first(s, app, ADMIN_TYPE));
	OK(s->VerifyPIN(app, USER_TYPE, TEXT(USER_PIN), &left));
	assert_true(is_first(s, app, USER_TYPE));
	OK(s->ChangePIN(
	    app, USER_TYPE, TEXT(USER_PIN), TEXT("new-pin-1"), &left));
	assert_false(is_first(s, app, USER_TYPE));
	assert_true(is_first(s, app, ADMIN_TYPE));
	OK(s->ChangePIN(
	    app, ADMIN_TYPE, TEXT(ADMIN_PIN), TEXT("new-pin-2"), &left));
	assert_false(is_first(s, app, ADMIN_TYPE));
	leave_application(s, app);
}

void
a_login_is_of_one_application(void **state)
{
	struct suite *s = *state;
	HAPPLICATION app = enter_application(s, SECURE_USER_ACCOUNT);
	HCONTAINER c = NULL;
	ULONG left;

	if (app == NULL)
		return;
	OK(s->ClearSecureState(s->app));
	OK(s->VerifyPIN(app, USER_TYPE, TEXT(USER_PIN), &left));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    s->CreateContainer(s->app, TEXT("whose"), &c));
	login(s);
	OK(s->ClearSecureState(s->app));
	OK(s->CreateContainer(app, TEXT("whose"), &c));
	OK(s->CloseContainer(c));
	leave_application(s, app);
}

/* Handles come and go; rights are the device's, in this process. */
void
disconnecting_keeps_the_login(void **state)
{
	struct suite *s = *state;
	DEVHANDLE dev = connect_again(s);
	HAPPLICATION app = NULL;
	HCONTAINER c = NULL;
	ULONG left;

	OK(s->ClearSecureState(s->app));
	OK(s->OpenApplication(dev, TEXT(CONFORMANCE_APPLICATION), &app));
	OK(s->VerifyPIN(app, USER_TYPE, TEXT(USER_PIN), &left));
	OK(s->CloseApplication(app));
	OK(s->DisConnectDev(dev));
	OK(s->CreateContainer(s->app, TEXT("kept"), &c));
	leave_container(s, c, "kept");
}

/* --- what may be done after ClearSecureState --- */

static uint32_t
make_container(struct suite *s, HCONTAINER c)
{
	HCONTAINER other = NULL;

	(void)c;
	return s->CreateContainer(s->app, TEXT("other"), &other);
}

static uint32_t
delete_container(struct suite *s, HCONTAINER c)
{
	(void)c;
	return s->DeleteContainer(s->app, TEXT("cleared"));
}

static uint32_t
make_key(struct suite *s, HCONTAINER c)
{
	ECCPUBLICKEYBLOB key;

	return s->GenECCKeyPair(c, SGD_SM2_1, &key);
}

static uint32_t
import_cert(struct suite *s, HCONTAINER c)
{
	return s->ImportCertificate(c, TRUE, OCTETS("x"), 1);
}

static uint32_t
sign_digest(struct suite *s, HCONTAINER c)
{
	ECCSIGNATUREBLOB sig;
	uint8_t digest[SM3_LEN] = {0};

	return s->ECCSignData(c, digest, SM3_LEN, &sig);
}

static uint32_t
import_pair(struct suite *s, HCONTAINER c)
{
	AUTO(sm2_key) key = NULL;
	struct enveloped e;

	assert_int_equal(sm2_key_generate(s->gm, &key), ERR_OK);
	make_envelope(s, c, key, FORM_64, &e);
	return s->ImportECCKeyPair(c, &e.blob);
}

static uint32_t
import_session_key(struct suite *s, HCONTAINER c)
{
	uint8_t key[SM4_KEY_LEN] = {0};
	HANDLE h = NULL;

	return import_wrapped(s, c, key, SGD_SM4_ECB, &h);
}

static uint32_t
make_file(struct suite *s, HCONTAINER c)
{
	(void)c;
	return s->CreateFile(s->app, TEXT("cleared"), 8, SECURE_ANYONE_ACCOUNT,
	    SECURE_ANYONE_ACCOUNT);
}

void
clearing_ends_every_right(void **state)
{
	static uint32_t (*const calls[])(struct suite * s, HCONTAINER c) = {
	    make_container, delete_container, make_key, import_cert,
	    sign_digest, import_pair, import_session_key, make_file};
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	HCONTAINER c = enter_pair(s, "cleared", &key);
	ECCPUBLICKEYBLOB blob;
	ULONG len = sizeof(blob), left;

	OK(s->VerifyPIN(s->app, ADMIN_TYPE, TEXT(ADMIN_PIN), &left));
	OK(s->ClearSecureState(s->app));
	for (size_t i = 0; i < COUNT(calls); i++)
		SAR(SAR_USER_NOT_LOGGED_IN, calls[i](s, c));
	/* the administrator is not the user */
	OK(s->VerifyPIN(s->app, ADMIN_TYPE, TEXT(ADMIN_PIN), &left));
	for (size_t i = 0; i < COUNT(calls); i++)
		SAR(SAR_USER_NOT_LOGGED_IN, calls[i](s, c));
	/* what is public needs nobody */
	OK(s->ClearSecureState(s->app));
	OK(s->ExportPublicKey(c, TRUE, (BYTE *)&blob, &len));
	login(s);
	leave_container(s, c, "cleared");
}
