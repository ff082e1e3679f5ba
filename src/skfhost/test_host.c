/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Libraries that go wrong, each in its process: what is told of them, and that
 * all else goes on. Arguments: the folder of the libraries bad-PLACE-HOW
 * (skf/testing_fake.c), a library that works, the program of testing_helper.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/machine.h"
#include "skf/host.h"
#include "skf/sar.h"
#include "skf/skf.h"
#include "skf/token.h"

#define HANG_MS 2000  /* how long one that hangs is waited for */
#define SOON_MS 10000 /* for what happens at once on an idle computer */

static struct {
	const char *folder, *good, *helper;
	struct gm *gm;
} given;

static void
path_of(const char *place, const char *how, char out[FILE_PATH_MAX])
{
	(void)snprintf(
	    out, FILE_PATH_MAX, "%s/libbad-%s-%s.so", given.folder, place, how);
}

static struct token_library *
open_apart(const char *path, int64_t longest_ms)
{
	const struct token_library_options o = {.path = path,
	    .kind = CARRIER_HARD,
	    .apart = true,
	    .longest_ms = longest_ms};
	struct token_library *lib = NULL;

	assert_int_equal(token_library_open(given.gm, &o, &lib), ERR_OK);
	return lib;
}

static struct token_library *
open_bad(const char *place, const char *how)
{
	char path[FILE_PATH_MAX];

	path_of(place, how, path);
	return open_apart(path, strcmp(how, "hang") == 0 ? HANG_MS : 0);
}

static enum err
sign(struct token *t)
{
	uint8_t digest[SM3_LEN] = {0};
	struct sm2_signature sig;

	return token_sign_digest(t, "c", digest, &sig);
}

/* The library that works is listed, and works. */
static void
assert_works(const struct token_entry *e)
{
	AUTO(token) t = NULL;

	assert_int_equal(e->err, ERR_OK);
	assert_string_equal(e->info.serial, "F0001");
	assert_int_equal(token_open(e->library, e->device, &t), ERR_OK);
	assert_int_equal(sign(t), ERR_OK);
}

/* --- lists --- */

static const struct {
	const char *place, *how;
	const char *device; /* of the entry that tells of it */
	enum err want;
} listed[] = {
    {"load", "crash", "", ERR_TOKEN_LIBRARY_LOST},
    {"load", "hang", "", ERR_TOKEN_LIBRARY_LOST},
    {"load", "leave", "", ERR_TOKEN_LIBRARY_LOST},
    {"load", "flood", "Fake 1", ERR_OK},
    {"EnumDev", "crash", "", ERR_TOKEN_LIBRARY_LOST},
    {"EnumDev", "hang", "", ERR_TOKEN_LIBRARY_LOST},
    {"EnumDev", "leave", "", ERR_TOKEN_LIBRARY_LOST},
    {"EnumDev", "flood", "Fake 1", ERR_OK},
    {"EnumDev", "babble", "", ERR_TOKEN_LIBRARY_LOST},
    {"EnumDev", "shut", "", ERR_TOKEN_LIBRARY_LOST},
    {"EnumDev", "lie", "", ERR_TOKEN_FAILED},
    {"ConnectDev", "crash", "Fake 1", ERR_TOKEN_LIBRARY_LOST},
    {"ConnectDev", "hang", "Fake 1", ERR_TOKEN_LIBRARY_LOST},
    {"ConnectDev", "leave", "Fake 1", ERR_TOKEN_LIBRARY_LOST},
    {"ConnectDev", "flood", "Fake 1", ERR_OK},
};

static void
a_library_that_goes_wrong_is_listed_so_and_hides_no_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(listed); i++) {
		AUTO(token_library)
		bad = open_bad(listed[i].place, listed[i].how);
		AUTO(token_library) good = open_apart(given.good, 0);
		AUTO(token_list) list = NULL;

		assert_int_equal(
		    token_list_make(
			(struct token_library *[]){bad, good}, 2, &list),
		    ERR_OK);
		assert_int_equal(list->count, 2);
		assert_string_equal(list->entries[0].device, listed[i].device);
		assert_int_equal(list->entries[0].err, listed[i].want);
		assert_int_equal(token_library_status(bad),
		    listed[i].want == ERR_TOKEN_LIBRARY_LOST
			? ERR_TOKEN_LIBRARY_LOST
			: ERR_OK);
		assert_works(&list->entries[1]);
	}
}

/* --- a token whose library is lost --- */

static struct token *
open_only_token(struct token_library *lib)
{
	AUTO(token_list) list = NULL;
	struct token *t = NULL;

	assert_int_equal(token_list_make(&lib, 1, &list), ERR_OK);
	assert_int_equal(list->count, 1);
	assert_int_equal(list->entries[0].err, ERR_OK);
	assert_int_equal(token_open(lib, list->entries[0].device, &t), ERR_OK);
	return t;
}

static void
what_is_done_with_a_lost_library_fails_until_the_next_list(void **state)
{
	static const char *const hows[] = {
	    "crash", "hang", "leave", "babble", "shut"};

	(void)state;
	for (size_t i = 0; i < COUNT(hows); i++) {
		AUTO(token_library) lib = open_bad("ECCSignData", hows[i]);
		AUTO(token) old = open_only_token(lib);
		AUTO(token) refused = NULL;
		AUTO(token) new = NULL;
		struct token_info info;

		assert_int_equal(sign(old), ERR_TOKEN_LIBRARY_LOST);
		assert_int_equal(
		    token_get_info(old, &info), ERR_TOKEN_LIBRARY_LOST);
		assert_int_equal(
		    token_library_status(lib), ERR_TOKEN_LIBRARY_LOST);
		assert_int_equal(token_open(lib, "Fake 1", &refused),
		    ERR_TOKEN_LIBRARY_LOST);
		new = open_only_token(lib);
		assert_int_equal(token_get_info(new, &info), ERR_OK);
		/* the old one has nothing to do with the new process */
		assert_int_equal(
		    token_get_info(old, &info), ERR_TOKEN_LIBRARY_LOST);
	}
}

static void
signatures_are_made_while_the_library_floods(void **state)
{
	AUTO(token_library) lib = open_bad("ECCSignData", "flood");
	AUTO(token) t = open_only_token(lib);

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(sign(t), ERR_OK);
}

static void
a_certificate_of_a_huge_length_is_none(void **state)
{
	AUTO(token_library) lib = open_bad("ExportCertificate", "lie");
	AUTO(token) t = open_only_token(lib);
	AUTO_DONE(buf) der = BUF(CERT_DER_MAX);

	(void)state;
	assert_int_not_equal(token_read_cert(t, "c", TOKEN_SIGN, &der), ERR_OK);
	assert_int_equal(der.len, 0);
	assert_int_equal(sign(t), ERR_OK);
}

static void
a_library_that_is_lost_again_and_again_stays_down(void **state)
{
	AUTO(skf_host) h = NULL;
	char path[FILE_PATH_MAX];
	const struct skf_host_options o = {.path = path, .layout = "auto"};

	(void)state;
	path_of("load", "crash", path);
	assert_int_equal(skf_host_new(&o, &h), ERR_OK);
	for (int i = 0; i < 6; i++)
		assert_int_equal(skf_host_revive(h), ERR_TOKEN_LIBRARY_LOST);
	assert_int_equal(skf_host_peer(h)->life, SKF_HOST_LOSSES);
}

/* --- whatever the helper says --- */

static const struct {
	const char *mode;
	enum err want;
} helpers[] = {
    {"silent", ERR_TOKEN_LIBRARY_LOST},
    {"refusing", ERR_TOKEN_LIBRARY},
    {"newer", ERR_TOKEN_LIBRARY},
    {"greeting-long", ERR_TOKEN_LIBRARY_LOST},
    {"greeting-of-another-call", ERR_TOKEN_LIBRARY_LOST},
    {"greeting-huge", ERR_TOKEN_LIBRARY_LOST},
    {"greeting-tiny", ERR_TOKEN_LIBRARY_LOST},
    {"gone", ERR_TOKEN_LIBRARY_LOST},
    {"mute", ERR_TOKEN_LIBRARY_LOST},
    {"answer-huge", ERR_TOKEN_LIBRARY_LOST},
    {"answer-past-the-limit", ERR_TOKEN_LIBRARY_LOST},
    {"answer-without-a-call", ERR_TOKEN_LIBRARY_LOST},
    {"answer-to-another-call", ERR_TOKEN_LIBRARY_LOST},
    {"answer-to-no-call", ERR_TOKEN_LIBRARY_LOST},
    {"answer-cut-off", ERR_TOKEN_LIBRARY_LOST},
    {"no-such-mode", ERR_TOKEN_LIBRARY_LOST},
};

static void
nothing_that_a_helper_says_is_trusted(void **state)
{
	(void)state;
	assert_int_equal(
	    machine_set_env("CERT_SKF_HOST", given.helper), ERR_OK);
	for (size_t i = 0; i < COUNT(helpers); i++) {
		AUTO(token_library) lib = open_apart(helpers[i].mode, 1000);
		AUTO(token_list) list = NULL;

		assert_int_equal(token_list_make(&lib, 1, &list), ERR_OK);
		assert_int_equal(list->count, 1);
		assert_int_equal(list->entries[0].err, helpers[i].want);
	}
	assert_int_equal(unsetenv("CERT_SKF_HOST"), 0);
}

static void
without_the_helper_a_library_cannot_be_used(void **state)
{
	AUTO(token_library) lib = open_apart(given.good, 0);

	(void)state;
	assert_int_equal(
	    machine_set_env("CERT_SKF_HOST", "/nowhere/cert-skf-host"), ERR_OK);
	assert_int_equal(token_library_status(lib), ERR_TOKEN_LIBRARY);
	assert_int_equal(unsetenv("CERT_SKF_HOST"), 0);
}

/* --- waiting --- */

struct seen {
	atomic_int arrivals, ends;
	enum err err;
};

static void
see(void *arg, enum err err, enum token_event event, const char *device)
{
	struct seen *s = arg;

	if (err != ERR_OK) {
		s->err = err;
		atomic_fetch_add(&s->ends, 1);
	} else if (event == TOKEN_ARRIVED && strcmp(device, "Fake 1") == 0) {
		atomic_fetch_add(&s->arrivals, 1);
	}
}

static bool
comes(const atomic_int *n)
{
	int64_t deadline = clock_monotonic_ms() + SOON_MS;

	while (atomic_load(n) == 0 && clock_monotonic_ms() < deadline)
		clock_sleep_ms(5);
	return atomic_load(n) == 1;
}

static void
waiting_blocks_no_work_and_ends_when_it_is_told(void **state)
{
	AUTO(token_library) lib = open_apart(given.good, 0);
	struct token_watch *w = NULL;
	struct seen seen = {.err = ERR_OK};
	int64_t begun;

	(void)state;
	assert_int_equal(token_watch_start(lib, see, &seen, &w), ERR_OK);
	assert_true(comes(&seen.arrivals));
	token_free(open_only_token(lib));
	begun = clock_monotonic_ms();
	token_watch_free(w);
	assert_true(clock_monotonic_ms() - begun < SOON_MS);
	assert_int_equal(seen.ends, 0);
	/* and may begin again */
	seen.arrivals = 0;
	assert_int_equal(token_watch_start(lib, see, &seen, &w), ERR_OK);
	assert_true(comes(&seen.arrivals));
	token_watch_free(w);
}

static void
a_crash_while_waiting_is_told_and_costs_no_token(void **state)
{
	AUTO(token_library) lib = open_bad("WaitForDevEvent", "crash");
	AUTO(token) t = open_only_token(lib);
	struct token_watch *w = NULL;
	struct seen seen = {.err = ERR_OK};

	(void)state;
	assert_int_equal(token_watch_start(lib, see, &seen, &w), ERR_OK);
	assert_true(comes(&seen.ends));
	assert_int_equal(seen.err, ERR_TOKEN_LIBRARY_LOST);
	token_watch_free(w);
	assert_int_equal(sign(t), ERR_OK);
	assert_int_equal(token_library_status(lib), ERR_OK);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_library_that_goes_wrong_is_listed_so_and_hides_no_other),
	    cmocka_unit_test(
		what_is_done_with_a_lost_library_fails_until_the_next_list),
	    cmocka_unit_test(signatures_are_made_while_the_library_floods),
	    cmocka_unit_test(a_certificate_of_a_huge_length_is_none),
	    cmocka_unit_test(a_library_that_is_lost_again_and_again_stays_down),
	    cmocka_unit_test(nothing_that_a_helper_says_is_trusted),
	    cmocka_unit_test(without_the_helper_a_library_cannot_be_used),
	    cmocka_unit_test(waiting_blocks_no_work_and_ends_when_it_is_told),
	    cmocka_unit_test(a_crash_while_waiting_is_told_and_costs_no_token),
	};
	int failed;

	if (argc != 4 || gm_new(&given.gm) != ERR_OK)
		return 64;
	given.folder = argv[1];
	given.good = argv[2];
	given.helper = argv[3];
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	gm_free(given.gm);
	return failed;
}
