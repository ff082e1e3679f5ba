/* SPDX-License-Identifier: Apache-2.0 */
/* Cards that lie: each answer of a key in turn, in each way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "card/command.h"
#include "cardtoken/testing_key.h"

#define STATUS_LEN 2

static void
replace(struct buf *answer, size_t start, struct bytes octets)
{
	buf_truncate(answer, start);
	buf_put(answer, octets);
}

static void
garbage(struct buf *answer, size_t start)
{
	uint8_t octets[37];

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 73 + 11);
	replace(answer, start, BYTES_ARRAY(octets));
}

static void
one_octet(struct buf *answer, size_t start)
{
	replace(answer, start, BYTES("\x90", 1));
}

static void
nothing(struct buf *answer, size_t start)
{
	buf_truncate(answer, start);
}

/* The status word is right, what is before it is too long. */
static void
too_long(struct buf *answer, size_t start)
{
	uint8_t *p = buf_insert(answer, start, 5000);

	assert_non_null(p);
	memset(p, 0xff, 5000);
}

/* All but the first octet is missing. */
static void
too_short(struct buf *answer, size_t start)
{
	const uint8_t cut[3] = {0x00, 0x90, 0x00};

	replace(answer, start, BYTES_ARRAY(cut));
}

static void
wrong_status(struct buf *answer, size_t start)
{
	replace(answer, start, BYTES("\x12\x34", STATUS_LEN));
}

static void
endless(struct buf *answer, size_t start)
{
	replace(answer, start, BYTES("\xaa\x61\x01", 3));
}

static const struct {
	const char *name;
	testing_lie_fn *tell;
} lies[] = {
    {"garbage", garbage},
    {"one octet", one_octet},
    {"nothing", nothing},
    {"too long", too_long},
    {"too short", too_short},
    {"wrong status", wrong_status},
    {"endless", endless},
};

struct count {
	unsigned good, bad, wild;
};

static void
count(void *arg, const char *call, uint32_t sar)
{
	struct count *c = arg;

	(void)call;
	c->good += sar == SAR_OK;
	c->bad += sar != SAR_OK;
	c->wild += sar != SAR_OK && strcmp(sar_name(sar), "SAR_?") == 0;
}

/* The commands that a whole run consists of, each once. */
static size_t
learn_commands(struct gm *gm, const char *names[TESTING_TRACE])
{
	struct testing_key k;
	struct count c = {0};
	size_t found = 0;

	testing_key_start(&k, false);
	testing_every_call(gm, &k.world, count, &c);
	assert_int_equal(c.bad, 0);
	for (size_t i = 0; i < k.traced; i++) {
		size_t at = 0;

		while (at < found && names[at] != k.trace[i])
			at++;
		if (at == found)
			names[found++] = k.trace[i];
	}
	testing_key_end(&k);
	return found;
}

static struct count
run(struct gm *gm, const char *command, testing_lie_fn *lie)
{
	struct testing_key k;
	struct count c = {0};

	testing_key_start(&k, false);
	k.lie_about = command;
	k.lie = lie;
	testing_every_call(gm, &k.world, count, &c);
	assert_null(k.world.slots[0].holder);
	testing_key_end(&k);
	return c;
}

/* Handles close in any case, and what a card that is selected says of itself
 * (ISO/IEC 7816-4 7.4) is for those who want to know: its status word counts.
 */
static bool
is_harmless(const char *command, testing_lie_fn *lie)
{
	if (strcmp(command, "SELECT") == 0)
		return lie == too_long || lie == too_short || lie == endless;
	return strcmp(command, "DESTROY_SESSION_KEY") == 0;
}

static void
a_lie_is_a_failure_and_nothing_worse(void **state)
{
	const char *names[TESTING_TRACE];
	struct gm *gm;
	size_t found;

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	found = learn_commands(gm, names);
	assert_true(found > 30);
	for (size_t i = 0; i < found; i++)
		for (size_t j = 0; j < COUNT(lies); j++) {
			struct count c = run(gm, names[i], lies[j].tell);

			if (c.wild > 0 || (c.bad == 0 && !is_harmless(names[i],
							     lies[j].tell)))
				fail_msg("%s about %s: %u bad, %u wild",
				    lies[j].name, names[i], c.bad, c.wild);
		}
	gm_free(gm);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_lie_is_a_failure_and_nothing_worse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
