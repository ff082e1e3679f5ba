/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cardtoken/testing_fixture.h"

struct gm *fixture_gm;

int
fixture_set_up(void **state)
{
	(void)state;
	return gm_new(&fixture_gm) == ERR_OK ? 0 : -1;
}

int
fixture_tear_down(void **state)
{
	(void)state;
	gm_free(fixture_gm);
	return 0;
}

/* A key with an application, and a program that has it open. */
void
fixture_start(struct testing_key *k, struct testing_program *p)
{
	struct testing_program maker;

	testing_key_start(k, false);
	assert_true(testing_program_start(&maker, fixture_gm, &k->world));
	OK(testing_personalise(&maker));
	testing_program_end(&maker);
	assert_true(testing_program_start(p, fixture_gm, &k->world));
	OK(testing_open(p));
}

void
fixture_end(struct testing_key *k, struct testing_program *p)
{
	testing_program_end(p);
	assert_null(k->world.slots[0].holder); /* every begin had its end */
	testing_key_end(k);
}

struct back_container *
fixture_pair(struct testing_program *p, struct sm2_public *ret_key)
{
	struct back_container *c;

	OK(testing_login(p));
	OK(back_end.create_container(&p->entry, p->application, "pair", &c));
	OK(back_end.generate(&p->entry, c, ret_key));
	return c;
}

uint32_t
fixture_sign(struct testing_program *p, struct back_container *c,
    const struct sm2_public *key)
{
	struct sm2_signature s;

	SAR_TRY(back_end.sign(&p->entry, c, testing_digest, &s));
	return sar_from_err(
	    sm2_verify_digest(fixture_gm, key, testing_digest, &s));
}

void
fixture_must_be_ok(void *arg, const char *call, uint32_t sar)
{
	unsigned *calls = arg;

	if (sar != SAR_OK)
		fail_msg("%s: %s", call, sar_name(sar));
	++*calls;
}
