/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Argument: libskf-soft. A process dies at a fault point, as by kill -9; then
 * the token opens, and no try of a PIN was free. The library reads the
 * environment when it is loaded, so only children load it.
 */
#include <signal.h>
#include <sys/wait.h>

#include "skf/token.h"
#include "softtoken/testing.h"

#define ADMIN_PIN bytes_str("administrator")
#define USER_PIN bytes_str("user-pin")

static const char *library_path;

struct world {
	struct token_library *lib;
	struct token *t;
};

/* The only token, or a blank one. */
static bool
open_world(struct folder *f, struct world *w)
{
	const struct token_library_options o = {
	    .path = library_path, .kind = CARRIER_SOFT};
	AUTO(token_list) list = NULL;
	const char *device = TOKEN_SOFT_NEW;

	if (token_library_open(f->gm, &o, &w->lib) != ERR_OK ||
	    token_list_make(&w->lib, 1, &list) != ERR_OK || list->count > 1)
		return false;
	if (list->count == 1)
		device = list->entries[0].device;
	return token_open(w->lib, device, &w->t) == ERR_OK;
}

/* What a child does; its exit status. */
typedef int work_fn(struct world *w);

static int
set_up(struct world *w)
{
	const struct token_setup setup = {
	    .admin_pin = ADMIN_PIN, .user_pin = USER_PIN};

	return token_set_up(w->t, &setup) == ERR_OK ? 0 : 1;
}

static int
try_wrong_pin(struct world *w)
{
	int tries;

	return token_login(w->t, bytes_str("wrong-pin"), &tries) ==
		       ERR_PIN_WRONG
		   ? 0
		   : 1;
}

static int
try_right_pin(struct world *w)
{
	int tries;

	return token_login(w->t, USER_PIN, &tries) == ERR_OK ? 0 : 1;
}

static int
make_container(struct world *w)
{
	if (try_right_pin(w) != 0)
		return 1;
	return token_container_create(w->t, "c") == ERR_OK ? 0 : 2;
}

static int
count_containers(struct world *w)
{
	AUTO(token_containers) list = NULL;

	if (token_containers_list(w->t, &list) != ERR_OK)
		return 100;
	return (int)list->count;
}

static int
count_tries(struct world *w)
{
	struct token_info info;

	return token_get_info(w->t, &info) == ERR_OK ? info.pin_tries : 100;
}

static int
count_tokens(struct world *w)
{
	AUTO(token_list) list = NULL;

	if (token_list_make(&w->lib, 1, &list) != ERR_OK)
		return 100;
	for (size_t i = 0; i < list->count; i++)
		if (list->entries[i].err != ERR_OK)
			return 101;
	return (int)list->count;
}

/* Work in a child, with a fault point or none; its wait status. */
static int
in_child(struct folder *f, work_fn *work, const char *point)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct world w = {NULL, NULL};

		if (point != NULL)
			setenv("CERT_FAULT", point, 1);
		if (!open_world(f, &w))
			_exit(110);
		_exit(work(&w));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
assert_exits(struct folder *f, work_fn *work, int want)
{
	int status = in_child(f, work, NULL);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), want);
}

static void
assert_dies(struct folder *f, work_fn *work, const char *point)
{
	int status = in_child(f, work, point);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void
a_try_that_was_cut_off_is_spent(void **state)
{
	struct folder *f = *state;

	assert_exits(f, set_up, 0);
	assert_exits(f, count_tries, 10);
	assert_dies(f, try_wrong_pin, "softtoken.pin.spent");
	assert_exits(f, count_tries, 9);
	assert_dies(f, try_right_pin, "softtoken.pin.spent");
	assert_exits(f, count_tries, 8);
	assert_exits(f, try_right_pin, 0);
	assert_exits(f, count_tries, 10);
}

static void
ten_tries_that_were_cut_off_lock(void **state)
{
	struct folder *f = *state;

	assert_exits(f, set_up, 0);
	for (int left = 9; left >= 0; left--) {
		assert_dies(f, try_wrong_pin, "softtoken.pin.spent");
		assert_exits(f, count_tries, left);
	}
	assert_exits(f, try_right_pin, 1);
}

static void
a_death_while_saving_leaves_a_token_that_opens(void **state)
{
	struct folder *f = *state;

	/* The first save makes the token; it is whole already. */
	assert_dies(f, set_up, "softtoken.save.written");
	assert_exits(f, count_tokens, 1);
	/* This save spends the try. */
	assert_dies(f, make_container, "softtoken.save.written");
	assert_exits(f, count_tries, 9);
	assert_exits(f, count_containers, 0);
	assert_exits(f, make_container, 0);
	assert_exits(f, count_containers, 1);
}

int
main(int argc, char **argv)
{
#define T(name) \
	cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)
	const struct CMUnitTest tests[] = {
	    T(a_try_that_was_cut_off_is_spent),
	    T(ten_tries_that_were_cut_off_lock),
	    T(a_death_while_saving_leaves_a_token_that_opens),
	};
#undef T

	if (argc != 2)
		return 64;
#ifndef CERT_FAULT_POINTS
	return 77; /* built without fault points: nothing to try */
#endif
	library_path = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
