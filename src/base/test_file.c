/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/folder_testing.h"

#define NOBODY 65534
#define BIG 100000 /* octets: more than one write of a pipe or page */

/* As somebody whom the folder's permissions bind: root is not one. */
static void
become_nobody(void **state)
{
	assert_int_equal(chmod(*state, 0755), 0);
	if (geteuid() == 0)
		assert_int_equal(seteuid(NOBODY), 0);
	else
		assert_int_equal(chmod(*state, 0555), 0);
}

static void
become_self(void **state)
{
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(*state, 0700), 0);
}

static void
a_path_fits_or_is_refused(void **state)
{
	char out[FILE_PATH_MAX], name[FILE_PATH_MAX];

	(void)state;
	assert_int_equal(file_path(out, "a/b", "c"), ERR_OK);
	assert_string_equal(out, "a/b/c");
	memset(name, 'x', sizeof(name));
	name[FILE_PATH_MAX - 3] = '\0'; /* with "d/" and NUL just all of it */
	assert_int_equal(file_path(out, "d", name), ERR_OK);
	assert_int_equal(strlen(out), FILE_PATH_MAX - 1);
	assert_int_equal(file_path(out, "dd", name), ERR_TOO_LARGE);
}

static void
a_file_is_read_whole_or_not_at_all(void **state)
{
	static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 8192, BIG};
	static char data[BIG];
	const char *path = folder_path(state, "f");

	memset(data, 'x', sizeof(data));
	for (size_t i = 0; i < COUNT(sizes); i++) {
		AUTO_DONE(buf) just = BUF(2 + sizes[i]);
		AUTO_DONE(buf) less = BUF(2 + sizes[i] - 1);

		assert_int_equal(
		    file_replace(path, BYTES(data, sizes[i]), 0600), ERR_OK);
		buf_str(&just, "ab");
		assert_int_equal(file_read(path, &just), ERR_OK);
		assert_int_equal(just.len, 2 + sizes[i]);
		assert_memory_equal(just.p, "ab", 2);
		assert_memory_equal(just.p + 2, data, sizes[i]);
		if (sizes[i] == 0)
			continue;
		buf_str(&less, "ab");
		assert_int_equal(file_read(path, &less), ERR_TOO_LARGE);
		assert_true(bytes_equal(buf_bytes(&less), bytes_str("ab")));
		assert_int_equal(buf_status(&less), ERR_OK);
	}
}

/* Files of /proc say that they are empty, and are not. */
static void
a_file_that_hides_its_size_keeps_to_the_limit(void **state)
{
	AUTO_DONE(buf) little = BUF(5);
	AUTO_DONE(buf) enough = BUF(BIG);

	(void)state;
	assert_int_equal(
	    file_read("/proc/self/status", &little), ERR_TOO_LARGE);
	assert_int_equal(little.len, 0);
	assert_int_equal(file_read("/proc/self/status", &enough), ERR_OK);
	assert_memory_equal(enough.p, "Name:", 5);
}

static void
what_is_not_a_regular_file_is_not_read(void **state)
{
	AUTO_DONE(buf) b = BUF(100);
	AUTO(secret) s = NULL;
	const char *fifo = folder_path(state, "fifo");

	assert_int_equal(
	    file_read(folder_path(state, "none"), &b), ERR_FILE_MISSING);
	assert_int_equal(file_read(*state, &b), ERR_FILE_READ);
	assert_int_equal(file_read("/dev/zero", &b), ERR_FILE_READ);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(file_read(fifo, &b), ERR_FILE_READ); /* not waited */
	assert_int_equal(file_read_secret(fifo, &s), ERR_FILE_READ);
	assert_int_equal(
	    file_read_secret(folder_path(state, "none"), &s), ERR_FILE_MISSING);
	assert_null(s);
}

static void
a_buffer_that_failed_reads_nothing(void **state)
{
	AUTO_DONE(buf) b = BUF(1);

	folder_write(folder_path(state, "f"), "x");
	buf_str(&b, "too long");
	assert_int_equal(file_read(folder_path(state, "f"), &b), ERR_TOO_LARGE);
	assert_int_equal(b.len, 0);
}

static void
what_may_not_be_read_is_denied(void **state)
{
	AUTO_DONE(buf) b = BUF(100);
	const char *path = folder_path(state, "f");
	enum err err;

	assert_int_equal(file_replace(path, bytes_str("x"), 0000), ERR_OK);
	become_nobody(state);
	err = file_read(path, &b);
	become_self(state);
	assert_int_equal(err, ERR_FILE_DENIED);
}

static void
a_secret_file_loses_one_newline(void **state)
{
	static const struct {
		const char *content, *secret;
	} cases[] = {
	    {"123456", "123456"},
	    {"123456\n", "123456"},
	    {"123456\r\n", "123456"},
	    {"123456\n\n", "123456\n"},
	    {"123456\r", "123456\r"},
	    {"\n", ""},
	    {"\r\n", ""},
	    {"", ""},
	};
	const char *path = folder_path(state, "pin");

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(secret) s = NULL;

		folder_write(path, cases[i].content);
		assert_int_equal(file_read_secret(path, &s), ERR_OK);
		assert_true(
		    bytes_equal(secret_bytes(s), bytes_str(cases[i].secret)));
	}
}

static void
a_secret_file_has_a_limit(void **state)
{
	static uint8_t data[SECRET_MAX + 1];
	AUTO(secret) s = NULL;
	const char *path = folder_path(state, "key");

	assert_int_equal(
	    file_replace(path, BYTES(data, SECRET_MAX + 1), 0600), ERR_OK);
	assert_int_equal(file_read_secret(path, &s), ERR_TOO_LARGE);
	assert_null(s);
	assert_int_equal(
	    file_replace(path, BYTES(data, SECRET_MAX), 0600), ERR_OK);
	assert_int_equal(file_read_secret(path, &s), ERR_OK);
	assert_int_equal(secret_bytes(s).len, SECRET_MAX);
}

static void
replacing_makes_or_changes_a_file(void **state)
{
	const char *path = folder_path(state, "f");
	struct stat st;
	mode_t before = umask(0);

	assert_int_equal(file_replace(path, bytes_str("old"), 0600), ERR_OK);
	folder_expect_content(path, "old");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);

	umask(0777); /* has no say */
	assert_int_equal(file_replace(path, bytes_str("new"), 0644), ERR_OK);
	umask(before);
	folder_expect_content(path, "new");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);

	assert_int_equal(file_replace(path, BYTES_NONE, 0600), ERR_OK);
	folder_expect_content(path, "");
	folder_expect_files(state, 1);
}

static void
paths_may_be_relative(void **state)
{
	char before[FILE_PATH_MAX];

	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(*state), 0);
	folder_write("f", "here");
	folder_expect_content("./f", "here");
	assert_int_equal(file_make_dir("a/b", 0700), ERR_OK);
	folder_write("a/b/f", "there");
	assert_int_equal(chdir(before), 0);
	folder_expect_content(folder_path(state, "f"), "here");
	folder_expect_content(folder_path(state, "a/b/f"), "there");
}

static void
a_link_is_replaced_and_not_followed(void **state)
{
	const char *link = folder_path(state, "link"),
		   *target = folder_path(state, "target");
	struct stat st;

	folder_write(target, "target");
	assert_int_equal(symlink(target, link), 0);
	folder_write(link, "mine");
	folder_expect_content(target, "target");
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISREG(st.st_mode));
}

static void
creating_never_replaces(void **state)
{
	const char *path = folder_path(state, "f");

	assert_int_equal(file_create(path, bytes_str("first"), 0600), ERR_OK);
	assert_int_equal(
	    file_create(path, bytes_str("second"), 0600), ERR_FILE_EXISTS);
	folder_expect_content(path, "first");
	assert_int_equal(symlink("nowhere", folder_path(state, "link")), 0);
	assert_int_equal(
	    file_create(folder_path(state, "link"), BYTES_NONE, 0600),
	    ERR_FILE_EXISTS);
	folder_expect_files(state, 1); /* no temporary one is left */
}

static void
writing_names_what_is_wrong(void **state)
{
	char name[256 + 1];
	enum err replaced, created, removed, made, locked;
	struct file_lock *lock = NULL;

	assert_int_equal(
	    file_replace(folder_path(state, "no/f"), BYTES_NONE, 0600),
	    ERR_FILE_MISSING);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(
	    file_replace(folder_path(state, name), BYTES_NONE, 0600),
	    ERR_TOO_LARGE);
	folder_write(folder_path(state, "f"), "old");

	become_nobody(state);
	replaced =
	    file_replace(folder_path(state, "f"), bytes_str("new"), 0600);
	created = file_create(folder_path(state, "g"), bytes_str("new"), 0600);
	removed = file_remove(folder_path(state, "f"));
	made = file_make_dir(folder_path(state, "d"), 0700);
	locked = file_lock(folder_path(state, "lock"), 0, &lock);
	become_self(state);
	assert_int_equal(replaced, ERR_FILE_DENIED);
	assert_int_equal(created, ERR_FILE_DENIED);
	assert_int_equal(removed, ERR_FILE_DENIED);
	assert_int_equal(made, ERR_FILE_DENIED);
	assert_int_equal(locked, ERR_FILE_DENIED);
	assert_null(lock);
	folder_expect_content(folder_path(state, "f"), "old");
	folder_expect_files(state, 1);
}

/* A limit on file sizes ends a write in its middle, as a full disk does. */
static void
a_full_disk_changes_nothing(void **state)
{
	static uint8_t data[BIG];
	const char *path = folder_path(state, "f");
	struct rlimit before, little;
	enum err replaced, created;

	folder_write(path, "old");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	little = (struct rlimit){BIG / 2, before.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	replaced = file_replace(path, BYTES_ARRAY(data), 0600);
	created = file_create(folder_path(state, "g"), BYTES_ARRAY(data), 0600);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);

	assert_int_equal(replaced, ERR_DISK_FULL);
	assert_int_equal(created, ERR_DISK_FULL);
	folder_expect_content(path, "old");
	folder_expect_files(state, 1);
}

/* A folder at the path lets everything go well but the renaming. */
static void
a_failed_renaming_leaves_nothing_behind(void **state)
{
	assert_int_equal(mkdir(folder_path(state, "d"), 0700), 0);
	assert_int_equal(
	    file_replace(folder_path(state, "d"), bytes_str("x"), 0600),
	    ERR_FILE_WRITE);
	assert_int_equal(
	    file_create(folder_path(state, "d"), bytes_str("x"), 0600),
	    ERR_FILE_EXISTS);
	folder_expect_files(state, 0);
}

/* Replace the file by all a, all b, all a … until somebody kills us. */
static void
replace_for_ever(const char *path, uint8_t *data)
{
	for (int i = 0;; i++) {
		memset(data, i % 2 == 0 ? 'a' : 'b', BIG);
		if (file_replace(path, BYTES(data, BIG), 0600) != ERR_OK)
			_exit(1);
	}
}

static void
expect_one_letter(const char *path)
{
	AUTO_DONE(buf) b = BUF(BIG);

	assert_int_equal(file_read(path, &b), ERR_OK);
	assert_int_equal(b.len, BIG);
	assert_true(b.p[0] == 'a' || b.p[0] == 'b');
	assert_memory_equal(b.p, b.p + 1, BIG - 1);
}

static void
a_reader_sees_old_or_new_also_when_the_writer_dies(void **state)
{
	static uint8_t data[BIG];
	const char *path = folder_path(state, "f");
	int status;

	memset(data, 'a', BIG);
	assert_int_equal(file_replace(path, BYTES_ARRAY(data), 0600), ERR_OK);
	for (int round = 0; round < 5; round++) {
		pid_t child = fork();

		if (child == 0)
			replace_for_ever(path, data);
		for (int i = 0; i < 20; i++)
			expect_one_letter(path);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		expect_one_letter(path);
	}
}

static void
removing_needs_a_file(void **state)
{
	const char *path = folder_path(state, "f");

	folder_write(path, "x");
	assert_true(file_exists(path));
	assert_int_equal(file_remove(path), ERR_OK);
	assert_false(file_exists(path));
	assert_int_equal(file_remove(path), ERR_FILE_MISSING);
	assert_int_not_equal(file_remove(*state), ERR_OK);
	assert_true(file_exists(*state));
}

static void
existing_is_asked_at_the_end_of_links(void **state)
{
	folder_write(folder_path(state, "f"), "x");
	assert_int_equal(symlink("f", folder_path(state, "good")), 0);
	assert_int_equal(symlink("none", folder_path(state, "dangling")), 0);
	assert_true(file_exists(folder_path(state, "good")));
	assert_false(file_exists(folder_path(state, "dangling")));
}

static void
folders_are_made_with_their_parents(void **state)
{
	struct stat st;
	mode_t before = umask(0);
	enum err err = file_make_dir(folder_path(state, "a/b/c"), 0700);

	umask(before);
	assert_int_equal(err, ERR_OK);
	assert_int_equal(stat(folder_path(state, "a/b"), &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(folder_path(state, "a/b/c"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(
	    file_make_dir(folder_path(state, "a/b"), 0755), ERR_OK);
	assert_int_equal(stat(folder_path(state, "a/b"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700); /* keeps its mode */
	assert_int_equal(
	    file_make_dir(folder_path(state, "x//y///"), 0700), ERR_OK);
	assert_int_equal(stat(folder_path(state, "x/y"), &st), 0);
	assert_int_equal(file_make_dir("/", 0700), ERR_OK);
}

static void
a_file_in_the_way_of_a_folder_stays(void **state)
{
	char long_path[FILE_PATH_MAX + 1];

	folder_write(folder_path(state, "f"), "x");
	assert_int_equal(
	    file_make_dir(folder_path(state, "f"), 0700), ERR_NOT_A_FOLDER);
	assert_int_equal(
	    file_make_dir(folder_path(state, "f/g"), 0700), ERR_NOT_A_FOLDER);
	folder_expect_content(folder_path(state, "f"), "x");
	memset(long_path, 'x', sizeof(long_path) - 1);
	long_path[sizeof(long_path) - 1] = '\0';
	assert_int_equal(file_make_dir(long_path, 0700), ERR_TOO_LARGE);
}

static enum err
join_name(void *arg, const char *name)
{
	buf_printf(arg, "%s ", name);
	return buf_status(arg);
}

static void
files_are_listed_by_suffix_in_order(void **state)
{
	AUTO_DONE(buf) tokens = BUF(100);
	AUTO_DONE(buf) none = BUF(100);

	folder_write(folder_path(state, "b.token"), "");
	folder_write(folder_path(state, "a.token"), "");
	folder_write(folder_path(state, "c.token.bak"), "");
	folder_write(folder_path(state, "B.token"), "");
	folder_write(folder_path(state, ".token"), "");
	folder_write(folder_path(state, "oken"), "");
	assert_int_equal(mkdir(folder_path(state, "d.token"), 0700), 0);
	assert_int_equal(mkfifo(folder_path(state, "e.token"), 0600), 0);
	assert_int_equal(symlink("none", folder_path(state, "f.token")), 0);
	assert_int_equal(symlink("a.token", folder_path(state, "g.token")), 0);
	assert_int_equal(
	    file_list(*state, ".token", join_name, &tokens), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&tokens),
	    bytes_str(".token B.token a.token b.token g.token ")));
	assert_int_equal(file_list(*state, ".none", join_name, &none), ERR_OK);
	assert_int_equal(none.len, 0);
}

static void
listing_stops_at_the_first_error(void **state)
{
	AUTO_DONE(buf) b = BUF(3);

	folder_write(folder_path(state, "a"), "");
	folder_write(folder_path(state, "b"), "");
	folder_write(folder_path(state, "c"), "");
	assert_int_equal(file_list(*state, "", join_name, &b), ERR_TOO_LARGE);
	assert_true(bytes_equal(buf_bytes(&b), bytes_str("a ")));
	assert_int_equal(
	    file_list(folder_path(state, "none"), "", join_name, &b),
	    ERR_FILE_MISSING);
}

static enum err
remove_listed(void *arg, const char *name)
{
	return file_remove(folder_path(arg, name));
}

static void
listed_files_may_be_removed(void **state)
{
	for (int i = 0; i < 100; i++) {
		char name[20];

		snprintf(name, sizeof(name), "%d", i);
		folder_write(folder_path(state, name), "");
	}
	assert_int_equal(file_list(*state, "", remove_listed, state), ERR_OK);
	folder_expect_files(state, 0);
}

static void
a_path_is_seen_from_the_root(void **state)
{
	char here[FILE_PATH_MAX], out[FILE_PATH_MAX], want[FILE_PATH_MAX];
	char longest[FILE_PATH_MAX + 1];

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(file_path(want, here, "a/b"), ERR_OK);
	assert_int_equal(file_absolute(out, "a/b"), ERR_OK);
	assert_string_equal(out, want);
	assert_int_equal(file_absolute(out, "/a/b"), ERR_OK);
	assert_true(file_is_absolute("/a/b"));
	assert_false(file_is_absolute("a/b"));
	assert_false(file_is_absolute(""));
	assert_string_equal(out, "/a/b");
	memset(longest, '/', FILE_PATH_MAX);
	longest[FILE_PATH_MAX] = '\0';
	assert_int_equal(file_absolute(out, longest), ERR_TOO_LARGE);
	longest[FILE_PATH_MAX - 1] = '\0';
	assert_int_equal(file_absolute(out, longest), ERR_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_path_is_seen_from_the_root),
	    cmocka_unit_test(a_path_fits_or_is_refused),
	    IN_FOLDER(a_file_is_read_whole_or_not_at_all),
	    cmocka_unit_test(a_file_that_hides_its_size_keeps_to_the_limit),
	    IN_FOLDER(what_is_not_a_regular_file_is_not_read),
	    IN_FOLDER(a_buffer_that_failed_reads_nothing),
	    IN_FOLDER(what_may_not_be_read_is_denied),
	    IN_FOLDER(a_secret_file_loses_one_newline),
	    IN_FOLDER(a_secret_file_has_a_limit),
	    IN_FOLDER(replacing_makes_or_changes_a_file),
	    IN_FOLDER(paths_may_be_relative),
	    IN_FOLDER(a_link_is_replaced_and_not_followed),
	    IN_FOLDER(creating_never_replaces),
	    IN_FOLDER(writing_names_what_is_wrong),
	    IN_FOLDER(a_full_disk_changes_nothing),
	    IN_FOLDER(a_failed_renaming_leaves_nothing_behind),
	    IN_FOLDER(a_reader_sees_old_or_new_also_when_the_writer_dies),
	    IN_FOLDER(removing_needs_a_file),
	    IN_FOLDER(existing_is_asked_at_the_end_of_links),
	    IN_FOLDER(folders_are_made_with_their_parents),
	    IN_FOLDER(a_file_in_the_way_of_a_folder_stays),
	    IN_FOLDER(files_are_listed_by_suffix_in_order),
	    IN_FOLDER(listing_stops_at_the_first_error),
	    IN_FOLDER(listed_files_may_be_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
