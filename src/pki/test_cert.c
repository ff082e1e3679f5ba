/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/fixture.h"

#define DER_MAX 32768
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_

/* Where things stand in a certificate; EXT is the how-manieth extension. */
#define TBS(...) 0, __VA_ARGS__
enum { VERSION, SERIAL, ALGORITHM, ISSUER, VALIDITY, SUBJECT, KEY, EXTENSIONS };
#define EXT(i) 0, EXTENSIONS, 0, i
#define SHA1_RSA "300d06092a864886f70d0101050500"

struct world {
	struct fixture f;
	struct party holder, staff;
};

static int
set_up(void **state)
{
	static struct world w;

	fixture_init(&w.f);
	fixture_holder(
	    &w.f, PROFILE_HOLDER_SIGN, "示范科技", "user-1", &w.holder);
	fixture_staff(&w.f, ROLE_OPERATOR, "op-1", &w.staff);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	party_done(&w->staff);
	party_done(&w->holder);
	fixture_done(&w->f);
	return 0;
}

static void
a_certificate_says_what_it_was_made_of(void **state)
{
	struct world *w = *state;
	struct cert_spec s;
	struct name subject;
	const struct cert *c = &w->holder.cert;

	fixture_spec(
	    &w->f, PROFILE_HOLDER_SIGN, &w->holder, "示范科技", "user-1", &s);
	strcpy(s.crl_url, "http://127.0.0.1/issuing.crl");
	strcpy(s.ocsp_url, "http://127.0.0.1/ocsp");
	strcpy(s.credit_code, "91110000600007519J");
	s.eku = OID_CLIENT_AUTH;
	fixture_issue(&w->f, &s, &w->f.issuing, &w->holder);

	assert_true(cert_serial_equal(&c->serial, &s.serial));
	assert_true(bytes_equal(c->issuer, w->f.issuing.cert.subject));
	assert_int_equal(name_parse(c->subject, &subject), ERR_OK);
	assert_memory_equal(&subject, &s.subject, sizeof(subject));
	assert_int_equal(c->not_before, s.not_before);
	assert_int_equal(c->not_after, s.not_after);
	assert_true(sm2_public_equal(&c->key, &s.key));
	assert_true(c->has_key_usage);
	assert_false(c->has_basic_constraints);
	assert_false(c->ca);
	assert_int_equal(c->key_usage, s.profile->key_usage);
	assert_int_equal(c->eku_count, 1);
	assert_true(cert_has_eku(c, OID_CLIENT_AUTH));
	assert_false(cert_has_eku(c, OID_ROLE_SUPER));
	assert_int_equal(c->policy, OID_POLICY_HOLDER);
	assert_true(bytes_equal(c->issuer_key_id, w->f.issuing.cert.key_id));
	assert_string_equal(c->crl_url, s.crl_url);
	assert_string_equal(c->ocsp_url, s.ocsp_url);
	assert_string_equal(c->credit_code, s.credit_code);
}

static void
a_body_parses_before_it_is_signed(void **state)
{
	struct world *w = *state;
	struct cert c;

	assert_int_equal(cert_parse_tbs(w->staff.cert.tbs, &c), ERR_OK);
	assert_int_equal(c.der.len, 0);
	assert_true(cert_serial_equal(&c.serial, &w->staff.cert.serial));
	assert_true(cert_has_eku(&c, OID_ROLE_OPERATOR));
	assert_int_equal(
	    cert_parse_tbs(w->staff.cert.der, &c), ERR_CERT_SYNTAX);
}

/* The staff certificate with one thing changed. */
static const struct {
	struct der_edit edit;
	enum err want;
} cases[] = {
    /* outermost */
    {{P(3), BEFORE("0500")}, ERR_CERT_SYNTAX},
    {{P(2), DROP}, ERR_CERT_SYNTAX},
    {{P(2), PUT("030101")}, ERR_CERT_SYNTAX},
    {{P(2), PUT("0309003006020101020101")}, ERR_OK},
    {{P(2), PUT("0309013006020101020101")}, ERR_CERT_SYNTAX},
    {{P(2), PUT("030a00300602010102010100")}, ERR_CERT_SYNTAX},
    /* the algorithm: the same inside and outside, SM2 with SM3 */
    {{P(1), PUT(SHA1_RSA)}, ERR_CERT_ALGORITHM},
    {{P(1, 1), BEFORE("0500")}, ERR_CERT_SYNTAX},
    {{P(1, 1), BEFORE("3000")}, ERR_CERT_ALGORITHM},
    {{P(1, 1), BEFORE("0500 0500")}, ERR_CERT_SYNTAX},
    {{P(TBS(ALGORITHM)), PUT(SHA1_RSA)}, ERR_CERT_ALGORITHM},
    {{P(TBS(ALGORITHM, 1)), BEFORE("0500")}, ERR_CERT_SYNTAX},
    /* version */
    {{P(TBS(VERSION)), DROP}, ERR_CERT_SYNTAX}, /* 1 has no extensions */
    {{P(TBS(VERSION, 0)), PUT("020100")}, ERR_CERT_SYNTAX},
    {{P(TBS(VERSION, 0)), PUT("020101")}, ERR_CERT_SYNTAX},
    {{P(TBS(VERSION, 0)), PUT("020103")}, ERR_CERT_SYNTAX},
    {{P(TBS(VERSION, 1)), BEFORE("0500")}, ERR_CERT_SYNTAX},
    /* serial number */
    {{P(TBS(SERIAL)), PUT("020100")}, ERR_CERT_SYNTAX},
    {{P(TBS(SERIAL)), PUT("020180")}, ERR_CERT_SYNTAX},
    {{P(TBS(SERIAL)), PUT("020101")}, ERR_OK},
    {{P(TBS(SERIAL)), PUT("0214 7f000102030405060708090a0b0c0d0e0f101112")},
	ERR_OK},
    {{P(TBS(SERIAL)), PUT("0215 0080000102030405060708090a0b0c0d0e0f101112")},
	ERR_CERT_SYNTAX},
    /* names and validity */
    {{P(TBS(ISSUER)), PUT("3100")}, ERR_CERT_SYNTAX},
    {{P(TBS(VALIDITY, 1)), DROP}, ERR_CERT_SYNTAX},
    {{P(TBS(VALIDITY, 0)), PUT("170d3439313233313030303030305a")},
	ERR_CERT_SYNTAX}, /* 2049, after notAfter */
    {{P(TBS(VALIDITY, 1)), PUT("180f32303530303130313030303030305a")}, ERR_OK},
    {{P(TBS(VALIDITY, 1)), PUT("180f32303439313233313030303030305a")},
	ERR_CERT_SYNTAX}, /* must be UTCTime */
    {{P(TBS(VALIDITY, 1)), PUT("170b333131313232303030305a")},
	ERR_CERT_SYNTAX}, /* without seconds */
    {{P(TBS(SUBJECT)), DROP}, ERR_CERT_SYNTAX},
    /* key */
    {{P(TBS(KEY, 0, 0)), PUT("06092a864886f70d010101")}, ERR_CERT_ALGORITHM},
    {{P(TBS(KEY, 0, 1)), PUT("06082a8648ce3d030107")}, ERR_CERT_ALGORITHM},
    {{P(TBS(KEY, 0, 1)), DROP}, ERR_CERT_ALGORITHM},
    {{P(TBS(KEY, 1)), PUT("0302 0004")}, ERR_CERT_ALGORITHM},
    {{P(TBS(KEY, 2)), BEFORE("0500")}, ERR_CERT_SYNTAX},
    /* unique ids were never of use */
    {{P(TBS(EXTENSIONS)), BEFORE("81020001")}, ERR_CERT_SYNTAX},
    /* extensions: AKI, SKI, KU, EKU, policy */
    {{P(TBS(EXTENSIONS)), DROP}, ERR_OK},
    {{P(TBS(EXTENSIONS, 0)), PUT("3000")}, ERR_CERT_SYNTAX},
    {{P(TBS(EXTENSIONS, 1)), BEFORE("3000")}, ERR_CERT_SYNTAX},
    {{P(TBS(EXTENSIONS + 1)), BEFORE("0500")}, ERR_CERT_SYNTAX},
    {{P(EXT(0)), BEFORE("300906032a0304 04020500")}, ERR_OK},
    {{P(EXT(0)), BEFORE("300c06032a0304 0101ff 04020500")}, ERR_CERT_SYNTAX},
    {{P(EXT(0)), BEFORE("300c06032a0304 010100 04020500")}, ERR_CERT_SYNTAX},
    {{P(EXT(0)), BEFORE("300906032a0304 04020500 300906032a0304 04020500")},
	ERR_CERT_SYNTAX},
    {{P(EXT(0)), BEFORE("300e0603551d0f0101ff0404030206c0")}, ERR_CERT_SYNTAX},
    {{P(EXT(0), 1), PUT("04030500 00")}, ERR_CERT_SYNTAX},
    {{P(EXT(0), 1), PUT("04023000")}, ERR_OK}, /* an empty AKI */
    {{P(EXT(1), 1), PUT("04020400")}, ERR_CERT_SYNTAX},
    {{P(EXT(2), 2), PUT("0403030100")}, ERR_CERT_SYNTAX},
    {{P(EXT(2), 2), PUT("0404030205c0")}, ERR_CERT_SYNTAX},
    {{P(EXT(2), 2), PUT("0404030206c1")}, ERR_CERT_SYNTAX},
    {{P(EXT(2), 1), DROP}, ERR_OK}, /* the profile's to say */
    {{P(EXT(3), 1), PUT("04023000")}, ERR_CERT_SYNTAX},
    {{P(EXT(3), 1), PUT("0416 3014 06082b06010505070302 06082b06010505070302")},
	ERR_CERT_SYNTAX},
    {{P(EXT(4), 1), PUT("04043002 3000")}, ERR_CERT_SYNTAX},
    {{P(EXT(4), 1), PUT("0409 3007 3005 0603 2a0304")}, ERR_OK},
    {{P(EXT(5)), BEFORE("300c0603551d13 0405 3003 0101ff")}, ERR_OK},
    {{P(EXT(5)), BEFORE("300c0603551d13 0405 3003 010100")}, ERR_CERT_SYNTAX},
    {{P(EXT(5)), BEFORE("300c0603551d13 0405 3003 020100")}, ERR_CERT_SYNTAX},
    {{P(EXT(5)), BEFORE("30120603551d1f 040b 3009 3007 a005 a003 860178")},
	ERR_OK},
    {{P(EXT(5)), BEFORE("300906 03551d1f 04023000")}, ERR_CERT_SYNTAX},
    {{P(EXT(5)), BEFORE("301e06072a811cd0140404 0413 1311"
			"3931313130303030363030303037353139")},
	ERR_OK},
    {{P(EXT(5)), BEFORE("302006072a811cd0140404 0415 1313"
			"39313131303030303630303030373531394a4a")},
	ERR_CERT_SYNTAX},
};

static void
a_certificate_is_read_strictly(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct cert c;
		enum err e;

		der_edit(w->staff.cert.der, &cases[i].edit, &changed);
		e = cert_parse(buf_bytes(&changed), &c);
		if (e != cases[i].want)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
octets_cut_off_or_added_are_refused(void **state)
{
	struct world *w = *state;
	struct bytes der = w->holder.cert.der;
	AUTO_DONE(buf) longer = BUF(DER_MAX);
	struct cert c;

	for (size_t len = 0; len < der.len; len++)
		assert_int_equal(
		    cert_parse(BYTES(der.p, len), &c), ERR_CERT_SYNTAX);
	buf_put(&longer, der);
	buf_u8(&longer, 0);
	assert_int_equal(cert_parse(buf_bytes(&longer), &c), ERR_CERT_SYNTAX);
}

/* The staff certificate with one more extension of n octets. */
static void
with_extension_of(struct world *w, size_t n, struct buf *out)
{
	static char hex[2 * DER_MAX];
	struct der_edit edit = {P(EXT(5)), BEFORE(hex)};
	AUTO_DONE(buf) e = BUF(DER_MAX);
	size_t mark = der_open(&e, DER_SEQUENCE), value;

	der_put_oid(&e, BYTES("\x2a\x03\x04", 3));
	value = der_open(&e, DER_OCTET_STRING);
	assert_non_null(buf_extend(&e, n));
	der_close(&e, value);
	der_close(&e, mark);
	for (size_t i = 0; i < e.len; i++)
		snprintf(hex + 2 * i, 3, "%02x", e.p[i]);
	der_edit(w->staff.cert.der, &edit, out);
}

static void
a_certificate_over_the_limit_is_refused(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) at = BUF(DER_MAX);
	AUTO_DONE(buf) past = BUF(DER_MAX);
	AUTO_DONE(buf) probe = BUF(DER_MAX);
	struct cert c;
	size_t n = CERT_DER_MAX / 2;

	with_extension_of(w, n, &probe);
	n += CERT_DER_MAX - probe.len;
	with_extension_of(w, n, &at);
	assert_int_equal(at.len, CERT_DER_MAX);
	assert_int_equal(cert_parse(buf_bytes(&at), &c), ERR_OK);
	with_extension_of(w, n + 1, &past);
	assert_int_equal(past.len, CERT_DER_MAX + 1);
	assert_int_equal(cert_parse(buf_bytes(&past), &c), ERR_CERT_SYNTAX);
}

static void
there_are_32_extensions_and_not_one_more(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct cert c;

	buf_put(&der, w->staff.cert.der);
	for (int have = 5; have <= EXTENSIONS_MAX; have++) {
		AUTO_DONE(buf) more = BUF(DER_MAX);
		char hex[32];
		struct der_edit edit = {P(EXT(0)), BEFORE(hex)};

		assert_int_equal(cert_parse(buf_bytes(&der), &c), ERR_OK);
		snprintf(hex, sizeof(hex), "300906032a03%02x04020500", have);
		der_edit(buf_bytes(&der), &edit, &more);
		buf_truncate(&der, 0);
		buf_put(&der, buf_bytes(&more));
	}
	assert_int_equal(cert_parse(buf_bytes(&der), &c), ERR_CERT_SYNTAX);
}

static void
a_certificate_of_version_1_has_no_extensions(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) one = BUF(DER_MAX);
	AUTO_DONE(buf) both = BUF(DER_MAX);
	const struct der_edit no_version = {P(TBS(VERSION)), DROP};
	const struct der_edit no_extensions = {P(TBS(EXTENSIONS - 1)), DROP};
	struct cert c;

	der_edit(w->staff.cert.der, &no_version, &one);
	assert_int_equal(cert_parse(buf_bytes(&one), &c), ERR_CERT_SYNTAX);
	der_edit(buf_bytes(&one), &no_extensions, &both);
	assert_int_equal(cert_parse(buf_bytes(&both), &c), ERR_OK);
	assert_false(c.has_key_usage);
	assert_int_equal(c.path_len, -1);
	assert_int_equal(c.policy, OID_COUNT);
}

static void
a_chain_verifies_from_the_root_down(void **state)
{
	struct world *w = *state;
	struct fixture *f = &w->f;

	assert_int_equal(cert_chain_verify(f->gm, &w->holder.cert,
			     &f->issuing.cert, &f->root.cert, f->now),
	    ERR_OK);
	assert_int_equal(
	    cert_verify(f->gm, &f->root.cert, &f->root.cert), ERR_OK);
}

static void
a_prepared_key_gives_the_same_answers(void **state)
{
	struct world *w = *state;
	AUTO(sm2_verifier) v = NULL;
	struct cert forged = w->holder.cert;

	assert_int_equal(
	    sm2_verifier_new(w->f.gm, &w->f.issuing.cert.key, &v), ERR_OK);
	assert_int_equal(
	    cert_verify_with(w->f.gm, &w->holder.cert, &w->f.issuing.cert, v),
	    ERR_OK);
	forged.signature.s[31] ^= 1;
	assert_int_equal(
	    cert_verify_with(w->f.gm, &forged, &w->f.issuing.cert, v),
	    ERR_CERT_SIGNATURE);
	assert_int_equal(
	    cert_verify_with(w->f.gm, &w->holder.cert, &w->f.root.cert, v),
	    ERR_CERT_UNTRUSTED);
}

/* What can be wrong with a chain, one at a time. */
struct chain {
	struct cert cert, issuing, root;
	int64_t at;
};

static void
no_signature(struct chain *c)
{
	c->cert.signature.r[0] ^= 1;
}

static void
no_issuing_signature(struct chain *c)
{
	c->issuing.signature.r[0] ^= 1;
}

static void
other_body(struct chain *c)
{
	c->cert.tbs = c->issuing.tbs;
}

static void
other_issuer_name(struct chain *c)
{
	c->cert.issuer = c->root.subject;
}

static void
other_issuer_key_id(struct chain *c)
{
	c->cert.issuer_key_id = c->root.key_id;
}

static void
issuer_key_id_unknown(struct chain *c)
{
	c->issuing.key_id = BYTES_NONE;
}

static void
issuing_is_no_ca(struct chain *c)
{
	c->issuing.ca = false;
}

static void
issuing_may_not_certify(struct chain *c)
{
	c->issuing.key_usage = CERT_KU_CRL_SIGN;
}

static void
root_is_no_ca(struct chain *c)
{
	c->root.ca = false;
}

static void
root_may_have_no_ca_below(struct chain *c)
{
	c->root.path_len = 0;
}

static void
a_ca_below_the_issuing_one(struct chain *c)
{
	c->cert.ca = true;
}

static void
too_early(struct chain *c)
{
	c->at = c->cert.not_before - 1;
}

static void
too_late(struct chain *c)
{
	c->at = c->cert.not_after + 1;
}

static void
issuing_too_late(struct chain *c)
{
	c->issuing.not_after = c->at - 1;
}

static void
root_too_late(struct chain *c)
{
	c->root.not_after = c->at - 1;
}

static void
last_second(struct chain *c)
{
	c->at = c->cert.not_after;
}

static void
first_second(struct chain *c)
{
	c->at = c->cert.not_before;
}

static void
a_chain_that_does_not_hold_is_refused(void **state)
{
	static const struct {
		void (*change)(struct chain *c);
		enum err want;
	} changes[] = {
	    {no_signature, ERR_CERT_SIGNATURE},
	    {no_issuing_signature, ERR_CERT_SIGNATURE},
	    {other_body, ERR_CERT_SIGNATURE},
	    {other_issuer_name, ERR_CERT_UNTRUSTED},
	    {other_issuer_key_id, ERR_CERT_UNTRUSTED},
	    {issuer_key_id_unknown, ERR_CERT_UNTRUSTED},
	    {issuing_is_no_ca, ERR_CERT_UNTRUSTED},
	    {issuing_may_not_certify, ERR_CERT_UNTRUSTED},
	    {root_is_no_ca, ERR_CERT_UNTRUSTED},
	    {root_may_have_no_ca_below, ERR_CERT_UNTRUSTED},
	    {a_ca_below_the_issuing_one, ERR_CERT_UNTRUSTED},
	    {too_early, ERR_CERT_NOT_YET_VALID},
	    {too_late, ERR_CERT_EXPIRED},
	    {issuing_too_late, ERR_CERT_EXPIRED},
	    {root_too_late, ERR_CERT_EXPIRED},
	    {last_second, ERR_OK},
	    {first_second, ERR_OK},
	};
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(changes); i++) {
		struct chain c = {w->holder.cert, w->f.issuing.cert,
		    w->f.root.cert, w->f.now};

		changes[i].change(&c);
		assert_int_equal(cert_chain_verify(w->f.gm, &c.cert, &c.issuing,
				     &c.root, c.at),
		    changes[i].want);
	}
}

static void
a_holder_cannot_issue(void **state)
{
	struct world *w = *state;
	AUTO_DONE(party) below;
	struct cert_spec s;

	party_init(&w->f, &below);
	fixture_spec(&w->f, PROFILE_HOLDER_SIGN, &below, "x", "y", &s);
	s.issuer = &w->holder.cert;
	fixture_issue(&w->f, &s, &w->holder, &below);
	assert_int_equal(cert_chain_verify(w->f.gm, &below.cert,
			     &w->holder.cert, &w->f.root.cert, w->f.now),
	    ERR_CERT_UNTRUSTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_certificate_says_what_it_was_made_of),
	    cmocka_unit_test(a_body_parses_before_it_is_signed),
	    cmocka_unit_test(a_certificate_is_read_strictly),
	    cmocka_unit_test(octets_cut_off_or_added_are_refused),
	    cmocka_unit_test(a_certificate_over_the_limit_is_refused),
	    cmocka_unit_test(there_are_32_extensions_and_not_one_more),
	    cmocka_unit_test(a_certificate_of_version_1_has_no_extensions),
	    cmocka_unit_test(a_chain_verifies_from_the_root_down),
	    cmocka_unit_test(a_prepared_key_gives_the_same_answers),
	    cmocka_unit_test(a_chain_that_does_not_hold_is_refused),
	    cmocka_unit_test(a_holder_cannot_issue),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
