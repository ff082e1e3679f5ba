/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder of its own for each test that is registered by IN_FOLDER(test):
 * *state is its path.
 */
#ifndef BASE_FOLDER_TESTING_H
#define BASE_FOLDER_TESTING_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"

static inline int
folder_make(void **state)
{
	char *dir = strdup("/tmp/test_base.XXXXXX");

	*state = dir;
	return dir == NULL || mkdtemp(dir) == NULL ? -1 : 0;
}

static inline int
folder_remove_entry(
    const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int
folder_remove(void **state)
{
	int failed =
	    nftw(*state, folder_remove_entry, 16, FTW_DEPTH | FTW_PHYS);

	free(*state);
	return failed;
}

/* The path of name in the folder; good for the next three calls. */
static inline const char *
folder_path(void **state, const char *name)
{
	static char paths[4][FILE_PATH_MAX];
	static unsigned turn;
	char *path = paths[turn++ % COUNT(paths)];

	assert_int_equal(file_path(path, *state, name), ERR_OK);
	return path;
}

static inline enum err
folder_count_name(void *arg, const char *name)
{
	(void)name;
	++*(int *)arg;
	return ERR_OK;
}

/* That many regular files are in the folder, temporary ones included. */
static inline void
folder_expect_files(void **state, int want)
{
	int count = 0;

	assert_int_equal(
	    file_list(*state, "", folder_count_name, &count), ERR_OK);
	assert_int_equal(count, want);
}

static inline void
folder_write(const char *path, const char *content)
{
	assert_int_equal(file_replace(path, bytes_str(content), 0600), ERR_OK);
}

static inline void
folder_expect_content(const char *path, const char *content)
{
	AUTO_DONE(buf) b = BUF(1000);

	assert_int_equal(file_read(path, &b), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&b), bytes_str(content)));
}

#define IN_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

#endif
