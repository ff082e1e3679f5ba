/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/fixture.h"
#include "pki/instruction.h"

#define DER_MAX 8192
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_
#define ZEROS_16 "00000000000000000000000000000000"
#define POINT "04" ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16
#define ESCROW_0 "8020" ZEROS_16 ZEROS_16

enum { TYPE, VERB, USER_NAME, SUBJECT, REASON, AT, ESCROW, KEY };

static const struct instruction hold = {
    .verb = INSTRUCTION_HOLD,
    .user_name = "user-1",
    .subject = "0a1b2c",
    .at = FIXTURE_NOW,
};
static const struct instruction revoke = {
    .verb = INSTRUCTION_REVOKE,
    .user_name = "user-1",
    .subject = "0a1b2c",
    .reason = CRL_KEY_COMPROMISE,
    .at = FIXTURE_NOW,
};
static const struct instruction unlock = {
    .verb = INSTRUCTION_UNLOCK,
    .user_name = "user-1",
    .subject = "S/0123 (1)",
    .at = FIXTURE_NOW,
    .escrow = {1},
    .key = {{2}, {3}},
};

static void
an_instruction_comes_back_out_of_its_der(void **state)
{
	struct instruction all[] = {hold, hold, revoke, unlock, unlock};

	(void)state;
	all[1].verb = INSTRUCTION_RELEASE;
	all[4] = (struct instruction){.verb = INSTRUCTION_UNLOCKED,
	    .user_name = "用户",
	    .subject = "S1",
	    .at = FIXTURE_NOW};
	for (size_t i = 0; i < COUNT(all); i++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct instruction back;

		memset(all[i].subject, 0, sizeof(all[i].subject));
		(void)snprintf(all[i].subject, sizeof(all[i].subject), "%s",
		    i < 3 ? "a1b2c3" : "S1");
		instruction_encode(&der, &all[i]);
		assert_int_equal(buf_status(&der), ERR_OK);
		assert_int_equal(
		    instruction_parse(buf_bytes(&der), &back), ERR_OK);
		assert_memory_equal(&back, &all[i], sizeof(back));
	}
}

/* As docs/formats.md has it, written by hand. */
static void
an_instruction_is_written_as_the_format_says(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	AUTO_DONE(buf) want = BUF(DER_MAX);
	struct instruction i = revoke;

	(void)state;
	strcpy(i.subject, "1f");
	instruction_encode(&der, &i);
	der_edit_hex(&want,
	    "303a 1315 686f6c6465722d696e737472756374696f6e2d7631" /* type */
	    "0a0103 0c06 757365722d31 1302 3166 0a0101"
	    "180f 32303236313132323030303030305a");
	assert_true(bytes_equal(buf_bytes(&der), buf_bytes(&want)));
}

struct malformed {
	const struct instruction *of;
	struct der_edit edit;
};
static const struct malformed malformed[] = {
    {&revoke, {P(TYPE), PUT("130d 686f6c6465722d61736b2d7631")}},
    {&revoke, {P(TYPE), DROP}},
    {&revoke, {P(VERB), PUT("0a0100")}},
    {&revoke, {P(VERB), PUT("0a0106")}},
    {&revoke, {P(VERB), PUT("0a0101")}}, /* a hold has no reason */
    {&revoke, {P(VERB), PUT("0a0104")}}, /* an unlock has a key */
    {&revoke, {P(VERB), DROP}},
    {&revoke, {P(USER_NAME), PUT("0c00")}},
    {&revoke, {P(USER_NAME), PUT("1301 61")}},
    {&revoke, {P(USER_NAME), DROP}},
    {&revoke, {P(SUBJECT), PUT("1300")}},
    {&revoke, {P(SUBJECT), PUT("0c02 3166")}},
    {&revoke, {P(SUBJECT), PUT("1302 3146")}},	   /* 1F: upper case */
    {&revoke, {P(SUBJECT), PUT("1304 30303166")}}, /* 001f: leading zero */
    {&revoke, {P(SUBJECT), PUT("1301 31")}},	   /* half an octet */
    {&revoke, {P(SUBJECT), PUT("1302 3030")}},	   /* zero */
    {&revoke, {P(SUBJECT), PUT("1302 5331")}},	   /* a carrier's */
    {&revoke, {P(REASON), PUT("0a0106")}},	   /* hold is none here */
    {&revoke, {P(REASON), PUT("0a0107")}},
    {&revoke, {P(REASON), PUT("0a0108")}},
    {&revoke, {P(REASON), PUT("0a010b")}},
    {&revoke, {P(REASON), PUT("020101")}},
    {&revoke, {P(AT), PUT("180f32303236313132323030303030305b")}},
    {&revoke, {P(AT), DROP}},
    {&revoke, {P(AT + 1), BEFORE("0500")}},
    {&revoke, {P(AT + 1), BEFORE(ESCROW_0)}},
    {&hold, {P(REASON), PUT("0a0101")}},
    {&hold, {P(AT + 1), BEFORE(ESCROW_0 "814200" POINT)}},
    {&unlock, {P(VERB), PUT("0a0105")}}, /* unlocked has no key */
    {&unlock, {P(REASON), PUT("0a0101")}},
    {&unlock, {P(ESCROW), DROP}},
    {&unlock,
	{P(ESCROW), PUT("801f" ZEROS_16 "000000000000000000000000000000")}},
    {&unlock, {P(ESCROW), PUT("0420" ZEROS_16 ZEROS_16)}},
    {&unlock, {P(KEY), DROP}},
    {&unlock, {P(KEY), PUT("814201" POINT)}}, /* an unused bit */
    {&unlock, {P(KEY), PUT("8141" POINT)}},
    {&unlock, {P(KEY), PUT("814200 02" ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16)}},
    {&unlock, {P(KEY), PUT("814300" POINT "00")}},
    {&unlock, {P(KEY + 1), BEFORE("0500")}},
};

static void
a_malformed_instruction_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(malformed); i++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct instruction back;
		enum err e;

		instruction_encode(&der, malformed[i].of);
		der_edit(buf_bytes(&der), &malformed[i].edit, &changed);
		e = instruction_parse(buf_bytes(&changed), &back);
		if (e != ERR_EVIDENCE_SYNTAX)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
names_have_their_limits(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	AUTO_DONE(buf) longer = BUF(DER_MAX);
	struct instruction i = unlock, back;
	const struct der_edit past = {
	    P(SUBJECT), PUT("1341 " ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16 "00")};

	(void)state;
	memset(i.user_name, 'n', sizeof(i.user_name) - 1);
	memset(i.subject, 's', sizeof(i.subject) - 1);
	instruction_encode(&der, &i);
	assert_int_equal(instruction_parse(buf_bytes(&der), &back), ERR_OK);
	assert_memory_equal(&back, &i, sizeof(back));
	der_edit(buf_bytes(&der), &past, &longer);
	assert_int_equal(
	    instruction_parse(buf_bytes(&longer), &back), ERR_EVIDENCE_SYNTAX);
}

static void
a_signed_instruction_verifies_with_its_key_only(void **state)
{
	AUTO_DONE(fixture) f;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct signed_instruction s;

	(void)state;
	fixture_init(&f);
	assert_int_equal(
	    instruction_sign(f.gm, &unlock, &f.root.signer, &der), ERR_OK);
	assert_int_equal(signed_instruction_parse(buf_bytes(&der), &s), ERR_OK);
	assert_memory_equal(&s.instruction, &unlock, sizeof(unlock));
	assert_int_equal(
	    signed_instruction_verify(f.gm, &s, &f.root.signer.key), ERR_OK);
	assert_int_equal(
	    signed_instruction_verify(f.gm, &s, &f.issuing.signer.key),
	    ERR_EVIDENCE_FORGED);
	s.signature.r[0] ^= 1;
	assert_int_equal(
	    signed_instruction_verify(f.gm, &s, &f.root.signer.key),
	    ERR_EVIDENCE_FORGED);
	for (size_t len = 0; len < der.len; len++)
		assert_int_equal(
		    signed_instruction_parse(BYTES(der.p, len), &s),
		    ERR_EVIDENCE_SYNTAX);
	buf_u8(&der, 0);
	assert_int_equal(
	    signed_instruction_parse(buf_bytes(&der), &s), ERR_EVIDENCE_SYNTAX);
}

static void
an_instruction_is_of_now(void **state)
{
	const int64_t at = hold.at;

	(void)state;
	assert_int_equal(instruction_check_time(&hold, at), ERR_OK);
	assert_int_equal(
	    instruction_check_time(&hold, at + INSTRUCTION_TTL_S), ERR_OK);
	assert_int_equal(
	    instruction_check_time(&hold, at + INSTRUCTION_TTL_S + 1),
	    ERR_EVIDENCE_EXPIRED);
	assert_int_equal(
	    instruction_check_time(&hold, at - ASK_CLOCK_SLACK_S), ERR_OK);
	assert_int_equal(
	    instruction_check_time(&hold, at - ASK_CLOCK_SLACK_S - 1),
	    ERR_EVIDENCE_EXPIRED);
}

static void
verbs_have_names(void **state)
{
	(void)state;
	for (unsigned v = 1; v <= INSTRUCTION_VERB_MAX; v++)
		assert_int_equal(instruction_verb_find(instruction_verb_name(
				     (enum instruction_verb)v)),
		    v);
	assert_int_equal(instruction_verb_find("dismiss"), 0);
	assert_int_equal(instruction_verb_find(""), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_instruction_comes_back_out_of_its_der),
	    cmocka_unit_test(an_instruction_is_written_as_the_format_says),
	    cmocka_unit_test(a_malformed_instruction_is_refused),
	    cmocka_unit_test(names_have_their_limits),
	    cmocka_unit_test(a_signed_instruction_verifies_with_its_key_only),
	    cmocka_unit_test(an_instruction_is_of_now),
	    cmocka_unit_test(verbs_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
