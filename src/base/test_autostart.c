/* SPDX-License-Identifier: Apache-2.0 */
#include "base/autostart.h"

#include <sys/stat.h>

#include "base/folder_testing.h"

static void
set(const char *name, bool on, const char *program)
{
	struct autostart a = {.on = on};

	memcpy(a.program, program, strlen(program) + 1);
	assert_int_equal(autostart_set(name, &a), ERR_OK);
}

static void
expect(const char *name, bool on, const char *program)
{
	struct autostart a;

	assert_int_equal(autostart_get(name, &a), ERR_OK);
	assert_int_equal(a.on, on);
	assert_string_equal(a.program, program);
}

static void
what_is_registered_is_found(void **state)
{
	struct autostart a;
	char path[FILE_PATH_MAX];

	assert_int_equal(setenv("XDG_CONFIG_HOME", *state, 1), 0);
	assert_int_equal(autostart_get("trial", &a), ERR_FILE_MISSING);
	set("trial", true, "/opt/a b/trial");
	expect("trial", true, "/opt/a b/trial");
	assert_int_equal(autostart_file("trial", path), ERR_OK);
	assert_string_equal(
	    path, folder_path(state, "autostart/trial.desktop"));
	set("trial", false, "/opt/a b/trial");
	expect("trial", false, "/opt/a b/trial");
	assert_int_equal(autostart_get("other", &a), ERR_FILE_MISSING);
}

static void
without_a_configuration_folder_it_is_the_homes(void **state)
{
	assert_int_equal(setenv("XDG_CONFIG_HOME", "relative", 1), 0);
	assert_int_equal(setenv("HOME", *state, 1), 0);
	set("trial", true, "/opt/trial");
	assert_true(
	    file_exists(folder_path(state, ".config/autostart/trial.desktop")));
	expect("trial", true, "/opt/trial");
}

static void
what_somebody_else_wrote_is_no_entry(void **state)
{
	struct autostart a;

	assert_int_equal(setenv("XDG_CONFIG_HOME", *state, 1), 0);
	set("trial", true, "/opt/trial");
	folder_write(
	    folder_path(state, "autostart/trial.desktop"), "nothing\n");
	assert_int_equal(autostart_get("trial", &a), ERR_BAD_TEXT);
	set("trial", true, "/opt/trial");
	expect("trial", true, "/opt/trial");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(what_is_registered_is_found),
	    IN_FOLDER(without_a_configuration_folder_it_is_the_homes),
	    IN_FOLDER(what_somebody_else_wrote_is_no_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
