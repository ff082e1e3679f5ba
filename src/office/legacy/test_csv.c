/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/legacy/csv.h"

/* Rows as text: fields between bars, rows between slashes. */
static enum err
read_all(struct bytes file, struct buf *out, size_t *ret_line)
{
	static struct csv_row row;
	struct csv c = csv_of(file);
	bool more = true;
	enum err e;

	while ((e = csv_next(&c, &row, &more)) == ERR_OK && more) {
		for (size_t i = 0; i < row.count; i++) {
			buf_str(out, i == 0 ? "" : "|");
			buf_str(out, row.fields[i]);
		}
		buf_str(out, "/");
	}
	*ret_line = c.line;
	buf_u8(out, 0);
	assert_int_equal(buf_status(out), ERR_OK);
	return e;
}

/* RFC 4180 2, and what programs write besides. */
static void
rows_are_read_as_the_rfc_has_them(void **state)
{
	static const struct {
		const char *file, *rows;
	} cases[] = {
	    {"", ""},
	    {"a,b,c\r\nd,e,f\r\n", "a|b|c/d|e|f/"},
	    {"a,b\nc,d", "a|b/c|d/"},
	    {"\xef\xbb\xbf"
	     "a,b\n",
		"a|b/"},
	    {"a,,c\n,\n", "a||c/|/"},
	    {"\"a\",\"b,c\"\r\n", "a|b,c/"},
	    {"\"a\r\nb\",c\r\n", "a\r\nb|c/"},
	    {"\"say \"\"yes\"\"\"\n", "say \"yes\"/"},
	    {"\"\",x\n", "|x/"},
	    {"a\n\n\r\nb\n", "a/b/"},
	    {" a , b \n", " a | b /"},
	    {"a\rb,c\n", "a\rb|c/"},
	    {"申请人,名称\n", "申请人|名称/"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) rows = BUF(4096);
		size_t line;

		assert_int_equal(
		    read_all(bytes_str(cases[i].file), &rows, &line), ERR_OK);
		assert_string_equal((const char *)rows.p, cases[i].rows);
	}
}

static void
what_is_no_csv_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *file;
		size_t len, line;
	} cases[] = {
	    {"a\n\"b", 4, 2},
	    {"a\nb\n\"c\"d\n", 9, 3},
	    {"a\"b\n", 4, 1},
	    {"\"a\nb\",c\nd\"\n", 12, 3},
	    {"a\0b\n", 4, 1},
	    {"\"a\0b\"\n", 6, 1},
	    {"a\xff\n", 3, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) rows = BUF(4096);
		size_t line;

		assert_int_equal(
		    read_all(BYTES(cases[i].file, cases[i].len), &rows, &line),
		    ERR_BAD_TEXT);
		assert_int_equal(line, cases[i].line);
	}
}

static enum err
read_row_of(size_t fields, size_t octets)
{
	AUTO_DONE(buf) file = BUF(2 * CSV_ROW_MAX);
	static struct csv_row row;
	struct csv c;
	bool more;

	for (size_t i = 0; i < octets; i++)
		buf_u8(&file, 'x');
	for (size_t i = 1; i < fields; i++)
		buf_u8(&file, ',');
	assert_int_equal(buf_status(&file), ERR_OK);
	c = csv_of(buf_bytes(&file));
	return csv_next(&c, &row, &more);
}

static void
a_row_has_so_many_fields_and_octets_at_most(void **state)
{
	(void)state;
	assert_int_equal(read_row_of(CSV_FIELDS_MAX, 1), ERR_OK);
	assert_int_equal(read_row_of(CSV_FIELDS_MAX + 1, 1), ERR_TOO_LARGE);
	assert_int_equal(read_row_of(1, CSV_ROW_MAX - 1), ERR_OK);
	assert_int_equal(read_row_of(1, CSV_ROW_MAX), ERR_TOO_LARGE);
	assert_int_equal(read_row_of(2, CSV_ROW_MAX - 2), ERR_OK);
	assert_int_equal(read_row_of(2, CSV_ROW_MAX - 1), ERR_TOO_LARGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_are_read_as_the_rfc_has_them),
	    cmocka_unit_test(what_is_no_csv_is_refused_with_its_line),
	    cmocka_unit_test(a_row_has_so_many_fields_and_octets_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
