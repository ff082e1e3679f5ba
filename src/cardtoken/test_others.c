/* SPDX-License-Identifier: Apache-2.0 */
/* What other programs and people do to a key meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "card/command.h"
#include "cardtoken/testing_fixture.h"

/* --- what others do to the card --- */

static void
reset_by_another_program(struct testing_key *k)
{
	testing_reset(&k->world.slots[0]);
}

/* Power was gone for a moment, and the reader did not notice. */
static void
reset_unnoticed(struct testing_key *k)
{
	virtual_key_reset(k->key);
}

static void
a_reset_ends_logins_and_handles_go_on(void **state)
{
	static void (*const resets[])(struct testing_key * k) = {
	    reset_by_another_program, reset_unnoticed};

	(void)state;
	for (size_t i = 0; i < COUNT(resets); i++) {
		const struct back_cipher how = {.encrypt = true};
		struct testing_key k;
		struct testing_program p;
		struct back_container *c;
		struct back_session_key session;
		struct back_stream *stream;
		struct sm2_public key, again;
		struct sm2_cipher wrapped;
		struct back_envelope e;
		AUTO(sm2_key) encrypt_key = NULL;

		fixture_start(&k, &p);
		c = fixture_pair(&p, &key);
		assert_int_equal(
		    sm2_key_generate(fixture_gm, &encrypt_key), ERR_OK);
		assert_int_equal(
		    testing_envelope(fixture_gm, &key, encrypt_key, &e),
		    ERR_OK);
		OK(back_end.import_pair(&p.entry, c, &e));
		assert_int_equal(sm2_encrypt(fixture_gm, &e.public,
				     BYTES(testing_digest, 16), &wrapped),
		    ERR_OK);
		OK(back_end.import_session_key(
		    &p.entry, c, SGD_SM4_ECB, &wrapped, &session));
		resets[i](&k);
		SAR(SAR_USER_NOT_LOGGED_IN, fixture_sign(&p, c, &key));
		OK(back_end.public_key(&p.entry, c, true, &again));
		OK(testing_login(&p));
		OK(fixture_sign(&p, c, &key));
		SAR(SAR_KEYNOTFOUNTERR, back_end.stream_open(&p.entry,
					    session.inside, &how, &stream));
		back_end.key_close(&p.entry, session.inside);
		back_end.close_container(&p.entry, c);
		fixture_end(&k, &p);
	}
}

static void
what_others_delete_is_gone_and_what_they_make_anew_is_found(void **state)
{
	struct testing_key k;
	struct testing_program p, other;
	struct back_container *c, *theirs;
	struct sm2_public key, told;

	(void)state;
	fixture_start(&k, &p);
	c = fixture_pair(&p, &key);
	assert_true(testing_program_start(&other, fixture_gm, &k.world));
	OK(testing_open(&other));
	OK(testing_login(&other));
	OK(back_end.delete_container(&other.entry, other.application, "pair"));
	SAR(SAR_FILE_NOT_EXIST, fixture_sign(&p, c, &key));
	OK(back_end.create_container(
	    &other.entry, other.application, "pair", &theirs));
	OK(back_end.generate(&other.entry, theirs, &key));
	OK(back_end.public_key(&p.entry, c, true, &told));
	assert_true(sm2_public_equal(&key, &told));
	back_end.close_container(&other.entry, theirs);
	testing_program_end(&other);
	back_end.close_container(&p.entry, c);
	fixture_end(&k, &p);
}

static void
what_is_deleted_under_a_lock_is_gone(void **state)
{
	struct testing_key k;
	struct testing_program p;
	struct back_container *c, *again;
	struct sm2_public key;

	(void)state;
	fixture_start(&k, &p);
	OK(testing_authenticate(&p, TESTING_DEVICE_KEY));
	OK(back_end.locked(&p.entry, p.device));
	c = fixture_pair(&p, &key);
	OK(back_end.delete_container(&p.entry, p.application, "pair"));
	SAR(SAR_FILE_NOT_EXIST, fixture_sign(&p, c, &key));
	SAR(SAR_FILE_NOT_EXIST,
	    back_end.open_container(&p.entry, p.application, "pair", &again));
	back_end.close_container(&p.entry, c);
	c = fixture_pair(&p, &key);
	OK(back_end.delete_application(
	    &p.entry, p.device, TESTING_APPLICATION));
	SAR(SAR_APPLICATION_NOT_EXISTS,
	    back_end.public_key(&p.entry, c, true, &key));
	back_end.close_container(&p.entry, c);
	back_end.unlocked(&p.entry, p.device);
	fixture_end(&k, &p);
}

/* The name is the same, the application is not: nobody is logged in to it. */
static void
an_application_made_anew_is_not_logged_in_to(void **state)
{
	struct testing_key k;
	struct testing_program p, other;
	struct back_container *c;

	(void)state;
	fixture_start(&k, &p);
	OK(testing_login(&p));
	assert_true(testing_program_start(&other, fixture_gm, &k.world));
	OK(testing_connect_device(&other));
	OK(testing_authenticate(&other, TESTING_DEVICE_KEY));
	OK(back_end.delete_application(
	    &other.entry, other.device, TESTING_APPLICATION));
	back_end.disconnect(&other.entry, other.device);
	OK(testing_personalise(&other));
	OK(testing_login(&other));
	back_end.close_application(&p.entry, p.application);
	OK(back_end.open_application(
	    &p.entry, p.device, TESTING_APPLICATION, &p.application));
	SAR(SAR_USER_NOT_LOGGED_IN, back_end.create_container(&p.entry,
					p.application, "container", &c));
	testing_program_end(&other);
	fixture_end(&k, &p);
}

/* --- coming and going --- */

struct count {
	unsigned calls, good, removed, wild;
};

static void
count(void *arg, const char *call, uint32_t sar)
{
	struct count *c = arg;

	(void)call;
	c->calls++;
	c->good += sar == SAR_OK;
	c->removed += sar == SAR_DEVICE_REMOVED;
	c->wild += strcmp(sar_name(sar), "SAR_?") == 0;
}

/* How many commands it takes to do everything. */
static unsigned
commands_of_all(void)
{
	struct testing_key k;
	unsigned calls = 0, commands;

	testing_key_start(&k, false);
	testing_every_call(fixture_gm, &k.world, fixture_must_be_ok, &calls);
	commands = k.world.slots[0].commands;
	testing_key_end(&k);
	return commands;
}

/* Everything, with something happening at one command; what is in the reader
 * afterwards works. */
static struct count
do_all_with(void (*prepare)(struct testing_slot *s, unsigned at), unsigned at)
{
	struct testing_key k;
	struct testing_program p;
	struct count c = {0};

	testing_key_start(&k, false);
	prepare(&k.world.slots[0], at);
	testing_every_call(fixture_gm, &k.world, count, &c);
	assert_true(k.world.slots[0].commands >= at);
	assert_int_equal(c.wild, 0);
	if (!k.world.slots[0].here)
		testing_plug(&k.world.slots[0]);
	assert_true(testing_program_start(&p, fixture_gm, &k.world));
	OK(testing_connect_device(&p));
	testing_program_end(&p);
	assert_null(k.world.slots[0].holder);
	testing_key_end(&k);
	return c;
}

static void
unplug_before(struct testing_slot *s, unsigned at)
{
	s->remove_before = at;
}

static void
unplug_after(struct testing_slot *s, unsigned at)
{
	s->remove_after = at;
}

static void
reset_before(struct testing_slot *s, unsigned at)
{
	s->reset_before = at;
}

static void
a_key_may_be_unplugged_at_any_command(void **state)
{
	const unsigned commands = commands_of_all();

	(void)state;
	assert_true(commands > 50);
	for (unsigned at = 1; at <= commands; at++) {
		assert_true(do_all_with(unplug_before, at).removed > 0);
		assert_true(do_all_with(unplug_after, at).removed > 0);
	}
}

static void
a_key_may_be_reset_at_any_command(void **state)
{
	const unsigned commands = commands_of_all();

	(void)state;
	for (unsigned at = 2; at <= commands; at++) {
		struct count c = do_all_with(reset_before, at);

		assert_int_equal(c.removed, 0);
		assert_true(c.good >= 5); /* it goes on */
	}
}

static void
handles_of_a_key_that_left_stay_dead(void **state)
{
	struct testing_key k;
	struct testing_program p;
	struct back_device *d;
	DEVINFO info;

	(void)state;
	fixture_start(&k, &p);
	testing_unplug(&k.world.slots[0]);
	SAR(SAR_DEVICE_REMOVED, back_end.present(&p.entry, p.device));
	SAR(SAR_CARD_ABSENT, back_end.connect(&p.entry, TESTING_READER, &d));
	testing_plug(&k.world.slots[0]); /* it may be another one */
	SAR(SAR_DEVICE_REMOVED, back_end.info(&p.entry, p.device, &info));
	SAR(SAR_DEVICE_REMOVED, testing_login(&p));
	OK(back_end.connect(&p.entry, TESTING_READER, &d));
	OK(back_end.info(&p.entry, d, &info));
	back_end.disconnect(&p.entry, d);
	fixture_end(&k, &p);
}

static bool
refuse(void *self, struct bytes command, struct buf *answer)
{
	++*(unsigned *)self;
	(void)command;
	buf_u16(answer, CARD_SW_APPLET_UNKNOWN);
	return true;
}

static void
do_nothing(void *self)
{
	(void)self;
}

static void
another_makers_card_is_asked_once(void **state)
{
	unsigned asked = 0;
	struct testing_world w = {.slots = {{.name = TESTING_READER,
				      .here = true,
				      .card = {refuse, do_nothing, &asked}}}};
	struct testing_program p;
	AUTO_DONE(buf) names = BUF(256);

	(void)state;
	assert_true(testing_program_start(&p, fixture_gm, &w));
	for (int i = 0; i < 3; i++)
		SAR(SAR_CARD_FOREIGN, testing_connect_device(&p));
	assert_int_equal(asked, 1);
	OK(back_end.names(&p.entry, false, &names)); /* it is shown */
	assert_int_equal(names.len, sizeof(TESTING_READER));
	testing_plug(&w.slots[0]); /* something else may have been put in */
	SAR(SAR_CARD_FOREIGN, testing_connect_device(&p));
	assert_int_equal(asked, 2);
	testing_program_end(&p);
}

static void
readers_are_listed_with_what_is_in_them(void **state)
{
	struct testing_key k;
	struct testing_program p;
	AUTO_DONE(buf) present = BUF(256);
	AUTO_DONE(buf) all = BUF(256);
	ULONG told = 99;

	(void)state;
	testing_key_start(&k, false);
	k.world.slots[1].name = "Empty";
	assert_true(testing_program_start(&p, fixture_gm, &k.world));
	OK(back_end.names(&p.entry, false, &present));
	assert_int_equal(present.len, sizeof(TESTING_READER));
	OK(back_end.names(&p.entry, true, &all));
	assert_int_equal(all.len, sizeof(TESTING_READER) + sizeof("Empty"));
	OK(back_end.state(&p.entry, TESTING_READER, &told));
	assert_int_equal(told, DEV_PRESENT_STATE);
	OK(back_end.state(&p.entry, "Empty", &told));
	assert_int_equal(told, DEV_ABSENT_STATE);
	k.world.no_service = true;
	SAR(SAR_CARD_SERVICE, back_end.names(&p.entry, false, &present));
	SAR(SAR_CARD_SERVICE, testing_connect_device(&p));
	testing_program_end(&p);
	testing_key_end(&k);
}

static void
a_locked_device_is_one_transaction(void **state)
{
	struct testing_key k;
	struct testing_program p;
	char path[FILE_PATH_MAX];
	DEVINFO info;
	unsigned before;

	(void)state;
	fixture_start(&k, &p);
	OK(back_end.lock_path(&p.entry, p.device, path));
	before = k.world.slots[0].transactions;
	OK(back_end.locked(&p.entry, p.device));
	OK(back_end.info(&p.entry, p.device, &info));
	OK(back_end.info(&p.entry, p.device, &info));
	assert_non_null(k.world.slots[0].holder);
	back_end.unlocked(&p.entry, p.device);
	assert_null(k.world.slots[0].holder);
	assert_int_equal(k.world.slots[0].transactions, before + 1);
	fixture_end(&k, &p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_reset_ends_logins_and_handles_go_on),
	    cmocka_unit_test(
		what_others_delete_is_gone_and_what_they_make_anew_is_found),
	    cmocka_unit_test(what_is_deleted_under_a_lock_is_gone),
	    cmocka_unit_test(an_application_made_anew_is_not_logged_in_to),
	    cmocka_unit_test(a_key_may_be_unplugged_at_any_command),
	    cmocka_unit_test(a_key_may_be_reset_at_any_command),
	    cmocka_unit_test(handles_of_a_key_that_left_stay_dead),
	    cmocka_unit_test(another_makers_card_is_asked_once),
	    cmocka_unit_test(readers_are_listed_with_what_is_in_them),
	    cmocka_unit_test(a_locked_device_is_one_transaction),
	};

	return cmocka_run_group_tests(tests, fixture_set_up, fixture_tear_down);
}
