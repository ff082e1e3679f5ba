/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the back end over a key begin with; after <cmocka.h>. */
#ifndef CARDTOKEN_TESTING_FIXTURE_H
#define CARDTOKEN_TESTING_FIXTURE_H

#include "cardtoken/testing_key.h"

#define OK(call) assert_string_equal(sar_name(call), "SAR_OK")
#define SAR(want, call) assert_string_equal(sar_name(call), sar_name(want))

/* For all tests of a program, made and freed by its group's set-up and
 * tear-down. */
extern struct gm *fixture_gm;
int fixture_set_up(void **state);
int fixture_tear_down(void **state);

/* A key with an application, and a program that has it open. */
void fixture_start(struct testing_key *k, struct testing_program *p);
/* Every transaction must be over. */
void fixture_end(struct testing_key *k, struct testing_program *p);

/* Log in and make a container with a signing key, to be closed. */
struct back_container *fixture_pair(
    struct testing_program *p, struct sm2_public *ret_key);
/* Sign and verify. */
uint32_t fixture_sign(struct testing_program *p, struct back_container *c,
    const struct sm2_public *key);

/* For testing_every_call; arg counts them (unsigned). */
void fixture_must_be_ok(void *arg, const char *call, uint32_t sar);

#endif
