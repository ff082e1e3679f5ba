/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/envelope.h"
#include "pki/fixture.h"

struct world {
	struct fixture f;
	struct party centre, other;
};

static void
make_service(struct fixture *f, enum profile_id id, struct party *p)
{
	struct cert_spec s;

	party_init(f, p);
	fixture_spec(f, id, p, FIXTURE_OFFICE, "", &s);
	s.eku = s.profile->eku[0];
	fixture_issue(f, &s, &f->issuing, p);
}

static int
set_up(void **state)
{
	static struct world w;

	fixture_init(&w.f);
	make_service(&w.f, PROFILE_KEY_CENTRE, &w.centre);
	make_service(&w.f, PROFILE_AUDIT, &w.other);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	party_done(&w->other);
	party_done(&w->centre);
	fixture_done(&w->f);
	return 0;
}

static void
a_pin_comes_back_at_the_key_centre(void **state)
{
	struct world *w = *state;
	uint8_t pin[ESCROW_PIN_MAX];
	const char *serials[] = {"1", "01234567890123456789012345678901"};

	memset(pin, 'p', sizeof(pin));
	for (size_t i = 0; i < COUNT(serials); i++) {
		AUTO_DONE(buf) sealed = BUF(ESCROW_DER_MAX);
		AUTO(secret) back = NULL;
		char serial[ESCROW_SERIAL_SIZE];
		size_t len = i == 0 ? 1 : sizeof(pin);

		assert_int_equal(escrow_seal(w->f.gm, &w->centre.cert,
				     serials[i], BYTES(pin, len), &sealed),
		    ERR_OK);
		assert_int_equal(escrow_open(w->f.gm, w->centre.key,
				     buf_bytes(&sealed), serial, &back),
		    ERR_OK);
		assert_string_equal(serial, serials[i]);
		assert_true(secret_equal(secret_bytes(back), BYTES(pin, len)));
	}
}

static void
only_the_key_centre_opens_it(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) sealed = BUF(ESCROW_DER_MAX);
	AUTO(secret) back = NULL;
	char serial[ESCROW_SERIAL_SIZE];

	assert_int_equal(escrow_seal(w->f.gm, &w->centre.cert, "1",
			     bytes_str("pin"), &sealed),
	    ERR_OK);
	assert_int_equal(escrow_open(w->f.gm, w->other.key, buf_bytes(&sealed),
			     serial, &back),
	    ERR_ENVELOPE_KEY);
	sealed.p[sealed.len - 1] ^= 1;
	assert_int_equal(escrow_open(w->f.gm, w->centre.key, buf_bytes(&sealed),
			     serial, &back),
	    ERR_ENVELOPE_KEY);
	for (size_t len = 0; len < sealed.len; len++)
		assert_int_equal(escrow_open(w->f.gm, w->centre.key,
				     BYTES(sealed.p, len), serial, &back),
		    ERR_ENVELOPE_SYNTAX);
	assert_null(back);
}

static void
a_device_key_is_no_admin_pin_and_the_reverse(void **state)
{
	static const uint8_t key[ESCROW_DEVICE_KEY_LEN + 1] = {7};
	struct world *w = *state;
	AUTO_DONE(buf) sealed_key = BUF(ESCROW_DER_MAX);
	AUTO_DONE(buf) sealed_pin = BUF(ESCROW_DER_MAX);
	AUTO(secret) back = NULL;
	char serial[ESCROW_SERIAL_SIZE];

	for (size_t len = sizeof(key) - 2; len <= sizeof(key); len++)
		assert_int_equal(
		    escrow_seal_device_key(w->f.gm, &w->centre.cert, "1",
			BYTES(key, len), &sealed_key),
		    len == ESCROW_DEVICE_KEY_LEN ? ERR_OK : ERR_FIELD_INVALID);
	assert_int_equal(escrow_seal_device_key(w->f.gm, &w->other.cert, "1",
			     BYTES(key, ESCROW_DEVICE_KEY_LEN), &sealed_key),
	    ERR_CERT_USAGE);
	assert_int_equal(escrow_seal(w->f.gm, &w->centre.cert, "1",
			     BYTES(key, ESCROW_DEVICE_KEY_LEN), &sealed_pin),
	    ERR_OK);
	assert_int_equal(escrow_open(w->f.gm, w->centre.key,
			     buf_bytes(&sealed_key), serial, &back),
	    ERR_ENVELOPE_SYNTAX);
	assert_int_equal(escrow_open_device_key(w->f.gm, w->centre.key,
			     buf_bytes(&sealed_pin), serial, &back),
	    ERR_ENVELOPE_SYNTAX);
	assert_null(back);
	assert_int_equal(escrow_open_device_key(w->f.gm, w->centre.key,
			     buf_bytes(&sealed_key), serial, &back),
	    ERR_OK);
	assert_string_equal(serial, "1");
	assert_true(secret_equal(
	    secret_bytes(back), BYTES(key, ESCROW_DEVICE_KEY_LEN)));
}

static void
nothing_is_sealed_to_anybody_else(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) sealed = BUF(ESCROW_DER_MAX);

	assert_int_equal(escrow_seal(w->f.gm, &w->other.cert, "1",
			     bytes_str("pin"), &sealed),
	    ERR_CERT_USAGE);
	assert_int_equal(escrow_seal(w->f.gm, &w->f.issuing.cert, "1",
			     bytes_str("pin"), &sealed),
	    ERR_CERT_USAGE);
}

static void
what_does_not_fit_is_not_sealed(void **state)
{
	static const uint8_t pin[ESCROW_PIN_MAX + 1] = {1};
	static const struct {
		const char *serial;
		struct bytes pin;
		enum err want;
	} cases[] = {
	    {"", {pin, 1}, ERR_FIELD_INVALID},
	    {"012345678901234567890123456789012", {pin, 1}, ERR_FIELD_INVALID},
	    {"1", {pin, 0}, ERR_FIELD_INVALID},
	    {"1", {pin, sizeof(pin)}, ERR_FIELD_INVALID},
	    {"_", {pin, 1}, ERR_BAD_TEXT},
	};
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) sealed = BUF(ESCROW_DER_MAX);

		assert_int_equal(escrow_seal(w->f.gm, &w->centre.cert,
				     cases[i].serial, cases[i].pin, &sealed),
		    cases[i].want);
	}
}

/* Something else, properly encrypted to the key centre. */
static void
another_content_is_refused(void **state)
{
	static const char *const plains[] = {"pin", "\x30\x00",
	    ("\x30\x10\x13\x0c"
	     "admin-pin-v1\x13\x00")};
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(plains); i++) {
		AUTO_DONE(buf) sealed = BUF(ESCROW_DER_MAX);
		AUTO(secret) back = NULL;
		struct sm2_cipher c;
		char serial[ESCROW_SERIAL_SIZE];

		assert_int_equal(
		    sm2_encrypt(w->f.gm, &w->centre.signer.key,
			BYTES(plains[i], strlen(plains[i]) + 1), &c),
		    ERR_OK);
		sm2_cipher_encode(&sealed, &c);
		assert_int_equal(escrow_open(w->f.gm, w->centre.key,
				     buf_bytes(&sealed), serial, &back),
		    ERR_ENVELOPE_SYNTAX);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_pin_comes_back_at_the_key_centre),
	    cmocka_unit_test(only_the_key_centre_opens_it),
	    cmocka_unit_test(a_device_key_is_no_admin_pin_and_the_reverse),
	    cmocka_unit_test(nothing_is_sealed_to_anybody_else),
	    cmocka_unit_test(what_does_not_fit_is_not_sealed),
	    cmocka_unit_test(another_content_is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
