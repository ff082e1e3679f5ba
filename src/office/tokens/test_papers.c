/* SPDX-License-Identifier: Apache-2.0 */
/* Letters and lists as files; tests/office/test_tokens.py reads what is in the
 * PDF files again, with pdftotext. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder_testing.h"
#include "office/tokens/handlist.h"
#include "office/tokens/letter.h"

/* fontconfig keeps what it read about fonts, and loses sight of some of it. */
const char *__lsan_default_suppressions(void);

__attribute__((visibility("default"))) const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

static int
set_up(void **state)
{
	setenv("TZ", "UTC", 1);
	return folder_make(state);
}

static void
read_whole(const char *path, struct buf *b)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(file_read(path, b), ERR_OK);
	buf_u8(b, 0);
}

/* --- letters --- */

static const struct letter letter = {.office = "测试证书中心",
    .serial = "K1",
    .label = "TM-0001",
    .pin = {(const uint8_t *)"48293756", 8},
    .at = 0};

static void
a_letter_is_one_sheet_for_its_owner_alone(void **state)
{
	AUTO_DONE(buf) pdf = BUF(1 << 20);
	char path[FILE_PATH_MAX];

	assert_int_equal(letter_path(*state, "K1", path), ERR_OK);
	assert_string_equal(path, folder_path(state, "K1.pdf"));
	assert_int_equal(letter_write(&letter, path), ERR_OK);
	assert_int_equal(letter_write(&letter, path), ERR_OK); /* once more */
	read_whole(path, &pdf);
	assert_memory_equal(pdf.p, "%PDF-", 5);
	assert_non_null(memmem(pdf.p, pdf.len, "/Count 1", 8));
	/* what is in it is not to be found by searching a disk */
	assert_null(memmem(pdf.p, pdf.len, "48293756", 8));
}

static void
a_serial_number_names_a_file_in_the_folder(void **state)
{
	static const struct {
		const char *serial, *path;
	} cases[] = {
	    {"00aB-9", "folder/00aB-9.pdf"},
	    {"../../etc/passwd", "folder/______etc_passwd.pdf"},
	    {"-rf", "folder/_rf.pdf"},
	    {"a b:c?", "folder/a_b_c_.pdf"},
	    {"12345678901234567890123456789012",
		"folder/12345678901234567890123456789012.pdf"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char path[FILE_PATH_MAX];

		assert_int_equal(
		    letter_path("folder", cases[i].serial, path), ERR_OK);
		assert_string_equal(path, cases[i].path);
	}
}

static void
a_letter_needs_its_folder(void **state)
{
	(void)state;
	assert_int_equal(
	    letter_write(&letter, "/nowhere/K1.pdf"), ERR_FILE_MISSING);
}

/* --- lists --- */

static struct batch_result
result(const char *serial, const char *label, enum err e)
{
	struct batch_result r = {.err = e, .p = {.at = 86400}};

	snprintf(r.p.serial, sizeof(r.p.serial), "%s", serial);
	snprintf(r.p.label, sizeof(r.p.label), "%s", label);
	return r;
}

static void
add(struct handlist *l, const char *serial, const char *label, enum err e)
{
	struct batch_result r = result(serial, label, e);

	assert_int_equal(handlist_add(l, &r), ERR_OK);
}

static struct handlist_head
head(const char *path)
{
	return (struct handlist_head){.path = path,
	    .office = "测试证书中心",
	    .operator= "op1",
	    .lang = LANG_EN};
}

#define TITLES                                                              \
	"\xef\xbb\xbf\"序号 No.\",\"标签 label\",\"序列号 serial "   \
	"number\",\"时间 time\",\"经办人 operator\",\"结果 result\"" \
	"\r\n"

static void
a_list_for_spreadsheets_holds_each_key_once(void **state)
{
	AUTO_DONE(buf) text = BUF(1 << 16);
	AUTO(handlist) l = NULL;
	const struct handlist_head h = head(folder_path(state, "list.csv"));

	assert_int_equal(handlist_new(&h, &l), ERR_OK);
	add(l, "K1", "TM-0001", ERR_OK);
	add(l, "K2", "TM-0002", ERR_TOKEN_REMOVED);
	add(l, "", "", ERR_TOKEN_FAILED);
	add(l, "", "", ERR_TOKEN_FAILED);
	add(l, "K2", "TM-0003", ERR_OK);
	read_whole(h.path, &text);
	assert_string_equal((const char *)text.p,
	    TITLES "\"1\",\"TM-0001\",\"K1\",\"1970-01-02 00:00\",\"op1\","
		   "\"ready\"\r\n"
		   "\"2\",\"TM-0003\",\"K2\",\"1970-01-02 00:00\",\"op1\","
		   "\"ready\"\r\n"
		   "\"3\",\"\",\"\",\"1970-01-02 00:00\",\"op1\",\"The token "
		   "did not answer correctly.\"\r\n"
		   "\"4\",\"\",\"\",\"1970-01-02 00:00\",\"op1\",\"The token "
		   "did not answer correctly.\"\r\n");
}

static void
every_cell_is_the_text_that_it_was(void **state)
{
	static const struct {
		const char *label, *cell;
	} cases[] = {
	    {"=1+1", ",\"'=1+1\","},
	    {"+1", ",\"'+1\","},
	    {"-1", ",\"'-1\","},
	    {"@x", ",\"'@x\","},
	    {"a\"b", ",\"a\"\"b\","},
	    {"a,b", ",\"a,b\","},
	    {"0060842396473827", ",\"=\"\"0060842396473827\"\"\","},
	    {"1234567890123456", ",\"=\"\"1234567890123456\"\"\","},
	    {"123456789012345", ",\"123456789012345\","},
	    {"12E4", ",\"=\"\"12E4\"\"\","},
	    {"12F4", ",\"12F4\","},
	    {"0", ",\"0\","},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) text = BUF(1 << 16);
		AUTO(handlist) l = NULL;
		const struct handlist_head h =
		    head(folder_path(state, "list.csv"));

		unlink(h.path);
		assert_int_equal(handlist_new(&h, &l), ERR_OK);
		add(l, "K1", cases[i].label, ERR_OK);
		read_whole(h.path, &text);
		assert_non_null(strstr((const char *)text.p, cases[i].cell));
	}
}

static void
a_list_that_is_there_is_not_lost(void **state)
{
	AUTO_DONE(buf) text = BUF(1 << 16);
	AUTO(handlist) l = NULL;
	AUTO(handlist) none = NULL;
	const struct handlist_head h = head(folder_path(state, "list.csv"));

	assert_int_equal(handlist_new(&h, &l), ERR_OK);
	assert_int_equal(handlist_new(&h, &none), ERR_FILE_EXISTS);
	assert_null(none);
	read_whole(h.path, &text); /* there from the start */
	assert_string_equal((const char *)text.p, TITLES);
}

static void
a_printed_list_has_as_many_sheets_as_it_needs(void **state)
{
	static const struct {
		size_t keys;
		const char *count;
	} cases[] = {{0, "/Count 1"}, {34, "/Count 1"}, {35, "/Count 2"}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) pdf = BUF(1 << 20);
		AUTO(handlist) l = NULL;
		const struct handlist_head h =
		    head(folder_path(state, "list.pdf"));

		unlink(h.path);
		assert_int_equal(handlist_new(&h, &l), ERR_OK);
		for (size_t n = 0; n < cases[i].keys; n++) {
			char serial[24];

			snprintf(serial, sizeof(serial), "K%zu", n);
			add(l, serial, "TM", ERR_OK);
		}
		read_whole(h.path, &pdf);
		assert_non_null(memmem(pdf.p, pdf.len, cases[i].count, 8));
	}
}

#define folder_test(f) cmocka_unit_test_setup_teardown(f, set_up, folder_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    folder_test(a_letter_is_one_sheet_for_its_owner_alone),
	    folder_test(a_serial_number_names_a_file_in_the_folder),
	    folder_test(a_letter_needs_its_folder),
	    folder_test(a_list_for_spreadsheets_holds_each_key_once),
	    folder_test(every_cell_is_the_text_that_it_was),
	    folder_test(a_list_that_is_there_is_not_lost),
	    folder_test(a_printed_list_has_as_many_sheets_as_it_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
