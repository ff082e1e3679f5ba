/* SPDX-License-Identifier: Apache-2.0 */
/* Files on a system whose calls fail, one at a time: seccomp(2) sees to that.
 */
#include "base/file.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <seccomp.h>

#include "base/folder_testing.h"

/* What a system call fails with, and what comes of it. */
struct failing {
	int call, error;
	enum err replaced, created;
};

static const struct failing cases[] = {
    {SCMP_SYS(openat), EMFILE, ERR_FILE_WRITE, ERR_FILE_WRITE},
    {SCMP_SYS(openat), EACCES, ERR_FILE_DENIED, ERR_FILE_DENIED},
    {SCMP_SYS(openat), EROFS, ERR_FILE_DENIED, ERR_FILE_DENIED},
    {SCMP_SYS(openat), ENOMEM, ERR_NOMEM, ERR_NOMEM},
    {SCMP_SYS(openat), ENAMETOOLONG, ERR_TOO_LARGE, ERR_TOO_LARGE},
    {SCMP_SYS(getrandom), ENOSYS, ERR_NO_RANDOM, ERR_NO_RANDOM},
    {SCMP_SYS(fchmod), EPERM, ERR_FILE_DENIED, ERR_FILE_DENIED},
    {SCMP_SYS(write), ENOSPC, ERR_DISK_FULL, ERR_DISK_FULL},
    {SCMP_SYS(write), EDQUOT, ERR_DISK_FULL, ERR_DISK_FULL},
    {SCMP_SYS(write), EIO, ERR_FILE_WRITE, ERR_FILE_WRITE},
    {SCMP_SYS(fsync), EIO, ERR_FILE_WRITE, ERR_FILE_WRITE},
    {SCMP_SYS(fsync), ENOSPC, ERR_DISK_FULL, ERR_DISK_FULL},
    {SCMP_SYS(renameat), EIO, ERR_FILE_WRITE, ERR_OK},
    {SCMP_SYS(renameat), EROFS, ERR_FILE_DENIED, ERR_OK},
    {SCMP_SYS(renameat2), EIO, ERR_OK, ERR_FILE_WRITE},
    {SCMP_SYS(renameat2), EINVAL, ERR_OK, ERR_OK}, /* by a link then */
    {SCMP_SYS(renameat2), ENOSYS, ERR_OK, ERR_OK},
};

/* From now on the call fails in this process. */
static void
let_fail(int call, int error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (filter == NULL ||
	    seccomp_rule_add(
		filter, SCMP_ACT_ERRNO((unsigned)error), call, 0) != 0 ||
	    seccomp_load(filter) != 0)
		_exit(255);
	seccomp_release(filter);
}

typedef enum err write_function(
    const char *path, struct bytes data, mode_t mode);

/* What a child gets in which the call fails. */
static enum err
write_failing(
    const struct failing *f, write_function *write_it, const char *path)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		let_fail(f->call, f->error);
		_exit((int)write_it(path, bytes_str("new"), 0600));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_not_equal(WEXITSTATUS(status), 255);
	return (enum err)WEXITSTATUS(status);
}

static void
a_failed_replacement_leaves_the_old_content_alone(void **state)
{
	const char *path = folder_path(state, "f");

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum err err;

		folder_write(path, "old");
		err = write_failing(&cases[i], file_replace, path);
		assert_int_equal(err, cases[i].replaced);
		folder_expect_content(path, err == ERR_OK ? "new" : "old");
		folder_expect_files(state, 1);
	}
}

static void
a_failed_creation_leaves_nothing(void **state)
{
	const char *path = folder_path(state, "f");

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum err err = write_failing(&cases[i], file_create, path);

		assert_int_equal(err, cases[i].created);
		folder_expect_files(state, err == ERR_OK ? 1 : 0);
		if (err != ERR_OK)
			continue;
		folder_expect_content(path, "new");
		assert_int_equal(file_remove(path), ERR_OK);
	}
}

static void
creating_never_replaces_where_only_links_do_it(void **state)
{
	static const struct failing no_rename = {
	    SCMP_SYS(renameat2), ENOSYS, ERR_OK, ERR_OK};
	const char *path = folder_path(state, "f");

	folder_write(path, "old");
	assert_int_equal(
	    write_failing(&no_rename, file_create, path), ERR_FILE_EXISTS);
	folder_expect_content(path, "old");
	folder_expect_files(state, 1);
}

static enum err
read_it(const char *path, struct bytes data, mode_t mode)
{
	AUTO_DONE(buf) b = BUF(10);
	enum err err = file_read(path, &b);

	(void)data;
	(void)mode;
	return b.len == 0 ? err : ERR_INTERNAL;
}

static void
a_disk_that_fails_to_read_is_told(void **state)
{
	static const struct failing no_read = {
	    SCMP_SYS(read), EIO, ERR_OK, ERR_OK};
	const char *path = folder_path(state, "f");

	folder_write(path, "old");
	assert_int_equal(write_failing(&no_read, read_it, path), ERR_FILE_READ);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(a_failed_replacement_leaves_the_old_content_alone),
	    IN_FOLDER(a_failed_creation_leaves_nothing),
	    IN_FOLDER(creating_never_replaces_where_only_links_do_it),
	    IN_FOLDER(a_disk_that_fails_to_read_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
