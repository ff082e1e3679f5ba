/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/fixture.h"
#include "pki/statement.h"

#define DER_MAX 8192
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_

enum { TYPE, VERB, USER_NAME, REQUEST, CARRIER, SERIAL, ESCROW, KEY, AT };

static const struct ask ask = {
    .verb = ASK_ISSUE,
    .user_name = "user-1",
    .request = {1},
    .carrier = CARRIER_SOFT,
    .carrier_serial = "0123456789",
    .escrow = {2},
    .key = {3},
    .at = FIXTURE_NOW,
};

static const struct confirm confirm = {
    .pair = {1}, .certificate = {2}, .at = FIXTURE_NOW};

static void
an_ask_comes_back_out_of_its_der(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	AUTO_DONE(buf) again = BUF(DER_MAX);
	struct ask back;

	(void)state;
	ask_encode(&der, &ask);
	assert_int_equal(buf_status(&der), ERR_OK);
	assert_int_equal(ask_parse(buf_bytes(&der), &back), ERR_OK);
	assert_string_equal(back.carrier_serial, ask.carrier_serial);
	ask_encode(&again, &back);
	assert_true(bytes_equal(buf_bytes(&again), buf_bytes(&der)));
}

static const struct der_edit malformed[] = {
    {P(TYPE), PUT("130d 6f66666963652d6163742d7631")},
    {P(VERB), PUT("0a0100")},
    {P(VERB), PUT("0a0104")},
    {P(USER_NAME), DROP},
    {P(REQUEST), PUT("0401 00")},
    {P(CARRIER), PUT("0a0103")},
    {P(CARRIER), PUT("0a0100")},
    {P(SERIAL), PUT("0c0161")},
    {P(ESCROW), PUT("0400")},
    {P(KEY), PUT("0400")},
    {P(KEY), DROP},
    {P(AT), PUT("180f32303236313132323030303030305b")},
    {P(AT), DROP},
    {P(AT + 1), BEFORE("0500")},
};

static void
a_malformed_ask_is_refused(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);

	(void)state;
	ask_encode(&der, &ask);
	for (size_t i = 0; i < COUNT(malformed); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct ask back;
		enum err e;

		der_edit(buf_bytes(&der), &malformed[i], &changed);
		e = ask_parse(buf_bytes(&changed), &back);
		if (e != ERR_EVIDENCE_SYNTAX)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
a_signed_ask_verifies_with_its_key_only(void **state)
{
	AUTO_DONE(fixture) f;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct signed_ask s;

	(void)state;
	fixture_init(&f);
	assert_int_equal(ask_sign(f.gm, &ask, &f.root.signer, &der), ERR_OK);
	assert_int_equal(signed_ask_parse(buf_bytes(&der), &s), ERR_OK);
	assert_string_equal(s.ask.user_name, ask.user_name);
	assert_int_equal(
	    signed_ask_verify(f.gm, &s, &f.root.signer.key), ERR_OK);
	assert_int_equal(signed_ask_verify(f.gm, &s, &f.issuing.signer.key),
	    ERR_EVIDENCE_FORGED);
	for (size_t len = 0; len < der.len; len++)
		assert_int_equal(signed_ask_parse(BYTES(der.p, len), &s),
		    ERR_EVIDENCE_SYNTAX);
	buf_u8(&der, 0);
	assert_int_equal(
	    signed_ask_parse(buf_bytes(&der), &s), ERR_EVIDENCE_SYNTAX);
}

static void
a_confirmation_comes_back_out_of_its_der(void **state)
{
	AUTO_DONE(buf) der = BUF(CONFIRM_DER_MAX);
	struct confirm back;

	(void)state;
	confirm_encode(&der, &confirm);
	assert_int_equal(buf_status(&der), ERR_OK);
	assert_int_equal(confirm_parse(buf_bytes(&der), &back), ERR_OK);
	assert_memory_equal(&back, &confirm, sizeof(back));
	for (size_t len = 0; len < der.len; len++)
		assert_int_equal(confirm_parse(BYTES(der.p, len), &back),
		    ERR_EVIDENCE_SYNTAX);
	buf_u8(&der, 0);
	assert_int_equal(
	    confirm_parse(buf_bytes(&der), &back), ERR_EVIDENCE_SYNTAX);
}

/* What another key signed is read without a look at the signature. */
static void
an_ask_signed_by_an_old_key_is_read_up_to_its_limits(void **state)
{
	static const uint8_t signature[RSA_LEN_MAX + ASK_DER_MAX];
	AUTO_DONE(buf) body = BUF(DER_MAX);
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct signed_ask a;

	(void)state;
	ask_encode(&body, &ask);
	statement_encode(&der, buf_bytes(&body), BYTES(signature, RSA_LEN_MAX));
	assert_int_equal(old_ask_parse(buf_bytes(&der), &a), ERR_OK);
	assert_int_equal(a.old_signature.len, RSA_LEN_MAX);
	assert_true(bytes_equal(a.ask_der, buf_bytes(&body)));
	assert_string_equal(a.ask.user_name, ask.user_name);
	assert_int_equal(
	    signed_ask_parse(buf_bytes(&der), &a), ERR_EVIDENCE_SYNTAX);
	buf_u8(&der, 0);
	assert_int_equal(
	    old_ask_parse(buf_bytes(&der), &a), ERR_EVIDENCE_SYNTAX);
	buf_truncate(&der, 0);
	statement_encode(&der, buf_bytes(&body), BYTES_ARRAY(signature));
	assert_true(der.len > OLD_ASK_DER_MAX);
	assert_int_equal(
	    old_ask_parse(buf_bytes(&der), &a), ERR_EVIDENCE_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_ask_comes_back_out_of_its_der),
	    cmocka_unit_test(a_malformed_ask_is_refused),
	    cmocka_unit_test(a_signed_ask_verifies_with_its_key_only),
	    cmocka_unit_test(a_confirmation_comes_back_out_of_its_der),
	    cmocka_unit_test(
		an_ask_signed_by_an_old_key_is_read_up_to_its_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
