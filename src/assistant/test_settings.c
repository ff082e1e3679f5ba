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
	    {"root = abc", SETTING_ROOT, ""},
	    {"proxy = socks5h://127.0.0.1:1080", SETTING_PROXY,
		"socks5h://127.0.0.1:1080"},
	    {"proxy = gopher://x", SETTING_PROXY, "system"},
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
	    cmocka_unit_test(a_file_that_is_not_text_gives_the_defaults),
	    cmocka_unit_test(
		what_is_set_is_there_again_and_unknown_lines_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
