/* SPDX-License-Identifier: Apache-2.0 */
#include "base/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NAME "CERT_TEST_MACHINE"

static void
a_variable_fits_or_is_refused(void **state)
{
	char out[4] = "old";

	(void)state;
	assert_int_equal(unsetenv(NAME), 0);
	assert_int_equal(machine_env(NAME, out, 4), ERR_FILE_MISSING);
	assert_int_equal(setenv(NAME, "", 1), 0);
	assert_int_equal(machine_env(NAME, out, 4), ERR_FILE_MISSING);
	assert_int_equal(setenv(NAME, "abcd", 1), 0);
	assert_int_equal(machine_env(NAME, out, 4), ERR_TOO_LARGE);
	assert_string_equal(out, "old");
	assert_int_equal(setenv(NAME, "abc", 1), 0);
	assert_int_equal(machine_env(NAME, out, 4), ERR_OK);
	assert_string_equal(out, "abc");
}

static void
a_variable_that_is_set_is_read_as_it_was_given(void **state)
{
	char out[32];

	(void)state;
	assert_int_equal(machine_set_env(NAME, "/家/tokens"), ERR_OK);
	assert_int_equal(machine_env(NAME, out, sizeof(out)), ERR_OK);
	assert_string_equal(out, "/家/tokens");
}

/* The XDG Base Directory Specification. */
static const struct {
	const char *xdg, *home, *want; /* NULL: not set, FILE_MISSING */
} data_cases[] = {
    {"/data", "/home/u", "/data"},
    {NULL, "/home/u", "/home/u/.local/share"},
    {"", "/home/u", "/home/u/.local/share"},
    {"relative", "/home/u", "/home/u/.local/share"},
    {NULL, NULL, NULL},
};

static void
set_or_unset(const char *name, const char *value)
{
	if (value == NULL)
		assert_int_equal(unsetenv(name), 0);
	else
		assert_int_equal(setenv(name, value, 1), 0);
}

static void
data_is_where_xdg_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(data_cases); i++) {
		char out[FILE_PATH_MAX];
		enum err err;

		set_or_unset("XDG_DATA_HOME", data_cases[i].xdg);
		set_or_unset("HOME", data_cases[i].home);
		err = machine_data_dir(out);
		if (data_cases[i].want == NULL) {
			assert_int_equal(err, ERR_FILE_MISSING);
			continue;
		}
		assert_int_equal(err, ERR_OK);
		assert_string_equal(out, data_cases[i].want);
	}
}

static void
the_machines_identity_does_not_change(void **state)
{
	AUTO_DONE(buf) once = BUF(100);
	AUTO_DONE(buf) again = BUF(100);

	(void)state;
	assert_int_equal(machine_id(&once), ERR_OK);
	assert_int_equal(machine_id(&again), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&once), buf_bytes(&again)));
}

static void
the_programs_folder_is_where_it_lies(void **state)
{
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX];

	(void)state;
	assert_int_equal(machine_program_dir(dir), ERR_OK);
	assert_int_equal(file_path(path, dir, "test_base_machine"), ERR_OK);
	assert_true(file_exists(path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_variable_fits_or_is_refused),
	    cmocka_unit_test(a_variable_that_is_set_is_read_as_it_was_given),
	    cmocka_unit_test(data_is_where_xdg_says),
	    cmocka_unit_test(the_machines_identity_does_not_change),
	    cmocka_unit_test(the_programs_folder_is_where_it_lies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
