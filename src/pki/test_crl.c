/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/crl.h"
#include "pki/der_edit.h"
#include "pki/fixture.h"

#define DER_MAX (1 << 20)
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_

enum { VERSION, ALGORITHM, ISSUER, THIS, NEXT, ENTRIES, EXTENSIONS };

/* Entries that a spec's next gives, serial numbers counting up from 1. */
struct source {
	size_t count, given;
	int64_t at;
	enum err fail_at_end;
};

static enum err
next(void *self, struct crl_entry *ret_e, bool *ret_more)
{
	static const enum crl_reason reasons[] = {CRL_UNSPECIFIED,
	    CRL_KEY_COMPROMISE, CRL_SUPERSEDED, CRL_CESSATION, CRL_HOLD};
	struct source *s = self;

	*ret_more = s->given < s->count;
	if (!*ret_more)
		return s->fail_at_end;
	s->given++;
	*ret_e = (struct crl_entry){
	    .serial = {{(uint8_t)(s->given >> 8), (uint8_t)s->given}, 2},
	    .at = s->at,
	    .reason = reasons[s->given % COUNT(reasons)],
	};
	if (s->given < 256)
		ret_e->serial = (struct cert_serial){{(uint8_t)s->given}, 1};
	return ERR_OK;
}

static struct crl_spec
spec_of(struct fixture *f, struct source *s)
{
	s->at = f->now - 5;
	return (struct crl_spec){
	    &f->issuing.cert, 7, f->now, f->now + 7 * 86400, next, s};
}

static void
make_list(struct fixture *f, size_t count, struct buf *b)
{
	AUTO_DONE(buf) tbs = BUF(DER_MAX);
	struct source source = {.count = count};
	struct crl_spec spec = spec_of(f, &source);
	struct sm2_signature sig;

	assert_int_equal(crl_encode_tbs(&spec, &tbs), ERR_OK);
	assert_int_equal(
	    signer_sign(f->gm, &f->issuing.signer, buf_bytes(&tbs), &sig),
	    ERR_OK);
	crl_assemble(b, buf_bytes(&tbs), &sig);
	assert_int_equal(buf_status(b), ERR_OK);
}

struct world {
	struct fixture f;
	struct buf der;
	struct crl crl;
};

static int
set_up(void **state)
{
	static struct world w;

	fixture_init(&w.f);
	w.der = (struct buf)BUF(DER_MAX);
	make_list(&w.f, 300, &w.der);
	assert_int_equal(crl_parse(buf_bytes(&w.der), &w.crl), ERR_OK);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	buf_done(&w->der);
	fixture_done(&w->f);
	return 0;
}

static void
a_list_says_what_it_was_made_of(void **state)
{
	struct world *w = *state;
	struct crl_entry e = {0};
	const struct cert_serial hold = {{0x01, 0x03}, 2};   /* 259 */
	const struct cert_serial absent = {{0x01, 0x2d}, 2}; /* 301 */

	assert_int_equal(w->crl.number, 7);
	assert_int_equal(w->crl.this_update, w->f.now);
	assert_int_equal(w->crl.next_update, w->f.now + 7 * 86400);
	assert_true(crl_find(&w->crl, &hold, &e));
	assert_int_equal(e.reason, CRL_HOLD);
	assert_int_equal(e.at, w->f.now - 5);
	assert_false(crl_find(&w->crl, &absent, &e));
}

static void
an_empty_list_has_no_entries(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	const struct cert_serial any = {{1}, 1};
	struct crl_entry e;
	struct crl crl;

	make_list(&w->f, 0, &der);
	assert_int_equal(crl_parse(buf_bytes(&der), &crl), ERR_OK);
	assert_int_equal(crl.entries.len, 0);
	assert_false(crl_find(&crl, &any, &e));
	assert_int_equal(crl_verify(w->f.gm, &crl, &w->f.issuing.cert), ERR_OK);
}

static void
the_source_of_entries_may_fail(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) tbs = BUF(DER_MAX);
	struct source source = {.count = 2, .fail_at_end = ERR_STORE};
	struct crl_spec spec = spec_of(&w->f, &source);

	assert_int_equal(crl_encode_tbs(&spec, &tbs), ERR_STORE);
}

static void
a_body_parses_before_it_is_signed(void **state)
{
	struct world *w = *state;
	struct crl crl;

	assert_int_equal(crl_parse_tbs(w->crl.tbs, &crl), ERR_OK);
	assert_int_equal(crl.number, 7);
	assert_int_equal(crl_parse_tbs(w->crl.der, &crl), ERR_CRL_SYNTAX);
}

static void
a_list_verifies_with_its_issuer_only(void **state)
{
	struct world *w = *state;
	struct cert issuer = w->f.issuing.cert;
	struct crl forged = w->crl;

	assert_int_equal(crl_verify(w->f.gm, &w->crl, &issuer), ERR_OK);
	assert_int_equal(
	    crl_verify(w->f.gm, &w->crl, &w->f.root.cert), ERR_CERT_UNTRUSTED);
	issuer.key_usage = CERT_KU_CERT_SIGN;
	assert_int_equal(
	    crl_verify(w->f.gm, &w->crl, &issuer), ERR_CERT_UNTRUSTED);
	issuer = w->f.issuing.cert;
	issuer.key_id = w->f.root.cert.key_id;
	assert_int_equal(
	    crl_verify(w->f.gm, &w->crl, &issuer), ERR_CERT_UNTRUSTED);
	forged.signature.s[0] ^= 1;
	assert_int_equal(crl_verify(w->f.gm, &forged, &w->f.issuing.cert),
	    ERR_CERT_SIGNATURE);
}

/* Extensions: AKI, number. Entry 0 has a reason, entry 4 has none. */
static const struct {
	struct der_edit edit;
	enum err want;
} cases[] = {
    {{P(3), BEFORE("0500")}, ERR_CRL_SYNTAX},
    {{P(1), PUT("300d06092a864886f70d0101050500")}, ERR_CERT_ALGORITHM},
    {{P(1, 1), BEFORE("0500")}, ERR_CRL_SYNTAX},
    {{P(0, ALGORITHM, 1), BEFORE("0500")}, ERR_CRL_SYNTAX},
    {{P(0, VERSION), DROP}, ERR_CRL_SYNTAX},
    {{P(0, VERSION), PUT("020100")}, ERR_CRL_SYNTAX},
    {{P(0, VERSION), PUT("020102")}, ERR_CRL_SYNTAX},
    {{P(0, ISSUER), DROP}, ERR_CRL_SYNTAX},
    {{P(0, NEXT), DROP}, ERR_CRL_SYNTAX},
    {{P(0, NEXT), PUT("170d3236313132313030303030305a")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES), PUT("3000")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES), DROP}, ERR_OK},
    {{P(0, ENTRIES, 0, 0), PUT("020100")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 0), PUT("020181")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 1), DROP}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 2), DROP}, ERR_OK},
    {{P(0, ENTRIES, 0, 2), PUT("3000")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 3), BEFORE("0500")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 2, 0, 1), PUT("04030a0107")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 2, 0, 1), PUT("04030a0108")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 2, 0, 1), PUT("04030a010a")}, ERR_OK},
    {{P(0, ENTRIES, 0, 2, 0, 1), PUT("04030a010b")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 2, 0, 1), PUT("04040a010100")}, ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 2, 0), BEFORE("300a0603551d1504030a0101")},
	ERR_CRL_SYNTAX},
    {{P(0, ENTRIES, 0, 2, 0), BEFORE("300906032a0304 04020500")}, ERR_OK},
    {{P(0, ENTRIES, 0, 2, 0), BEFORE("300c06032a0304 0101ff 04020500")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS), DROP}, ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 0), DROP}, ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 1), DROP}, ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 0, 1), PUT("04023000")}, ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 1, 1), PUT("0403020180")}, ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 1, 1), PUT("040b 0209 00ffffffffffffffff")}, ERR_OK},
    {{P(0, EXTENSIONS, 0, 1, 1), PUT("040b 0209 010000000000000000")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2), BEFORE("300a0603551d140403020101")},
	ERR_CRL_SYNTAX},
    /* delta lists and lists of some certificates are critical */
    {{P(0, EXTENSIONS, 0, 2), BEFORE("300d0603551d1b0101ff0403020101")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2), BEFORE("300c0603551d1c0101ff04023000")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2), BEFORE("300906032a030404020500")}, ERR_OK},
    {{P(0, EXTENSIONS + 1), BEFORE("0500")}, ERR_CRL_SYNTAX},
};

static void
a_list_is_read_strictly(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct crl crl;
		enum err e;

		der_edit(w->crl.der, &cases[i].edit, &changed);
		e = crl_parse(buf_bytes(&changed), &crl);
		if (e != cases[i].want)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
octets_cut_off_or_added_are_refused(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct crl crl;

	make_list(&w->f, 3, &der);
	for (size_t len = 0; len < der.len; len++)
		assert_int_equal(
		    crl_parse(BYTES(der.p, len), &crl), ERR_CRL_SYNTAX);
	buf_u8(&der, 0);
	assert_int_equal(crl_parse(buf_bytes(&der), &crl), ERR_CRL_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_list_says_what_it_was_made_of),
	    cmocka_unit_test(an_empty_list_has_no_entries),
	    cmocka_unit_test(the_source_of_entries_may_fail),
	    cmocka_unit_test(a_body_parses_before_it_is_signed),
	    cmocka_unit_test(a_list_verifies_with_its_issuer_only),
	    cmocka_unit_test(a_list_is_read_strictly),
	    cmocka_unit_test(octets_cut_off_or_added_are_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
