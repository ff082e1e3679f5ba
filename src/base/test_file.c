/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <ftw.h>
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

#include "base/text.h"

#define NOBODY 65534
#define BIG 100000 /* octets: more than one write of a pipe or page */

/* Each test works in a folder of its own; *state is its path. */
static int
make_folder(void **state)
{
	char *dir = strdup("/tmp/test_file.XXXXXX");

	*state = dir;
	return dir == NULL || mkdtemp(dir) == NULL ? -1 : 0;
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
remove_folder(void **state)
{
	int failed = nftw(*state, remove_entry, 16, FTW_DEPTH | FTW_PHYS);

	free(*state);
	return failed;
}

/* The path of name in the test's folder, in one of a few static buffers. */
static const char *
in(void **state, const char *name)
{
	static char paths[4][FILE_PATH_MAX];
	static unsigned turn;
	char *path = paths[turn++ % COUNT(paths)];

	assert_int_equal(file_path(path, *state, name), ERR_OK);
	return path;
}

static void
write_file(const char *path, const char *content)
{
	assert_int_equal(file_replace(path, bytes_str(content), 0600), ERR_OK);
}

static void
expect_content(const char *path, const char *content)
{
	AUTO_DONE(buf) b = BUF(BIG);

	assert_int_equal(file_read(path, &b), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&b), bytes_str(content)));
}

static enum err
count_name(void *arg, const char *name)
{
	(void)name;
	++*(int *)arg;
	return ERR_OK;
}

static void
expect_files(void **state, int want)
{
	int count = 0;

	assert_int_equal(file_list(*state, "", count_name, &count), ERR_OK);
	assert_int_equal(count, want);
}

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
	const char *path = in(state, "f");

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
	const char *fifo = in(state, "fifo");

	assert_int_equal(file_read(in(state, "none"), &b), ERR_FILE_MISSING);
	assert_int_equal(file_read(*state, &b), ERR_FILE_READ);
	assert_int_equal(file_read("/dev/zero", &b), ERR_FILE_READ);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(file_read(fifo, &b), ERR_FILE_READ); /* not waited */
	assert_int_equal(file_read_secret(fifo, &s), ERR_FILE_READ);
	assert_int_equal(
	    file_read_secret(in(state, "none"), &s), ERR_FILE_MISSING);
	assert_null(s);
}

static void
a_buffer_that_failed_reads_nothing(void **state)
{
	AUTO_DONE(buf) b = BUF(1);

	write_file(in(state, "f"), "x");
	buf_str(&b, "too long");
	assert_int_equal(file_read(in(state, "f"), &b), ERR_TOO_LARGE);
	assert_int_equal(b.len, 0);
}

static void
what_may_not_be_read_is_denied(void **state)
{
	AUTO_DONE(buf) b = BUF(100);
	const char *path = in(state, "f");
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
	const char *path = in(state, "pin");

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(secret) s = NULL;

		write_file(path, cases[i].content);
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
	const char *path = in(state, "key");

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
	const char *path = in(state, "f");
	struct stat st;
	mode_t before = umask(0);

	assert_int_equal(file_replace(path, bytes_str("old"), 0600), ERR_OK);
	expect_content(path, "old");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);

	umask(0777); /* has no say */
	assert_int_equal(file_replace(path, bytes_str("new"), 0644), ERR_OK);
	umask(before);
	expect_content(path, "new");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);

	assert_int_equal(file_replace(path, BYTES_NONE, 0600), ERR_OK);
	expect_content(path, "");
	expect_files(state, 1);
}

static void
paths_may_be_relative(void **state)
{
	char before[FILE_PATH_MAX];

	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(*state), 0);
	write_file("f", "here");
	expect_content("./f", "here");
	assert_int_equal(file_make_dir("a/b", 0700), ERR_OK);
	write_file("a/b/f", "there");
	assert_int_equal(chdir(before), 0);
	expect_content(in(state, "f"), "here");
	expect_content(in(state, "a/b/f"), "there");
}

static void
a_link_is_replaced_and_not_followed(void **state)
{
	const char *link = in(state, "link"), *target = in(state, "target");
	struct stat st;

	write_file(target, "target");
	assert_int_equal(symlink(target, link), 0);
	write_file(link, "mine");
	expect_content(target, "target");
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISREG(st.st_mode));
}

static void
creating_never_replaces(void **state)
{
	const char *path = in(state, "f");

	assert_int_equal(file_create(path, bytes_str("first"), 0600), ERR_OK);
	assert_int_equal(
	    file_create(path, bytes_str("second"), 0600), ERR_FILE_EXISTS);
	expect_content(path, "first");
	assert_int_equal(symlink("nowhere", in(state, "link")), 0);
	assert_int_equal(
	    file_create(in(state, "link"), BYTES_NONE, 0600), ERR_FILE_EXISTS);
	expect_files(state, 1); /* no temporary one is left */
}

static void
writing_names_what_is_wrong(void **state)
{
	char name[256 + 1];
	enum err replaced, created, removed, made, locked;
	struct file_lock *lock = NULL;

	assert_int_equal(file_replace(in(state, "no/f"), BYTES_NONE, 0600),
	    ERR_FILE_MISSING);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(
	    file_replace(in(state, name), BYTES_NONE, 0600), ERR_TOO_LARGE);
	write_file(in(state, "f"), "old");

	become_nobody(state);
	replaced = file_replace(in(state, "f"), bytes_str("new"), 0600);
	created = file_create(in(state, "g"), bytes_str("new"), 0600);
	removed = file_remove(in(state, "f"));
	made = file_make_dir(in(state, "d"), 0700);
	locked = file_lock(in(state, "lock"), 0, &lock);
	become_self(state);
	assert_int_equal(replaced, ERR_FILE_DENIED);
	assert_int_equal(created, ERR_FILE_DENIED);
	assert_int_equal(removed, ERR_FILE_DENIED);
	assert_int_equal(made, ERR_FILE_DENIED);
	assert_int_equal(locked, ERR_FILE_DENIED);
	assert_null(lock);
	expect_content(in(state, "f"), "old");
	expect_files(state, 1);
}

/* A limit on file sizes ends a write in its middle, as a full disk does. */
static void
a_full_disk_changes_nothing(void **state)
{
	static uint8_t data[BIG];
	const char *path = in(state, "f");
	struct rlimit before, little;
	enum err replaced, created;

	write_file(path, "old");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	little = (struct rlimit){BIG / 2, before.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	replaced = file_replace(path, BYTES_ARRAY(data), 0600);
	created = file_create(in(state, "g"), BYTES_ARRAY(data), 0600);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);

	assert_int_equal(replaced, ERR_DISK_FULL);
	assert_int_equal(created, ERR_DISK_FULL);
	expect_content(path, "old");
	expect_files(state, 1);
}

/* A folder at the path lets everything go well but the renaming. */
static void
a_failed_renaming_leaves_nothing_behind(void **state)
{
	assert_int_equal(mkdir(in(state, "d"), 0700), 0);
	assert_int_equal(
	    file_replace(in(state, "d"), bytes_str("x"), 0600), ERR_FILE_WRITE);
	assert_int_equal(
	    file_create(in(state, "d"), bytes_str("x"), 0600), ERR_FILE_EXISTS);
	expect_files(state, 0);
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
	const char *path = in(state, "f");
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
	const char *path = in(state, "f");

	write_file(path, "x");
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
	write_file(in(state, "f"), "x");
	assert_int_equal(symlink("f", in(state, "good")), 0);
	assert_int_equal(symlink("none", in(state, "dangling")), 0);
	assert_true(file_exists(in(state, "good")));
	assert_false(file_exists(in(state, "dangling")));
}

static void
folders_are_made_with_their_parents(void **state)
{
	struct stat st;
	mode_t before = umask(0);
	enum err err = file_make_dir(in(state, "a/b/c"), 0700);

	umask(before);
	assert_int_equal(err, ERR_OK);
	assert_int_equal(stat(in(state, "a/b"), &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(in(state, "a/b/c"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(file_make_dir(in(state, "a/b"), 0755), ERR_OK);
	assert_int_equal(stat(in(state, "a/b"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700); /* keeps its mode */
	assert_int_equal(file_make_dir(in(state, "x//y///"), 0700), ERR_OK);
	assert_int_equal(stat(in(state, "x/y"), &st), 0);
	assert_int_equal(file_make_dir("/", 0700), ERR_OK);
}

static void
a_file_in_the_way_of_a_folder_stays(void **state)
{
	char long_path[FILE_PATH_MAX + 1];

	write_file(in(state, "f"), "x");
	assert_int_equal(file_make_dir(in(state, "f"), 0700), ERR_FILE_EXISTS);
	assert_int_equal(
	    file_make_dir(in(state, "f/g"), 0700), ERR_FILE_EXISTS);
	expect_content(in(state, "f"), "x");
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

	write_file(in(state, "b.token"), "");
	write_file(in(state, "a.token"), "");
	write_file(in(state, "c.token.bak"), "");
	write_file(in(state, "B.token"), "");
	write_file(in(state, ".token"), "");
	write_file(in(state, "oken"), "");
	assert_int_equal(mkdir(in(state, "d.token"), 0700), 0);
	assert_int_equal(mkfifo(in(state, "e.token"), 0600), 0);
	assert_int_equal(symlink("none", in(state, "f.token")), 0);
	assert_int_equal(symlink("a.token", in(state, "g.token")), 0);
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

	write_file(in(state, "a"), "");
	write_file(in(state, "b"), "");
	write_file(in(state, "c"), "");
	assert_int_equal(file_list(*state, "", join_name, &b), ERR_TOO_LARGE);
	assert_true(bytes_equal(buf_bytes(&b), bytes_str("a ")));
	assert_int_equal(
	    file_list(in(state, "none"), "", join_name, &b), ERR_FILE_MISSING);
}

static enum err
remove_listed(void *arg, const char *name)
{
	return file_remove(in(arg, name));
}

static void
listed_files_may_be_removed(void **state)
{
	for (int i = 0; i < 100; i++) {
		char name[20];

		snprintf(name, sizeof(name), "%d", i);
		write_file(in(state, name), "");
	}
	assert_int_equal(file_list(*state, "", remove_listed, state), ERR_OK);
	expect_files(state, 0);
}

static void
a_lock_is_held_once(void **state)
{
	const char *path = in(state, "lock");
	AUTO(file_lock) a = NULL;
	AUTO(file_lock) b = NULL;

	assert_int_equal(file_lock(path, 0, &a), ERR_OK);
	assert_int_equal(file_lock(path, 0, &b), ERR_FILE_BUSY);
	assert_int_equal(file_lock(path, 12, &b), ERR_FILE_BUSY);
	assert_null(b);
	file_lock_free(TAKE(a));
	assert_int_equal(file_lock(path, 0, &b), ERR_OK);
	assert_true(file_exists(path));
	assert_int_equal(
	    file_lock(in(state, "no/lock"), 0, &a), ERR_FILE_MISSING);
	file_lock_free(NULL);
}

/* A child that has the lock, says so, and keeps it until the pipe closes. */
static pid_t
start_holder(const char *path, const int says[2], const int until[2])
{
	pid_t child = fork();
	struct file_lock *lock;
	char octet;

	if (child != 0)
		return child;
	close(until[1]);
	if (file_lock(path, 0, &lock) != ERR_OK || write(says[1], "x", 1) != 1)
		_exit(1);
	if (read(until[0], &octet, 1) != 0)
		_exit(2);
	_exit(0);
}

static void
a_lock_goes_with_its_holder(void **state)
{
	const char *path = in(state, "lock");
	struct file_lock *lock = NULL;
	int says[2], until[2], status;
	char octet;
	pid_t holder;

	assert_int_equal(pipe(says), 0);
	assert_int_equal(pipe(until), 0);
	holder = start_holder(path, says, until);
	assert_int_equal(read(says[0], &octet, 1), 1);
	assert_int_equal(file_lock(path, 0, &lock), ERR_FILE_BUSY);
	assert_int_equal(kill(holder, SIGKILL), 0);
	assert_int_equal(waitpid(holder, &status, 0), holder);
	assert_int_equal(file_lock(path, 0, &lock), ERR_OK);
	file_lock_free(lock);
	for (int i = 0; i < 2; i++) {
		close(says[i]);
		close(until[i]);
	}
}

/* One asks without limit, one with a long one: both get it in the end. */
static void
waiting_for_a_lock_ends_when_it_is_free(void **state)
{
	static const int64_t timeouts_ms[] = {-1, 60000};
	const char *path = in(state, "lock");

	for (size_t i = 0; i < COUNT(timeouts_ms); i++) {
		struct file_lock *lock = NULL;
		int says[2], until[2], status;
		char octet;
		pid_t holder, waiter;

		assert_int_equal(pipe(says), 0);
		assert_int_equal(pipe(until), 0);
		holder = start_holder(path, says, until);
		assert_int_equal(read(says[0], &octet, 1), 1);
		waiter = fork();
		if (waiter == 0) {
			close(until[1]);
			_exit(file_lock(path, timeouts_ms[i], &lock));
		}
		close(until[1]); /* lets the holder go */
		assert_int_equal(waitpid(holder, &status, 0), holder);
		assert_int_equal(status, 0);
		assert_int_equal(waitpid(waiter, &status, 0), waiter);
		assert_int_equal(status, ERR_OK);
		close(until[0]);
		close(says[0]);
		close(says[1]);
	}
}

/* Read a number, add one, write it: none may get lost. */
static void
count_up(const char *lock_path, const char *path, int times)
{
	for (int i = 0; i < times; i++) {
		AUTO(file_lock) lock = NULL;
		AUTO_DONE(buf) b = BUF(20);
		AUTO_DONE(buf) next = BUF(20);
		uint64_t v;
		char *s;

		if (file_lock(lock_path, -1, &lock) != ERR_OK ||
		    file_read(path, &b) != ERR_OK ||
		    buf_take_string(&b, &s) != ERR_OK ||
		    text_u64(s, 1000, &v) != ERR_OK)
			_exit(1);
		free(s);
		buf_printf(&next, "%d", (int)v + 1);
		if (file_replace(path, buf_bytes(&next), 0600) != ERR_OK)
			_exit(2);
	}
	_exit(0);
}

static void
processes_that_lock_lose_no_change(void **state)
{
	enum { MANY = 4, TIMES = 10 };
	const char *lock_path = in(state, "lock"), *path = in(state, "n");
	int status;

	write_file(path, "0");
	for (int i = 0; i < MANY; i++) {
		if (fork() == 0)
			count_up(lock_path, path, TIMES);
	}
	for (int i = 0; i < MANY; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	expect_content(path, "40");
}

#define IN_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
	    IN_FOLDER(a_lock_is_held_once),
	    IN_FOLDER(a_lock_goes_with_its_holder),
	    IN_FOLDER(waiting_for_a_lock_ends_when_it_is_free),
	    IN_FOLDER(processes_that_lock_lose_no_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
