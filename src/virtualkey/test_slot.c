/* SPDX-License-Identifier: Apache-2.0 */
/* What goes wrong by script, and what a trace says. */
#include "base/folder_testing.h"
#include "virtualkey/slot.h"
#include "virtualkey/testing.h"

static void
scripts_are_read_or_refused(void **state)
{
	static const struct {
		const char *script;
		enum err err;
		size_t count;
	} rows[] = {
	    {"", ERR_OK, 0},
	    {" ; \n#comment; # another", ERR_OK, 0},
	    {"1 full", ERR_OK, 1},
	    {"1 full;2 fail 6A80\n* slow 1 ; SELECT reset", ERR_OK, 4},
	    {"\t3\tunplug-before\r\n", ERR_OK, 1},
	    {"1 slow 600000", ERR_OK, 1},
	    {"1 slow 600001", ERR_BAD_TEXT, 0},
	    {"1 slow", ERR_BAD_TEXT, 0},
	    {"1 fail 6A8", ERR_BAD_TEXT, 0},
	    {"1 fail 6A8000", ERR_BAD_TEXT, 0},
	    {"1 fail 0080", ERR_BAD_TEXT, 0},
	    {"1 full 1", ERR_BAD_TEXT, 0},
	    {"1 full full full", ERR_BAD_TEXT, 0},
	    {"1", ERR_BAD_TEXT, 0},
	    {"0 full", ERR_BAD_TEXT, 0},
	    {"1x full", ERR_BAD_TEXT, 0},
	    {"select full", ERR_BAD_TEXT, 0},
	    {"SELECT Full", ERR_BAD_TEXT, 0},
	    {"A_NAME_THAT_IS_LONGER_THAN_ANY_OF_THEM full", ERR_BAD_TEXT, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct vk_faults f = {.count = 99};

		assert_int_equal(
		    vk_faults_parse(rows[i].script, &f), rows[i].err);
		assert_int_equal(
		    f.count, rows[i].err == ERR_OK ? rows[i].count : 99);
	}
}

static void
sixty_four_faults_fit(void **state)
{
	AUTO_DONE(buf) script = BUF(4096);
	struct vk_faults f;

	(void)state;
	for (int i = 0; i < VK_FAULTS_MAX; i++)
		buf_str(&script, "1 full;");
	buf_u8(&script, 0);
	assert_int_equal(vk_faults_parse((const char *)script.p, &f), ERR_OK);
	buf_truncate(&script, script.len - 1);
	buf_str(&script, "1 full");
	buf_u8(&script, 0);
	assert_int_equal(
	    vk_faults_parse((const char *)script.p, &f), ERR_TOO_LARGE);
}

static void
faults_fall_due_by_number_by_name_and_always(void **state)
{
	struct vk_faults f;

	(void)state;
	assert_int_equal(
	    vk_faults_parse("2 full;SIGN_SM2 reset;* slow 1;2 slow 5", &f),
	    ERR_OK);
	assert_int_equal(vk_faults_next(&f, "SELECT").status, 0);
	assert_int_equal(vk_faults_next(&f, "SELECT").status, 0x6a84);
	f.commands = 1; /* though it is the second again: once is once */
	assert_int_equal(vk_faults_next(&f, "SELECT").status, 0);
	assert_true(vk_faults_next(&f, "SIGN_SM2").reset);
	assert_false(vk_faults_next(&f, "SIGN_SM2").reset);
	assert_int_equal(vk_faults_next(&f, "SELECT").slow_ms, 1);
	assert_int_equal(vk_faults_parse("* slow 1;1 slow 5", &f), ERR_OK);
	assert_int_equal(vk_faults_next(&f, "SELECT").slow_ms, 6);
}

struct bench {
	struct virtual_key *key;
	struct vk_slot slot;
	struct buf answer;
};

static void
bench_open(struct bench *b, const char *script)
{
	assert_int_equal(
	    virtual_key_open(
		&(struct virtual_key_options){.serial = "S"}, &b->key),
	    ERR_OK);
	virtual_key_power_on(b->key);
	vk_slot_init(&b->slot, b->key);
	assert_int_equal(vk_faults_parse(script, &b->slot.faults), ERR_OK);
	buf_init(&b->answer, VK_SLOT_ANSWER_MAX);
}

static void
bench_done(struct bench *b)
{
	buf_done(&b->answer);
	vk_slot_done(&b->slot);
	virtual_key_free(b->key);
}

static uint32_t
bench_select(struct bench *b)
{
	uint32_t slow_ms = 99;

	buf_truncate(&b->answer, 0);
	vk_slot_command(&b->slot,
	    BYTES("\x00\xa4\x04\x00\x08\xf0SKFTOK\x01", 13), &b->answer,
	    &slow_ms);
	return slow_ms;
}

static void
an_unplugged_key_gives_no_answer(void **state)
{
	static const char *const scripts[] = {
	    "2 unplug-before", "2 unplug-after"};

	(void)state;
	for (size_t i = 0; i < COUNT(scripts); i++) {
		struct bench b;

		bench_open(&b, scripts[i]);
		assert_int_equal(bench_select(&b), 0);
		assert_int_equal(b.answer.len, 2);
		assert_true(b.slot.plugged);
		bench_select(&b);
		assert_int_equal(b.answer.len, 0);
		assert_false(b.slot.plugged);
		vk_slot_plug(&b.slot);
		assert_true(b.slot.plugged);
		/* It has no power until the reader gives it. */
		bench_select(&b);
		assert_false(b.slot.plugged);
		bench_done(&b);
	}
}

static void
answers_are_mangled_as_the_script_says(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, "1 short;2 long;3 slow 7;4 fail 6a80;5 garbage");
	bench_select(&b);
	assert_int_equal(b.answer.len, 1);
	bench_select(&b);
	assert_int_equal(b.answer.len, 514);
	assert_memory_equal(b.answer.p + 512, "\x90", 2);
	assert_int_equal(bench_select(&b), 7);
	assert_memory_equal(b.answer.p, "\x90", 2);
	assert_int_equal(bench_select(&b), 0);
	assert_memory_equal(b.answer.p, "\x6a\x80", 2);
	bench_select(&b);
	assert_in_range(b.answer.len, 1, 64);
	bench_done(&b);
}

static void
a_trace_says_what_was_asked_and_answered(void **state)
{
	const char *path = folder_path(state, "trace");
	struct bench b;

	bench_open(&b, "2 fail 6F00; 3 short; 4 unplug-before");
	assert_int_equal(vk_slot_trace(&b.slot, path), ERR_OK);
	folder_expect_content(path, "");
	for (int i = 0; i < 4; i++)
		bench_select(&b);
	folder_expect_content(path, "1 SELECT 9000 13 2\n"
				    "2 SELECT 6F00 13 2\n"
				    "3 SELECT ---- 13 1\n"
				    "4 SELECT ---- 13 0\n");
	assert_int_equal(
	    vk_slot_trace(&b.slot, folder_path(state, "no/such/folder")),
	    ERR_FILE_MISSING);
	bench_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scripts_are_read_or_refused),
	    cmocka_unit_test(sixty_four_faults_fit),
	    cmocka_unit_test(faults_fall_due_by_number_by_name_and_always),
	    cmocka_unit_test(an_unplugged_key_gives_no_answer),
	    cmocka_unit_test(answers_are_mangled_as_the_script_says),
	    IN_FOLDER(a_trace_says_what_was_asked_and_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
