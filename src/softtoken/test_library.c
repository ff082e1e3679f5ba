/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arguments: libskf-soft, "here" or "apart" (in a process of its own). The
 * token interface over it, as programs use it.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "skf/token.h"
#include "softtoken/testing.h"

#define ADMIN_PIN bytes_str("administrator")
#define USER_PIN bytes_str("user-pin")

static const char *library_path;
static bool apart;

static struct token_library *
load(struct folder *f)
{
	const struct token_library_options o = {
	    .path = library_path, .kind = CARRIER_SOFT, .apart = apart};
	struct token_library *lib = NULL;

	assert_int_equal(token_library_open(f->gm, &o, &lib), ERR_OK);
	assert_int_equal(token_library_status(lib), ERR_OK);
	return lib;
}

static struct token *
new_token(struct token_library *lib)
{
	const struct token_setup setup = {
	    .admin_pin = ADMIN_PIN, .user_pin = USER_PIN, .label = "测试"};
	struct token *t = NULL;

	assert_int_equal(token_open(lib, TOKEN_SOFT_NEW, &t), ERR_OK);
	assert_int_equal(token_set_up(t, &setup), ERR_OK);
	return t;
}

static void
a_blank_token_becomes_one_with_a_file(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = NULL;
	AUTO(token) again = NULL;
	struct token_info blank, info;
	struct token_setup setup = {
	    .admin_pin = ADMIN_PIN, .user_pin = bytes_str("short")};

	assert_int_equal(token_open(lib, TOKEN_SOFT_NEW, &t), ERR_OK);
	assert_int_equal(token_get_info(t, &blank), ERR_OK);
	assert_true(blank.blank);
	assert_int_equal(token_container_create(t, "c"), ERR_TOKEN_BLANK);
	assert_int_equal(token_set_up(t, &setup), ERR_PIN_LENGTH);
	setup.user_pin = USER_PIN;
	setup.device_key = bytes_str("a wrong key ....");
	assert_int_equal(token_set_up(t, &setup), ERR_DEVICE_KEY_WRONG);
	setup.device_key = BYTES_NONE;
	assert_int_equal(token_set_up(t, &setup), ERR_OK);
	assert_int_equal(token_set_up(t, &setup), ERR_TOKEN_NOT_BLANK);
	assert_int_equal(token_get_info(t, &info), ERR_OK);
	assert_false(info.blank);
	assert_string_equal(info.serial, blank.serial);
	assert_int_equal(info.pin_tries, TOKEN_PIN_TRIES);
	assert_int_equal(info.admin_tries, TOKEN_PIN_TRIES);
	assert_int_equal(
	    token_open_serial(&lib, 1, info.serial, &again), ERR_OK);
	assert_int_equal(token_container_create(t, "c"), ERR_OK);
	assert_int_equal(token_container_create(t, "c"), ERR_CONTAINER_EXISTS);
}

static bool
has_name(const struct token_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->rows[i], name) == 0)
			return true;
	return false;
}

static void
an_erased_token_is_blank_and_can_be_set_up_again(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = new_token(lib);
	AUTO(token_names) before = NULL;
	AUTO(token_names) files = NULL;
	AUTO(token_names) after = NULL;
	const struct token_setup setup = {
	    .admin_pin = ADMIN_PIN, .user_pin = USER_PIN};

	assert_int_equal(token_container_create(t, "c"), ERR_OK);
	assert_int_equal(
	    token_write_file(t, TOKEN_ESCROW_FILE, bytes_str("x")), ERR_OK);
	assert_int_equal(token_files_list(t, &files), ERR_OK);
	assert_true(files->count == 1 && has_name(files, TOKEN_ESCROW_FILE));
	assert_int_equal(token_applications_list(t, &before), ERR_OK);
	assert_true(has_name(before, TOKEN_APPLICATION));
	assert_int_equal(token_erase(t, bytes_str("a wrong key ....")),
	    ERR_DEVICE_KEY_WRONG);
	assert_int_equal(token_erase(t, BYTES_NONE), ERR_OK);
	assert_int_equal(token_erase(t, BYTES_NONE), ERR_TOKEN_BLANK);
	assert_int_equal(token_applications_list(t, &after), ERR_OK);
	assert_int_equal(after->count, 0);
	assert_int_equal(token_set_up(t, &setup), ERR_OK);
	assert_int_equal(token_container_delete(t, "c"), ERR_CONTAINER_MISSING);
}

static void
a_device_key_is_characters_or_digits(void **state)
{
	static const struct {
		const char *text;
		enum err want;
	} cases[] = {
	    {"0123456789abcdef", ERR_OK},
	    {"30313233343536373839616263646566", ERR_OK},
	    {"30313233343536373839616263646566 ", ERR_DEVICE_KEY_WRONG},
	    {"3031323334353637383961626364656", ERR_DEVICE_KEY_WRONG},
	    {"3031323334353637383961626364656x", ERR_DEVICE_KEY_WRONG},
	    {"0123456789abcde", ERR_DEVICE_KEY_WRONG},
	    {"0123456789abcdef0", ERR_DEVICE_KEY_WRONG},
	    {"", ERR_DEVICE_KEY_WRONG},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(secret) key = NULL;

		assert_int_equal(
		    token_device_key_parse(bytes_str(cases[i].text), &key),
		    cases[i].want);
		if (key != NULL)
			assert_true(bytes_equal(
			    secret_bytes(key), bytes_str("0123456789abcdef")));
	}
}

static void
a_device_key_can_be_changed(void **state)
{
	static const char own[] = "0123456789abcdef";
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = new_token(lib);
	const struct bytes new_key = bytes_str(own);

	assert_int_equal(token_check_device_key(t, BYTES_NONE), ERR_OK);
	for (size_t len = 0; len < new_key.len; len++)
		assert_int_equal(token_change_device_key(
				     t, BYTES_NONE, BYTES(new_key.p, len)),
		    ERR_DEVICE_KEY_WRONG);
	assert_int_equal(
	    token_change_device_key(t, new_key, new_key), ERR_DEVICE_KEY_WRONG);
	assert_int_equal(
	    token_change_device_key(t, BYTES_NONE, new_key), ERR_OK);
	assert_int_equal(
	    token_check_device_key(t, BYTES_NONE), ERR_DEVICE_KEY_WRONG);
	assert_int_equal(token_check_device_key(t, new_key), ERR_OK);
	assert_int_equal(token_erase(t, BYTES_NONE), ERR_DEVICE_KEY_WRONG);
	assert_int_equal(token_erase(t, new_key), ERR_OK);
}

static void
a_pair_is_made_signs_and_is_proved(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = new_token(lib);
	AUTO(sm2_key) key = NULL;
	AUTO(sm2_key) other = NULL;
	AUTO_DONE(buf) cert = BUF(CERT_DER_MAX);
	struct sm2_public sign, encrypt;
	struct sm2_signature sig;
	struct envelope e;
	struct token_key k;
	struct signer signer;

	assert_int_equal(token_generate(t, "c", &sign), ERR_CONTAINER_MISSING);
	assert_int_equal(token_container_create(t, "c"), ERR_OK);
	assert_int_equal(token_key_init(t, "c", &k), ERR_KEY_MISSING);
	assert_int_equal(token_generate(t, "c", &sign), ERR_OK);
	assert_int_equal(token_key_init(t, "c", &k), ERR_OK);
	signer = token_signer(&k);
	assert_int_equal(
	    signer_sign(f->gm, &signer, bytes_str("message"), &sig), ERR_OK);
	assert_int_equal(
	    sm2_verify(f->gm, &sign, bytes_str("message"), &sig), ERR_OK);

	assert_int_equal(token_prove(t, "c"), ERR_KEY_MISSING);
	assert_int_equal(sm2_key_generate(f->gm, &key), ERR_OK);
	assert_int_equal(sm2_key_generate(f->gm, &other), ERR_OK);
	assert_int_equal(
	    envelope_seal(f->gm, key, sm2_key_public(other), &e), ERR_OK);
	assert_int_equal(token_import_envelope(t, "c", &e), ERR_ENVELOPE_KEY);
	assert_int_equal(envelope_seal(f->gm, key, &sign, &e), ERR_OK);
	assert_int_equal(token_import_envelope(t, "c", &e), ERR_OK);
	assert_int_equal(
	    token_public_key(t, "c", TOKEN_ENCRYPT, &encrypt), ERR_OK);
	assert_true(sm2_public_equal(&encrypt, sm2_key_public(key)));
	assert_int_equal(token_prove(t, "c"), ERR_OK);

	assert_int_equal(
	    token_read_cert(t, "c", TOKEN_SIGN, &cert), ERR_CERT_UNKNOWN);
	assert_int_equal(
	    token_write_cert(t, "c", TOKEN_SIGN, bytes_str("DER")), ERR_OK);
	assert_int_equal(token_read_cert(t, "c", TOKEN_SIGN, &cert), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&cert), bytes_str("DER")));

	assert_int_equal(token_logout(t), ERR_OK);
	assert_int_equal(
	    signer_sign(f->gm, &signer, bytes_str("message"), &sig),
	    ERR_PIN_NEEDED);
	assert_int_equal(token_container_delete(t, "c"), ERR_PIN_NEEDED);
}

static void
small_files_are_written_whole(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = new_token(lib);
	AUTO_DONE(buf) data = BUF(1000);
	AUTO_DONE(buf) little = BUF(3);

	assert_int_equal(token_read_file(t, "meta", &data), ERR_FILE_MISSING);
	assert_int_equal(
	    token_write_file(t, "meta", bytes_str("long text")), ERR_OK);
	assert_int_equal(
	    token_write_file(t, "meta", bytes_str("text")), ERR_OK);
	assert_int_equal(token_read_file(t, "meta", &data), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&data), bytes_str("text")));
	assert_int_equal(token_read_file(t, "meta", &little), ERR_TOO_LARGE);
	assert_int_equal(token_remove_file(t, "meta"), ERR_OK);
	assert_int_equal(token_remove_file(t, "meta"), ERR_FILE_MISSING);
	assert_int_equal(token_write_file(t, "", bytes_str("x")), ERR_BAD_TEXT);
}

static void
ten_wrong_pins_lock_and_the_administrator_unblocks(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = new_token(lib);
	AUTO(secret) admin = NULL;
	int tries;

	for (int left = TOKEN_PIN_TRIES - 1; left >= 0; left--) {
		assert_int_equal(token_login(t, bytes_str("wrong-pin"), &tries),
		    left > 0 ? ERR_PIN_WRONG : ERR_PIN_LOCKED);
		assert_int_equal(tries, left);
	}
	assert_int_equal(token_login(t, USER_PIN, &tries), ERR_PIN_LOCKED);
	assert_int_equal(
	    token_unblock(t, bytes_str("not admin"), USER_PIN, &tries),
	    ERR_PIN_WRONG);
	assert_int_equal(tries, TOKEN_PIN_TRIES - 1);
	assert_int_equal(
	    token_unblock(t, ADMIN_PIN, bytes_str("new-user-pin"), &tries),
	    ERR_OK);
	assert_int_equal(
	    token_login(t, bytes_str("new-user-pin"), &tries), ERR_OK);

	assert_int_equal(token_admin_pin_random(f->gm, &admin), ERR_OK);
	assert_int_equal(token_pin_check(secret_bytes(admin)), ERR_OK);
	assert_int_equal(
	    token_change_admin_pin(t, ADMIN_PIN, secret_bytes(admin), &tries),
	    ERR_OK);
	assert_int_equal(
	    token_unblock(t, ADMIN_PIN, USER_PIN, &tries), ERR_PIN_WRONG);
	assert_int_equal(
	    token_unblock(t, secret_bytes(admin), USER_PIN, &tries), ERR_OK);
	assert_int_equal(
	    token_change_pin(t, USER_PIN, bytes_str("12345"), &tries),
	    ERR_PIN_LENGTH);
	assert_int_equal(
	    token_change_pin(t, USER_PIN, bytes_str("654321"), &tries), ERR_OK);
	assert_int_equal(token_login(t, bytes_str("654321"), &tries), ERR_OK);
}

/* Keys made before a PIN was changed or unblocked still open. */
static void
keys_outlive_changes_of_pins(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = new_token(lib);
	struct sm2_public key;
	struct sm2_signature sig;
	uint8_t e[SM3_LEN] = {1};
	int tries;

	assert_int_equal(token_container_create(t, "c"), ERR_OK);
	assert_int_equal(token_generate(t, "c", &key), ERR_OK);
	assert_int_equal(
	    token_change_pin(t, USER_PIN, bytes_str("second-pin"), &tries),
	    ERR_OK);
	assert_int_equal(
	    token_unblock(t, ADMIN_PIN, bytes_str("third-pin"), &tries),
	    ERR_OK);
	assert_int_equal(token_logout(t), ERR_OK);
	assert_int_equal(
	    token_login(t, bytes_str("third-pin"), &tries), ERR_OK);
	assert_int_equal(token_sign_digest(t, "c", e, &sig), ERR_OK);
	assert_int_equal(sm2_verify_digest(f->gm, &key, e, &sig), ERR_OK);
}

static void
put_file(struct folder *f, const char *name, const char *content)
{
	char path[FILE_PATH_MAX];

	assert_int_equal(file_path(path, f->tokens, name), ERR_OK);
	assert_int_equal(file_replace(path, bytes_str(content), 0600), ERR_OK);
}

static void
a_broken_file_is_listed_with_its_error(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = new_token(lib);
	AUTO(token_list) list = NULL;
	int good = 0, foreign = 0, damaged = 0;

	put_file(f, "AAA.token", "this is no token");
	put_file(f, "AAB.token", "");
	assert_int_equal(token_list_make(&lib, 1, &list), ERR_OK);
	for (size_t i = 0; i < list->count; i++) {
		good += list->entries[i].err == ERR_OK;
		foreign += list->entries[i].err == ERR_TOKEN_FOREIGN;
		damaged += list->entries[i].err == ERR_TOKEN_DAMAGED;
	}
	assert_true(good >= 1);
	assert_int_equal(foreign, 1);
	assert_int_equal(damaged, 1);
	assert_int_equal(
	    token_open_serial(&lib, 1, "no such", &t), ERR_TOKEN_FOREIGN);
	put_file(f, "AAA.token", "0");
}

static void
a_token_may_be_made_at_a_path(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = NULL;
	AUTO(token) again = NULL;
	AUTO(token) none = NULL;
	char path[FILE_PATH_MAX], name[FILE_PATH_MAX + 16];
	const struct token_setup setup = {
	    .admin_pin = ADMIN_PIN, .user_pin = USER_PIN};

	snprintf(path, sizeof(path), "%.64s/staff/li/tokens/li.token", f->dir);
	snprintf(name, sizeof(name), TOKEN_SOFT_NEW ":%s", path);
	assert_int_equal(token_open(lib, path, &none), ERR_TOKEN_REMOVED);
	assert_int_equal(token_open(lib, name, &t), ERR_OK);
	assert_int_equal(token_set_up(t, &setup), ERR_OK);
	assert_int_equal(token_open(lib, path, &again), ERR_OK);
	assert_int_equal(token_open(lib, name, &none), ERR_FILE_EXISTS);
	snprintf(path, sizeof(path), "%.64s/staff/li/machine.key", f->dir);
	assert_true(file_exists(path));
}

static void
a_token_that_left_is_removed(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) t = new_token(lib);
	struct token_info info;
	char path[FILE_PATH_MAX], name[64];

	assert_int_equal(token_get_info(t, &info), ERR_OK);
	snprintf(name, sizeof(name), "%s.token", info.serial);
	assert_int_equal(file_path(path, f->tokens, name), ERR_OK);
	assert_int_equal(file_remove(path), ERR_OK);
	assert_int_equal(token_get_info(t, &info), ERR_TOKEN_REMOVED);
	assert_int_equal(token_container_create(t, "c"), ERR_TOKEN_REMOVED);
}

static void
a_lock_keeps_other_handles_waiting(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token) one = new_token(lib);
	AUTO(token) two = NULL;
	struct token_info info;

	assert_int_equal(token_get_info(one, &info), ERR_OK);
	assert_int_equal(token_open_serial(&lib, 1, info.serial, &two), ERR_OK);
	assert_int_equal(token_lock(one, 0), ERR_OK);
	assert_int_equal(token_lock(one, 0), ERR_OK);
	assert_int_equal(token_lock(two, 50), ERR_TOKEN_BUSY);
	token_unlock(one);
	assert_int_equal(token_lock(two, 0), ERR_TOKEN_BUSY);
	token_unlock(one);
	assert_int_equal(token_lock(two, 0), ERR_OK);
	token_free(two); /* lets go */
	two = NULL;
	assert_int_equal(token_lock(one, 0), ERR_OK);
}

struct events {
	atomic_int arrived, left;
};

static void
count_event(void *arg, enum err err, enum token_event event, const char *device)
{
	struct events *ev = arg;

	if (err != ERR_OK || strcmp(device, "EVENT") != 0)
		return;
	if (event == TOKEN_ARRIVED)
		atomic_fetch_add(&ev->arrived, 1);
	else
		atomic_fetch_add(&ev->left, 1);
}

/* Up to 10 s for the count to come to that. */
static bool
reaches(atomic_int *count, int want)
{
	const struct timespec moment = {0, 10 * 1000 * 1000};

	for (int i = 0; i < 1000 && atomic_load(count) < want; i++)
		nanosleep(&moment, NULL);
	return atomic_load(count) >= want;
}

static void
look(struct token_library *lib)
{
	AUTO(token_list) list = NULL;

	assert_int_equal(token_list_make(&lib, 1, &list), ERR_OK);
}

static void
coming_and_going_is_told(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = load(f);
	AUTO(token_watch) w = NULL;
	struct events ev = {0};
	char path[FILE_PATH_MAX];

	assert_int_equal(file_make_dir(f->tokens, 0700), ERR_OK);
	assert_int_equal(file_path(path, f->tokens, "EVENT.token"), ERR_OK);
	look(lib);
	put_file(f, "EVENT.token", "x"); /* before anybody watches */
	assert_int_equal(token_watch_start(lib, count_event, &ev, &w), ERR_OK);
	assert_true(reaches(&ev.arrived, 1));
	assert_int_equal(file_remove(path), ERR_OK);
	assert_true(reaches(&ev.left, 1));
	put_file(f, "EVENT.token", "x");
	assert_true(reaches(&ev.arrived, 2));
	token_watch_free(TAKE(w));
	look(lib);
	assert_int_equal(file_remove(path), ERR_OK); /* between two watches */
	assert_int_equal(token_watch_start(lib, count_event, &ev, &w), ERR_OK);
	assert_true(reaches(&ev.left, 2));
}

/* In a child, since the limit is for good: nothing more can be written. */
static int
login_on_full_disk(struct folder *f, const char *serial)
{
	const struct rlimit none = {0, 0};
	struct token_library *lib = load(f);
	struct token *t = NULL;
	int tries;

	signal(SIGXFSZ, SIG_IGN);
	if (token_open_serial(&lib, 1, serial, &t) != ERR_OK ||
	    setrlimit(RLIMIT_FSIZE, &none) != 0)
		return 1;
	if (token_login(t, USER_PIN, &tries) != ERR_DISK_FULL)
		return 2;
	return token_container_create(t, "c") == ERR_PIN_NEEDED ? 0 : 3;
}

/* A try that cannot be written down is not made, right or wrong. The disk is
 * full for one process alone, so this is of one here. */
static void
a_full_disk_takes_no_pin(void **state)
{
	struct folder *f = *state;
	AUTO(token_library) lib = NULL;
	AUTO(token) t = NULL;
	struct token_info info;
	int status = 0;
	pid_t pid;

	if (apart)
		skip();
	lib = load(f);
	t = new_token(lib);
	assert_int_equal(token_get_info(t, &info), ERR_OK);
	pid = fork();
	if (pid == 0) /* the child has the login, too */
		_exit(token_logout(t) == ERR_OK
			  ? login_on_full_disk(f, info.serial)
			  : 4);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(token_get_info(t, &info), ERR_OK);
	assert_int_equal(info.pin_tries, TOKEN_PIN_TRIES);
}

/* --- several processes on one token --- */

#define CHANGES 12

/* A process that makes and removes containers and leaves one. */
static int
hammer(struct folder *f, const char *serial, int who)
{
	struct token_library *lib = load(f);
	struct token *t = NULL;
	char name[32];
	int tries;

	if (token_open_serial(&lib, 1, serial, &t) != ERR_OK)
		return 1;
	if (token_login(t, USER_PIN, &tries) != ERR_OK)
		return 2;
	for (int i = 0; i < CHANGES; i++) {
		snprintf(name, sizeof(name), "p%d-%d", who, i);
		if (token_container_create(t, name) != ERR_OK)
			return 3;
		if (i + 1 < CHANGES &&
		    token_container_delete(t, name) != ERR_OK)
			return 4;
	}
	token_free(t);
	token_library_free(lib);
	return 0;
}

static void
processes_on_one_token_lose_nothing(void **state)
{
	enum { PROCESSES = 4 };
	struct folder *f = *state;
	struct token_info info;
	pid_t pids[PROCESSES];

	{
		AUTO(token_library) lib = load(f);
		AUTO(token) t = new_token(lib);

		assert_int_equal(token_get_info(t, &info), ERR_OK);
	}
	for (int i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			_exit(hammer(f, info.serial, i));
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status = 0;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	{
		AUTO(token_library) lib = load(f);
		AUTO(token) t = NULL;
		AUTO(token_containers) list = NULL;

		assert_int_equal(
		    token_open_serial(&lib, 1, info.serial, &t), ERR_OK);
		assert_int_equal(token_containers_list(t, &list), ERR_OK);
		assert_int_equal(list->count, PROCESSES);
		assert_int_equal(token_get_info(t, &info), ERR_OK);
		assert_int_equal(info.pin_tries, TOKEN_PIN_TRIES);
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_blank_token_becomes_one_with_a_file),
	    cmocka_unit_test(an_erased_token_is_blank_and_can_be_set_up_again),
	    cmocka_unit_test(a_device_key_is_characters_or_digits),
	    cmocka_unit_test(a_device_key_can_be_changed),
	    cmocka_unit_test(a_pair_is_made_signs_and_is_proved),
	    cmocka_unit_test(small_files_are_written_whole),
	    cmocka_unit_test(
		ten_wrong_pins_lock_and_the_administrator_unblocks),
	    cmocka_unit_test(keys_outlive_changes_of_pins),
	    cmocka_unit_test(a_broken_file_is_listed_with_its_error),
	    cmocka_unit_test(a_token_may_be_made_at_a_path),
	    cmocka_unit_test(a_token_that_left_is_removed),
	    cmocka_unit_test(a_lock_keeps_other_handles_waiting),
	    cmocka_unit_test(coming_and_going_is_told),
	    cmocka_unit_test(a_full_disk_takes_no_pin),
	    cmocka_unit_test(processes_on_one_token_lose_nothing),
	};

	if (argc != 3)
		return 64;
	library_path = argv[1];
	apart = strcmp(argv[2], "apart") == 0;
	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
