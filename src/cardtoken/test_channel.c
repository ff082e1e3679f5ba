/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "card/command.h"
#include "cardtoken/channel.h"
#include "cardtoken/testing_script.h"
#include "skf/skf.h"

#define OK(call) assert_int_equal((call), SAR_OK)
#define SELECTED "9000"

struct fixture {
	struct testing_world world;
	struct testing_script script;
	struct card_readers *readers;
	struct channel channel;
	struct buf data;
	uint16_t status;
};

static uint32_t
start(struct fixture *f, const char *const *answers)
{
	*f = (struct fixture){
	    .script = {.answers = answers}, .data = BUF(CARD_APDU_MAX)};
	testing_script_world(&f->world, &f->script);
	assert_int_equal(
	    card_readers_testing(&f->world, &f->readers), CARD_IO_OK);
	return channel_open(&f->channel, f->readers, "Reader");
}

static void
end(struct fixture *f)
{
	assert_null(f->world.slots[0].holder); /* every begin had its end */
	channel_close(&f->channel, false);
	f->readers->class->free(f->readers);
	buf_done(&f->data);
}

static uint32_t
send(struct fixture *f, const struct card_command *m, enum channel_care care)
{
	uint32_t sar = channel_begin(&f->channel);

	if (sar != SAR_OK)
		return sar;
	sar = channel_send(&f->channel, m, care, &f->data, &f->status);
	channel_end(&f->channel);
	return sar;
}

static const struct card_command info = {
    .cla = CARD_CLA, .ins = CARD_GET_DEVICE_INFO, .expect = 300};

static void
our_application_is_selected_first(void **state)
{
	static const uint8_t want[] = {
	    0x00, 0xa4, 0x04, 0x00, 0x08, 0xf0, 'S', 'K', 'F'};
	static const char *const answers[] = {SELECTED, "aabb9000", NULL};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	assert_int_equal(f.script.commands, 1);
	assert_memory_equal(f.script.sent[0], want, sizeof(want));
	OK(send(&f, &info, CHANNEL_AGAIN));
	assert_int_equal(f.status, CARD_SW_OK);
	assert_int_equal(f.data.len, 2);
	assert_int_equal(f.world.slots[0].transactions, 2);
	end(&f);
}

/* One SELECT, and never anything more. */
static void
another_makers_card_is_left_alone(void **state)
{
	static const char *const refusals[][3] = {
	    {"6a82", NULL}, /* no such application */
	    {"6e00", NULL}, /* no such class */
	    {"6700", NULL}, /* not even this length */
	    {"", NULL},	    /* silence */
	    {"90", NULL},   /* nonsense */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++) {
		struct fixture f;

		assert_int_equal(start(&f, refusals[i]), SAR_CARD_FOREIGN);
		assert_int_equal(f.script.commands, 1);
		end(&f);
	}
}

static void
what_is_not_there_is_said(void **state)
{
	static const char *const answers[] = {NULL};
	struct fixture f;

	(void)state;
	OK(start(&f, (const char *const[]){SELECTED, NULL}));
	end(&f);
	testing_script_world(&f.world, &f.script);
	f.script.answers = answers;
	assert_int_equal(
	    card_readers_testing(&f.world, &f.readers), CARD_IO_OK);
	assert_int_equal(
	    channel_open(&f.channel, f.readers, "Other"), SAR_DEVICE_REMOVED);
	f.world.slots[0].mute = true;
	assert_int_equal(
	    channel_open(&f.channel, f.readers, "Reader"), SAR_CARD_FOREIGN);
	f.world.slots[0].here = false;
	assert_int_equal(
	    channel_open(&f.channel, f.readers, "Reader"), SAR_CARD_ABSENT);
	f.world.no_service = true;
	assert_int_equal(
	    channel_open(&f.channel, f.readers, "Reader"), SAR_CARD_SERVICE);
	assert_int_equal(f.script.commands, 1);
	f.readers->class->free(f.readers);
}

/* --- lengths --- */

/* The first command is refused; it and all that follow go as short ones. */
static void
a_card_that_refuses_extended_lengths_gets_short_ones(void **state)
{
	static const char *const refusals[][6] = {
	    {SELECTED, "6700", "aa9000", "bb9000", NULL},
	    {SELECTED, "", "aa9000", "bb9000", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++) {
		struct fixture f;

		OK(start(&f, refusals[i]));
		OK(send(&f, &info, CHANNEL_AGAIN));
		OK(send(&f, &info, CHANNEL_ONCE));
		assert_int_equal(f.script.commands, 4);
		assert_int_equal(f.script.sent_len[1], 7); /* extended */
		assert_int_equal(f.script.sent_len[2], 5);
		assert_int_equal(f.script.sent_len[3], 5);
		assert_memory_equal(f.data.p, "\xaa\xbb", 2);
		end(&f);
	}
}

static void
a_refusal_later_is_about_the_command(void **state)
{
	static const char *const answers[] = {
	    SELECTED, "aa9000", "6700", "bb9000", NULL};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	OK(send(&f, &info, CHANNEL_AGAIN));
	OK(send(&f, &info, CHANNEL_AGAIN));
	assert_int_equal(f.status, CARD_SW_WRONG_LENGTH);
	OK(send(&f, &info, CHANNEL_AGAIN));
	assert_int_equal(f.script.sent_len[3], 7); /* still extended */
	end(&f);
}

/* A long command in a reader that carries only short ones, found out late. */
static void
silence_at_a_new_length_is_a_refusal_too(void **state)
{
	static const char *const answers[] = {
	    SELECTED, "9000", "9000", "9000", "9000", NULL};
	uint8_t octets[600] = {0};
	const struct card_command small = {
	    .cla = CARD_CLA, .ins = CARD_SET_LABEL, .data = BYTES(octets, 5)};
	const struct card_command large = {.cla = CARD_CLA,
	    .ins = CARD_IMPORT_CERTIFICATE,
	    .data = BYTES_ARRAY(octets)};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	f.world.slots[0].longest = 261;
	OK(send(&f, &small, CHANNEL_AGAIN));
	OK(send(&f, &large, CHANNEL_AGAIN));
	/* 255, 255 and 90 octets: CLA tells which have more to come */
	assert_int_equal(f.script.sent[2][0], CARD_CLA | CARD_CHAIN);
	assert_int_equal(f.script.sent[3][0], CARD_CLA | CARD_CHAIN);
	assert_int_equal(f.script.sent[4][0], CARD_CLA);
	assert_int_equal(f.script.sent_len[4], 5 + 90);
	end(&f);
}

static void
what_is_done_once_is_not_sent_again_after_silence(void **state)
{
	static const char *const answers[] = {SELECTED, "", "9000", NULL};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	assert_int_equal(send(&f, &info, CHANNEL_ONCE), SAR_FAIL);
	assert_int_equal(f.script.commands, 2);
	end(&f);
}

static void
a_chain_ends_at_the_first_refusal(void **state)
{
	static const char *const answers[] = {
	    SELECTED, "6700", "9000", "6a84", "9000", NULL};
	uint8_t octets[600] = {0};
	const struct card_command large = {.cla = CARD_CLA,
	    .ins = CARD_IMPORT_CERTIFICATE,
	    .data = BYTES_ARRAY(octets)};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	OK(send(&f, &large, CHANNEL_AGAIN));
	assert_int_equal(f.status, CARD_SW_NO_SPACE);
	assert_int_equal(f.script.commands, 4);
	end(&f);
}

static void
long_answers_are_fetched(void **state)
{
	static const uint8_t want[] = {0x00, 0xc0, 0x00, 0x00, 0x02};
	static const char *const answers[] = {
	    SELECTED, "aa6102", "bbcc6100", "dd9000", NULL};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	OK(send(&f, &info, CHANNEL_AGAIN));
	assert_memory_equal(f.script.sent[2], want, sizeof(want));
	assert_int_equal(f.script.sent[3][4], 0); /* 256 or less */
	assert_int_equal(f.data.len, 4);
	assert_memory_equal(f.data.p, "\xaa\xbb\xcc\xdd", 4);
	end(&f);
}

/* --- cards that make no sense --- */

static void
nonsense_is_a_failure(void **state)
{
	static const struct {
		const char *what;
		const char *answers[6];
		size_t commands; /* at most */
	} cases[] = {
	    {"one octet", {SELECTED, "90", NULL}, 2},
	    {"more than was asked for", {SELECTED, "0102030405069000", NULL},
		2},
	    {"more and more", {SELECTED, "*", "aa6101"}, 8},
	    {"more of nothing", {SELECTED, "*", "6110"}, 3},
	    {"one octet of the rest", {SELECTED, "aa6101", "90", NULL}, 3},
	    {"no rest", {SELECTED, "aa6101", "", NULL}, 3},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture f;

		OK(start(&f, cases[i].answers));
		f.data.max = 5;
		if (send(&f, &info, CHANNEL_ONCE) != SAR_FAIL ||
		    f.script.commands > cases[i].commands)
			fail_msg("%s", cases[i].what);
		end(&f);
	}
}

static void
fetching_ends(void **state)
{
	static const char *const answers[] = {SELECTED, "*", "aa6101"};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	assert_int_equal(send(&f, &info, CHANNEL_AGAIN), SAR_FAIL);
	assert_true(f.script.commands < 300);
	end(&f);
}

/* --- other programs, and people --- */

static void
a_reset_by_others_begins_a_new_epoch(void **state)
{
	static const char *const answers[] = {
	    SELECTED, SELECTED, "aa9000", NULL};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	assert_int_equal(f.channel.epoch, 1);
	testing_reset(&f.world.slots[0]);
	OK(send(&f, &info, CHANNEL_AGAIN));
	assert_int_equal(f.channel.epoch, 2);
	assert_int_equal(f.script.commands, 3);
	end(&f);
}

/* Within an operation the caller has to put in new ids before it goes on. */
static void
a_reset_before_a_command_is_told_from_one_after(void **state)
{
	static const char *const answers[] = {
	    SELECTED, SELECTED, "aa6101", SELECTED, NULL};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	f.world.slots[0].reset_before = 2;
	assert_int_equal(send(&f, &info, CHANNEL_AGAIN), CHANNEL_FORGOTTEN);
	assert_int_equal(f.channel.epoch, 2);
	/* now while the rest of its answer is fetched: it was executed */
	f.world.slots[0].reset_before = f.world.slots[0].commands + 2;
	assert_int_equal(send(&f, &info, CHANNEL_AGAIN), SAR_FAIL);
	assert_int_equal(f.channel.epoch, 3);
	end(&f);
}

static void
a_card_that_is_gone_stays_gone(void **state)
{
	static const char *const answers[] = {SELECTED, "aa9000", "*", "9000"};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	f.world.slots[0].remove_after = 2;
	assert_int_equal(send(&f, &info, CHANNEL_ONCE), SAR_DEVICE_REMOVED);
	testing_plug(&f.world.slots[0]); /* it may be another one */
	assert_int_equal(send(&f, &info, CHANNEL_ONCE), SAR_DEVICE_REMOVED);
	assert_int_equal(channel_present(&f.channel), SAR_DEVICE_REMOVED);
	assert_int_equal(f.script.commands, 2);
	end(&f);
}

static void
operations_nest(void **state)
{
	static const char *const answers[] = {SELECTED, "*", "9000"};
	struct fixture f;

	(void)state;
	OK(start(&f, answers));
	OK(channel_begin(&f.channel));
	OK(send(&f, &info, CHANNEL_AGAIN));
	OK(send(&f, &info, CHANNEL_AGAIN));
	assert_non_null(f.world.slots[0].holder);
	channel_end(&f.channel);
	assert_int_equal(f.world.slots[0].transactions, 2); /* SELECT's, this */
	end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(our_application_is_selected_first),
	    cmocka_unit_test(another_makers_card_is_left_alone),
	    cmocka_unit_test(what_is_not_there_is_said),
	    cmocka_unit_test(
		a_card_that_refuses_extended_lengths_gets_short_ones),
	    cmocka_unit_test(a_refusal_later_is_about_the_command),
	    cmocka_unit_test(silence_at_a_new_length_is_a_refusal_too),
	    cmocka_unit_test(what_is_done_once_is_not_sent_again_after_silence),
	    cmocka_unit_test(a_chain_ends_at_the_first_refusal),
	    cmocka_unit_test(long_answers_are_fetched),
	    cmocka_unit_test(nonsense_is_a_failure),
	    cmocka_unit_test(fetching_ends),
	    cmocka_unit_test(a_reset_by_others_begins_a_new_epoch),
	    cmocka_unit_test(a_reset_before_a_command_is_told_from_one_after),
	    cmocka_unit_test(a_card_that_is_gone_stays_gone),
	    cmocka_unit_test(operations_nest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
