/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Argument: the folder of the libraries listed-… (testing_fake.c). There is
 * none called "absent", nor "nowhere".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "skf/token.h"

#define LIBRARIES_MAX 4

static struct {
	const char *folder;
	struct gm *gm;
} given;

struct libraries {
	struct token_library *v[LIBRARIES_MAX];
	size_t count;
};

static void
libraries_done(struct libraries *l)
{
	for (size_t i = 0; i < l->count; i++)
		token_library_free(l->v[i]);
}
DEFINE_AUTO_DONE(libraries)

/* "first other": in this order. Those of seven letters have readers. */
static void
open_libraries(const char *names, struct libraries *l)
{
	while (*names != '\0') {
		size_t len = strcspn(names, " ");
		char path[FILE_PATH_MAX];
		struct token_library_options o = {
		    .path = path, .kind = CARRIER_HARD};

		(void)snprintf(path, sizeof(path), "%s/liblisted-%.*s.so",
		    given.folder, (int)len, names);
		o.readers = len == 7;
		if (len == 4) { /* "soft" */
			o.kind = CARRIER_SOFT;
			(void)snprintf(path, sizeof(path),
			    "%s/liblisted-first.so", given.folder);
		}
		assert_int_equal(
		    token_library_open(given.gm, &o, &l->v[l->count]), ERR_OK);
		l->count++;
		names += len + (names[len] == ' ');
	}
}

/* Entries as text: "DEVICE=SERIAL", or "DEVICE=ERROR". */
static void
describe(const struct token_list *list, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < list->count; i++) {
		const struct token_entry *e = &list->entries[i];

		at += (size_t)snprintf(out + at, size - at, "%s%s=%s%s",
		    i > 0 ? ", " : "", e->device,
		    e->err == ERR_OK ? e->info.serial : err_name(e->err),
		    e->err == ERR_OK && e->info.blank ? " blank" : "");
		assert_true(at < size);
	}
}

static const struct {
	const char *libraries, *want;
} cases[] = {
    {"first", "Fake 1=F0001"},
    /* one key through two libraries */
    {"first second", "Fake 1=F0001"},
    {"first second other", "Fake 1=F0001, Fake 1=F0002"},
    /* one that does not see our application hides no other */
    {"blank first", "Fake 1=F0001"},
    {"first blank", "Fake 1=F0001"},
    {"blank", "Fake 1=F0001 blank"},
    /* nor one that cannot be used */
    {"absent first", "=TOKEN_LIBRARY, Fake 1=F0001"},
    {"absent absent", "=TOKEN_LIBRARY, =TOKEN_LIBRARY"},
    /* two keys of one number */
    {"twins", "Fake 1=F0001, Fake 2=F0001"},
    {"twins first", "Fake 1=F0001, Fake 2=F0001"},
    {"first twins", "Fake 1=F0001, Fake 2=F0001"},
    /* keys without a number are not known to be the same */
    {"nameless nameless", "Fake 1=, Fake 1="},
    /* soft tokens are files, each its own */
    {"first soft", "Fake 1=F0001, Fake 1=F0001"},
    /* readers: what is empty comes last */
    {"readers first", "Foreign 1=CARD_FOREIGN, Fake 1=F0003, Fake 1=F0001, "
		      "Empty 1=CARD_ABSENT, Empty 2=CARD_ABSENT"},
    {"service first", "Fake 1=F0001, =CARD_SERVICE"},
    {"nowhere first", "Fake 1=F0001, =TOKEN_LIBRARY"},
};

static void
each_key_is_listed_once_and_what_is_wrong_hides_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(libraries) l = {.count = 0};
		AUTO(token_list) list = NULL;
		char text[512];

		open_libraries(cases[i].libraries, &l);
		assert_int_equal(token_list_make(l.v, l.count, &list), ERR_OK);
		describe(list, text, sizeof(text));
		assert_string_equal(text, cases[i].want);
	}
}

static void
of_two_views_the_one_with_our_application_is_used(void **state)
{
	AUTO_DONE(libraries) l = {.count = 0};
	AUTO(token_list) list = NULL;

	(void)state;
	open_libraries("blank second first", &l);
	assert_int_equal(token_list_make(l.v, l.count, &list), ERR_OK);
	assert_int_equal(list->count, 1);
	assert_ptr_equal(list->entries[0].library, l.v[1]);
}

static const struct {
	const char *libraries, *serial;
	enum err want;
} found[] = {
    {"readers", "F0003", ERR_OK},
    {"service first", "F0001", ERR_OK},
    {"absent first", "F0001", ERR_OK},
    {"readers", "F0009", ERR_TOKEN_MISSING},
    {"service", "F0009", ERR_TOKEN_MISSING},
    {"service first", "F0009", ERR_TOKEN_MISSING},
    {"readers absent", "F0009", ERR_TOKEN_LIBRARY},
    {"nowhere first", "F0009", ERR_TOKEN_MISSING},
    {"first", "F0009", ERR_TOKEN_MISSING},
};

static void
readers_do_not_get_in_the_way_of_a_serial_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(found); i++) {
		AUTO_DONE(libraries) l = {.count = 0};
		AUTO(token) t = NULL;

		open_libraries(found[i].libraries, &l);
		assert_int_equal(
		    token_open_serial(l.v, l.count, found[i].serial, &t),
		    found[i].want);
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		each_key_is_listed_once_and_what_is_wrong_hides_nothing),
	    cmocka_unit_test(of_two_views_the_one_with_our_application_is_used),
	    cmocka_unit_test(readers_do_not_get_in_the_way_of_a_serial_number),
	};
	int failed;

	if (argc != 2 || gm_new(&given.gm) != ERR_OK)
		return 64;
	given.folder = argv[1];
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	gm_free(given.gm);
	return failed;
}
