/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/fixture.h"

#define DER_MAX 16384
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_

enum { VERSION, SUBJECT, KEY, ATTRIBUTES };
#define ATTRIBUTE "3005 06032a0304"

struct world {
	struct fixture f;
	struct party p;
	struct buf der;
	struct csr csr;
};

static int
set_up(void **state)
{
	static struct world w;

	fixture_init(&w.f);
	party_init(&w.f, &w.p);
	w.der = (struct buf)BUF(DER_MAX);
	fixture_request(&w.f, &w.p, &w.der, &w.csr);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	buf_done(&w->der);
	party_done(&w->p);
	fixture_done(&w->f);
	return 0;
}

static void
a_request_proves_its_key(void **state)
{
	struct world *w = *state;
	struct csr forged = w->csr;

	assert_true(sm2_public_equal(&w->csr.key, &w->p.signer.key));
	assert_int_equal(csr_verify(w->f.gm, &w->csr), ERR_OK);
	forged.key = w->f.root.signer.key;
	assert_int_equal(csr_verify(w->f.gm, &forged), ERR_CSR_SIGNATURE);
	forged = w->csr;
	forged.signature.r[5] ^= 1;
	assert_int_equal(csr_verify(w->f.gm, &forged), ERR_CSR_SIGNATURE);
}

/* GM/T 0092 6.1: attributes are there even when there are none. */
static void
attributes_are_always_written(void **state)
{
	struct world *w = *state;

	assert_memory_equal(w->csr.info.p + w->csr.info.len - 2, "\xa0\x00", 2);
}

static const struct {
	struct der_edit edit;
	enum err want;
} cases[] = {
    {{P(3), BEFORE("0500")}, ERR_CSR_SYNTAX},
    {{P(1), PUT("300a06082a8648ce3d040302")}, ERR_CERT_ALGORITHM},
    {{P(1, 1), BEFORE("0500")}, ERR_OK},
    {{P(2), PUT("0303003000")}, ERR_CSR_SYNTAX},
    {{P(0, VERSION), PUT("020101")}, ERR_CSR_SYNTAX},
    {{P(0, VERSION), DROP}, ERR_CSR_SYNTAX},
    {{P(0, SUBJECT), DROP}, ERR_CSR_SYNTAX},
    {{P(0, SUBJECT), PUT("3000")}, ERR_OK},
    {{P(0, SUBJECT), PUT("30023000")}, ERR_CSR_SYNTAX},
    {{P(0, KEY, 0, 1), PUT("06082a8648ce3d030107")}, ERR_CERT_ALGORITHM},
    {{P(0, KEY), DROP}, ERR_CSR_SYNTAX},
    {{P(0, ATTRIBUTES), DROP}, ERR_CSR_SYNTAX},
    {{P(0, ATTRIBUTES), BEFORE("0500")}, ERR_CSR_SYNTAX},
    {{P(0, ATTRIBUTES + 1), BEFORE("0500")}, ERR_CSR_SYNTAX},
    {{P(0, ATTRIBUTES, 0), BEFORE("0500")}, ERR_CSR_SYNTAX},
    {{P(0, ATTRIBUTES, 0), BEFORE(ATTRIBUTE)}, ERR_OK},
    {{P(0, ATTRIBUTES, 0), BEFORE(ATTRIBUTE ATTRIBUTE ATTRIBUTE ATTRIBUTE
				   ATTRIBUTE ATTRIBUTE ATTRIBUTE ATTRIBUTE)},
	ERR_OK},
    {{P(0, ATTRIBUTES, 0),
	 BEFORE(ATTRIBUTE ATTRIBUTE ATTRIBUTE ATTRIBUTE ATTRIBUTE ATTRIBUTE
		 ATTRIBUTE ATTRIBUTE ATTRIBUTE)},
	ERR_CSR_SYNTAX},
};

static void
a_request_is_read_strictly(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct csr csr;
		enum err e;

		der_edit(w->csr.der, &cases[i].edit, &changed);
		e = csr_parse(buf_bytes(&changed), &csr);
		if (e != cases[i].want)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
octets_cut_off_or_added_are_refused(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) longer = BUF(DER_MAX);
	struct csr csr;

	for (size_t len = 0; len < w->der.len; len++)
		assert_int_equal(
		    csr_parse(BYTES(w->der.p, len), &csr), ERR_CSR_SYNTAX);
	buf_put(&longer, buf_bytes(&w->der));
	buf_u8(&longer, 0);
	assert_int_equal(csr_parse(buf_bytes(&longer), &csr), ERR_CSR_SYNTAX);
}

/* A request with one attribute that brings it to just this length. */
static enum err
parse_of_length(struct world *w, size_t len)
{
	static char hex[2 * DER_MAX];
	struct der_edit edit = {P(0, ATTRIBUTES, 0), BEFORE(hex)};
	AUTO_DONE(buf) changed = BUF(DER_MAX);
	size_t n = CSR_DER_MAX / 2;
	struct csr csr;

	do {
		AUTO_DONE(buf) attribute = BUF(DER_MAX);
		size_t mark = der_open(&attribute, DER_SEQUENCE);

		assert_non_null(buf_extend(&attribute, n));
		der_close(&attribute, mark);
		for (size_t i = 0; i < attribute.len; i++)
			snprintf(hex + 2 * i, 3, "%02x", attribute.p[i]);
		buf_truncate(&changed, 0);
		der_edit(w->csr.der, &edit, &changed);
		n += len - changed.len;
	} while (changed.len != len);
	return csr_parse(buf_bytes(&changed), &csr);
}

static void
a_request_over_the_limit_is_refused(void **state)
{
	assert_int_equal(parse_of_length(*state, CSR_DER_MAX), ERR_OK);
	assert_int_equal(
	    parse_of_length(*state, CSR_DER_MAX + 1), ERR_CSR_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_proves_its_key),
	    cmocka_unit_test(attributes_are_always_written),
	    cmocka_unit_test(a_request_is_read_strictly),
	    cmocka_unit_test(octets_cut_off_or_added_are_refused),
	    cmocka_unit_test(a_request_over_the_limit_is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
