/* SPDX-License-Identifier: Apache-2.0 */
#include "base/folder_watch.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/folder_testing.h"

#define LONG_MS 10000

struct note {
	pthread_mutex_t mutex;
	pthread_cond_t more;
	int count;
};

static void
take_note(void *arg)
{
	struct note *n = arg;

	pthread_mutex_lock(&n->mutex);
	n->count++;
	pthread_cond_signal(&n->more);
	pthread_mutex_unlock(&n->mutex);
}

/* Until more than before calls came. */
static void
await(struct note *n, int before)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += LONG_MS / 1000;
	pthread_mutex_lock(&n->mutex);
	while (n->count <= before)
		assert_int_equal(
		    pthread_cond_timedwait(&n->more, &n->mutex, &until), 0);
	pthread_mutex_unlock(&n->mutex);
}

static void
write_file(void **state, const char *name)
{
	assert_int_equal(
	    file_replace(folder_path(state, name), bytes_str("x"), 0600),
	    ERR_OK);
}

#define NOTE                                                           \
	{                                                              \
		PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 \
	}

static void
files_that_come_change_and_go_are_noticed(void **state)
{
	struct note n = NOTE;
	AUTO(folder_watch) w = NULL;

	assert_int_equal(
	    folder_watch_start(*state, ".token", take_note, &n, &w), ERR_OK);
	write_file(state, "a.token");
	await(&n, 0);
	write_file(state, "a.token");
	await(&n, 1);
	assert_int_equal(file_remove(folder_path(state, "a.token")), ERR_OK);
	await(&n, 2);
}

static void
other_files_are_not(void **state)
{
	struct note n = NOTE;
	AUTO(folder_watch) w = NULL;

	assert_int_equal(
	    folder_watch_start(*state, ".token", take_note, &n, &w), ERR_OK);
	write_file(state, "a.token.lock");
	write_file(state, "token");
	write_file(state, "b.token"); /* events come in order */
	await(&n, 0);
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
	    folder_watch_start(dir, ".token", take_note, &n, &w), ERR_OK);
	assert_int_equal(rmdir(folder_path(state, "gone")), 0);
	folder_watch_free(TAKE(w));
	assert_int_equal(n.count, 0);
}

static void
a_folder_that_is_not_there_cannot_be_watched(void **state)
{
	struct folder_watch *w = NULL;

	assert_int_equal(folder_watch_start(folder_path(state, "nowhere"),
			     ".token", take_note, NULL, &w),
	    ERR_FILE_MISSING);
	write_file(state, "file");
	assert_int_equal(folder_watch_start(folder_path(state, "file"),
			     ".token", take_note, NULL, &w),
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
