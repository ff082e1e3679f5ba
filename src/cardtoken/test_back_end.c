/* SPDX-License-Identifier: Apache-2.0 */
/* The back end over a virtual key in the same process: functions, commands,
 * rights. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "card/command.h"
#include "cardtoken/testing_fixture.h"

/* --- everything --- */

static void
every_function_works_with_any_reader(void **state)
{
	static const struct {
		bool short_only;
		size_t longest;
	} readers[] = {{false, 0}, {true, 0}, {false, 261}, {false, 1024}};

	(void)state;
	for (size_t i = 0; i < COUNT(readers); i++) {
		struct testing_key k;
		unsigned calls = 0;

		testing_key_start(&k, readers[i].short_only);
		k.world.slots[0].longest = readers[i].longest;
		testing_every_call(
		    fixture_gm, &k.world, fixture_must_be_ok, &calls);
		assert_true(calls > 40);
		testing_key_end(&k);
	}
}

/* --- how many commands an operation takes --- */

static void
sign_logged_in(struct testing_program *p, struct back_container *c)
{
	struct sm2_signature s;

	OK(testing_login(p));
	OK(back_end.sign(&p->entry, c, testing_digest, &s));
}

static void
export_in_two_steps(struct testing_program *p, struct back_container *c)
{
	AUTO_DONE(buf) length = BUF(CARD_APDU_MAX);
	AUTO_DONE(buf) octets = BUF(CARD_APDU_MAX);

	OK(back_end.export_cert(&p->entry, c, true, &length));
	OK(back_end.export_cert(&p->entry, c, true, &octets));
	assert_int_equal(length.len, octets.len);
}

static void
export_three_times(struct testing_program *p, struct back_container *c)
{
	AUTO_DONE(buf) octets = BUF(CARD_APDU_MAX);

	export_in_two_steps(p, c);
	OK(back_end.export_cert(&p->entry, c, true, &octets));
}

static void
list_in_two_steps(struct testing_program *p, struct back_container *c)
{
	AUTO_DONE(buf) names = BUF(CARD_APDU_MAX);

	(void)c;
	OK(back_end.containers(&p->entry, p->application, &names));
	OK(back_end.containers(&p->entry, p->application, &names));
	assert_int_equal(names.len, 2 * sizeof("pair"));
}

static void
look_at_it(struct testing_program *p, struct back_container *c)
{
	struct back_pin_info pin;
	DEVINFO info;

	(void)c;
	OK(back_end.info(&p->entry, p->device, &info));
	OK(back_end.pin_info(&p->entry, p->application, USER_TYPE, &pin));
}

static void
read_a_file_twice(struct testing_program *p, struct back_container *c)
{
	AUTO_DONE(buf) out = BUF(CARD_APDU_MAX);
	const struct back_range all = {0, 100};

	(void)c;
	OK(back_end.read_file(&p->entry, p->application, "file", &all, &out));
	OK(back_end.read_file(&p->entry, p->application, "file", &all, &out));
}

static void
connect_again(struct testing_program *p, struct back_container *c)
{
	struct back_device *d;

	(void)c;
	OK(back_end.connect(&p->entry, TESTING_READER, &d));
	assert_ptr_equal(d, p->device);
	back_end.disconnect(&p->entry, d);
}

/* Nobody else can have touched what was opened before, in the same lock. */
static void
open_again_under_a_lock(struct testing_program *p, struct back_container *c)
{
	struct back_application *a;
	struct back_container *same;

	OK(back_end.locked(&p->entry, p->device));
	for (int i = 0; i < 3; i++) {
		OK(back_end.open_application(
		    &p->entry, p->device, TESTING_APPLICATION, &a));
		OK(back_end.open_container(&p->entry, a, "pair", &same));
		assert_ptr_equal(same, c);
		back_end.close_container(&p->entry, same);
		back_end.close_application(&p->entry, a);
	}
	back_end.unlocked(&p->entry, p->device);
}

static void
an_operation_takes_as_few_commands_as_it_can(void **state)
{
	static const struct {
		const char *what;
		void (*run)(
		    struct testing_program *p, struct back_container *c);
		size_t commands;
	} operations[] = {
	    {"login and signature", sign_logged_in, 3}, /* with a challenge */
	    {"a certificate, its length first", export_in_two_steps, 1},
	    {"… and once more", export_three_times, 2},
	    {"a list, its length first", list_in_two_steps, 1},
	    {"what it says of itself", look_at_it, 2},
	    {"a file, twice", read_a_file_twice, 3}, /* and its rights */
	    {"another handle", connect_again, 0},
	    {"the same three times", open_again_under_a_lock, 2},
	};
	const struct back_file file = {
	    50, SECURE_ANYONE_ACCOUNT, SECURE_USER_ACCOUNT};

	(void)state;
	for (size_t i = 0; i < COUNT(operations); i++) {
		struct testing_key k;
		struct testing_program p, maker;
		struct back_container *c;
		struct sm2_public key;

		fixture_start(&k, &maker);
		c = fixture_pair(&maker, &key);
		OK(back_end.import_cert(
		    &maker.entry, c, true, bytes_str("certificate")));
		OK(back_end.create_file(
		    &maker.entry, maker.application, "file", &file));
		back_end.close_container(&maker.entry, c);
		testing_program_end(&maker);

		assert_true(testing_program_start(&p, fixture_gm, &k.world));
		OK(testing_open(&p));
		OK(back_end.open_container(
		    &p.entry, p.application, "pair", &c));
		testing_key_forget(&k);
		operations[i].run(&p, c);
		if (k.traced != operations[i].commands)
			fail_msg(
			    "%s: %zu commands", operations[i].what, k.traced);
		back_end.close_container(&p.entry, c);
		fixture_end(&k, &p);
	}
}

/* --- logins --- */

static void
a_wrong_pin_is_counted_and_a_short_one_is_not_sent(void **state)
{
	struct testing_key k;
	struct testing_program p;
	ULONG left = 99;

	(void)state;
	fixture_start(&k, &p);
	testing_key_forget(&k);
	SAR(SAR_PIN_LEN_RANGE,
	    back_end.verify_pin(&p.entry, p.application, USER_TYPE,
		bytes_str("12345678901234567"), &left));
	SAR(SAR_PIN_LEN_RANGE, back_end.verify_pin(&p.entry, p.application,
				   USER_TYPE, bytes_str("12345"), &left));
	assert_int_equal(k.traced, 0);
	SAR(SAR_PIN_INCORRECT, back_end.verify_pin(&p.entry, p.application,
				   USER_TYPE, bytes_str("wrong-pin"), &left));
	assert_int_equal(left, TESTING_TRIES - 1);
	fixture_end(&k, &p);
}

static void
another_programs_login_is_not_ours(void **state)
{
	struct testing_key k;
	struct testing_program p, other;
	struct back_container *c, *theirs;
	struct sm2_public key;

	(void)state;
	fixture_start(&k, &p);
	c = fixture_pair(&p, &key);
	assert_true(testing_program_start(&other, fixture_gm, &k.world));
	OK(testing_open(&other));
	OK(back_end.open_container(
	    &other.entry, other.application, "pair", &theirs));
	testing_key_forget(&k);
	SAR(SAR_USER_NOT_LOGGED_IN, fixture_sign(&other, theirs, &key));
	assert_int_equal(k.traced, 0);
	OK(fixture_sign(&p, c, &key));
	back_end.close_container(&other.entry, theirs);
	testing_program_end(&other);
	OK(fixture_sign(&p, c, &key)); /* it had nothing to end */
	back_end.close_container(&p.entry, c);
	fixture_end(&k, &p);
}

static void
files_are_for_those_who_logged_in_here(void **state)
{
	const struct back_file f = {
	    4, SECURE_USER_ACCOUNT, SECURE_USER_ACCOUNT};
	const struct back_range all = {0, 4};
	AUTO_DONE(buf) out = BUF(16);
	struct testing_key k;
	struct testing_program p, other;

	(void)state;
	fixture_start(&k, &p);
	OK(testing_login(&p));
	OK(back_end.create_file(&p.entry, p.application, "secret", &f));
	assert_true(testing_program_start(&other, fixture_gm, &k.world));
	OK(testing_open(&other));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    back_end.read_file(
		&other.entry, other.application, "secret", &all, &out));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    back_end.write_file(
		&other.entry, other.application, "secret", 0, bytes_str("x")));
	SAR(SAR_USER_NOT_LOGGED_IN,
	    back_end.delete_file(&other.entry, other.application, "secret"));
	OK(back_end.read_file(&p.entry, p.application, "secret", &all, &out));
	testing_program_end(&other);
	fixture_end(&k, &p);
}

/* GM/T 0016 7.1.6: closing ends no rights; unloading does, in the card too. */
static void
a_login_outlasts_handles_and_ends_with_the_program(void **state)
{
	struct testing_key k;
	struct testing_program p, other;
	struct back_container *c, *theirs;
	struct sm2_public key;

	(void)state;
	fixture_start(&k, &p);
	c = fixture_pair(&p, &key);
	back_end.close_container(&p.entry, c);
	back_end.close_application(&p.entry, p.application);
	back_end.disconnect(&p.entry, p.device);
	OK(testing_open(&p));
	OK(back_end.open_container(&p.entry, p.application, "pair", &c));
	OK(fixture_sign(&p, c, &key));

	assert_true(testing_program_start(&other, fixture_gm, &k.world));
	OK(testing_open(&other));
	OK(testing_login(&other));
	OK(back_end.open_container(
	    &other.entry, other.application, "pair", &theirs));
	back_end.close_container(&p.entry, c);
	testing_program_end(&p);
	assert_string_equal(testing_key_last(&k), "CLEAR_STATE");
	SAR(SAR_USER_NOT_LOGGED_IN, fixture_sign(&other, theirs, &key));
	testing_key_forget(&k);
	SAR(SAR_USER_NOT_LOGGED_IN, fixture_sign(&other, theirs, &key));
	assert_int_equal(k.traced, 0); /* once it is known, it is known */
	back_end.close_container(&other.entry, theirs);
	fixture_end(&k, &other);
}

/* --- the device key --- */

static void
device_authentication_ends_with_the_program(void **state)
{
	struct testing_key k;
	struct testing_program p;
	uint32_t resets;

	(void)state;
	fixture_start(&k, &p);
	OK(testing_authenticate(&p, TESTING_DEVICE_KEY));
	resets = k.world.slots[0].resets;
	testing_program_end(&p);
	assert_int_equal(k.world.slots[0].resets, resets + 1);
	testing_key_end(&k);
}

/* A key that this process knows is used to wrap; one that only the host knows
 * cannot be. */
static void
what_the_device_key_secures_goes_wrapped_if_it_is_known(void **state)
{
	static const char *const device_key = "another key 1234";
	struct testing_key k;
	struct testing_program p;

	(void)state;
	fixture_start(&k, &p);
	OK(testing_authenticate(&p, TESTING_DEVICE_KEY));
	OK(back_end.change_device_key(
	    &p.entry, p.device, (const uint8_t *)device_key));
	assert_int_equal(k.classes[k.traced - 1], CARD_CLA_SECURE);
	OK(testing_authenticate(&p, device_key));
	OK(back_end.change_device_key(
	    &p.entry, p.device, (const uint8_t *)device_key));
	assert_int_equal(k.classes[k.traced - 1], CARD_CLA_SECURE);
	testing_program_end(&p);

	assert_true(testing_program_start(&p, fixture_gm, &k.world));
	OK(testing_open(&p));
	SAR(SAR_FAIL, testing_authenticate(&p, TESTING_DEVICE_KEY));
	SAR(SAR_USER_NOT_LOGGED_IN, back_end.delete_application(&p.entry,
					p.device, TESTING_APPLICATION));
	OK(testing_authenticate(&p, device_key));
	OK(back_end.change_device_key(
	    &p.entry, p.device, (const uint8_t *)device_key));
	assert_int_equal(k.classes[k.traced - 1], CARD_CLA);
	fixture_end(&k, &p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_function_works_with_any_reader),
	    cmocka_unit_test(an_operation_takes_as_few_commands_as_it_can),
	    cmocka_unit_test(
		a_wrong_pin_is_counted_and_a_short_one_is_not_sent),
	    cmocka_unit_test(another_programs_login_is_not_ours),
	    cmocka_unit_test(files_are_for_those_who_logged_in_here),
	    cmocka_unit_test(
		a_login_outlasts_handles_and_ends_with_the_program),
	    cmocka_unit_test(device_authentication_ends_with_the_program),
	    cmocka_unit_test(
		what_the_device_key_secures_goes_wrapped_if_it_is_known),
	};

	return cmocka_run_group_tests(tests, fixture_set_up, fixture_tear_down);
}
