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

#define IDP "http://127.0.0.1/ca/issuing-3.crl"
#define FRESHEST "http://127.0.0.1/ca/issuing-3-delta.crl"

/* Entries that a spec's source gives, serial numbers counting up from 1. */
struct source {
	size_t count, given;
	int64_t at;
	enum err fail_at_end;
	int passes, changes; /* count grows by changes from the second pass */
	bool removes;	     /* the last of them */
};

static enum err
begin(void *self)
{
	struct source *s = self;

	s->given = 0;
	if (s->passes++ > 0)
		s->count += (size_t)s->changes; /* may be fewer */
	return ERR_OK;
}

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
	if (s->removes && s->given == s->count)
		ret_e->reason = CRL_REMOVE;
	return ERR_OK;
}

static struct crl_spec
spec_of(struct fixture *f, struct source *s)
{
	s->at = f->now - 5;
	return (struct crl_spec){
	    .issuer = &f->issuing.cert,
	    .number = 7,
	    .this_update = f->now,
	    .next_update = f->now + 7 * 86400,
	    .source = {begin, next, s},
	};
}

static void
write_list(struct fixture *f, const struct crl_spec *spec, struct buf *b)
{
	struct crl_sink sink = crl_sink_of_buf(b);

	assert_int_equal(
	    crl_write(f->gm, spec, &f->issuing.signer, &sink), ERR_OK);
}

static void
make_list(struct fixture *f, size_t count, struct buf *b)
{
	struct source source = {.count = count};
	struct crl_spec spec = spec_of(f, &source);

	write_list(f, &spec, b);
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

/* Counts what it gets, and fails once that is more than it has room for. */
struct scale {
	size_t got, room;
};

static enum err
weigh(void *self, struct bytes octets)
{
	struct scale *s = self;

	s->got += octets.len;
	return s->got > s->room ? ERR_STORE : ERR_OK;
}

static void
a_long_list_goes_out_in_pieces(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	const struct cert_serial last = {{0x4e, 0x20}, 2}; /* 20000 */
	struct crl_entry e;
	struct crl crl;

	make_list(&w->f, 20000, &der);
	assert_int_equal(crl_parse(buf_bytes(&der), &crl), ERR_OK);
	assert_int_equal(crl_verify(w->f.gm, &crl, &w->f.issuing.cert), ERR_OK);
	assert_true(crl_find(&crl, &last, &e));
}

static void
source_and_sink_may_fail(void **state)
{
	static const struct {
		struct source source;
		size_t room;
		enum err want;
	} cases[] = {
	    {{.count = 2, .fail_at_end = ERR_PROCESS_LOST}, DER_MAX,
		ERR_PROCESS_LOST},
	    {{.count = 2, .at = INT64_MAX}, DER_MAX, ERR_BAD_TIME},
	    {{.count = 2, .changes = 1}, DER_MAX, ERR_STORE_CONFLICT},
	    {{.count = 2, .changes = -1}, DER_MAX, ERR_STORE_CONFLICT},
	    {{.count = 2}, 0, ERR_STORE},
	    {{.count = 2}, 100, ERR_STORE},
	    {{.count = 20000}, 100000, ERR_STORE},
	    {{.count = 2}, DER_MAX, ERR_OK},
	};
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct source source = cases[i].source;
		struct crl_spec spec = spec_of(&w->f, &source);
		struct scale scale = {.room = cases[i].room};
		struct crl_sink sink = {weigh, &scale};

		if (cases[i].source.at != 0)
			source.at = cases[i].source.at;
		assert_int_equal(
		    crl_write(w->f.gm, &spec, &w->f.issuing.signer, &sink),
		    cases[i].want);
	}
}

static void
a_list_that_nobody_could_read_is_not_begun(void **state)
{
	struct world *w = *state;
	struct scale scale = {.room = SIZE_MAX};
	struct crl_sink sink = {weigh, &scale};
	struct source source = {.count = CRL_DER_MAX / 20};
	struct crl_spec spec = spec_of(&w->f, &source);

	assert_int_equal(crl_write(w->f.gm, &spec, &w->f.issuing.signer, &sink),
	    ERR_TOO_LARGE);
	assert_int_equal(scale.got, 0);
}

/* Signs with r and s of given lengths in octets, the first one so often. */
struct odd_signer {
	size_t len;
	int times, asked;
};

static enum err
sign_oddly(void *self, const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig)
{
	struct odd_signer *s = self;
	size_t len = s->asked++ < s->times ? s->len : SM2_LEN;

	(void)e;
	*ret_sig = (struct sm2_signature){0};
	ret_sig->r[SM2_LEN - len] = 0x7f;
	ret_sig->s[0] = 0xff; /* with a sign octet */
	return ERR_OK;
}

static void
a_signature_is_made_again_until_it_is_as_long_as_said(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct crl_sink sink = crl_sink_of_buf(&der);
	struct source source = {.count = 2};
	struct crl_spec spec = spec_of(&w->f, &source);
	struct odd_signer odd = {.len = SM2_LEN - 1, .times = 5};
	struct signer signer = {w->f.issuing.signer.key, sign_oddly, &odd};
	struct crl crl;

	assert_int_equal(crl_write(w->f.gm, &spec, &signer, &sink), ERR_OK);
	assert_int_equal(odd.asked, 6);
	assert_int_equal(crl_parse(buf_bytes(&der), &crl), ERR_OK);
	odd = (struct odd_signer){.len = SM2_LEN - 1, .times = 1000};
	assert_int_equal(crl_write(w->f.gm, &spec, &signer, &sink), ERR_CRYPTO);
}

static void
a_list_of_a_partition_tells_where_it_and_its_delta_are(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct source source = {.count = 3};
	struct crl_spec spec = spec_of(&w->f, &source);
	struct crl crl;

	assert_string_equal(w->crl.idp_url, "");
	assert_string_equal(w->crl.freshest_url, "");
	assert_false(w->crl.delta);
	spec.idp_url = IDP;
	spec.freshest_url = FRESHEST;
	write_list(&w->f, &spec, &der);
	assert_int_equal(crl_parse(buf_bytes(&der), &crl), ERR_OK);
	assert_string_equal(crl.idp_url, IDP);
	assert_string_equal(crl.freshest_url, FRESHEST);
	assert_false(crl.delta);
	assert_int_equal(crl_verify(w->f.gm, &crl, &w->f.issuing.cert), ERR_OK);
}

static void
a_delta_list_tells_what_it_starts_from(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct source source = {.count = 3, .removes = true};
	struct crl_spec spec = spec_of(&w->f, &source);
	const struct cert_serial last = {{3}, 1};
	struct crl_entry e;
	struct crl crl;

	spec.idp_url = IDP;
	spec.delta = true;
	spec.base = 5;
	write_list(&w->f, &spec, &der);
	assert_int_equal(crl_parse(buf_bytes(&der), &crl), ERR_OK);
	assert_true(crl.delta);
	assert_int_equal(crl.base, 5);
	assert_int_equal(crl.number, 7);
	assert_true(crl_find(&crl, &last, &e));
	assert_int_equal(e.reason, CRL_REMOVE);
}

static void
only_addresses_that_can_be_read_are_written(void **state)
{
	struct world *w = *state;
	char longest[EXTENSION_URL_SIZE + 1];
	const char *const bad[] = {
	    "", "http://a b", "http://\xe7\xad\xbe", longest};

	memset(longest, 'a', EXTENSION_URL_SIZE);
	longest[EXTENSION_URL_SIZE] = '\0';
	for (size_t i = 0; i < 2 * COUNT(bad); i++) {
		struct scale scale = {.room = DER_MAX};
		struct crl_sink sink = {weigh, &scale};
		struct source source = {.count = 2};
		struct crl_spec spec = spec_of(&w->f, &source);

		*(i % 2 ? &spec.idp_url : &spec.freshest_url) = bad[i / 2];
		assert_int_equal(
		    crl_write(w->f.gm, &spec, &w->f.issuing.signer, &sink),
		    ERR_BAD_TEXT);
		assert_int_equal(scale.got, 0);
	}
	longest[EXTENSION_URL_SIZE - 1] = '\0';
	{
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct source source = {.count = 2};
		struct crl_spec spec = spec_of(&w->f, &source);
		struct crl crl;

		spec.idp_url = longest;
		write_list(&w->f, &spec, &der);
		assert_int_equal(crl_parse(buf_bytes(&der), &crl), ERR_OK);
		assert_string_equal(crl.idp_url, longest);
	}
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
    /* delta indicator: critical, not above the number 7 */
    {{P(0, EXTENSIONS, 0, 2), BEFORE("300d0603551d1b0101ff0403020107")},
	ERR_OK},
    {{P(0, EXTENSIONS, 0, 2), BEFORE("300d0603551d1b0101ff0403020108")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2), BEFORE("300a0603551d1b0403020101")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2), BEFORE("300f0603551d1b0101ff04050201010500")},
	ERR_CRL_SYNTAX},
    /* issuing distribution point: critical, one address and nothing else */
    {{P(0, EXTENSIONS, 0, 2), BEFORE("300c0603551d1c0101ff04023000")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2),
	 BEFORE("30130603551d1c0101ff04093007a005a003860161")},
	ERR_OK},
    {{P(0, EXTENSIONS, 0, 2), BEFORE("30100603551d1c04093007a005a003860161")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2),
	 BEFORE("30160603551d1c0101ff040c300aa005a003860161 8101ff")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2),
	 BEFORE("30160603551d1c0101ff040c300aa008a006860161 860162")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2),
	 BEFORE("30130603551d1c0101ff04093007a005a003820161")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2),
	 BEFORE("30130603551d1c0101ff04093007a005a003860120")},
	ERR_CRL_SYNTAX},
    /* freshest list: not critical, one point of one address */
    {{P(0, EXTENSIONS, 0, 2),
	 BEFORE("30120603551d2e040b3009 3007a005a003860161")},
	ERR_OK},
    {{P(0, EXTENSIONS, 0, 2),
	 BEFORE("30150603551d2e0101ff040b3009 3007a005a003860161")},
	ERR_CRL_SYNTAX},
    {{P(0, EXTENSIONS, 0, 2), BEFORE("301b0603551d2e04143012 3007a005a003860161"
				     "3007a005a003860162")},
	ERR_CRL_SYNTAX},
    /* both of them: a delta list has no freshest one */
    {{P(0, EXTENSIONS, 0, 2), BEFORE("30120603551d2e040b3009 3007a005a003860161"
				     "300d0603551d1b0101ff0403020101")},
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
	    cmocka_unit_test(a_long_list_goes_out_in_pieces),
	    cmocka_unit_test(source_and_sink_may_fail),
	    cmocka_unit_test(a_list_that_nobody_could_read_is_not_begun),
	    cmocka_unit_test(
		a_signature_is_made_again_until_it_is_as_long_as_said),
	    cmocka_unit_test(
		a_list_of_a_partition_tells_where_it_and_its_delta_are),
	    cmocka_unit_test(a_delta_list_tells_what_it_starts_from),
	    cmocka_unit_test(only_addresses_that_can_be_read_are_written),
	    cmocka_unit_test(a_list_verifies_with_its_issuer_only),
	    cmocka_unit_test(a_list_is_read_strictly),
	    cmocka_unit_test(octets_cut_off_or_added_are_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
