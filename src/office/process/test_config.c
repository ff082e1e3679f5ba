/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/process/config.h"

#define GOOD "[office]\nname = 示范\norigin = https://office.example\n"

static enum err
parse(const char *text, struct office_config *c, char why[CONFIG_WHY_SIZE])
{
	return office_config_parse(bytes_str(text), c, why);
}

static void
what_is_not_given_has_its_default(void **state)
{
	struct office_config c;
	char why[CONFIG_WHY_SIZE];

	(void)state;
	assert_int_equal(parse(GOOD, &c, why), ERR_OK);
	assert_string_equal(c.name, "示范");
	assert_string_equal(c.listen, "127.0.0.1:8443");
	assert_true(c.captcha);
	assert_int_equal(c.mail_kind, MAIL_FOLDER);
	assert_int_equal(c.smtp_security, MAIL_TLS);
	assert_int_equal(c.pool_low, 64);
}

static void
every_setting_is_read_back_as_written(void **state)
{
	struct office_config c, again;
	AUTO_DONE(buf) text = BUF(CONFIG_FILE_MAX);
	char why[CONFIG_WHY_SIZE];

	(void)state;
	assert_int_equal(
	    parse(GOOD "captcha = off\nuser = office\nlisten = [::1]:0\n"
		       "[pool]\npool_low = 3\npool_high = 4\n"
		       "[mail]\nmail_kind = smtp\nsmtp_host = mx\n"
		       "smtp_security = starttls\nsmtp_port = 587\n",
		&c, why),
	    ERR_OK);
	office_config_write(&text, &c);
	assert_int_equal(
	    office_config_parse(buf_bytes(&text), &again, why), ERR_OK);
	assert_memory_equal(&c, &again, sizeof(c));
	assert_false(again.captcha);
	assert_int_equal(again.smtp_security, MAIL_STARTTLS);
}

static void
a_mistake_is_named_with_its_line(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
	    {"[office]\nnam = x\n", "line 2: there is no setting nam"},
	    {"[pool]\nname = x\n", "line 2: there is no setting name"},
	    {"name = x\n", "line 1: there is no setting name"},
	    {GOOD "name = y\n", "line 4: name is given twice"},
	    {GOOD "captcha = yes\n", "line 4: captcha must be off or on"},
	    {GOOD "captcha = OFF\n", "line 4: captcha must be off or on"},
	    {GOOD "[mail]\nsmtp_security = ssl\n",
		"line 5: smtp_security must be plain, starttls or tls"},
	    {GOOD "[pool]\npool_low = 0\n",
		"line 5: pool_low must be a whole number from 1 to 100000"},
	    {GOOD "[pool]\npool_low = 100001\n", "line 5: pool_low must"},
	    {GOOD "[pool]\npool_low = 07\n", "line 5: pool_low must"},
	    {GOOD "[pool]\npool_low = -7\n", "line 5: pool_low must"},
	    {GOOD "[pool]\npool_low = 7x\n", "line 5: pool_low must"},
	    {GOOD "[pool]\npool_low =\n", "line 5: pool_low must"},
	    {GOOD "[pool]\npool_low = 99999999999999999999\n",
		"line 5: pool_low must"},
	    {GOOD "user=;x\n", "line 4: user must be"},
	    {GOOD "what is this\n", "line 4: neither a [section] nor"},
	    {GOOD "  continued\n", "line 4: the line is indented"},
	    {GOOD "[pool\n", "line 4: neither"},
	    {"", "name in [office] is missing"},
	    {"[office]\nname = x\n", "origin must be"},
	    {"[office]\nname = x\norigin = http://office.example\n",
		"origin must be"},
	    {"[office]\nname = x\norigin = https://Office.example\n",
		"origin must be"},
	    {GOOD "store = mysql://x\n", "store must be"},
	    {GOOD "[pool]\npool_low = 9\npool_high = 9\n", "pool_low must be"},
	    {GOOD "[mail]\nmail_kind = smtp\n", "smtp_host is missing"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct office_config c = {{0}, .pool_low = 99};
		char why[CONFIG_WHY_SIZE];

		assert_int_equal(parse(cases[i].text, &c, why), ERR_CONFIG);
		if (strncmp(why, cases[i].why, strlen(cases[i].why)) != 0)
			fail_msg("\"%s\" is not \"%s…\"", why, cases[i].why);
		assert_int_equal(c.pool_low, 99); /* untouched */
	}
}

static void
what_is_no_text_is_refused(void **state)
{
	struct office_config c;
	char why[CONFIG_WHY_SIZE], text[400];

	(void)state;
	assert_int_equal(
	    office_config_parse(BYTES("[office]\nname = \xff\n", 18), &c, why),
	    ERR_CONFIG);
	assert_int_equal(
	    office_config_parse(BYTES("[office]\0\n", 10), &c, why),
	    ERR_CONFIG);
	assert_int_equal(parse(GOOD "user = a\x07 b\n", &c, why), ERR_CONFIG);
	memset(text, 'x', sizeof(text));
	memcpy(text, GOOD "user = ", strlen(GOOD "user = "));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(parse(text, &c, why), ERR_CONFIG);
	assert_string_equal(why, "line 4: the line is too long");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_not_given_has_its_default),
	    cmocka_unit_test(every_setting_is_read_back_as_written),
	    cmocka_unit_test(a_mistake_is_named_with_its_line),
	    cmocka_unit_test(what_is_no_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
