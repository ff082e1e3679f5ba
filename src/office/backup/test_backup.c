/* SPDX-License-Identifier: Apache-2.0 */
#include "office/backup/backup.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "office/testing/test_office.h"

static struct test_office t; /* one for each test */
static char folder[64], file[80], restored[80];

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, 0);
	test_office_register(&t, "acme");
	snprintf(folder, sizeof(folder), "/tmp/test-backup-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/office.tar", folder);
	snprintf(restored, sizeof(restored), "%s/again", folder);
	return 0;
}

static int
remove_one(const char *path, const struct stat *s, int flag, struct FTW *f)
{
	(void)s;
	(void)flag;
	(void)f;
	return remove(path);
}

static int
close_office(void **state)
{
	(void)state;
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	test_office_close(&t);
	return 0;
}

static enum err
make(void)
{
	struct backup_report r;

	return backup_make(t.gm, t.store, t.dir, file, &r);
}

static enum err
restore(void)
{
	struct backup_report r;

	return backup_restore(t.gm, file, restored, &r);
}

static bool
is_there(const char *name)
{
	char path[FILE_PATH_MAX];

	assert_int_equal(file_path(path, restored, name), ERR_OK);
	return file_exists(path);
}

static enum err
find_acme(struct db *db, void *arg)
{
	return account_by_user(db, "acme", arg);
}

static void
what_was_backed_up_comes_back(void **state)
{
	AUTO(store) store = NULL;
	AUTO_DONE(authority) authority = {0};
	char path[FILE_PATH_MAX];
	struct account a;

	(void)state;
	assert_int_equal(make(), ERR_OK);
	assert_int_equal(restore(), ERR_OK);
	assert_int_equal(file_path(path, restored, "office.db"), ERR_OK);
	assert_int_equal(store_open(path, &store), ERR_OK);
	assert_int_equal(store_read(store, find_acme, &a), ERR_OK);
	assert_int_equal(a.state, ACCOUNT_SUBMITTED);
	assert_int_equal(authority_load(t.gm, restored, &authority), ERR_OK);
	assert_true(is_there("ca/ledger"));
	assert_true(is_there("office.conf"));
}

static void
the_unlock_secret_is_not_in_it(void **state)
{
	AUTO_DONE(buf) archive = BUF((size_t)64 << 20);

	(void)state;
	assert_int_equal(make(), ERR_OK);
	assert_int_equal(restore(), ERR_OK);
	assert_false(is_there("unlock"));
	assert_int_equal(file_read(file, &archive), ERR_OK);
	assert_null(memmem(archive.p, archive.len, "test-unlock", 11));
}

static void
modes_come_back_too(void **state)
{
	char path[FILE_PATH_MAX];
	struct stat s;

	(void)state;
	assert_int_equal(make(), ERR_OK);
	assert_int_equal(stat(file, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
	assert_int_equal(restore(), ERR_OK);
	assert_int_equal(file_path(path, restored, "ca/issuing.key"), ERR_OK);
	assert_int_equal(stat(path, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
}

static void
nothing_is_overwritten(void **state)
{
	(void)state;
	assert_int_equal(make(), ERR_OK);
	assert_int_equal(make(), ERR_FILE_EXISTS);
	assert_int_equal(restore(), ERR_OK);
	assert_int_equal(restore(), ERR_OFFICE_EXISTS);
}

/* One octet, anywhere: nothing is restored. */
static void
a_changed_backup_is_refused_whole(void **state)
{
	AUTO_DONE(buf) archive = BUF((size_t)64 << 20);

	(void)state;
	assert_int_equal(make(), ERR_OK);
	assert_int_equal(file_read(file, &archive), ERR_OK);
	for (size_t at = 100; at < archive.len; at += archive.len / 23) {
		archive.p[at] ^= 0x20;
		assert_int_equal(
		    file_replace(file, buf_bytes(&archive), 0600), ERR_OK);
		assert_int_equal(restore(), ERR_BACKUP_DAMAGED);
		assert_false(file_exists(restored));
		archive.p[at] ^= 0x20;
	}
}

static void
half_a_backup_is_refused_whole(void **state)
{
	AUTO_DONE(buf) archive = BUF((size_t)64 << 20);

	(void)state;
	assert_int_equal(make(), ERR_OK);
	assert_int_equal(file_read(file, &archive), ERR_OK);
	for (size_t len = 0; len < archive.len; len += archive.len / 17) {
		assert_int_equal(
		    file_replace(file, BYTES(archive.p, len), 0600), ERR_OK);
		assert_int_equal(restore(), ERR_BACKUP_DAMAGED);
	}
	assert_false(file_exists(restored));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(what_was_backed_up_comes_back),
	    T(the_unlock_secret_is_not_in_it),
	    T(modes_come_back_too),
	    T(nothing_is_overwritten),
	    T(a_changed_backup_is_refused_whole),
	    T(half_a_backup_is_refused_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
