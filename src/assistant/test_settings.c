/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void
parse(const char *text, struct settings *s)
{
	assert_int_equal(settings_parse(bytes_str(text), s), ERR_OK);
}

static void
an_empty_file_gives_the_defaults(void **state)
{
	struct settings s;

	(void)state;
	parse("", &s);
	assert_string_equal(s.value[SETTING_OFFICE], "");
	assert_string_equal(s.value[SETTING_LANGUAGE], "auto");
	assert_string_equal(s.value[SETTING_PROXY], "system");
	settings_done(&s);
}

static void
a_value_that_breaks_its_rule_is_the_default(void **state)
{
	static const struct {
		const char *line;
		enum setting n;
		const char *want;
	} cases[] = {
	    {"language = en", SETTING_LANGUAGE, "en"},
	    {"language = klingon", SETTING_LANGUAGE, "auto"},
	    {"office = https://office.example", SETTING_OFFICE,
		"https://office.example"},
	    {"office = http://127.0.0.1:8443", SETTING_OFFICE,
		"http://127.0.0.1:8443"},
	    {"office = http://office.example", SETTING_OFFICE, ""},
	    {"office = ftp://office.example", SETTING_OFFICE, ""},
	    {"office = http://localhost/office", SETTING_OFFICE,
		"http://localhost/office"},
	    {"office = http://127.0.0.1.evil.example", SETTING_OFFICE, ""},
	    {"office = http://localhost:80@evil.example/", SETTING_OFFICE, ""},
	    {"office = http://[::1]x", SETTING_OFFICE, ""},
	    {"root = abc", SETTING_ROOT, ""},
	    {"proxy = socks5h://127.0.0.1:1080", SETTING_PROXY,
		"socks5h://127.0.0.1:1080"},
	    {"proxy = gopher://x", SETTING_PROXY, "system"},
	    {"autostart = off", SETTING_AUTOSTART, "off"},
	    {"autostart = no", SETTING_AUTOSTART, "on"},
	    {"reminders = off", SETTING_REMINDERS, "off"},
	    {"quiet = none", SETTING_QUIET, "none"},
	    {"quiet = 12:30-13:30", SETTING_QUIET, "12:30-13:30"},
	    {"quiet = 22:00-24:00", SETTING_QUIET, "22:00-08:00"},
	    {"idle-minutes = 1", SETTING_IDLE, "1"},
	    {"idle-minutes = 480", SETTING_IDLE, "480"},
	    {"idle-minutes = 481", SETTING_IDLE, "30"},
	    {"idle-minutes = 0", SETTING_IDLE, "30"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct settings s;

		parse(cases[i].line, &s);
		assert_string_equal(s.value[cases[i].n], cases[i].want);
		assert_int_equal(s.invalid[cases[i].n],
		    strstr(cases[i].line, cases[i].want) == NULL ||
			cases[i].want[0] == '\0');
		settings_done(&s);
	}
}

static void
a_long_value_is_kept_whole(void **state)
{
	char line[600] = "office = https://";
	struct settings s;

	(void)state;
	memset(line + strlen(line), 'p', SETTING_VALUE_SIZE - 1 - 8);
	parse(line, &s);
	assert_int_equal(
	    strlen(s.value[SETTING_OFFICE]), SETTING_VALUE_SIZE - 1);
	settings_done(&s);
	line[strlen(line)] = 'p';
	parse(line, &s);
	assert_true(s.invalid[SETTING_OFFICE]);
	settings_done(&s);
}

static void
quiet_hours_are_minutes_of_the_day(void **state)
{
	static const struct {
		const char *value;
		bool good;
		int from, to;
	} cases[] = {
	    {"22:00-08:00", true, 1320, 480},
	    {"00:00-23:59", true, 0, 1439},
	    {"08:00-08:00", false, 0, 0},
	    {"08:00-24:00", false, 0, 0},
	    {"08:60-09:00", false, 0, 0},
	    {"8:00-9:00", false, 0, 0},
	    {"08:00-09:00 ", false, 0, 0},
	    {"08:00 09:00", false, 0, 0},
	    {"0a:00-09:00", false, 0, 0},
	    {"08.00-09:00", false, 0, 0},
	    {"none", false, 0, 0},
	    {"", false, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct quiet_hours q = {0, 0};

		assert_int_equal(
		    settings_quiet(cases[i].value, &q), cases[i].good);
		assert_int_equal(q.from, cases[i].from);
		assert_int_equal(q.to, cases[i].to);
	}
}

static void
idle_minutes_are_a_plain_number(void **state)
{
	static const char *const wrong[] = {
	    "", "0", "030", "-1", "+5", "5m", " 5", "481", "4800", "0x10"};
	int minutes = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(settings_idle(wrong[i], &minutes));
	assert_true(settings_idle("480", &minutes));
	assert_int_equal(minutes, SETTING_IDLE_MAX);
}

static void
a_file_that_is_not_text_gives_the_defaults(void **state)
{
	struct settings s;

	(void)state;
	assert_int_equal(
	    settings_parse(BYTES("language = en\n\xff\0", 16), &s), ERR_OK);
	assert_string_equal(s.value[SETTING_LANGUAGE], "auto");
	settings_done(&s);
}

static void
what_is_set_is_there_again_and_unknown_lines_are_kept(void **state)
{
	char path[] = "/tmp/settings-XXXXXX";
	int fd = mkstemp(path);
	AUTO_DONE(buf) text = BUF(4096);
	struct settings s;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "colour = blue\n", 14), 14);
	close(fd);
	assert_int_equal(settings_read(path, &s), ERR_OK);
	assert_int_equal(
	    settings_set(&s, SETTING_LANGUAGE, "klingon"), ERR_FIELD_INVALID);
	assert_int_equal(
	    settings_set(&s, SETTING_COUNT, "x"), ERR_FIELD_INVALID);
	assert_int_equal(settings_set(&s, SETTING_LANGUAGE, "zh"), ERR_OK);
	settings_done(&s);
	assert_int_equal(settings_read(path, &s), ERR_OK);
	assert_string_equal(s.value[SETTING_LANGUAGE], "zh");
	assert_int_equal(file_read(path, &text), ERR_OK);
	assert_non_null(memmem(text.p, text.len, "colour = blue", 13));
	settings_done(&s);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_file_gives_the_defaults),
	    cmocka_unit_test(a_value_that_breaks_its_rule_is_the_default),
	    cmocka_unit_test(a_long_value_is_kept_whole),
	    cmocka_unit_test(quiet_hours_are_minutes_of_the_day),
	    cmocka_unit_test(idle_minutes_are_a_plain_number),
	    cmocka_unit_test(a_file_that_is_not_text_gives_the_defaults),
	    cmocka_unit_test(
		what_is_set_is_there_again_and_unknown_lines_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
