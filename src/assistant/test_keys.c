/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Argument: libskf-soft, which stands here for a maker's library: USB keys are
 * token files that it calls hard. Nobody answers for the office; its key
 * centre is known.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "assistant/context.h"
#include "base/fault.h"
#include "base/folder_testing.h"
#include "pki/escrow.h"
#include "pki/fixture.h"

#define PIN bytes_str("Test-2026")
#define OTHER_PIN bytes_str("Later-2027")
#define INITIAL bytes_str("12345678")

static const char *library_path;

struct desk {
	struct fixture f;
	struct party key_centre;
	struct assistant a;
};

static enum err
no_office(void *self, const struct transport_request *r,
    struct transport_answer *ret_answer)
{
	(void)self;
	(void)r;
	(void)ret_answer;
	return ERR_OFFICE_UNREACHABLE;
}

/* One library, whose tokens are the folder's. */
static void
open_library(struct assistant *a, enum carrier_kind kind)
{
	const struct token_library_options o = {
	    .path = library_path, .kind = kind};

	assert_int_equal(setenv("CERT_TOKENS", a->home, 1), 0);
	assert_int_equal(
	    token_library_open(a->gm, &o, &a->libraries[0]), ERR_OK);
	a->library_count = 1;
}

static void
desk_init(struct desk *d, void **state, enum carrier_kind kind)
{
	struct cert_spec spec;

	*d = (struct desk){.a = {.clock = clock_system(),
			       .random = random_system(),
			       .transport = {.exchange = no_office},
			       .connected = true}};
	fixture_init_at(&d->f, clock_now(d->a.clock));
	d->a.gm = d->f.gm;
	(void)snprintf(d->a.home, sizeof(d->a.home), "%s", (char *)*state);
	(void)snprintf(d->a.settings.value[SETTING_OFFICE], SETTING_VALUE_SIZE,
	    "https://office.example");
	folder_write(folder_path(state, "session"), "token");
	assert_int_equal(
	    file_make_dir(folder_path(state, "journal"), 0700), ERR_OK);
	open_library(&d->a, kind);
	party_init(&d->f, &d->key_centre);
	fixture_spec(
	    &d->f, PROFILE_KEY_CENTRE, &d->key_centre, "密钥中心", "", &spec);
	spec.eku = OID_SERVICE_KEY_CENTRE;
	fixture_issue(&d->f, &spec, &d->f.issuing, &d->key_centre);
	d->a.key_centre = d->key_centre.cert;
}

static void
desk_done(struct desk *d)
{
	token_library_free(d->a.libraries[0]);
	party_done(&d->key_centre);
	fixture_done(&d->f);
}
DEFINE_AUTO_DONE(desk)

/* A token in the folder that was set up with an initial PIN. */
static void
make_token(struct desk *d, char ret_serial[33])
{
	const struct token_setup setup = {
	    .admin_pin = bytes_str("administrator"), .user_pin = INITIAL};
	AUTO(token) t = NULL;
	char device[TOKEN_DEVICE_SIZE];
	struct token_info i;

	assert_in_range(snprintf(device, sizeof(device),
			    TOKEN_SOFT_NEW ":%s/key.token", d->a.home),
	    1, (int)sizeof(device) - 1);
	assert_int_equal(token_open(d->a.libraries[0], device, &t), ERR_OK);
	assert_int_equal(token_set_up(t, &setup), ERR_OK);
	assert_int_equal(token_get_info(t, &i), ERR_OK);
	memcpy(ret_serial, i.serial, sizeof(i.serial));
}

static struct token *
open_key(struct desk *d, const char *serial)
{
	struct token *t = NULL;

	assert_int_equal(
	    token_open_serial(ASSISTANT_LIBRARIES(&d->a), serial, &t), ERR_OK);
	return t;
}

static void
make_blank(struct desk *d, char ret_serial[33])
{
	AUTO(token) t = NULL;

	make_token(d, ret_serial);
	t = open_key(d, ret_serial);
	assert_int_equal(token_erase(t, BYTES_NONE), ERR_OK);
}

static enum err
set_up(struct desk *d, const char *serial, struct bytes pin)
{
	const struct token_init_request r = {
	    .carrier = serial, .label = "办公室", .pin = pin};
	struct token_info i;

	return assistant_token_init(&d->a, &r, &i);
}

/* It takes the PIN, which is not initial, and the office can unlock it. */
static void
expect_ready(struct desk *d, const char *serial, struct bytes pin)
{
	AUTO(token) t = open_key(d, serial);
	AUTO(secret) admin = NULL;
	AUTO_DONE(buf) escrow = BUF(ESCROW_DER_MAX);
	char sealed_for[ESCROW_SERIAL_SIZE];
	struct token_info i;
	int left;

	assert_int_equal(token_get_info(t, &i), ERR_OK);
	assert_false(i.pin_initial);
	assert_int_equal(i.pin_tries, TOKEN_PIN_TRIES);
	assert_string_equal(i.label, "办公室");
	assert_int_equal(token_login(t, pin, &left), ERR_OK);
	assert_int_equal(
	    token_read_file(t, TOKEN_ESCROW_FILE, &escrow), ERR_OK);
	assert_int_equal(escrow_open(d->f.gm, d->key_centre.key,
			     buf_bytes(&escrow), sealed_for, &admin),
	    ERR_OK);
	assert_string_equal(sealed_for, serial);
	assert_int_equal(
	    token_unblock(t, secret_bytes(admin), OTHER_PIN, &left), ERR_OK);
}

static void
a_blank_key_is_ready_for_use_with_the_pin_of_its_person(void **state)
{
	AUTO_DONE(desk) d = {.a.library_count = 0};
	char serial[33];

	desk_init(&d, state, CARRIER_HARD);
	make_blank(&d, serial);
	assert_int_equal(set_up(&d, serial, PIN), ERR_OK);
	expect_ready(&d, serial, PIN);
	assert_int_equal(set_up(&d, serial, PIN), ERR_TOKEN_NOT_BLANK);
}

static void
what_cannot_be_set_up_stays_as_it_is(void **state)
{
	AUTO_DONE(desk) d = {.a.library_count = 0};
	AUTO(token) t = NULL;
	char serial[33];
	struct token_info i;

	desk_init(&d, state, CARRIER_HARD);
	make_blank(&d, serial);
	assert_int_equal(set_up(&d, "NONE", PIN), ERR_TOKEN_MISSING);
	assert_string_equal(assistant_failure(&d.a)->carrier, "NONE");
	assert_int_equal(
	    set_up(&d, serial, bytes_str("12345")), ERR_PIN_LENGTH);
	assert_int_equal(set_up(&d, serial, bytes_str("12345678901234567")),
	    ERR_PIN_LENGTH_TOKEN);
	assert_int_equal(assistant_token_init(&d.a,
			     &(struct token_init_request){.carrier = serial,
				 .pin = PIN,
				 .device_key = bytes_str("a wrong key ....")},
			     &i),
	    ERR_DEVICE_KEY_WRONG);
	t = open_key(&d, serial);
	assert_int_equal(token_get_info(t, &i), ERR_OK);
	assert_true(i.blank);
}

static void
soft_tokens_are_made_by_the_first_issue(void **state)
{
	AUTO_DONE(desk) d = {.a.library_count = 0};
	char serial[33];

	desk_init(&d, state, CARRIER_SOFT);
	make_blank(&d, serial);
	assert_int_equal(set_up(&d, serial, PIN), ERR_NOT_SUPPORTED);
}

static void
a_key_with_somebodys_keys_is_never_set_up_anew(void **state)
{
	AUTO_DONE(desk) d = {.a.library_count = 0};
	AUTO(token) t = NULL;
	char serial[33];
	int left;

	desk_init(&d, state, CARRIER_HARD);
	make_token(&d, serial);
	t = open_key(&d, serial);
	assert_int_equal(token_login(t, INITIAL, &left), ERR_OK);
	assert_int_equal(token_write_file(t, "other", PIN), ERR_OK);
	assert_int_equal(set_up(&d, serial, PIN), ERR_TOKEN_NOT_BLANK);
	assert_int_equal(token_remove_file(t, "other"), ERR_OK);
	assert_int_equal(token_container_create(t, "c"), ERR_OK);
	assert_int_equal(set_up(&d, serial, PIN), ERR_TOKEN_NOT_BLANK);
	assert_int_equal(token_container_delete(t, "c"), ERR_OK);
	assert_int_equal(
	    token_write_file(t, TOKEN_ESCROW_FILE, bytes_str("torn")), ERR_OK);
	assert_int_equal(set_up(&d, serial, PIN), ERR_OK);
	expect_ready(&d, serial, PIN);
}

#ifdef CERT_FAULT_POINTS
static void
a_setting_up_that_is_cut_off_is_begun_again(void **state)
{
	static const struct {
		const char *point;
		bool works; /* with the person's PIN */
		enum err again;
	} cuts[] = {
	    {"assistant.token.made", false, ERR_OK},
	    {"assistant.token.pin-set", true, ERR_OK},
	    {"assistant.token.escrow-written", true, ERR_TOKEN_NOT_BLANK},
	};
	AUTO_DONE(desk) d = {.a.library_count = 0};
	char serial[33];

	desk_init(&d, state, CARRIER_HARD);
	make_blank(&d, serial);
	for (size_t i = 0; i < COUNT(cuts); i++) {
		int status = 0, left;
		pid_t pid = fork();

		if (pid == 0) {
			setenv("CERT_FAULT", cuts[i].point, 1);
			fault_init();
			_exit(set_up(&d, serial, PIN) == ERR_OK ? 0 : 1);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGKILL);
		{
			AUTO(token) t = open_key(&d, serial);

			assert_int_equal(token_login(t, PIN, &left),
			    cuts[i].works ? ERR_OK : ERR_PIN_WRONG);
		}
		assert_int_equal(set_up(&d, serial, PIN), cuts[i].again);
		expect_ready(&d, serial, PIN);
		{
			AUTO(token) t = open_key(&d, serial);

			assert_int_equal(token_erase(t, BYTES_NONE), ERR_OK);
		}
	}
}
#endif

static void
a_carrier_is_told_about_without_its_pin(void **state)
{
	AUTO_DONE(desk) d = {.a.library_count = 0};
	AUTO(token) t = NULL;
	char serial[33];
	struct token_details about = {.escrow = false};
	int left;

	desk_init(&d, state, CARRIER_HARD);
	make_blank(&d, serial);
	assert_int_equal(assistant_token_label(&d.a, serial, ""), ERR_BAD_TEXT);
	assert_string_equal(assistant_failure(&d.a)->field, "label");
	assert_int_equal(
	    assistant_token_label(&d.a, serial, "空白的钥匙"), ERR_OK);
	assert_int_equal(assistant_token_info(&d.a, serial, &about), ERR_OK);
	assert_true(about.entry.info.blank && !about.escrow);
	assert_string_equal(about.entry.info.label, "空白的钥匙");
	assert_int_equal(about.pairs->count + about.containers->count, 0);
	token_details_done(&about);

	assert_int_equal(set_up(&d, serial, PIN), ERR_OK);
	t = open_key(&d, serial);
	assert_int_equal(token_login(t, PIN, &left), ERR_OK);
	assert_int_equal(token_container_create(t, "theirs"), ERR_OK);
	assert_int_equal(assistant_token_info(&d.a, serial, &about), ERR_OK);
	assert_true(about.escrow);
	assert_int_equal(about.containers->count, 1);
	assert_string_equal(about.containers->rows[0], "theirs");
	assert_int_equal(about.applications->count, 0);
	token_details_done(&about);
}

/* --- before a try is spent --- */

static int
tries(struct desk *d, const char *serial)
{
	AUTO(token) t = open_key(d, serial);
	struct token_info i;

	assert_int_equal(token_get_info(t, &i), ERR_OK);
	return i.pin_tries;
}

static enum err
issue(struct desk *d, const char *serial, struct bytes pin)
{
	const struct issue_request r = {
	    .carrier = serial, .code = bytes_str("x"), .pin = pin};
	struct holder_pair pair;

	return assistant_issue(&d->a, &r, &pair);
}

static void
what_can_be_known_is_known_before_a_try_is_spent(void **state)
{
	AUTO_DONE(desk) d = {.a.library_count = 0};
	char serial[33];
	struct pin_state s;

	desk_init(&d, state, CARRIER_HARD);
	make_blank(&d, serial);
	assert_int_equal(issue(&d, serial, PIN), ERR_TOKEN_BLANK);
	{
		AUTO(token) t = open_key(&d, serial);

		assert_int_equal(token_erase(t, BYTES_NONE), ERR_TOKEN_BLANK);
	}
	assert_int_equal(file_remove(folder_path(state, "key.token")), ERR_OK);
	make_token(&d, serial);
	assert_int_equal(
	    issue(&d, serial, bytes_str("wrong-pin")), ERR_PIN_INITIAL);
	assert_string_equal(assistant_failure(&d.a)->carrier, serial);
	assert_int_equal(issue(&d, serial, bytes_str("12345678901234567")),
	    ERR_PIN_LENGTH_TOKEN);
	assert_int_equal(assistant_pin_state(&d.a, serial, &s), ERR_OK);
	assert_true(s.initial);
	assert_int_equal(assistant_pin_change(&d.a, serial, INITIAL,
			     bytes_str("12345678901234567")),
	    ERR_PIN_LENGTH_TOKEN);
	assert_int_equal(
	    assistant_pin_change(&d.a, serial, INITIAL, PIN), ERR_OK);
	assert_int_equal(assistant_pin_state(&d.a, serial, &s), ERR_OK);
	assert_false(s.initial);
	assert_int_equal(tries(&d, serial), TOKEN_PIN_TRIES);
	/* Now the office is asked, and does not answer. */
	assert_int_equal(
	    issue(&d, serial, bytes_str("wrong-pin")), ERR_OFFICE_UNREACHABLE);
	assert_int_equal(tries(&d, serial), TOKEN_PIN_TRIES);
}

/* Fill it until little room is left. */
static void
fill(struct token *t)
{
	static uint8_t content[65536];
	struct token_info i;
	char name[16];

	for (int n = 0; n < 64; n++) {
		size_t len = sizeof(content);

		assert_int_equal(token_get_info(t, &i), ERR_OK);
		if (i.free_space < 4096)
			return;
		if (i.free_space < len + 4096)
			len = i.free_space - 3000;
		(void)snprintf(name, sizeof(name), "f%d", n);
		assert_int_equal(
		    token_write_file(t, name, BYTES(content, len)), ERR_OK);
	}
	fail();
}

static void
a_full_key_is_refused_before_a_try_is_spent(void **state)
{
	AUTO_DONE(desk) d = {.a.library_count = 0};
	AUTO(token) t = NULL;
	char serial[33];
	int left;

	desk_init(&d, state, CARRIER_HARD);
	make_token(&d, serial);
	t = open_key(&d, serial);
	assert_int_equal(token_change_pin(t, INITIAL, PIN, &left), ERR_OK);
	assert_int_equal(token_login(t, PIN, &left), ERR_OK);
	fill(t);
	assert_int_equal(
	    issue(&d, serial, bytes_str("wrong-pin")), ERR_TOKEN_FULL);
	assert_int_equal(tries(&d, serial), TOKEN_PIN_TRIES);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(a_blank_key_is_ready_for_use_with_the_pin_of_its_person),
	    IN_FOLDER(what_cannot_be_set_up_stays_as_it_is),
	    IN_FOLDER(soft_tokens_are_made_by_the_first_issue),
	    IN_FOLDER(a_key_with_somebodys_keys_is_never_set_up_anew),
#ifdef CERT_FAULT_POINTS
	    IN_FOLDER(a_setting_up_that_is_cut_off_is_begun_again),
#endif
	    IN_FOLDER(a_carrier_is_told_about_without_its_pin),
	    IN_FOLDER(what_can_be_known_is_known_before_a_try_is_spent),
	    IN_FOLDER(a_full_key_is_refused_before_a_try_is_spent),
	};

	if (argc != 2)
		return 64;
	library_path = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
