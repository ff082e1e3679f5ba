/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys on the desk of a real office, by libskf-soft: it keeps a key in a file,
 * behind the same interface. tests/office/test_tokens.py cuts the power at each
 * step.
 */
#include "office/tokens/personalise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "office/pairs/escrow.h"
#include "office/process/keyfile.h"
#include "office/testing/test_office.h"
#include "skf/piece.h"

#define DEVICE "key"
#define INITIAL "13572468"
#define OTHER_KEY "0123456789abcdef"

static struct test_office t; /* one for each test */
static struct token_library *lib;
static struct personalised last;
static struct bytes given_key; /* the device key, as the operator says */

static int
open_office(void **state)
{
	char path[FILE_PATH_MAX], tokens[96];
	const struct token_library_options options = {
	    .path = path, .kind = CARRIER_HARD};

	(void)state;
	given_key = BYTES_NONE;
	test_office_open(&t, 0);
	snprintf(tokens, sizeof(tokens), "%s/tokens", t.dir);
	assert_int_equal(file_make_dir(tokens, 0700), ERR_OK);
	setenv("CERT_TOKENS", tokens, 1);
	assert_int_equal(piece_path(PIECE_SKF_SOFT, path), ERR_OK);
	assert_int_equal(token_library_open(t.gm, &options, &lib), ERR_OK);
	assert_int_equal(token_library_status(lib), ERR_OK);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	token_library_free(lib);
	lib = NULL;
	test_office_close(&t);
	return 0;
}

#define COUNT_OF(table, condition)                                   \
	test_office_count(&t, "SELECT COUNT(*) FROM " table " WHERE" \
			      " " condition)

/* --- keys --- */

static struct token *
open_key(void)
{
	struct token *k = NULL;

	assert_int_equal(token_open(lib, DEVICE, &k), ERR_OK);
	return k;
}

static struct token_info
info_of_key(void)
{
	AUTO(token) k = open_key();
	struct token_info i;

	assert_int_equal(token_get_info(k, &i), ERR_OK);
	return i;
}

static void
set_up_key(struct token *k)
{
	assert_int_equal(
	    token_set_up(
		k, &(struct token_setup){.admin_pin = bytes_str("somebody"),
		       .user_pin = bytes_str("somebody")}),
	    ERR_OK);
}

/* One that somebody had set up. */
static void
make_used_key(void)
{
	char name[160];
	AUTO(token) k = NULL;

	snprintf(name, sizeof(name), "%s:%s/tokens/" DEVICE ".token",
	    TOKEN_SOFT_NEW, t.dir);
	assert_int_equal(token_open(lib, name, &k), ERR_OK);
	set_up_key(k);
}

static void
make_blank_key(void)
{
	AUTO(token) k = NULL;

	make_used_key();
	k = open_key();
	assert_int_equal(token_erase(k, BYTES_NONE), ERR_OK);
}

/* --- at the desk --- */

static enum err
do_key_as(const struct actor *actor, const char *letters, const char *label)
{
	const struct desk d = {.office = &t.office,
	    .gm = t.gm,
	    .actor = actor,
	    .batch = "",
	    .letters = letters,
	    .initial_pin = bytes_str(INITIAL),
	    .device_key = given_key};

	return personalise(&d, lib, DEVICE, label, &last);
}

static enum err
do_key(void)
{
	return do_key_as(&t.op1.actor, NULL, "TM-0001");
}

static enum err
do_key_by_letter(void)
{
	return do_key_as(&t.op1.actor, t.dir, "TM-0001");
}

static struct sm2_key *
key_centre(void)
{
	AUTO(secret) unlock = NULL;
	AUTO(secret) octets = NULL;
	struct sm2_key *key = NULL;

	assert_int_equal(keyfile_unlock(t.dir, NULL, &unlock), ERR_OK);
	assert_int_equal(keyfile_open(t.gm, t.dir, "keycentre/keycentre.key",
			     secret_bytes(unlock), &octets),
	    ERR_OK);
	assert_int_equal(
	    sm2_key_from_scalar(t.gm, secret_bytes(octets), &key), ERR_OK);
	return key;
}

static enum err
get_job(struct db *db, void *arg)
{
	return token_row_get(db, last.serial, arg);
}

/* --- what comes of it --- */

static void
a_blank_key_becomes_the_offices(void **state)
{
	struct token_info i;

	(void)state;
	make_blank_key();
	assert_int_equal(do_key(), ERR_OK);
	assert_string_equal(last.label, "TM-0001");
	assert_int_equal(last.user_pin, HANDOVER_INITIAL);
	assert_string_equal(last.letter, "");
	assert_true(last.intended && !last.resumed);
	i = info_of_key();
	assert_false(i.blank);
	assert_string_equal(i.label, "TM-0001");
	assert_string_equal(i.serial, last.serial);
	assert_int_equal(COUNT_OF("token", "state = 'ready'"), 1);
	assert_int_equal(COUNT_OF("act", "verb = 'personalise'"), 1);
	assert_int_equal(COUNT_OF("audit", "event = 'token.ready'"), 1);
}

static void
the_initial_pin_counts_and_is_known_to_be_one(void **state)
{
	AUTO(token) k = NULL;
	int tries;

	(void)state;
	make_blank_key();
	assert_int_equal(do_key(), ERR_OK);
	assert_true(info_of_key().pin_initial);
	k = open_key();
	assert_int_equal(token_login(k, bytes_str(INITIAL), &tries), ERR_OK);
}

static void
a_letters_pin_is_not_initial(void **state)
{
	AUTO(token) k = NULL;
	struct stat st;
	int tries;

	(void)state;
	make_blank_key();
	assert_int_equal(do_key_by_letter(), ERR_OK);
	assert_int_equal(last.user_pin, HANDOVER_LETTER);
	assert_false(info_of_key().pin_initial);
	assert_int_equal(stat(last.letter, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	k = open_key();
	assert_int_equal(
	    token_login(k, bytes_str(INITIAL), &tries), ERR_PIN_WRONG);
}

static void
a_key_keeps_its_makers_label_if_none_is_given(void **state)
{
	(void)state;
	make_blank_key();
	assert_int_equal(do_key_as(&t.op1.actor, NULL, NULL), ERR_OK);
	assert_string_equal(last.label, info_of_key().label);
}

/* What is sealed for the key centre opens the key, and nothing else does. */
static void
what_is_deposited_opens_the_key(void **state)
{
	AUTO_DONE(token_row) row = {0};
	AUTO_DONE(buf) file = BUF(ESCROW_DER_MAX);
	AUTO(sm2_key) centre = NULL;
	AUTO(secret) admin_pin = NULL;
	AUTO(secret) device_key = NULL;
	AUTO(token) k = NULL;
	char serial[ESCROW_SERIAL_SIZE];
	int tries;

	(void)state;
	make_blank_key();
	assert_int_equal(do_key(), ERR_OK);
	assert_int_equal(store_read(t.store, get_job, &row), ERR_OK);
	centre = key_centre();
	assert_int_equal(escrow_open(t.gm, centre, buf_bytes(&row.sealed_pin),
			     serial, &admin_pin),
	    ERR_OK);
	assert_string_equal(serial, last.serial);
	assert_int_equal(secret_bytes(admin_pin).len, 16);
	assert_int_equal(escrow_open_device_key(t.gm, centre,
			     buf_bytes(&row.sealed_key), serial, &device_key),
	    ERR_OK);
	k = open_key();
	assert_int_equal(token_read_file(k, TOKEN_ESCROW_FILE, &file), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&file), buf_bytes(&row.sealed_pin)));
	assert_int_equal(token_unblock(k, secret_bytes(admin_pin),
			     bytes_str("87654321"), &tries),
	    ERR_OK);
	assert_int_equal(
	    token_check_device_key(k, BYTES_NONE), ERR_DEVICE_KEY_WRONG);
	assert_int_equal(
	    token_check_device_key(k, secret_bytes(device_key)), ERR_OK);
}

/* --- keys that are refused --- */

static void
a_key_is_personalised_once(void **state)
{
	AUTO_DONE(token_row) before = {0}, after = {0};

	(void)state;
	make_blank_key();
	assert_int_equal(do_key(), ERR_OK);
	assert_int_equal(store_read(t.store, get_job, &before), ERR_OK);
	assert_int_equal(do_key(), ERR_TOKEN_NOT_BLANK);
	assert_string_equal(last.serial, before.serial);
	assert_false(last.intended);
	assert_int_equal(store_read(t.store, get_job, &after), ERR_OK);
	assert_string_equal(before.act, after.act);
	assert_int_equal(COUNT_OF("act", "verb = 'personalise'"), 1);
}

static void
somebody_elses_key_is_left_alone(void **state)
{
	AUTO(token) k = NULL;
	int tries;

	(void)state;
	make_used_key();
	assert_int_equal(do_key(), ERR_TOKEN_NOT_BLANK);
	k = open_key();
	assert_int_equal(token_login(k, bytes_str("somebody"), &tries), ERR_OK);
	assert_int_equal(COUNT_OF("token", "1 = 1"), 0);
}

/* A blank key whose maker gave it that device key; open. */
static struct token *
make_key_with(const char *device_key)
{
	struct token *k;

	make_blank_key();
	k = open_key();
	assert_int_equal(
	    token_change_device_key(k, BYTES_NONE, bytes_str(device_key)),
	    ERR_OK);
	return k;
}

static void
a_key_with_a_device_key_of_its_own_is_left_alone(void **state)
{
	AUTO(token) k = NULL;

	(void)state;
	k = make_key_with(OTHER_KEY);
	assert_int_equal(do_key(), ERR_DEVICE_KEY_WRONG);
	assert_true(info_of_key().blank);
	assert_int_equal(COUNT_OF("token", "1 = 1"), 0);
}

static void
a_key_may_come_with_another_device_key(void **state)
{
	AUTO(token) k = NULL;

	(void)state;
	k = make_key_with(OTHER_KEY);
	given_key = bytes_str(OTHER_KEY);
	assert_int_equal(do_key(), ERR_OK);
	assert_int_equal(token_check_device_key(k, bytes_str(OTHER_KEY)),
	    ERR_DEVICE_KEY_WRONG);
}

static void
only_an_operator_does_it(void **state)
{
	(void)state;
	make_blank_key();
	assert_int_equal(
	    do_key_as(&t.auditor.actor, NULL, "TM"), ERR_STAFF_ROLE);
	assert_int_equal(
	    do_key_as(&t.business.actor, NULL, "TM"), ERR_STAFF_ROLE);
	assert_true(info_of_key().blank);
}

static void
a_desk_is_checked_before_it_begins(void **state)
{
	struct desk d = {.office = &t.office,
	    .gm = t.gm,
	    .actor = &t.op1.actor,
	    .batch = "",
	    .initial_pin = bytes_str(INITIAL)};

	(void)state;
	assert_int_equal(personalise_check(&d, CARRIER_HARD), ERR_OK);
	d.initial_pin = bytes_str("12345");
	assert_int_equal(personalise_check(&d, CARRIER_HARD), ERR_PIN_LENGTH);
	d.initial_pin = bytes_str("12345678901234567");
	assert_int_equal(
	    personalise_check(&d, CARRIER_HARD), ERR_PIN_LENGTH_TOKEN);
	d.letters = "/nowhere";
	assert_int_equal(personalise_check(&d, CARRIER_HARD), ERR_FILE_MISSING);
	d.letters = t.dir;
	assert_int_equal(personalise_check(&d, CARRIER_HARD), ERR_OK);
	d.actor = &t.auditor.actor;
	assert_int_equal(personalise_check(&d, CARRIER_HARD), ERR_STAFF_ROLE);
}

/* --- half-made keys --- */

/* A row as an earlier try left it, of an application that is not the one on
 * the key: that was made without its file. */
#define LEFT_INTENDED "UPDATE token SET state = 'intended'"

static void
begin_and_lose_power(void)
{
	AUTO(token) k = NULL;
	AUTO(secret) device_key = NULL;
	AUTO(sm2_key) centre = key_centre();
	AUTO_DONE(token_row) row = {0};
	char serial[ESCROW_SERIAL_SIZE];

	make_blank_key();
	assert_int_equal(do_key(), ERR_OK);
	assert_int_equal(store_read(t.store, get_job, &row), ERR_OK);
	assert_int_equal(escrow_open_device_key(t.gm, centre,
			     buf_bytes(&row.sealed_key), serial, &device_key),
	    ERR_OK);
	k = open_key();
	assert_int_equal(token_change_device_key(k, secret_bytes(device_key),
			     bytes_str("1234567812345678")),
	    ERR_OK);
	test_office_run(&t, LEFT_INTENDED);
	test_office_run(&t, "DELETE FROM audit WHERE event = 'token.ready'");
}

static bool
wanted(void)
{
	const struct token_info i = info_of_key();
	bool wants;

	assert_int_equal(personalise_wants(&t.office, &i, &wants), ERR_OK);
	return wants;
}

static void
a_half_made_key_is_made_again(void **state)
{
	AUTO_DONE(token_row) before = {0}, after = {0};

	(void)state;
	begin_and_lose_power();
	assert_true(wanted());
	assert_int_equal(store_read(t.store, get_job, &before), ERR_OK);
	assert_int_equal(do_key_as(&t.op2.actor, NULL, "TM-0002"), ERR_OK);
	assert_false(last.resumed);
	assert_string_equal(last.label, "TM-0002");
	assert_int_equal(store_read(t.store, get_job, &after), ERR_OK);
	assert_string_equal(after.staff, "op2");
	assert_string_not_equal(before.act, after.act);
	assert_false(bytes_equal(
	    buf_bytes(&before.sealed_pin), buf_bytes(&after.sealed_pin)));
	assert_false(wanted());
}

static void
a_container_says_that_it_is_in_use(void **state)
{
	AUTO(token) k = NULL;
	int tries;

	(void)state;
	begin_and_lose_power();
	k = open_key();
	assert_int_equal(token_login(k, bytes_str(INITIAL), &tries), ERR_OK);
	assert_int_equal(token_container_create(k, "c"), ERR_OK);
	assert_int_equal(do_key(), ERR_TOKEN_NOT_BLANK);
	assert_int_equal(token_container_delete(k, "c"), ERR_OK);
	assert_int_equal(do_key(), ERR_OK);
}

/* All but the row was done. */
static void
a_key_with_its_own_device_key_is_finished(void **state)
{
	(void)state;
	make_blank_key();
	assert_int_equal(do_key(), ERR_OK);
	test_office_run(&t, LEFT_INTENDED);
	assert_int_equal(do_key_as(&t.op2.actor, t.dir, "TM-0002"), ERR_OK);
	assert_true(last.resumed && !last.intended);
	assert_string_equal(last.label, "TM-0001");
	assert_int_equal(last.user_pin, HANDOVER_INITIAL);
	assert_string_equal(last.letter, "");
	assert_int_equal(COUNT_OF("token", "state = 'ready'"), 1);
}

/* Nothing follows from a device key that is wrong anyway. */
static void
another_device_key_finishes_nothing(void **state)
{
	(void)state;
	make_blank_key();
	assert_int_equal(do_key(), ERR_OK);
	test_office_run(&t, LEFT_INTENDED);
	given_key = bytes_str(OTHER_KEY);
	assert_int_equal(do_key(), ERR_DEVICE_KEY_WRONG);
	assert_int_equal(COUNT_OF("token", "state = 'ready'"), 0);
	given_key = BYTES_NONE;
	assert_int_equal(do_key(), ERR_OK);
	assert_true(last.resumed);
}

static void
but_not_one_that_another_office_finished(void **state)
{
	(void)state;
	make_blank_key();
	assert_int_equal(do_key(), ERR_OK);
	test_office_run(
	    &t, "UPDATE token SET state = 'intended', sealed_pin = X'00'");
	assert_int_equal(do_key(), ERR_TOKEN_NOT_BLANK);
	assert_int_equal(COUNT_OF("token", "state = 'ready'"), 0);
}

/* --- a key that comes back --- */

static enum err
put_job(struct db *db, void *arg)
{
	struct account a;

	TRY(account_by_user(db, "acme", &a));
	return escrow_put(t.gm, db,
	    &(struct escrow_deposit){
		last.serial, a.id, "pair", bytes_str(arg), t.now});
}

/* Its maker's tool made it blank: it is nobody's. */
static void
a_key_that_was_reset_is_done_again(void **state)
{
	char deposit[] = "deposit";

	(void)state;
	test_office_register(&t, "acme");
	begin_and_lose_power();
	test_office_run(&t, "UPDATE token SET state = 'ready'");
	assert_int_equal(store_write(t.store, put_job, deposit), ERR_OK);
	assert_int_equal(do_key(), ERR_TOKEN_NOT_BLANK);
	assert_int_equal(COUNT_OF("escrow", "1 = 1"), 1);
	{
		AUTO(token) k = open_key();

		assert_int_equal(token_erase(k, BYTES_NONE), ERR_OK);
	}
	assert_int_equal(do_key(), ERR_OK);
	assert_int_equal(COUNT_OF("escrow", "1 = 1"), 0);
	assert_int_equal(COUNT_OF("token", "state = 'ready'"), 1);
	assert_int_equal(COUNT_OF("act", "verb = 'personalise'"), 2);
}

#define office_test(f) \
	cmocka_unit_test_setup_teardown(f, open_office, close_office)

static int
tests(void)
{
	const struct CMUnitTest all[] = {
	    office_test(a_blank_key_becomes_the_offices),
	    office_test(the_initial_pin_counts_and_is_known_to_be_one),
	    office_test(a_letters_pin_is_not_initial),
	    office_test(a_key_keeps_its_makers_label_if_none_is_given),
	    office_test(what_is_deposited_opens_the_key),
	    office_test(a_key_is_personalised_once),
	    office_test(somebody_elses_key_is_left_alone),
	    office_test(a_key_with_a_device_key_of_its_own_is_left_alone),
	    office_test(a_key_may_come_with_another_device_key),
	    office_test(only_an_operator_does_it),
	    office_test(a_desk_is_checked_before_it_begins),
	    office_test(a_half_made_key_is_made_again),
	    office_test(a_container_says_that_it_is_in_use),
	    office_test(a_key_with_its_own_device_key_is_finished),
	    office_test(another_device_key_finishes_nothing),
	    office_test(but_not_one_that_another_office_finished),
	    office_test(a_key_that_was_reset_is_done_again),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
