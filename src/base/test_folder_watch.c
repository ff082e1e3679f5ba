/* SPDX-License-Identifier: Apache-2.0 */
#include "base/folder_watch.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/folder_testing.h"
#include "base/note_testing.h"

static void
write_file(void **state, const char *name)
{
	assert_int_equal(
	    file_replace(folder_path(state, name), bytes_str("x"), 0600),
	    ERR_OK);
}

static void
files_that_come_change_and_go_are_noticed(void **state)
{
	struct note n = NOTE;
	AUTO(folder_watch) w = NULL;

	assert_int_equal(
	    folder_watch_start(*state, ".token", note_take, &n, &w), ERR_OK);
	write_file(state, "a.token");
	note_await(&n, 1);
	write_file(state, "a.token");
	note_await(&n, 2);
	assert_int_equal(file_remove(folder_path(state, "a.token")), ERR_OK);
	note_await(&n, 3);
}

static void
other_files_are_not(void **state)
{
	struct note n = NOTE;
	AUTO(folder_watch) w = NULL;

	assert_int_equal(
	    folder_watch_start(*state, ".token", note_take, &n, &w), ERR_OK);
	write_file(state, "a.token.lock");
	write_file(state, "token");
	write_file(state, "b.token"); /* events come in order */
	note_await(&n, 1);
	folder_watch_free(TAKE(w));
	assert_int_equal(n.count, 1);
}

static void
watching_ends_with_the_folder(void **state)
{
	struct note n = NOTE;
	AUTO(folder_watch) w = NULL;
	const char *dir = folder_path(state, "gone");

	assert_int_equal(file_make_dir(dir, 0700), ERR_OK);
	assert_int_equal(
	    folder_watch_start(dir, ".token", note_take, &n, &w), ERR_OK);
	assert_int_equal(rmdir(folder_path(state, "gone")), 0);
	folder_watch_free(TAKE(w));
	assert_int_equal(n.count, 0);
}

static void
a_folder_that_is_not_there_cannot_be_watched(void **state)
{
	struct folder_watch *w = NULL;

	assert_int_equal(folder_watch_start(folder_path(state, "nowhere"),
			     ".token", note_take, NULL, &w),
	    ERR_FILE_MISSING);
	write_file(state, "file");
	assert_int_equal(folder_watch_start(folder_path(state, "file"),
			     ".token", note_take, NULL, &w),
	    ERR_FILE_MISSING);
	assert_null(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(files_that_come_change_and_go_are_noticed),
	    IN_FOLDER(other_files_are_not),
	    IN_FOLDER(watching_ends_with_the_folder),
	    IN_FOLDER(a_folder_that_is_not_there_cannot_be_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
