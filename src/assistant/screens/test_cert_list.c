/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/cert_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assistant/screens/cert_export.h"

#define DAY_S 86400
#define NOW 1800000000 /* 2027-01-15T08:00:00Z */

/* An agency's desk: what differs between its certificates. */
static const struct {
	const char *subject, *user, *label, *serial, *nickname;
	enum carrier_kind carrier;
	int days;
	enum err state;
	bool unfinished;
} desk[] = {
    {"Beta Ltd", "beta", "key", "AA10", "", CARRIER_HARD, 400, ERR_OK, false},
    {"Alpha Ltd", "alpha", "token 2", "BB0002", "old", CARRIER_SOFT, 9, ERR_OK,
	false},
    {"福建商标有限公司", "fujian", "token 10", "CC0001", "福建", CARRIER_SOFT,
	30, ERR_OK, false},
    {"Delta Ltd", "delta", "token 2", "DD0003", "", CARRIER_SOFT, 0,
	ERR_CERT_EXPIRED, false},
    {"Alpha Ltd", "alpha2", "token 2", "EE0004", "", CARRIER_SOFT, 100,
	ERR_CERT_ON_HOLD, false},
    {"Epsilon Ltd", "epsilon", "token 2", "FF0005", "", CARRIER_SOFT, 1000,
	ERR_OK, true},
};

static void
put(char *out, size_t size, const char *s)
{
	assert_true(strlen(s) < size);
	memcpy(out, s, strlen(s) + 1);
}

static void
fill(struct holder_pair *p, size_t n)
{
	*p = (struct holder_pair){.carrier = desk[n].carrier,
	    .days_left = desk[n].days,
	    .not_before = NOW - DAY_S,
	    .not_after = NOW + (int64_t)desk[n].days * DAY_S,
	    .state = desk[n].state,
	    .unfinished = desk[n].unfinished};
	put(p->subject, sizeof(p->subject), desk[n].subject);
	put(p->user_name, sizeof(p->user_name), desk[n].user);
	put(p->token_label, sizeof(p->token_label), desk[n].label);
	put(p->sign_serial, sizeof(p->sign_serial), desk[n].serial);
	put(p->token_serial, sizeof(p->token_serial), "T1");
	put(p->issuer, sizeof(p->issuer), "CA");
}

static void
nickname(void *self, const struct holder_pair *p, char out[NICKNAME_SIZE])
{
	(void)self;
	for (size_t n = 0; n < COUNT(desk); n++)
		if (strcmp(desk[n].serial, p->sign_serial) == 0)
			put(out, NICKNAME_SIZE, desk[n].nickname);
}

static struct cert_list *
make(void)
{
	struct holder_pair rows[COUNT(desk)];
	const struct holder_pairs pairs = {rows, COUNT(desk)};
	struct cert_list *l;

	for (size_t n = 0; n < COUNT(desk); n++)
		fill(&rows[n], n);
	assert_int_equal(cert_list_new(&pairs,
			     &(struct cert_names){nickname, NULL}, LANG_ZH, &l),
	    ERR_OK);
	return l;
}

/* The ids of what is shown, as digits. */
static const char *
shown(const struct cert_list *l, char out[16])
{
	for (size_t n = 0; n < l->shown_count; n++)
		out[n] = (char)('0' + l->shown[n]->id);
	out[l->shown_count] = '\0';
	return out;
}

static void
each_column_sorts_in_its_own_way_and_keeps_equals_in_order(void **state)
{
	static const struct {
		enum cert_column by;
		const char *up, *down;
	} cases[] = {
	    {CERT_COLUMN_NICKNAME, "231456", "145632"},
	    {CERT_COLUMN_HOLDER, "251463", "364125"},
	    {CERT_COLUMN_CARRIER, "132456", "245631"},
	    {CERT_COLUMN_SERIAL, "324561", "165423"},
	    {CERT_COLUMN_END, "423516", "615324"},
	    {CERT_COLUMN_STATE, "123654", "456231"},
	    {CERT_COLUMN_COUNT, "123456", "123456"},
	};
	AUTO(cert_list) l = make();
	char out[16];

	(void)state;
	for (size_t n = 0; n < COUNT(cases); n++) {
		struct cert_order o = {CERT_FILTER_ALL, cases[n].by, false};

		assert_int_equal(cert_list_arrange(l, &o, ""), ERR_OK);
		assert_string_equal(shown(l, out), cases[n].up);
		o.descending = true;
		assert_int_equal(cert_list_arrange(l, &o, ""), ERR_OK);
		assert_string_equal(shown(l, out), cases[n].down);
	}
}

static void
a_search_takes_words_that_are_all_somewhere_in_a_row(void **state)
{
	static const struct {
		const char *search, *want;
	} cases[] = {
	    {"", "123456"},
	    {"   ", "123456"},
	    {"ALPHA", "25"},
	    {"alpha  bb", "2"},
	    {"福建", "3"},
	    {"商标 cc0001", "3"},
	    {"即将到期", "23"},
	    {"usb", "1"},
	    {"软证书 old", "2"},
	    {"ltdbeta", ""},
	    {"nobody", ""},
	};
	const struct cert_order o = {.by = CERT_COLUMN_COUNT};
	AUTO(cert_list) l = make();
	char out[16];

	(void)state;
	for (size_t n = 0; n < COUNT(cases); n++) {
		assert_int_equal(
		    cert_list_arrange(l, &o, cases[n].search), ERR_OK);
		assert_string_equal(shown(l, out), cases[n].want);
	}
}

static void
a_filter_lets_through_what_it_says(void **state)
{
	static const char *const want[CERT_FILTER_COUNT] = {
	    [CERT_FILTER_ALL] = "123456",
	    [CERT_FILTER_USABLE] = "123",
	    [CERT_FILTER_ENDING] = "23",
	    [CERT_FILTER_PROBLEM] = "45",
	};
	AUTO(cert_list) l = make();
	char out[16];

	(void)state;
	for (size_t n = 0; n < CERT_FILTER_COUNT; n++) {
		const struct cert_order o = {
		    (enum cert_filter)n, CERT_COLUMN_COUNT, false};

		assert_int_equal(cert_list_arrange(l, &o, ""), ERR_OK);
		assert_string_equal(shown(l, out), want[n]);
	}
}

static void
rows_are_found_by_id_and_by_serial_number(void **state)
{
	AUTO(cert_list) l = make();

	(void)state;
	assert_null(cert_list_row(l, 0));
	assert_null(cert_list_row(l, (int)COUNT(desk) + 1));
	assert_string_equal(cert_list_row(l, 2)->pair.user_name, "alpha");
	assert_int_equal(cert_list_find(l, "DD0003")->id, 4);
	assert_null(cert_list_find(l, "DD"));
}

/* Any order of many rows, against what each neighbour says. */
static void
five_hundred_rows_are_sorted(void **state)
{
	enum { MANY = 500 };
	struct holder_pair *rows = calloc(MANY, sizeof(*rows));
	const struct holder_pairs pairs = {rows, MANY};
	const struct cert_order o = {.by = CERT_COLUMN_END};
	AUTO(cert_list) l = NULL;

	(void)state;
	assert_non_null(rows);
	for (size_t n = 0; n < MANY; n++) {
		fill(&rows[n], 0);
		rows[n].not_after = (int64_t)(n * 7919 % 97);
	}
	assert_int_equal(
	    cert_list_new(&pairs, &(struct cert_names){0}, LANG_EN, &l),
	    ERR_OK);
	assert_int_equal(cert_list_arrange(l, &o, "beta"), ERR_OK);
	assert_int_equal(l->shown_count, MANY);
	for (size_t n = 1; n < MANY; n++) {
		const struct cert_row *a = l->shown[n - 1], *b = l->shown[n];

		assert_true(
		    a->pair.not_after < b->pair.not_after ||
		    (a->pair.not_after == b->pair.not_after && a->id < b->id));
	}
	free(rows);
}

/* --- files --- */

static struct cert_list *
make_one(const char *subject, const char *nick)
{
	struct holder_pair p;
	const struct holder_pairs pairs = {&p, 1};
	struct cert_list *l;

	fill(&p, 0);
	put(p.subject, sizeof(p.subject), subject);
	assert_int_equal(
	    cert_list_new(&pairs, &(struct cert_names){0}, LANG_EN, &l),
	    ERR_OK);
	put(l->rows[0].nickname, NICKNAME_SIZE, nick);
	return l;
}

/* RFC 4180 2.5 to 2.7; and what a spreadsheet would calculate. */
static void
fields_of_a_table_are_quoted_and_never_formulas(void **state)
{
	static const struct {
		const char *field, *want;
	} cases[] = {
	    {"a \"b\", c", "\"a \"\"b\"\", c\","},
	    {"=HYPERLINK(1)", "\"'=HYPERLINK(1)\","},
	    {"+1", "\"'+1\","},
	    {"-1", "\"'-1\","},
	    {"@SUM", "\"'@SUM\","},
	    {"\tx", "\"'\tx\","},
	    {"1=1", "\"1=1\","},
	    {"", "\"\","},
	};

	(void)state;
	for (size_t n = 0; n < COUNT(cases); n++) {
		AUTO(cert_list) l = make_one("holder", cases[n].field);
		AUTO_DONE(buf) b = BUF(CERT_EXPORT_MAX);
		char *text, *line;

		cert_csv_write(l, LANG_EN, &b);
		assert_int_equal(buf_take_string(&b, &text), ERR_OK);
		assert_memory_equal(text, "\xEF\xBB\xBF\"Nickname\",", 14);
		line = strstr(text, "\r\n");
		assert_non_null(line);
		assert_memory_equal(
		    line + 2, cases[n].want, strlen(cases[n].want));
		assert_string_equal(text + strlen(text) - 2, "\r\n");
		free(text);
	}
}

static void
a_calendar_escapes_and_folds_its_lines(void **state)
{
	AUTO(cert_list)
	l = make_one("甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸"
		     "甲乙丙丁戊己庚; A, B\\C",
	    "");
	AUTO_DONE(buf) b = BUF(CERT_EXPORT_MAX);
	char *text, *summary;

	(void)state;
	cert_ics_write(l, LANG_ZH, NOW, &b);
	assert_int_equal(buf_take_string(&b, &text), ERR_OK);
	for (const char *s = text; *s != '\0';) {
		size_t len = strcspn(s, "\r");

		assert_true(len <= 75);
		assert_memory_equal(s + len, "\r\n", 2);
		assert_true(((uint8_t)s[len + 2] & 0xC0) != 0x80);
		s += len + 2;
	}
	summary = strstr(text, "SUMMARY:");
	assert_non_null(strstr(summary, "\\; A\\, B\\\\C"));
	assert_non_null(strstr(summary, "\r\n "));
	assert_non_null(strstr(text, "DTSTAMP:20270115T080000Z\r\n"));
	assert_non_null(strstr(text, "DTSTART;VALUE=DATE:202802"));
	free(text);
}

static void
a_calendar_has_what_is_still_to_end_each_with_four_alarms(void **state)
{
	AUTO(cert_list) l = make();
	AUTO_DONE(buf) b = BUF(CERT_EXPORT_MAX);
	char *text;
	size_t events = 0, alarms = 0;

	(void)state;
	cert_ics_write(l, LANG_EN, NOW, &b);
	assert_int_equal(buf_take_string(&b, &text), ERR_OK);
	for (const char *s = text; (s = strstr(s, "BEGIN:V")) != NULL; s++) {
		events += strncmp(s, "BEGIN:VEVENT\r\n", 14) == 0;
		alarms += strncmp(s, "BEGIN:VALARM\r\n", 14) == 0;
	}
	assert_int_equal(events, COUNT(desk) - 1); /* one has expired */
	assert_int_equal(alarms, 4 * events);
	assert_null(strstr(text, "DD0003"));
	assert_non_null(strstr(text, "UID:CC0001@cert-assistant\r\n"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		each_column_sorts_in_its_own_way_and_keeps_equals_in_order),
	    cmocka_unit_test(
		a_search_takes_words_that_are_all_somewhere_in_a_row),
	    cmocka_unit_test(a_filter_lets_through_what_it_says),
	    cmocka_unit_test(rows_are_found_by_id_and_by_serial_number),
	    cmocka_unit_test(five_hundred_rows_are_sorted),
	    cmocka_unit_test(fields_of_a_table_are_quoted_and_never_formulas),
	    cmocka_unit_test(a_calendar_escapes_and_folds_its_lines),
	    cmocka_unit_test(
		a_calendar_has_what_is_still_to_end_each_with_four_alarms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
