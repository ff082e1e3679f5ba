/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments: libraries of makers, for each layout one (skf/testing_fake.c). */
#include "assistant/libraries.h"

#include <stdio.h>

#include "assistant/context.h"
#include "base/folder_testing.h"
#include "base/note_testing.h"

static char fakes[2][FILE_PATH_MAX];

static void
a_list_of_libraries_is_checked_to_its_end(void **state)
{
	static const struct {
		const char *value;
		bool good;
	} cases[] = {
	    {"", true},
	    {"/a", true},
	    {"/a;/b", true},
	    {"/a,auto;/b,ulong32-natural", true},
	    {"/a b.so", true},
	    {"a", false},
	    {"./a", false},
	    {";", false},
	    {"/a;", false},
	    {";/a", false},
	    {"/a;;/b", false},
	    {"/a,", false},
	    {"/a,ulong16", false},
	    {"/a,auto,auto", false},
	    {"/a,ulong32-pack1-and-much-that-is-longer", false},
	    {",auto", false},
	    {"/a;/b;/a", false},
	    {"/a;/a,auto", false},
	    {"/1;/2;/3;/4;/5;/6", true},
	    {"/1;/2;/3;/4;/5;/6;/7", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    libraries_are_well_formed(cases[i].value), cases[i].good);
}

static void
each_library_has_its_path_and_layout(void **state)
{
	const char *rest = "/a/b.so,ulong32-pack1;/c.so";
	struct library_setting l;

	(void)state;
	assert_true(libraries_next(&rest, &l));
	assert_string_equal(l.path, "/a/b.so");
	assert_string_equal(l.layout, "ulong32-pack1");
	assert_true(libraries_next(&rest, &l));
	assert_string_equal(l.path, "/c.so");
	assert_string_equal(l.layout, "auto");
	assert_false(libraries_next(&rest, &l));
}

static struct assistant *
open_assistant(const char *home)
{
	const struct assistant_options o = {
	    .home = home, .clock = clock_system(), .random = random_system()};
	struct assistant *a = NULL;

	assert_int_equal(assistant_open(&o, &a), ERR_OK);
	return a;
}

/* "PATH=SERIAL …" of what is listed, libskf-soft left out. */
static void
describe(struct assistant *a, char *out, size_t size)
{
	AUTO(token_list) list = NULL;
	size_t at = 0;

	out[0] = '\0';
	assert_int_equal(assistant_tokens(a, &list), ERR_OK);
	for (size_t i = 0; i < list->count; i++) {
		const struct token_entry *e = &list->entries[i];
		const char *path = token_library_path(e->library);

		if (token_library_kind(e->library) == CARRIER_HARD)
			at += (size_t)snprintf(out + at, size - at, "%s=%s ",
			    path,
			    e->err == ERR_OK ? e->info.serial
					     : err_name(e->err));
	}
}

static void
assert_lists(struct assistant *a, const char *want)
{
	char text[9000];

	describe(a, text, sizeof(text));
	assert_string_equal(text, want);
}

static void
a_changed_setting_counts_at_once(void **state)
{
	AUTO(assistant) a = open_assistant(*state);
	char value[9000], want[9000];

	assert_lists(a, "");
	(void)snprintf(value, sizeof(value), "/nowhere/libskf.so;%s,auto;%s",
	    fakes[0], fakes[1]);
	assert_int_equal(assistant_setting_set(a, "libraries", value), ERR_OK);
	/* both tell of one key */
	(void)snprintf(want, sizeof(want),
	    "/nowhere/libskf.so=TOKEN_LIBRARY %s=F0001 ", fakes[0]);
	assert_lists(a, want);
	assert_int_equal(assistant_setting_set(a, "libraries", "libskf.so"),
	    ERR_FIELD_INVALID);
	assert_lists(a, want);
	assert_int_equal(assistant_setting_set(a, "libraries", ""), ERR_OK);
	assert_lists(a, "");
}

static void
a_layout_that_is_given_is_used(void **state)
{
	AUTO(assistant) a = open_assistant(*state);
	char value[9000], want[9000];

	(void)snprintf(value, sizeof(value), "%s,ulong32-natural", fakes[1]);
	(void)snprintf(want, sizeof(want), "%s=F0001 ", fakes[1]);
	assert_int_equal(assistant_setting_set(a, "libraries", value), ERR_OK);
	assert_lists(a, want);
}

/* The variable stands in for an installed libskf-card. */
static void
our_card_library_comes_first_if_it_is_there(void **state)
{
	AUTO(assistant) without = NULL;
	AUTO(assistant) with = NULL;
	char want[9000];

	without = open_assistant(*state);
	assert_int_equal(without->library_count, 1);
	assert_int_equal(setenv("CERT_SKF_CARD", fakes[0], 1), 0);
	with = open_assistant(*state);
	assert_int_equal(
	    assistant_setting_set(with, "libraries", fakes[1]), ERR_OK);
	assert_int_equal(with->library_count, 3);
	(void)snprintf(want, sizeof(want), "%s=F0001 ", fakes[0]);
	assert_lists(with, want);
	assert_int_equal(
	    setenv("CERT_SKF_CARD", "/nonexistent/libskf-card.so", 1), 0);
}

/* --- coming and going --- */

static void
tell_nobody(void *arg)
{
	(void)arg;
}

/* Each library tells of one arrival. */
static void
what_comes_is_told_by_libraries_old_and_new(void **state)
{
	struct note n = NOTE;
	AUTO(assistant) a = open_assistant(*state);

	assert_int_equal(
	    assistant_setting_set(a, "libraries", fakes[0]), ERR_OK);
	assert_int_equal(assistant_watch_start(a, note_take, &n), ERR_OK);
	note_await(&n, 1);
	assert_int_equal(
	    assistant_setting_set(a, "libraries", fakes[1]), ERR_OK);
	note_await(&n, 2);
	assert_int_equal(assistant_setting_set(a, "libraries", ""), ERR_OK);
	folder_write(folder_path(state, "tokens/a.token"), "x");
	note_await(&n, 3);
	assistant_watch_stop(a);
	folder_write(folder_path(state, "tokens/b.token"), "x");
	assert_int_equal(n.count, 3);
}

static void
a_library_that_cannot_be_watched_keeps_nothing_back(void **state)
{
	struct note n = NOTE;
	AUTO(assistant) a = open_assistant(*state);
	char value[9000];

	(void)snprintf(value, sizeof(value), "/nowhere/libskf.so;%s", fakes[0]);
	assert_int_equal(assistant_setting_set(a, "libraries", value), ERR_OK);
	assert_int_equal(assistant_watch_start(a, note_take, &n), ERR_OK);
	note_await(&n, 1);
	/* again, and who asked first hears nothing more */
	assert_int_equal(assistant_watch_start(a, tell_nobody, NULL), ERR_OK);
	assert_int_equal(n.count, 1);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_list_of_libraries_is_checked_to_its_end),
	    cmocka_unit_test(each_library_has_its_path_and_layout),
	    IN_FOLDER(a_changed_setting_counts_at_once),
	    IN_FOLDER(a_layout_that_is_given_is_used),
	    IN_FOLDER(our_card_library_comes_first_if_it_is_there),
	    IN_FOLDER(what_comes_is_told_by_libraries_old_and_new),
	    IN_FOLDER(a_library_that_cannot_be_watched_keeps_nothing_back),
	};

	for (int i = 0; i < 2; i++)
		if (argc < 3 || file_absolute(fakes[i], argv[1 + i]) != ERR_OK)
			return 64;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
