/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/fixture.h"
#include "pki/status_order.h"

#define DER_MAX 8192
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_

enum { TYPE, REASON, SERIALS, AT };

static const struct status_order order = {
    .reason = CRL_CESSATION,
    .serials = {{{0x1f}, 1}, {{0xff, 1}, 2}},
    .count = 2,
    .at = FIXTURE_NOW,
};

static void
an_order_comes_back_out_of_its_der(void **state)
{
	static const enum crl_reason reasons[] = {CRL_UNSPECIFIED,
	    CRL_KEY_COMPROMISE, CRL_SUPERSEDED, CRL_PRIVILEGE_WITHDRAWN,
	    CRL_AA_COMPROMISE};

	(void)state;
	for (size_t i = 0; i < COUNT(reasons); i++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct status_order o = order, back;

		o.reason = reasons[i];
		status_order_encode(&der, &o);
		assert_int_equal(buf_status(&der), ERR_OK);
		assert_int_equal(
		    status_order_parse(buf_bytes(&der), &back), ERR_OK);
		assert_memory_equal(&back, &o, sizeof(back));
	}
}

/* As docs/formats.md has it, written by hand. */
static void
an_order_is_written_as_the_format_says(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	AUTO_DONE(buf) want = BUF(DER_MAX);

	(void)state;
	status_order_encode(&der, &order);
	der_edit_hex(&want,
	    "3036 1316 6f66666963652d7374617475732d6f726465722d7631"
	    "0a0105 3008 02011f 020300ff01"
	    "180f 32303236313132323030303030305a");
	assert_true(bytes_equal(buf_bytes(&der), buf_bytes(&want)));
}

static const struct {
	struct der_edit edit;
	enum err want;
} cases[] = {
    {{P(TYPE), PUT("130d 6f66666963652d6163742d7631")}, ERR_EVIDENCE_SYNTAX},
    {{P(TYPE), DROP}, ERR_EVIDENCE_SYNTAX},
    {{P(REASON), PUT("0a0106")}, ERR_EVIDENCE_SYNTAX}, /* hold */
    {{P(REASON), PUT("0a0107")}, ERR_EVIDENCE_SYNTAX}, /* not used */
    {{P(REASON), PUT("0a0108")}, ERR_EVIDENCE_SYNTAX}, /* removeFromCRL */
    {{P(REASON), PUT("0a010b")}, ERR_EVIDENCE_SYNTAX},
    {{P(REASON), PUT("0a010a")}, ERR_OK},
    {{P(REASON), DROP}, ERR_EVIDENCE_SYNTAX},
    {{P(SERIALS), PUT("3000")}, ERR_EVIDENCE_SYNTAX},
    {{P(SERIALS), DROP}, ERR_EVIDENCE_SYNTAX},
    {{P(SERIALS), PUT("3006 020101 020101")}, ERR_EVIDENCE_SYNTAX},
    {{P(SERIALS), PUT("3003 020100")}, ERR_EVIDENCE_SYNTAX},
    {{P(SERIALS), PUT("3003 0201ff")}, ERR_EVIDENCE_SYNTAX},
    {{P(SERIALS), PUT("3004 02020001")}, ERR_EVIDENCE_SYNTAX},
    {{P(SERIALS), PUT("300c 020101 020102 020103 020104")}, ERR_OK},
    {{P(SERIALS), PUT("300f 020101 020102 020103 020104 020105")},
	ERR_EVIDENCE_SYNTAX},
    {{P(SERIALS, 1), PUT("0500")}, ERR_EVIDENCE_SYNTAX},
    {{P(AT), PUT("170d3236313132323030303030305a")}, ERR_EVIDENCE_SYNTAX},
    {{P(AT), DROP}, ERR_EVIDENCE_SYNTAX},
    {{P(AT + 1), BEFORE("0500")}, ERR_EVIDENCE_SYNTAX},
};

static void
an_order_is_read_strictly(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);

	(void)state;
	status_order_encode(&der, &order);
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct status_order back;
		enum err e;

		der_edit(buf_bytes(&der), &cases[i].edit, &changed);
		e = status_order_parse(buf_bytes(&changed), &back);
		if (e != cases[i].want)
			fail_msg("case %zu: %s", i, err_name(e));
	}
	buf_u8(&der, 0);
	for (size_t len = 0; len <= der.len; len++) {
		struct status_order back;

		if (len != der.len - 1)
			assert_int_equal(
			    status_order_parse(BYTES(der.p, len), &back),
			    ERR_EVIDENCE_SYNTAX);
	}
}

static void
reasons_have_names(void **state)
{
	size_t named = 0;
	enum crl_reason back;

	(void)state;
	for (unsigned r = 0; r < 32; r++) {
		const char *name = crl_reason_name((enum crl_reason)r);

		if (name == NULL)
			continue;
		named++;
		assert_int_equal(crl_reason_find(name, &back), ERR_OK);
		assert_int_equal(back, r);
	}
	assert_int_equal(named, 9); /* RFC 5280 5.3.1, but removeFromCRL */
	assert_string_equal(
	    crl_reason_name(CRL_KEY_COMPROMISE), "key-compromise");
	assert_int_equal(crl_reason_find("stolen", &back), ERR_NOT_FOUND);
	assert_int_equal(crl_reason_find("", &back), ERR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_order_comes_back_out_of_its_der),
	    cmocka_unit_test(an_order_is_written_as_the_format_says),
	    cmocka_unit_test(an_order_is_read_strictly),
	    cmocka_unit_test(reasons_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
