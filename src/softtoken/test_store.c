/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "softtoken/testing.h"

static void
a_blank_device_gets_its_file_when_it_is_placed(void **state)
{
	struct folder *f = *state;
	AUTO(store) s = sample_store(f);
	AUTO(store) again = NULL;
	struct stat st;

	assert_int_equal(stat(s->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(store_open(f->gm, s->path, &again), ERR_OK);
	assert_string_equal(again->model->serial, s->model->serial);
	assert_int_equal(again->model->serial[0], 'S');
	assert_int_equal(strlen(again->model->serial), 16);
}

static void
a_change_by_another_is_seen_at_once(void **state)
{
	struct folder *f = *state;
	AUTO(store) one = sample_store(f);
	AUTO(store) two = NULL;
	AUTO_DONE(change) c = {0};

	assert_int_equal(store_open(f->gm, one->path, &two), ERR_OK);
	assert_int_equal(change_begin(two, &c), ERR_OK);
	memcpy(two->model->label, "new", 4);
	assert_int_equal(change_save(&c), ERR_OK);
	assert_int_equal(store_read(one), ERR_OK);
	assert_string_equal(one->model->label, "new");
	assert_int_equal(one->model->generation, two->model->generation);
}

static void
a_change_that_is_not_saved_never_happened(void **state)
{
	struct folder *f = *state;
	AUTO(store) s = sample_store(f);
	char label[MODEL_LABEL_SIZE];

	memcpy(label, s->model->label, sizeof(label));
	{
		AUTO_DONE(change) c = {0};

		assert_int_equal(change_begin(s, &c), ERR_OK);
		memcpy(s->model->label, "dropped", 8);
	}
	assert_int_equal(store_read(s), ERR_OK);
	assert_string_equal(s->model->label, label);
}

static void
a_file_that_is_gone_is_missing(void **state)
{
	struct folder *f = *state;
	AUTO(store) s = sample_store(f);
	AUTO(store) none = NULL;

	assert_int_equal(file_remove(s->path), ERR_OK);
	assert_int_equal(store_read(s), ERR_TOKEN_MISSING);
	assert_int_equal(store_open(f->gm, s->path, &none), ERR_TOKEN_MISSING);
}

/* machine.key, beside the folder of tokens. */
static void
secret_path(const struct folder *f, char out[FILE_PATH_MAX])
{
	assert_int_equal(file_path(out, f->dir, "machine.key"), ERR_OK);
}

static void
another_computer_s_file_is_told_apart(void **state)
{
	static const uint8_t other[32] = "the secret of another computer";
	struct folder *f = *state;
	AUTO(store) s = sample_store(f);
	AUTO(store) none = NULL;
	AUTO_DONE(buf) kept = BUF(64);
	char path[FILE_PATH_MAX];

	secret_path(f, path);
	assert_int_equal(file_read(path, &kept), ERR_OK);
	assert_int_equal(file_replace(path, BYTES_ARRAY(other), 0600), ERR_OK);
	assert_int_equal(
	    store_open(f->gm, s->path, &none), ERR_TOKEN_OTHER_COMPUTER);
	assert_int_equal(file_remove(path), ERR_OK);
	assert_int_equal(
	    store_open(f->gm, s->path, &none), ERR_TOKEN_OTHER_COMPUTER);
	assert_int_equal(file_replace(path, buf_bytes(&kept), 0600), ERR_OK);
	assert_int_equal(store_open(f->gm, s->path, &none), ERR_OK);
}

static void
a_damaged_file_is_told_from_a_foreign_one(void **state)
{
	struct folder *f = *state;
	AUTO(store) s = sample_store(f);
	AUTO(store) none = NULL;

	assert_int_equal(
	    file_replace(s->path, BYTES(s->raw.p, s->raw.len / 2), 0600),
	    ERR_OK);
	assert_int_equal(store_open(f->gm, s->path, &none), ERR_TOKEN_DAMAGED);
	assert_int_equal(
	    file_replace(s->path, bytes_str("%PDF-1.7"), 0600), ERR_OK);
	assert_int_equal(store_open(f->gm, s->path, &none), ERR_TOKEN_FOREIGN);
}

static void
the_device_key_is_kept_from_blank_to_file(void **state)
{
	struct folder *f = *state;
	AUTO(store) s = NULL;
	AUTO(store) again = NULL;
	AUTO(secret) key = NULL;
	AUTO(secret) back = NULL;
	AUTO_DONE(change) c = {0};

	assert_int_equal(store_blank(f->gm, &s), ERR_OK);
	assert_int_equal(store_device_key(s, &key), ERR_OK);
	assert_true(
	    bytes_equal(secret_bytes(key), bytes_str("1234567812345678")));
	assert_int_equal(change_begin(s, &c), ERR_OK);
	assert_int_equal(
	    store_set_device_key(s, bytes_str("short")), ERR_BAD_MESSAGE);
	assert_int_equal(
	    store_set_device_key(s, bytes_str("another dev key!")), ERR_OK);
	assert_int_equal(store_place(s, f->tokens, "named"), ERR_OK);
	assert_int_equal(change_save(&c), ERR_OK);
	assert_int_equal(store_open(f->gm, s->path, &again), ERR_OK);
	assert_int_equal(store_device_key(again, &back), ERR_OK);
	assert_true(
	    bytes_equal(secret_bytes(back), bytes_str("another dev key!")));
}

/* No file may grow: as on a full disk. In a child, since it is for good. */
static int
change_on_full_disk(struct folder *f, struct store *s)
{
	const struct rlimit none = {0, 0};
	struct change c = {0};
	enum err e;

	(void)f;
	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &none) != 0)
		return 100;
	if (change_begin(s, &c) != ERR_OK)
		return 101;
	memcpy(s->model->label, "lost", 5);
	e = change_save(&c);
	change_done(&c);
	return e == ERR_DISK_FULL ? 0 : e == ERR_FILE_WRITE ? 102 : 103;
}

static void
a_full_disk_leaves_the_file_as_it_was(void **state)
{
	struct folder *f = *state;
	AUTO(store) s = sample_store(f);
	AUTO(store) again = NULL;
	char label[MODEL_LABEL_SIZE];
	int status = 0;
	pid_t pid;

	memcpy(label, s->model->label, sizeof(label));
	pid = fork();
	if (pid == 0)
		_exit(change_on_full_disk(f, s));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(store_open(f->gm, s->path, &again), ERR_OK);
	assert_string_equal(again->model->label, label);
}

static void
what_does_not_fit_the_space_is_not_saved(void **state)
{
	struct folder *f = *state;
	AUTO(store) s = sample_store(f);
	AUTO_DONE(change) c = {0};
	struct token_file *file;
	uint8_t *octets = calloc(1, MODEL_FILE_MAX);
	enum err e = ERR_OK;

	assert_non_null(octets);
	assert_int_equal(change_begin(s, &c), ERR_OK);
	for (int i = 0; i < MODEL_FILES_MAX - 1 && e == ERR_OK; i++) {
		char name[16];

		snprintf(name, sizeof(name), "f%d", i);
		assert_int_equal(application_add_file(
				     s->model->applications[0], name, &file),
		    ERR_OK);
		assert_int_equal(
		    blob_set(&file->content, BYTES(octets, MODEL_FILE_MAX)),
		    ERR_OK);
		e = change_save(&c);
	}
	assert_int_equal(e, ERR_TOKEN_FULL);
	free(octets);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_blank_device_gets_its_file_when_it_is_placed),
	    cmocka_unit_test(a_change_by_another_is_seen_at_once),
	    cmocka_unit_test(a_change_that_is_not_saved_never_happened),
	    cmocka_unit_test(a_file_that_is_gone_is_missing),
	    cmocka_unit_test(another_computer_s_file_is_told_apart),
	    cmocka_unit_test(a_damaged_file_is_told_from_a_foreign_one),
	    cmocka_unit_test(the_device_key_is_kept_from_blank_to_file),
	    cmocka_unit_test(a_full_disk_leaves_the_file_as_it_was),
	    cmocka_unit_test(what_does_not_fit_the_space_is_not_saved),
	};

	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
