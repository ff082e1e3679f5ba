/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define NOBODY 65534

/* AddressSanitizer puts an mlock(2) that does nothing before the real one. */
#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static void
a_new_secret_is_zero(void **state)
{
	AUTO(secret) s = NULL;
	static const uint8_t zeros[100];

	(void)state;
	assert_int_equal(secret_new(sizeof(zeros), &s), ERR_OK);
	assert_true(bytes_equal(secret_bytes(s), BYTES_ARRAY(zeros)));
	secret_data(s)[99] = 1;
	assert_int_equal(secret_bytes(s).p[99], 1);
}

static void
a_copy_has_the_same_content(void **state)
{
	AUTO(secret) s = NULL;
	AUTO(secret) empty = NULL;

	(void)state;
	assert_int_equal(secret_copy(bytes_str("123456"), &s), ERR_OK);
	assert_true(bytes_equal(secret_bytes(s), bytes_str("123456")));
	assert_int_equal(secret_copy(BYTES_NONE, &empty), ERR_OK);
	assert_int_equal(secret_bytes(empty).len, 0);
}

static void
the_largest_secret_fits_and_no_larger(void **state)
{
	AUTO(secret) s = NULL;
	static uint8_t data[SECRET_MAX + 1];

	(void)state;
	assert_int_equal(secret_new(SECRET_MAX + 1, &s), ERR_TOO_LARGE);
	assert_int_equal(secret_copy(BYTES_ARRAY(data), &s), ERR_TOO_LARGE);
	assert_null(s);
	assert_int_equal(secret_new(SECRET_MAX, &s), ERR_OK);
	assert_int_equal(secret_bytes(s).len, SECRET_MAX);
	memset(secret_data(s), 0xff, SECRET_MAX);
}

static void
no_two_secrets_share_a_page(void **state)
{
	AUTO(secret) a = NULL;
	AUTO(secret) b = NULL;
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)state;
	assert_int_equal(secret_new(1, &a), ERR_OK);
	assert_int_equal(secret_new(1, &b), ERR_OK);
	assert_true((uintptr_t)secret_data(a) / page !=
		    (uintptr_t)secret_data(b) / page);
}

/* The VmFlags of proc(5) for the mapping that p is in. */
static void
mapping_flags(const void *p, char *out, size_t size)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	char line[1024];
	bool here = false;

	assert_non_null(maps);
	out[0] = '\0';
	while (fgets(line, sizeof(line), maps) != NULL) {
		char *end;
		uintptr_t from = strtoul(line, &end, 16);

		if (end > line && *end == '-') /* from-to */
			here = (uintptr_t)p >= from &&
			       (uintptr_t)p < strtoul(end + 1, NULL, 16);
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			snprintf(out, size, "%s", line + 8);
	}
	fclose(maps);
}

/* At both ends of a secret of many pages. */
static void
expect_flag(const char *flag)
{
	AUTO(secret) s = NULL;
	char flags[1024];

	assert_int_equal(secret_new(SECRET_MAX, &s), ERR_OK);
	mapping_flags(secret_data(s), flags, sizeof(flags));
	assert_non_null(strstr(flags, flag));
	mapping_flags(secret_data(s) + SECRET_MAX - 1, flags, sizeof(flags));
	assert_non_null(strstr(flags, flag));
}

static void
a_secret_is_not_dumped(void **state)
{
	(void)state;
	expect_flag(" dd");
}

static void
a_secret_is_locked(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	expect_flag(" lo");
}

static void
a_freed_secret_is_no_longer_mapped(void **state)
{
	struct secret *s;
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t at;

	(void)state;
	assert_int_equal(secret_new(10, &s), ERR_OK);
	at = (uintptr_t)secret_data(s) / page * page;
	assert_int_equal(msync((void *)at, page, MS_ASYNC), 0);
	secret_free(s);
	assert_int_equal(msync((void *)at, page, MS_ASYNC), -1);
	assert_int_equal(errno, ENOMEM);
	secret_free(NULL);
}

/* Root may lock without limit, so the test drops that for a moment. */
static void
a_secret_that_cannot_be_locked_is_refused(void **state)
{
	struct rlimit before, none;
	uid_t user = geteuid();
	struct secret *s = NULL;
	enum err err;

	(void)state;
	if (SANITIZED)
		skip();
	assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &before), 0);
	none = (struct rlimit){0, before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &none), 0);
	if (user == 0)
		assert_int_equal(seteuid(NOBODY), 0);
	err = secret_new(1, &s);
	if (user == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &before), 0);
	assert_int_equal(err, ERR_NOMEM);
	assert_null(s);
}

static void
secrets_are_equal_by_length_and_content(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
	    {"", "", true},
	    {"a", "", false},
	    {"abc", "abc", true},
	    {"abc", "abd", false},
	    {"abc", "bbc", false},
	    {"abc", "ab", false},
	    {"\x80", "\x00", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes a = bytes_str(cases[i].a);
		struct bytes b = bytes_str(cases[i].b);

		assert_int_equal(secret_equal(a, b), cases[i].equal);
		assert_int_equal(secret_equal(b, a), cases[i].equal);
	}
	assert_true(secret_equal(BYTES_NONE, BYTES_NONE));
}

static void
wiping_overwrites_all_and_nothing_else(void **state)
{
	uint8_t p[6] = {1, 2, 3, 4, 5, 6};

	(void)state;
	secret_wipe(p + 1, 4);
	assert_memory_equal(p, "\1\0\0\0\0\6", 6);
	secret_wipe(p, 0);
	secret_wipe(NULL, 0);
	assert_int_equal(p[0], 1);
}

/* In a child, for it lasts: 0 if it leaves no core and cannot be traced. */
static int
hardened_child(void)
{
	struct rlimit core;

	secret_harden_process();
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return 1;
	if (getrlimit(RLIMIT_CORE, &core) != 0)
		return 2;
	return core.rlim_cur == 0 && core.rlim_max == 0 ? 0 : 3;
}

static void
a_hardened_process_leaves_no_core(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0)
		_exit(hardened_child());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_new_secret_is_zero),
	    cmocka_unit_test(a_copy_has_the_same_content),
	    cmocka_unit_test(the_largest_secret_fits_and_no_larger),
	    cmocka_unit_test(no_two_secrets_share_a_page),
	    cmocka_unit_test(a_secret_is_not_dumped),
	    cmocka_unit_test(a_secret_is_locked),
	    cmocka_unit_test(a_freed_secret_is_no_longer_mapped),
	    cmocka_unit_test(a_secret_that_cannot_be_locked_is_refused),
	    cmocka_unit_test(secrets_are_equal_by_length_and_content),
	    cmocka_unit_test(wiping_overwrites_all_and_nothing_else),
	    cmocka_unit_test(a_hardened_process_leaves_no_core),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
