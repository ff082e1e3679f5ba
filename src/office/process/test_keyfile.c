/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "office/process/keyfile.h"

static const char unlock[] = "sixteen octets or more";
static const char key[] = "what is to be kept";

struct world {
	struct gm *gm;
	char dir[64];
};

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	assert_int_equal(gm_new(&w->gm), ERR_OK);
	snprintf(w->dir, sizeof(w->dir), "/tmp/test-keyfile-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	assert_int_equal(keyfile_create(w->gm, w->dir, "a.key",
			     bytes_str(unlock), bytes_str(key)),
	    ERR_OK);
	*state = w;
	return 0;
}

static void
remove_file(const struct world *w, const char *name)
{
	char path[FILE_PATH_MAX];

	assert_int_equal(file_path(path, w->dir, name), ERR_OK);
	unlink(path);
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	remove_file(w, "a.key");
	remove_file(w, "b.key");
	remove_file(w, "unlock");
	rmdir(w->dir);
	gm_free(w->gm);
	free(w);
	return 0;
}

static enum err
open_with(struct world *w, const char *name, const char *with)
{
	AUTO(secret) s = NULL;
	enum err err = keyfile_open(w->gm, w->dir, name, bytes_str(with), &s);

	if (err == ERR_OK)
		assert_true(bytes_equal(secret_bytes(s), bytes_str(key)));
	return err;
}

static void
a_key_opens_with_its_unlock_secret_alone(void **state)
{
	struct world *w = *state;
	struct stat st;
	char path[FILE_PATH_MAX];

	assert_int_equal(open_with(w, "a.key", unlock), ERR_OK);
	assert_int_equal(
	    open_with(w, "a.key", "sixteen octets or less"), ERR_KEY_LOCKED);
	assert_int_equal(open_with(w, "b.key", unlock), ERR_FILE_MISSING);
	assert_int_equal(file_path(path, w->dir, "a.key"), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(keyfile_create(w->gm, w->dir, "a.key",
			     bytes_str(unlock), bytes_str(key)),
	    ERR_FILE_EXISTS);
}

static void
one_file_does_not_stand_for_another(void **state)
{
	struct world *w = *state;
	char a[FILE_PATH_MAX], b[FILE_PATH_MAX];

	assert_int_equal(file_path(a, w->dir, "a.key"), ERR_OK);
	assert_int_equal(file_path(b, w->dir, "b.key"), ERR_OK);
	assert_int_equal(rename(a, b), 0);
	assert_int_equal(open_with(w, "b.key", unlock), ERR_KEY_LOCKED);
}

static void
any_change_shows(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) file = BUF(KEYFILE_MAX);
	char path[FILE_PATH_MAX];

	assert_int_equal(file_path(path, w->dir, "a.key"), ERR_OK);
	assert_int_equal(file_read(path, &file), ERR_OK);
	for (size_t i = 0; i < file.len; i++) {
		file.p[i] ^= 0x10;
		assert_int_equal(
		    file_replace(path, buf_bytes(&file), 0600), ERR_OK);
		assert_int_equal(open_with(w, "a.key", unlock), ERR_KEY_LOCKED);
		file.p[i] ^= 0x10;
	}
	for (size_t len = 0; len < file.len; len += 7) {
		assert_int_equal(
		    file_replace(path, BYTES(file.p, len), 0600), ERR_OK);
		assert_int_equal(open_with(w, "a.key", unlock), ERR_KEY_LOCKED);
	}
}

static void
an_unlock_secret_is_not_short(void **state)
{
	struct world *w = *state;
	AUTO(secret) s = NULL;
	char path[FILE_PATH_MAX];

	assert_int_equal(keyfile_unlock(w->dir, NULL, &s), ERR_FILE_MISSING);
	assert_int_equal(file_path(path, w->dir, "unlock"), ERR_OK);
	assert_int_equal(
	    file_create(path, bytes_str("fifteen octets!\n"), 0600), ERR_OK);
	assert_int_equal(keyfile_unlock(w->dir, NULL, &s), ERR_KEY_LOCKED);
	assert_int_equal(
	    file_replace(path, bytes_str("sixteen octets!!\n"), 0600), ERR_OK);
	assert_int_equal(keyfile_unlock("/nowhere", path, &s), ERR_OK);
	assert_int_equal(secret_bytes(s).len, KEYFILE_UNLOCK_MIN);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(a_key_opens_with_its_unlock_secret_alone),
	    T(one_file_does_not_stand_for_another),
	    T(any_change_shows),
	    T(an_unlock_secret_is_not_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
