/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/autostart.h"

#include "assistant/doctor/doctor.h"
#include "base/autostart.h"
#include "base/folder_testing.h"

#define NAME "cert-assistant"

/* A home whose program for windows is a file in it. */
static struct assistant *
open_at(void **state)
{
	const char *program = folder_path(state, "cert-assistant");
	const struct assistant_options o = {
	    .home = *state, .clock = clock_system(), .random = random_system()};
	struct assistant *a = NULL;

	folder_write(program, "#!");
	assert_int_equal(setenv("CERT_ASSISTANT", program, 1), 0);
	assert_int_equal(
	    setenv("XDG_CONFIG_HOME", folder_path(state, "config"), 1), 0);
	assert_int_equal(assistant_open(&o, &a), ERR_OK);
	return a;
}

static void
expect(struct assistant *a, enum autostart_state want)
{
	enum autostart_state now;
	char program[FILE_PATH_MAX];

	assert_int_equal(autostart_look(a, &now, program), ERR_OK);
	assert_int_equal(now, want);
}

static void
the_setting_registers_and_turns_off(void **state)
{
	AUTO(assistant) a = open_at(state);
	struct autostart now;

	expect(a, AUTOSTART_MISSING);
	assert_int_equal(assistant_setting_set(a, "autostart", "on"), ERR_OK);
	expect(a, AUTOSTART_FINE);
	assert_int_equal(autostart_get(NAME, &now), ERR_OK);
	assert_string_equal(now.program, folder_path(state, "cert-assistant"));
	assert_int_equal(assistant_setting_set(a, "autostart", "off"), ERR_OK);
	expect(a, AUTOSTART_OFF);
	assert_int_equal(autostart_get(NAME, &now), ERR_OK);
	assert_false(now.on); /* also of one that the system brings */
}

static void
a_program_that_moved_is_registered_anew(void **state)
{
	AUTO(assistant) a = open_at(state);
	struct autostart old = {true, "/nonexistent/cert-assistant"};

	assert_int_equal(autostart_set(NAME, &old), ERR_OK);
	expect(a, AUTOSTART_GONE);
	assert_int_equal(assistant_autostart_apply(a), ERR_OK);
	expect(a, AUTOSTART_FINE);
}

static void
without_the_windows_program_nothing_is_registered(void **state)
{
	AUTO(assistant) a = open_at(state);
	struct autostart now;

	assert_int_equal(file_remove(folder_path(state, "cert-assistant")), 0);
	expect(a, AUTOSTART_NO_PROGRAM);
	assert_int_equal(assistant_autostart_apply(a), ERR_FILE_MISSING);
	assert_int_equal(assistant_setting_set(a, "autostart", "on"), ERR_OK);
	assert_int_equal(autostart_get(NAME, &now), ERR_FILE_MISSING);
}

/* With a folder that is no default one nothing is registered: whoever starts
 * the program would look into another. */
static void
the_windows_program_registers_itself(void **state)
{
	struct assistant_options o = {.home = *state,
	    .clock = clock_system(),
	    .random = random_system(),
	    .windows = true};
	AUTO(assistant) elsewhere = NULL;
	AUTO(assistant) here = NULL;

	assistant_free(open_at(state)); /* the folder is there */
	assert_int_equal(assistant_open(&o, &elsewhere), ERR_OK);
	expect(elsewhere, AUTOSTART_MISSING);
	o.home = NULL;
	assert_int_equal(
	    setenv("XDG_DATA_HOME", folder_path(state, "data"), 1), 0);
	assert_int_equal(assistant_open(&o, &here), ERR_OK);
	expect(here, AUTOSTART_FINE);
	assert_int_equal(unsetenv("XDG_DATA_HOME"), 0);
}

/* The finding of the layer. */
static enum doctor_kind
find(struct assistant *a, struct doctor_findings **ret_all)
{
	assert_int_equal(doctor_look(a, ret_all), ERR_OK);
	for (size_t i = 0; i < (*ret_all)->count; i++)
		if ((*ret_all)->rows[i].layer == DOCTOR_LAYER_AUTOSTART)
			return (*ret_all)->rows[i].kind;
	fail();
	return DOCTOR_KIND_COUNT;
}

static void
environment_repair_registers_and_undoes(void **state)
{
	AUTO(assistant) a = open_at(state);
	AUTO(doctor_findings) before = NULL;
	AUTO(doctor_findings) after = NULL;
	AUTO(doctor_findings) undone = NULL;
	struct autostart now;
	size_t count;

	assert_int_equal(find(a, &before), DOCTOR_AUTOSTART_MISSING);
	assert_int_equal(doctor_repair(a, before, &count), ERR_OK);
	assert_int_equal(find(a, &after), DOCTOR_AUTOSTART_FINE);
	assert_int_equal(doctor_undo(a, &count), ERR_OK);
	assert_int_equal(autostart_get(NAME, &now), ERR_FILE_MISSING);
	assert_int_equal(find(a, &undone), DOCTOR_AUTOSTART_MISSING);
}

static void
what_is_not_wanted_is_told(void **state)
{
	AUTO(assistant) a = open_at(state);
	AUTO(doctor_findings) all = NULL;
	struct autostart here = {.on = true};

	assert_int_equal(assistant_setting_set(a, "autostart", "off"), ERR_OK);
	memcpy(here.program, *state, strlen(*state) + 1);
	assert_int_equal(autostart_set(NAME, &here), ERR_OK);
	assert_int_equal(find(a, &all), DOCTOR_AUTOSTART_UNWANTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(the_setting_registers_and_turns_off),
	    IN_FOLDER(a_program_that_moved_is_registered_anew),
	    IN_FOLDER(without_the_windows_program_nothing_is_registered),
	    IN_FOLDER(the_windows_program_registers_itself),
	    IN_FOLDER(environment_repair_registers_and_undoes),
	    IN_FOLDER(what_is_not_wanted_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
