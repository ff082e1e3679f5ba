/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "assistant/assistant.h"

static void
every_text_is_there_in_both_languages(void **state)
{
	(void)state;
	for (size_t t = 0; t < TEXT_COUNT; t++) {
		assert_true(text_in((enum text)t, LANG_ZH)[0] != '\0');
		assert_true(text_in((enum text)t, LANG_EN)[0] != '\0');
	}
}

/* The conversions of a format, one after another: "sd". */
static void
conversions(const char *format, char out[32])
{
	size_t n = 0;

	for (const char *p = format; *p != '\0' && n < 31; p++) {
		if (*p != '%')
			continue;
		p += 1 + strspn(p + 1, "-0123456789.lz");
		if (*p != '%')
			out[n++] = *p;
	}
	out[n] = '\0';
}

static void
a_format_takes_the_same_values_in_both_languages(void **state)
{
	(void)state;
	for (size_t t = 0; t < TEXT_COUNT; t++) {
		char zh[32], en[32];

		conversions(text_in((enum text)t, LANG_ZH), zh);
		conversions(text_in((enum text)t, LANG_EN), en);
		assert_string_equal(zh, en);
	}
}

static void
an_error_says_what_happened_and_what_to_do(void **state)
{
	AUTO_DONE(view) v;
	const struct failure known = {
	    .tries_left = 1, .carrier = "K1", .label = "公司"};
	const struct item *i;

	(void)state;
	view_init(&v, LANG_EN);
	i = view_error(&v, ERR_PIN_WRONG, &known);
	assert_int_equal(i->tone, TONE_PROBLEM);
	assert_non_null(strstr(i->label, err_text(ERR_PIN_WRONG, LANG_EN)));
	assert_non_null(strstr(i->label, "One try is left"));
	assert_non_null(strstr(i->label, "(公司 K1)"));
	assert_non_null(strstr(i->value, err_remedy(ERR_PIN_WRONG, LANG_EN)));
	assert_non_null(strstr(i->value, "PIN_WRONG"));
}

static void
an_error_names_the_carrier_only_if_it_is_about_one(void **state)
{
	static const struct {
		enum err err;
		bool named;
	} cases[] = {
	    {ERR_EVIDENCE_EXPIRED, false},
	    {ERR_TOKEN_MISSING, true},
	    {ERR_TOKEN_OTHERS, true},
	    {ERR_ADMIN_PIN_LOCKED, true},
	    {ERR_PIN_WRONG, true},
	    {ERR_PIN_NEEDED, true},
	    {ERR_CODE_SYNTAX, false},
	    {ERR_OFFICE_UNREACHABLE, false},
	};
	const struct failure known = {
	    .tries_left = -1, .carrier = "K1", .label = "公司"};

	(void)state;
	for (size_t n = 0; n < COUNT(cases); n++) {
		AUTO_DONE(view) v;
		const char *label;

		view_init(&v, LANG_ZH);
		label = view_error(&v, cases[n].err, &known)->label;
		assert_int_equal(
		    strstr(label, "（公司 K1）") != NULL, cases[n].named);
	}
}

static void
views_are_alike_by_kinds_and_ids(void **state)
{
	AUTO_DONE(view) a, b;

	(void)state;
	view_init(&a, LANG_ZH);
	view_init(&b, LANG_EN);
	view_button(&a, 1, TEXT_MENU_QUIT, 0);
	assert_false(view_alike(&a, &b));
	view_button(&b, 1, TEXT_MENU_REFRESH, ITEM_FOOT);
	assert_true(view_alike(&a, &b));
	view_add(&a, ITEM_ENTRY, 2, "x");
	view_add(&b, ITEM_SECRET, 2, "x");
	assert_false(view_alike(&a, &b));
	assert_int_equal(view_find(&a, 2)->kind, ITEM_ENTRY);
	assert_null(view_find(&a, 3));
}

static void
a_view_holds_so_many_items_and_not_one_more(void **state)
{
	AUTO_DONE(view) v;

	(void)state;
	view_init(&v, LANG_ZH);
	for (int n = 0; n < VIEW_ITEMS_MAX; n++)
		view_add(&v, ITEM_TEXT, n + 1, "x");
	assert_int_equal(v.count, VIEW_ITEMS_MAX);
	view_add(&v, ITEM_TEXT, 999, "y")->value = "nobody sees it";
	assert_int_equal(v.count, VIEW_ITEMS_MAX);
	assert_null(view_find(&v, 999));
}

static void
memory_has_a_limit(void **state)
{
	AUTO_DONE(view) v;

	(void)state;
	view_init(&v, LANG_ZH);
	assert_non_null(view_alloc(&v, 1024 * 1024, 1));
	assert_null(view_alloc(&v, 1024 * 1024 + 1, 1));
	assert_int_equal(v.err, ERR_TOO_LARGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_text_is_there_in_both_languages),
	    cmocka_unit_test(a_format_takes_the_same_values_in_both_languages),
	    cmocka_unit_test(an_error_says_what_happened_and_what_to_do),
	    cmocka_unit_test(
		an_error_names_the_carrier_only_if_it_is_about_one),
	    cmocka_unit_test(views_are_alike_by_kinds_and_ids),
	    cmocka_unit_test(a_view_holds_so_many_items_and_not_one_more),
	    cmocka_unit_test(memory_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
