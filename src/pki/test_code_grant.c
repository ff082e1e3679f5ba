/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "pki/code_grant.h"
#include "pki/der_edit.h"
#include "pki/fixture.h"

#define DER_MAX 8192
#define CODE "01234-56789-ABCDE-FGHJK"
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_
#define ZEROS_16 "00000000000000000000000000000000"

enum { TYPE, ID, PURPOSE, USER_NAME, SUBJECT, KEY, NOT_AFTER };

static const struct code_grant grant = {
    .id = {1},
    .purpose = CODE_RELEASE,
    .user_name = "user-1",
    .subject = "a1b2c3",
    .key = {{2}, {3}},
    .not_after = FIXTURE_NOW + 600,
};

static void
a_grant_comes_back_out_of_its_der(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct code_grant back;

	(void)state;
	code_grant_encode(&der, &grant);
	assert_int_equal(buf_status(&der), ERR_OK);
	assert_int_equal(code_grant_parse(buf_bytes(&der), &back), ERR_OK);
	assert_memory_equal(&back, &grant, sizeof(back));
}

/* As docs/formats.md has it, written by hand. */
static void
a_grant_is_written_as_the_format_says(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	AUTO_DONE(buf) want = BUF(DER_MAX);

	(void)state;
	code_grant_encode(&der, &grant);
	der_edit_hex(&want,
	    "30818a 130e 6f66666963652d636f64652d7631"
	    "0410 01000000000000000000000000000000"
	    "0a0102 0c06 757365722d31 1306 613162326333"
	    "034200 04 0200000000000000000000000000000000000000000000000000"
	    "000000000000 0300000000000000000000000000000000000000000000000000"
	    "000000000000 180f 32303236313132323030313030305a");
	assert_true(bytes_equal(buf_bytes(&der), buf_bytes(&want)));
}

static const struct der_edit malformed[] = {
    {P(TYPE), PUT("130d 6f66666963652d6163742d7631")},
    {P(TYPE), DROP},
    {P(ID), PUT("0401 00")},
    {P(ID), DROP},
    {P(PURPOSE), PUT("0a0100")},
    {P(PURPOSE), PUT("0a0104")},
    {P(PURPOSE), DROP},
    {P(USER_NAME), PUT("0c00")},
    {P(USER_NAME), PUT("1301 61")},
    {P(USER_NAME), DROP},
    {P(SUBJECT), PUT("1300")},
    {P(SUBJECT), PUT("0c01 61")},
    {P(SUBJECT), PUT("1341 " ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16 "00")},
    {P(SUBJECT), DROP},
    {P(KEY), PUT("03020004")},
    {P(KEY), PUT("0342 01 04" ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16)},
    {P(KEY), DROP},
    {P(NOT_AFTER), PUT("170d3236313132323030303030305a")},
    {P(NOT_AFTER), DROP},
    {P(NOT_AFTER + 1), BEFORE("0500")},
};

static void
a_malformed_grant_is_refused(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct code_grant back;

	(void)state;
	code_grant_encode(&der, &grant);
	for (size_t i = 0; i < COUNT(malformed); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		enum err e;

		der_edit(buf_bytes(&der), &malformed[i], &changed);
		e = code_grant_parse(buf_bytes(&changed), &back);
		if (e != ERR_EVIDENCE_SYNTAX)
			fail_msg("case %zu: %s", i, err_name(e));
	}
	for (size_t len = 0; len < der.len; len++)
		assert_int_equal(code_grant_parse(BYTES(der.p, len), &back),
		    ERR_EVIDENCE_SYNTAX);
	buf_u8(&der, 0);
	assert_int_equal(
	    code_grant_parse(buf_bytes(&der), &back), ERR_EVIDENCE_SYNTAX);
}

static void
purposes_have_names(void **state)
{
	(void)state;
	for (unsigned p = 1; p <= CODE_PURPOSE_MAX; p++)
		assert_int_equal(
		    code_purpose_find(code_purpose_name((enum code_purpose)p)),
		    p);
	assert_int_equal(code_purpose_find("revoke"), 0);
}

/* The seed as docs/formats.md writes it down. */
static void
a_codes_key_is_made_as_the_format_says(void **state)
{
	uint8_t seed[128], raw[TEXT_CODE_CHARS];
	const char head[] = "cert-code-v1\0\2user-1";
	AUTO(gm) gm = NULL;
	AUTO(sm2_key) want = NULL;
	AUTO(sm2_key) key = NULL;

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	assert_int_equal(text_uncode(bytes_str(CODE), raw), ERR_OK);
	memcpy(seed, head, sizeof(head)); /* with its NUL */
	memcpy(seed + sizeof(head), raw, sizeof(raw));
	assert_int_equal(sm2_key_from_seed(gm,
			     BYTES(seed, sizeof(head) + sizeof(raw)), &want),
	    ERR_OK);
	assert_int_equal(
	    code_key(gm, CODE_RELEASE, "user-1", bytes_str(CODE), &key),
	    ERR_OK);
	assert_true(
	    sm2_public_equal(sm2_key_public(key), sm2_key_public(want)));
}

static void
a_code_gives_another_key_for_another_purpose_or_user(void **state)
{
	static const struct {
		enum code_purpose purpose;
		const char *user_name;
	} all[] = {{CODE_UNLOCK, "user-1"}, {CODE_RELEASE, "user-1"},
	    {CODE_HOLD, "user-1"}, {CODE_HOLD, "user-2"}};
	struct sm2_public keys[COUNT(all)];
	AUTO(gm) gm = NULL;

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	for (size_t i = 0; i < COUNT(all); i++) {
		AUTO(sm2_key) key = NULL;

		assert_int_equal(code_key(gm, all[i].purpose, all[i].user_name,
				     bytes_str(CODE), &key),
		    ERR_OK);
		keys[i] = *sm2_key_public(key);
		for (size_t j = 0; j < i; j++)
			assert_false(sm2_public_equal(&keys[i], &keys[j]));
	}
}

static void
what_is_no_code_gives_no_key(void **state)
{
	AUTO(gm) gm = NULL;
	AUTO(sm2_key) key = NULL;

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	assert_int_equal(
	    code_key(gm, CODE_HOLD, "user-1", bytes_str("01234"), &key),
	    ERR_CODE_SYNTAX);
	assert_int_equal(code_key(gm, CODE_HOLD, "", bytes_str(CODE), &key),
	    ERR_FIELD_INVALID);
	assert_null(key);
}

/* What somebody says with the code, and how it may be wrong. */
struct said {
	struct code_grant grant;
	struct instruction instruction;
	int64_t now;
	bool other_key;
};
#define CHANGE(name, ...)                \
	static void name(struct said *s) \
	{                                \
		__VA_ARGS__              \
	}
CHANGE(nothing, (void)s;)
CHANGE(hold_by_code, s->grant.purpose = CODE_HOLD;
       s->instruction.verb = INSTRUCTION_HOLD;)
CHANGE(unlock_by_code, s->grant.purpose = CODE_UNLOCK;
       s->instruction.verb = INSTRUCTION_UNLOCK;)
CHANGE(unlocked_by_code, s->grant.purpose = CODE_UNLOCK;
       s->instruction.verb = INSTRUCTION_UNLOCKED;)
CHANGE(release_by_code_for_unlock, s->grant.purpose = CODE_UNLOCK;)
CHANGE(release_by_code_for_hold, s->grant.purpose = CODE_HOLD;)
CHANGE(hold_by_code_for_release, s->instruction.verb = INSTRUCTION_HOLD;)
CHANGE(unlock_by_code_for_release, s->instruction.verb = INSTRUCTION_UNLOCK;)
CHANGE(revoke_by_code, s->instruction.verb = INSTRUCTION_REVOKE;)
CHANGE(by_another_key, s->other_key = true;)
CHANGE(of_another_user, strcpy(s->instruction.user_name, "user-2");)
CHANGE(of_another_certificate, strcpy(s->instruction.subject, "a1b2c4");)
CHANGE(at_its_end, s->now = s->grant.not_after;)
CHANGE(past_its_end, s->now = s->grant.not_after + 1;)
CHANGE(too_old, s->instruction.at = s->now - INSTRUCTION_TTL_S - 1;)
CHANGE(too_far_ahead, s->instruction.at = s->now + ASK_CLOCK_SLACK_S + 1;)

static const struct {
	const char *name;
	void (*change)(struct said *s);
	enum err want;
} attempts[] = {
#define TRIED(change, want)           \
	{                             \
#change, change, want \
	}
    TRIED(nothing, ERR_OK),
    TRIED(hold_by_code, ERR_OK),
    TRIED(unlock_by_code, ERR_OK),
    TRIED(unlocked_by_code, ERR_OK),
    TRIED(release_by_code_for_unlock, ERR_EVIDENCE_FORGED),
    TRIED(release_by_code_for_hold, ERR_EVIDENCE_FORGED),
    TRIED(hold_by_code_for_release, ERR_EVIDENCE_FORGED),
    TRIED(unlock_by_code_for_release, ERR_EVIDENCE_FORGED),
    TRIED(revoke_by_code, ERR_EVIDENCE_FORGED),
    TRIED(by_another_key, ERR_EVIDENCE_FORGED),
    TRIED(of_another_user, ERR_EVIDENCE_HOLDER),
    TRIED(of_another_certificate, ERR_EVIDENCE_HOLDER),
    TRIED(at_its_end, ERR_OK),
    TRIED(past_its_end, ERR_EVIDENCE_EXPIRED),
    TRIED(too_old, ERR_EVIDENCE_EXPIRED),
    TRIED(too_far_ahead, ERR_EVIDENCE_EXPIRED),
};

static void
a_code_allows_just_what_it_is_for(void **state)
{
	AUTO_DONE(fixture) f;

	(void)state;
	fixture_init(&f);
	for (size_t i = 0; i < COUNT(attempts); i++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct signed_instruction signed_one;
		struct said s = {.grant = grant,
		    .instruction = {.verb = INSTRUCTION_RELEASE,
			.user_name = "user-1",
			.subject = "a1b2c3",
			.at = FIXTURE_NOW},
		    .now = FIXTURE_NOW};
		enum err e;

		s.grant.key = f.root.signer.key;
		attempts[i].change(&s);
		assert_int_equal(
		    instruction_sign(f.gm, &s.instruction,
			s.other_key ? &f.issuing.signer : &f.root.signer, &der),
		    ERR_OK);
		assert_int_equal(
		    signed_instruction_parse(buf_bytes(&der), &signed_one),
		    ERR_OK);
		e = code_grant_allows(f.gm, &s.grant, &signed_one, s.now);
		if (e != attempts[i].want)
			fail_msg("%s: %s", attempts[i].name, err_name(e));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_grant_comes_back_out_of_its_der),
	    cmocka_unit_test(a_grant_is_written_as_the_format_says),
	    cmocka_unit_test(a_malformed_grant_is_refused),
	    cmocka_unit_test(purposes_have_names),
	    cmocka_unit_test(a_codes_key_is_made_as_the_format_says),
	    cmocka_unit_test(
		a_code_gives_another_key_for_another_purpose_or_user),
	    cmocka_unit_test(what_is_no_code_gives_no_key),
	    cmocka_unit_test(a_code_allows_just_what_it_is_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
