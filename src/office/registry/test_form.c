/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define X8 "xxxxxxxx"
#define X32 X8 X8 X8 X8
#define X64 X32 X32
#define H64                                                                                                \
	"汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉" \
	"汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉"

static const struct form good = {
    .kind = "enterprise",
    .user_name = "acme-1",
    .name = "北京某某科技有限公司",
    .credit_code = "91350100M000100Y43",
    .address = "北京市西城区茶马南街1号",
    .contact = "李雷",
    .phone = "+86 10-6803 2233",
    .email = "li.lei@example.com",
    .lang = "zh",
};

/* Each changes one field of the good form. */
static const struct {
	size_t offset;
	const char *text, *field, *reason; /* reason NULL: is accepted */
} cases[] = {
#define F(member) offsetof(struct form, member)
    {F(kind), "company", "kind", "value"},
    {F(kind), "", "kind", "missing"},
    {F(kind), "agency", "kind", NULL},
    {F(user_name), X32, "userName", NULL},
    {F(user_name), X32 "x", "userName", "length"},
    {F(user_name), "x", "userName", "length"},
    {F(user_name), "Acme", "userName", "characters"},
    {F(user_name), "a b", "userName", "characters"},
    {F(user_name), "用户", "userName", "characters"},
    {F(user_name), "-a", "userName", "syntax"},
    {F(name), H64, "name", NULL},
    {F(name), H64 "汉", "name", "length"},
    {F(name), "", "name", "missing"},
    {F(name), " 甲", "name", "syntax"},
    {F(name), "甲\n乙", "name", "characters"},
    {F(name), "\xff\xfe", "name", "characters"},
    {F(credit_code), "91350100M000100Y44", "creditCode", "check-digit"},
    {F(credit_code), "91350100M000100Y4", "creditCode", "length"},
    {F(credit_code), "91350100M000100Y433", "creditCode", "length"},
    {F(credit_code), "91350100I000100Y43", "creditCode", "characters"},
    {F(credit_code), "91350100m000100y43", "creditCode", "characters"},
    {F(credit_code), "", "creditCode", "missing"},
    {F(address), X64 X64, "address", NULL},
    {F(address), X64 X64 "x", "address", "length"},
    {F(phone), "13800138000", "phone", NULL},
    {F(phone), "1380", "phone", "length"},
    {F(phone), "-----", "phone", "syntax"},
    {F(phone), "phone 1", "phone", "characters"},
    {F(email), "a@b.cn", "email", NULL},
    {F(email), "a.b.cn", "email", "syntax"},
    {F(email), "a@b@c.cn", "email", "syntax"},
    {F(email), "a@b..cn", "email", "syntax"},
    {F(email), "@bbb.cn", "email", "syntax"},
    {F(email), X64 "x@b.cn", "email", "syntax"},
    {F(email), "a b@c.cn", "email", "syntax"},
    {F(email), "a@b.cn\r\nBcc: c@d.cn", "email", "syntax"},
    {F(lang), "fr", "lang", "value"},
};

static void
each_field_has_its_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct form f = good;
		struct form_problem problems[FORM_FIELDS];
		size_t count;

		memcpy((char *)&f + cases[i].offset, &cases[i].text,
		    sizeof(cases[i].text));
		count = form_check(&f, problems);
		assert_int_equal(count, cases[i].reason == NULL ? 0 : 1);
		if (count == 0)
			continue;
		assert_string_equal(problems[0].field, cases[i].field);
		assert_string_equal(problems[0].reason, cases[i].reason);
	}
}

static void
an_individual_has_no_credit_code(void **state)
{
	struct form f = good;
	struct form_problem problems[FORM_FIELDS];

	(void)state;
	f.kind = "individual";
	assert_int_equal(form_check(&f, problems), 1);
	assert_string_equal(problems[0].reason, "not-wanted");
	f.credit_code = "";
	assert_int_equal(form_check(&f, problems), 0);
}

static void
every_problem_of_an_empty_form_is_named(void **state)
{
	struct form_problem problems[FORM_FIELDS];
	struct form f = {"", "", "", "", "", "", "", "", ""};

	(void)state;
	assert_int_equal(form_check(&f, problems), FORM_FIELDS);
}

/* Published codes of real organisations and GB 32100's own example. */
static void
a_credit_code_fits_its_check_character(void **state)
{
	static const char *const codes[] = {
	    "91350100M000100Y43", "91110108551385082Q", "9144030071526726XG"};

	(void)state;
	for (size_t i = 0; i < COUNT(codes); i++) {
		char wrong[19];

		assert_true(form_credit_code_fits(codes[i]));
		memcpy(wrong, codes[i], sizeof(wrong));
		wrong[9] = wrong[9] == '1' ? '2' : '1';
		assert_false(form_credit_code_fits(wrong));
	}
}

static void
names_match_as_people_copy_them(void **state)
{
	(void)state;
	assert_true(form_names_match("某某（北京）公司", "某某(北京)公司"));
	assert_true(form_names_match("ACME Ltd.", "ａｃｍｅ ltd."));
	assert_true(form_names_match("李 雷", "李　雷 "));
	assert_false(form_names_match("李雷", "李雷雷"));
	assert_false(form_names_match("李雷雷", "李雷"));
	assert_false(form_names_match("", "李雷"));
	assert_false(form_names_match("\xe6\x9d", "\xe6\x9d"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_field_has_its_rule),
	    cmocka_unit_test(an_individual_has_no_credit_code),
	    cmocka_unit_test(every_problem_of_an_empty_form_is_named),
	    cmocka_unit_test(a_credit_code_fits_its_check_character),
	    cmocka_unit_test(names_match_as_people_copy_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
