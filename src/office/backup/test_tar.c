/* SPDX-License-Identifier: Apache-2.0 */
#include "office/backup/tar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *name;
	bool safe;
} names[] = {
    {"office.conf", true},
    {"ca/ledger", true},
    {"a/b/c/d", true},
    {"..a/b..", true},
    {"", false},
    {"/etc/passwd", false},
    {"../up", false},
    {"a/../b", false},
    {"a/..", false},
    {"./a", false},
    {"a//b", false},
    {"a/", false},
    {"a b", false},
    {"a\nb", false},
    {"a\\b", false},
    {"文件", false},
};

static void
a_name_stays_within_its_folder(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_int_equal(
		    tar_name_is_safe(names[i].name), names[i].safe);
}

static void
put(FILE *f, const char *name, const char *content)
{
	struct tar_entry e = {.mode = 0600, .at = 1790000000};

	memcpy(e.name, name, strlen(name) + 1);
	e.size = (int64_t)strlen(content);
	assert_int_equal(tar_begin(f, &e), ERR_OK);
	assert_int_equal(tar_write(f, bytes_str(content)), ERR_OK);
	assert_int_equal(tar_pad(f, e.size), ERR_OK);
}

/* An archive of two files in memory; length in *ret_len, the caller's. */
static char *
archive(size_t *ret_len)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, ret_len);

	assert_non_null(f);
	put(f, "a", "first");
	put(f, "b/c", "");
	assert_int_equal(tar_finish(f), ERR_OK);
	fclose(f);
	return text;
}

/* Reads all of it: the first error, or OK at its end. */
static enum err
read_all(char *text, size_t len, int *ret_files)
{
	FILE *f = fmemopen(text, len, "rb");
	enum err e = ERR_OK;
	bool more = true;

	assert_non_null(f);
	*ret_files = 0;
	while (e == ERR_OK) {
		struct tar_entry entry;
		char content[16];

		e = tar_next(f, &entry, &more);
		if (e != ERR_OK || !more)
			break;
		if (entry.size > (int64_t)sizeof(content))
			e = ERR_BACKUP_DAMAGED;
		if (e == ERR_OK)
			e = tar_read(f, content, (size_t)entry.size);
		if (e == ERR_OK)
			e = tar_skip_pad(f, entry.size);
		(*ret_files)++;
	}
	fclose(f);
	return e;
}

static void
what_was_written_is_read(void **state)
{
	size_t len;
	char *text = archive(&len);
	int files;

	(void)state;
	assert_int_equal(len % TAR_BLOCK, 0);
	assert_int_equal(read_all(text, len, &files), ERR_OK);
	assert_int_equal(files, 2);
	free(text);
}

static void
one_octet_less_or_more_is_noticed(void **state)
{
	size_t len;
	char *text = archive(&len);
	char *longer = malloc(len + 1);
	int files;

	(void)state;
	memcpy(longer, text, len);
	longer[len] = 0;
	for (size_t n = 1; n < len; n++)
		assert_int_equal(read_all(text, n, &files), ERR_BACKUP_DAMAGED);
	assert_int_equal(read_all(longer, len + 1, &files), ERR_BACKUP_DAMAGED);
	free(longer);
	free(text);
}

/* Any change to a header is seen by its sum or is no header of ours. */
static void
a_changed_header_is_noticed(void **state)
{
	size_t len;
	char *text = archive(&len);
	int files;

	(void)state;
	for (size_t i = 0; i < TAR_BLOCK; i++) {
		text[i] ^= 1;
		assert_int_equal(
		    read_all(text, len, &files), ERR_BACKUP_DAMAGED);
		text[i] ^= 1;
	}
	free(text);
}

static void
a_file_too_long_for_a_header_is_refused(void **state)
{
	struct tar_entry e = {.name = "a", .size = TAR_SIZE_MAX - 1};
	FILE *f = tmpfile();

	(void)state;
	assert_int_equal(tar_begin(f, &e), ERR_OK);
	e.size++;
	assert_int_equal(tar_begin(f, &e), ERR_TOO_LARGE);
	fclose(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_stays_within_its_folder),
	    cmocka_unit_test(what_was_written_is_read),
	    cmocka_unit_test(one_octet_less_or_more_is_noticed),
	    cmocka_unit_test(a_changed_header_is_noticed),
	    cmocka_unit_test(a_file_too_long_for_a_header_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
