/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/legacy/holders.h"

#define HEADER                                                              \
	"serial,userName,kind,name,creditCode,email,contact,phone,address," \
	"lang\n"
#define REST "individual,艾丽丝,,a@example.com,艾丽丝,13800138000,北京,zh\n"
#define ALICE "1001,alice," REST

static void
read_text(const char *text, struct holders *h)
{
	assert_int_equal(holders_read(bytes_str(text), h), ERR_OK);
}

static void
holders_are_read_with_columns_in_any_order(void **state)
{
	AUTO_DONE(holders) h = {0};
	char serial[CERT_SERIAL_TEXT_SIZE];

	(void)state;
	read_text("lang,address,phone,contact,email,creditCode,name,kind,"
		  "userName,serial\r\n"
		  "zh,北京,13800138000,李雷,a@example.com,91350100M000100Y43,"
		  "\"示范, 有限公司\",enterprise,acme,0AbC\r\n"
		  "en,Beijing,13800138000,Bob,b@example.com,,Bob,individual,"
		  "bob,123\r\n",
	    &h);
	assert_int_equal(h.problem_count, 0);
	assert_int_equal(h.count, 2);
	cert_serial_text(&h.holders[0].serial, serial);
	assert_string_equal(serial, "0abc");
	assert_string_equal(h.holders[0].form.name, "示范, 有限公司");
	assert_string_equal(h.holders[0].form.kind, "enterprise");
	assert_int_equal(h.holders[0].line, 2);
	cert_serial_text(&h.holders[1].serial, serial);
	assert_string_equal(serial, "0123"); /* the first zero was left out */
	assert_string_equal(h.holders[1].form.user_name, "bob");
	assert_string_equal(h.holders[1].form.lang, "en");
}

static void
what_is_wrong_is_told_by_line(void **state)
{
	static const struct {
		const char *file;
		struct holders_problem problems[3]; /* line 0 ends */
	} cases[] = {
	    {"", {{1, "", "columns"}}},
	    {HEADER, {{1, "", "empty"}}},
	    {"serial,userName\n" ALICE, {{1, "", "columns"}}},
	    {"serial,serial,kind,name,creditCode,email,contact,phone,address,"
	     "lang\n" ALICE,
		{{1, "", "columns"}}},
	    {HEADER ALICE "1002,bob\n", {{3, "", "columns"}}},
	    {HEADER "xyz,bob," REST, {{2, "serial", "syntax"}}},
	    {HEADER "00,bob," REST, {{2, "serial", "syntax"}}},
	    {HEADER ",bob," REST, {{2, "serial", "syntax"}}},
	    {HEADER "1002,Bob," REST, {{2, "userName", "characters"}}},
	    {HEADER ALICE "1002,alice," REST, {{3, "userName", "twice"}}},
	    {HEADER ALICE "001001,bob," REST, {{3, "serial", "twice"}}},
	    {HEADER "1,b," REST "2,c," REST,
		{{2, "userName", "length"}, {3, "userName", "length"}}},
	    {HEADER ALICE "\"", {{3, "", "csv"}}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(holders) h = {0};
		size_t n = 0;

		read_text(cases[i].file, &h);
		for (; n < 3 && cases[i].problems[n].line != 0; n++) {
			assert_true(n < h.problem_count);
			assert_int_equal(
			    h.problems[n].line, cases[i].problems[n].line);
			assert_string_equal(
			    h.problems[n].field, cases[i].problems[n].field);
			assert_string_equal(
			    h.problems[n].reason, cases[i].problems[n].reason);
		}
		assert_int_equal(h.problem_count, n);
	}
}

static void
problems_beyond_what_is_kept_are_counted(void **state)
{
	AUTO_DONE(holders) h = {0};
	AUTO_DONE(buf) file = BUF(HOLDERS_FILE_MAX);

	(void)state;
	buf_str(&file, HEADER);
	for (int i = 0; i < HOLDERS_PROBLEMS_MAX + 5; i++)
		buf_printf(&file, "x,user-%d," REST, i);
	assert_int_equal(buf_status(&file), ERR_OK);
	assert_int_equal(holders_read(buf_bytes(&file), &h), ERR_OK);
	assert_int_equal(h.problem_count, HOLDERS_PROBLEMS_MAX + 5);
	assert_int_equal(h.problems[HOLDERS_PROBLEMS_MAX - 1].line,
	    HOLDERS_PROBLEMS_MAX + 1);
}

static void
a_file_has_so_many_holders_at_most(void **state)
{
	AUTO_DONE(holders) h = {0};
	AUTO_DONE(holders) more = {0};
	AUTO_DONE(buf) file = BUF(HOLDERS_FILE_MAX);

	(void)state;
	buf_str(&file, HEADER);
	for (int i = 0; i < HOLDERS_MAX; i++)
		buf_printf(&file, "%x,user-%d," REST, 0x100000 + i, i);
	assert_int_equal(buf_status(&file), ERR_OK);
	assert_int_equal(holders_read(buf_bytes(&file), &h), ERR_OK);
	assert_int_equal(h.problem_count, 0);
	assert_int_equal(h.count, HOLDERS_MAX);
	buf_str(&file, ALICE);
	assert_int_equal(holders_read(buf_bytes(&file), &more), ERR_OK);
	assert_int_equal(more.problem_count, 1);
	assert_string_equal(more.problems[0].reason, "too-many");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(holders_are_read_with_columns_in_any_order),
	    cmocka_unit_test(what_is_wrong_is_told_by_line),
	    cmocka_unit_test(problems_beyond_what_is_kept_are_counted),
	    cmocka_unit_test(a_file_has_so_many_holders_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
