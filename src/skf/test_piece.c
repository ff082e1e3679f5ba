/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/piece.h"

#include "base/folder_testing.h"

static void
what_the_variable_names_counts_alone(void **state)
{
	char out[FILE_PATH_MAX] = "old";
	const char *path = folder_path(state, "library");

	assert_int_equal(setenv("CERT_SKF_CARD", path, 1), 0);
	assert_int_equal(piece_path(PIECE_SKF_CARD, out), ERR_FILE_MISSING);
	assert_string_equal(out, "old");
	assert_int_equal(file_create(path, bytes_str("x"), 0600), ERR_OK);
	assert_int_equal(piece_path(PIECE_SKF_CARD, out), ERR_OK);
	assert_string_equal(out, path);
}

static void
the_soft_library_is_where_it_is_said_to_be_or_anywhere(void **state)
{
	char out[FILE_PATH_MAX] = "";

	(void)state;
	assert_int_equal(setenv("CERT_SKF_SOFT", "/nowhere/lib.so", 1), 0);
	assert_int_equal(piece_path(PIECE_SKF_SOFT, out), ERR_OK);
	assert_string_equal(out, "/nowhere/lib.so");
	assert_int_equal(unsetenv("CERT_SKF_SOFT"), 0);
	assert_int_equal(piece_path(PIECE_SKF_SOFT, out), ERR_OK);
	assert_non_null(strstr(out, "skf-soft"));
}

static void
the_helper_is_found_in_a_build_tree(void **state)
{
	char out[FILE_PATH_MAX] = "";

	(void)state;
	assert_int_equal(unsetenv("CERT_SKF_HOST"), 0);
	assert_int_equal(piece_path(PIECE_SKF_HOST, out), ERR_OK);
	assert_non_null(strstr(out, "skfhost/cert-skf-host"));
	assert_true(file_exists(out));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(what_the_variable_names_counts_alone),
	    cmocka_unit_test(
		the_soft_library_is_where_it_is_said_to_be_or_anywhere),
	    cmocka_unit_test(the_helper_is_found_in_a_build_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
