/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/fixture.h"
#include "pki/ocsp.h"

#define DER_MAX 65536
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_

#define SHA1_NULL "300906052b0e03021a0500"

struct world {
	struct fixture f;
	struct party ocsp, holder;
	struct ocsp_issuer issuer;
	struct buf request, response; /* of three serials, with a nonce */
	struct buf sha1;
};

/* Three of the issuing CA's: good, revoked, unknown. */
static struct cert_serial
serial_of(uint8_t last)
{
	return (struct cert_serial){{0x42, 0x00, last}, 3};
}

static void
set_singles(const struct world *w, struct ocsp_single s[3])
{
	for (uint8_t i = 0; i < 3; i++)
		s[i] = (struct ocsp_single){.serial = serial_of(i),
		    .status = (enum ocsp_status)i,
		    .this_update = w->f.now,
		    .next_update = w->f.now + 3600};
	s[OCSP_REVOKED].revoked_at = w->f.now - 60;
	s[OCSP_REVOKED].reason = CRL_SUPERSEDED;
}

static const uint8_t nonce[] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static void
answer_by(struct world *w, struct party *responder, struct buf *b)
{
	struct ocsp_single singles[3];
	const struct ocsp_spec spec = {
	    .issuer = &w->issuer,
	    .algorithm = buf_bytes(&w->sha1),
	    .singles = singles,
	    .count = COUNT(singles),
	    .nonce = BYTES_ARRAY(nonce),
	    .produced_at = w->f.now + 1,
	    .responder = &responder->cert,
	};

	set_singles(w, singles);
	assert_int_equal(
	    ocsp_response_make(w->f.gm, &spec, &responder->signer, b), ERR_OK);
}

static void
ask(struct world *w, const struct ocsp_question *q, struct buf *b)
{
	assert_int_equal(ocsp_request_make(w->f.gm, q, b), ERR_OK);
}

static void
ask_three(struct world *w, enum hash hash, struct buf *b)
{
	const struct cert_serial serials[] = {
	    serial_of(0), serial_of(1), serial_of(2)};

	ask(w,
	    &(struct ocsp_question){&w->f.issuing.cert, hash, serials,
		COUNT(serials), BYTES_ARRAY(nonce)},
	    b);
}

static void
make_responder(struct fixture *f, struct party *p)
{
	struct cert_spec s;

	party_init(f, p);
	fixture_spec(f, PROFILE_OCSP, p, FIXTURE_OFFICE, "", &s);
	s.eku = OID_OCSP_SIGNING;
	fixture_issue(f, &s, &f->issuing, p);
}

static int
set_up(void **state)
{
	static struct world w;

	fixture_init(&w.f);
	make_responder(&w.f, &w.ocsp);
	fixture_holder(
	    &w.f, PROFILE_HOLDER_SIGN, "示范科技有限公司", "user-1", &w.holder);
	assert_int_equal(
	    ocsp_issuer_init(w.f.gm, &w.f.issuing.cert, &w.issuer), ERR_OK);
	buf_init(&w.sha1, 64);
	der_edit_hex(&w.sha1, SHA1_NULL);
	buf_init(&w.request, DER_MAX);
	ask_three(&w, HASH_SHA1, &w.request);
	buf_init(&w.response, DER_MAX);
	answer_by(&w, &w.ocsp, &w.response);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	buf_done(&w->response);
	buf_done(&w->request);
	buf_done(&w->sha1);
	party_done(&w->holder);
	party_done(&w->ocsp);
	fixture_done(&w->f);
	return 0;
}

/* --- requests --- */

static void
a_request_says_what_was_asked(void **state)
{
	struct world *w = *state;

	for (enum hash h = HASH_SHA1; h < HASH_COUNT; h++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct ocsp_request r;
		enum hash named;

		ask_three(w, h, &der);
		assert_int_equal(
		    ocsp_request_parse(buf_bytes(&der), &r), ERR_OK);
		assert_int_equal(r.count, 3);
		assert_true(bytes_equal(r.nonce, BYTES_ARRAY(nonce)));
		for (size_t i = 0; i < r.count; i++) {
			struct cert_serial want = serial_of((uint8_t)i);

			assert_true(cert_serial_equal(&r.ids[i].serial, &want));
			assert_true(ocsp_names_issuer(&r.ids[i], &w->issuer));
			assert_int_equal(r.ids[i].hash, h);
			assert_int_equal(
			    ocsp_hash_parse(r.ids[i].algorithm, &named),
			    ERR_OK);
			assert_int_equal(named, h);
		}
	}
}

static void
another_issuer_is_not_ours(void **state)
{
	struct world *w = *state;
	struct ocsp_issuer root;
	struct ocsp_request r;

	assert_int_equal(
	    ocsp_request_parse(buf_bytes(&w->request), &r), ERR_OK);
	assert_int_equal(
	    ocsp_issuer_init(w->f.gm, &w->f.root.cert, &root), ERR_OK);
	assert_false(ocsp_names_issuer(&r.ids[0], &root));
	/* the same name, but another key: a CA that was built anew */
	memcpy(root.name_hash, w->issuer.name_hash, sizeof(root.name_hash));
	assert_false(ocsp_names_issuer(&r.ids[0], &root));
}

static void
as_many_as_allowed_are_asked_and_not_one_more(void **state)
{
	struct world *w = *state;

	for (size_t n = 1; n <= OCSP_SERIALS_MAX + 1; n++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct cert_serial serials[OCSP_SERIALS_MAX + 1];
		struct ocsp_request r;

		for (size_t i = 0; i < n; i++)
			serials[i] = serial_of((uint8_t)i);
		ask(w,
		    &(struct ocsp_question){&w->f.issuing.cert, HASH_SHA256,
			serials, n, BYTES_NONE},
		    &der);
		assert_int_equal(ocsp_request_parse(buf_bytes(&der), &r),
		    n <= OCSP_SERIALS_MAX ? ERR_OK : ERR_OCSP_SYNTAX);
		if (n <= OCSP_SERIALS_MAX)
			assert_int_equal(r.nonce.len, 0);
	}
}

static void
a_nonce_has_1_to_32_octets(void **state)
{
	struct world *w = *state;
	const uint8_t octets[OCSP_NONCE_MAX + 1] = {0};
	const struct cert_serial serial = serial_of(0);

	for (size_t len = 1; len <= sizeof(octets); len++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct ocsp_request r;

		ask(w,
		    &(struct ocsp_question){&w->f.issuing.cert, HASH_SHA1,
			&serial, 1, BYTES(octets, len)},
		    &der);
		assert_int_equal(ocsp_request_parse(buf_bytes(&der), &r),
		    len <= OCSP_NONCE_MAX ? ERR_OK : ERR_OCSP_SYNTAX);
	}
}

/* A request: tbs { list { single { id { algorithm, name, key, serial } } … },
 * [2] { extensions { nonce { oid, value } } } }. */
#define ID(i) 0, 0, i, 0
#define NONCE_OID "06092b0601050507300102"
static const struct {
	struct der_edit edit;
	enum err want;
} request_cases[] = {
    {{P(1), BEFORE("0500")}, ERR_OCSP_SYNTAX},
    {{P(0, 0), DROP}, ERR_OCSP_SYNTAX},
    {{P(0, 0), PUT("3000")}, ERR_OCSP_SYNTAX},
    {{P(0, 0), BEFORE("a003020100")}, ERR_OCSP_SYNTAX}, /* the default */
    {{P(0, 0), BEFORE("a003020101")}, ERR_OCSP_SYNTAX},
    /* who asks, and a signature, are passed over */
    {{P(0, 0), BEFORE("a104a4023000")}, ERR_OK},
    {{P(0, 0), BEFORE("a106a4023000 0500")}, ERR_OCSP_SYNTAX},
    {{P(1), BEFORE("a0023000")}, ERR_OK},
    {{P(1), BEFORE("a004 3000 0500")}, ERR_OCSP_SYNTAX},
    {{P(1), BEFORE("a000")}, ERR_OCSP_SYNTAX},
    /* which certificate */
    {{P(ID(0)), DROP}, ERR_OCSP_SYNTAX},
    {{P(ID(0), 0), DROP}, ERR_OCSP_SYNTAX},
    {{P(ID(0), 0, 1), DROP}, ERR_OCSP_SYNTAX}, /* not as the others have it */
    {{P(ID(0), 0, 1), PUT("3000")}, ERR_OCSP_SYNTAX},
    {{P(ID(0), 0, 0), PUT("06082a864886f70d0205")}, ERR_OCSP_SYNTAX}, /* MD5 */
    {{P(ID(0), 1), PUT("0400")}, ERR_OCSP_SYNTAX},
    {{P(ID(0), 2), DROP}, ERR_OCSP_SYNTAX},
    {{P(ID(0), 2), PUT("0414 0000000000000000000000000000000000000000")},
	ERR_OCSP_SYNTAX}, /* another issuer than the others' */
    {{P(ID(0), 3), PUT("020100")}, ERR_OCSP_SYNTAX},
    {{P(ID(0), 3), PUT("020181")}, ERR_OCSP_SYNTAX},
    {{P(ID(0), 3), PUT("0215 010203040506070809101112131415161718192021")},
	ERR_OCSP_SYNTAX},
    {{P(ID(0), 3), PUT("0214 0102030405060708091011121314151617181920")},
	ERR_OK},
    {{P(ID(0), 3), PUT("0203420001")}, ERR_OCSP_SYNTAX}, /* asked twice */
    {{P(ID(0), 4), BEFORE("0500")}, ERR_OCSP_SYNTAX},
    /* extensions of one */
    {{P(0, 0, 0, 1), BEFORE("a00d300b300906032a0304 04020500")}, ERR_OK},
    {{P(0, 0, 0, 1), BEFORE("a010300e300c06032a0304 0101ff 04020500")},
	ERR_OCSP_SYNTAX},
    {{P(0, 0, 0, 1), BEFORE("a0023000")}, ERR_OCSP_SYNTAX},
    {{P(0, 0, 0, 1), BEFORE("0500")}, ERR_OCSP_SYNTAX},
    /* extensions of all */
    {{P(0, 1), DROP}, ERR_OK},
    {{P(0, 1, 0), DROP}, ERR_OCSP_SYNTAX},
    {{P(0, 1, 0, 0, 1), BEFORE("0101ff")}, ERR_OK}, /* critical, but known */
    {{P(0, 1, 0, 0, 1), PUT("0402 0400")}, ERR_OCSP_SYNTAX},
    {{P(0, 1, 0, 0, 1), PUT("0403 040101")}, ERR_OK},
    {{P(0, 1, 0, 0, 1), PUT("0405 040101 0500")}, ERR_OCSP_SYNTAX},
    {{P(0, 1, 0, 0, 1), PUT("0408 0001020304050607")}, ERR_OCSP_SYNTAX},
    {{P(0, 1, 0, 0), BEFORE("3010" NONCE_OID "0403040101")}, ERR_OCSP_SYNTAX},
    {{P(0, 1, 0, 0), BEFORE("300906032a0304 04020500")}, ERR_OK},
    {{P(0, 1, 0, 0), BEFORE("300c06032a0304 0101ff 04020500")},
	ERR_OCSP_SYNTAX},
    {{P(0, 1, 1), BEFORE("0500")}, ERR_OCSP_SYNTAX},
    {{P(0, 2), BEFORE("0500")}, ERR_OCSP_SYNTAX},
};

static void
a_request_is_read_strictly(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(request_cases); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct ocsp_request r;
		enum err e;

		der_edit(
		    buf_bytes(&w->request), &request_cases[i].edit, &changed);
		e = ocsp_request_parse(buf_bytes(&changed), &r);
		if (e != request_cases[i].want)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
a_request_cut_off_or_too_long_is_refused(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct ocsp_request r;

	for (size_t len = 0; len < w->request.len; len++)
		assert_int_equal(
		    ocsp_request_parse(BYTES(w->request.p, len), &r),
		    ERR_OCSP_SYNTAX);
	buf_put(&der, buf_bytes(&w->request));
	buf_u8(&der, 0);
	assert_int_equal(
	    ocsp_request_parse(buf_bytes(&der), &r), ERR_OCSP_SYNTAX);
}

/* A signature that is passed over, so long that the whole has len octets. */
static void
pad_request(struct world *w, size_t len, struct buf *b)
{
	AUTO_DONE(buf) zeros = BUF(DER_MAX);
	struct der outer = der_of(buf_bytes(&w->request)), inner;
	struct bytes tbs;
	size_t whole = der_open(b, DER_SEQUENCE), explicit;

	assert_int_equal(der_enter(&outer, DER_SEQUENCE, &inner), ERR_OK);
	assert_int_equal(der_element(&inner, &tbs), ERR_OK);
	der_put_raw(b, tbs);
	explicit = der_open(b, DER_CONTEXT_CONSTRUCTED(0));
	/* three lengths of two octets more, as in the end they are */
	for (size_t have = b->len + 2 + 2 + 4; have < len; have++)
		buf_u8(&zeros, 0);
	der_put_octets(b, buf_bytes(&zeros));
	der_close(b, explicit);
	der_close(b, whole);
	assert_int_equal(b->len, len);
}

static void
a_request_has_8192_octets_and_not_one_more(void **state)
{
	struct world *w = *state;

	for (size_t more = 0; more < 2; more++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct ocsp_request r;

		pad_request(w, OCSP_REQUEST_MAX + more, &der);
		assert_int_equal(ocsp_request_parse(buf_bytes(&der), &r),
		    more == 0 ? ERR_OK : ERR_OCSP_SYNTAX);
	}
}

/* --- responses --- */

static void
a_response_says_what_it_was_made_of(void **state)
{
	struct world *w = *state;
	struct ocsp_single want[3], got;
	struct ocsp_response r;

	set_singles(w, want);
	assert_int_equal(
	    ocsp_response_parse(buf_bytes(&w->response), &r), ERR_OK);
	assert_int_equal(r.answer, OCSP_SUCCESSFUL);
	assert_int_equal(r.produced_at, w->f.now + 1);
	assert_true(bytes_equal(r.nonce, BYTES_ARRAY(nonce)));
	assert_int_equal(r.cert_count, 1);
	assert_true(bytes_equal(r.certs[0], w->ocsp.cert.der));
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_int_equal(ocsp_response_find(&r, &w->issuer,
				     &want[i].serial, w->f.now, &got),
		    ERR_OK);
		assert_int_equal(got.status, want[i].status);
		assert_int_equal(got.revoked_at, want[i].revoked_at);
		assert_int_equal(got.reason, want[i].reason);
		assert_int_equal(got.this_update, want[i].this_update);
		assert_int_equal(got.next_update, want[i].next_update);
	}
}

static void
a_response_holds_for_its_certificates_and_time(void **state)
{
	struct world *w = *state;
	const struct cert_serial good = serial_of(0), other = serial_of(9);
	struct ocsp_issuer root;
	struct ocsp_response r;
	struct ocsp_single s;
	int64_t now = w->f.now;

	assert_int_equal(
	    ocsp_issuer_init(w->f.gm, &w->f.root.cert, &root), ERR_OK);
	assert_int_equal(
	    ocsp_response_parse(buf_bytes(&w->response), &r), ERR_OK);
	assert_int_equal(ocsp_response_find(&r, &w->issuer, &good, now - 1, &s),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    ocsp_response_find(&r, &w->issuer, &good, now + 3600, &s), ERR_OK);
	assert_int_equal(
	    ocsp_response_find(&r, &w->issuer, &good, now + 3601, &s),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    ocsp_response_find(&r, &w->issuer, &other, now, &s), ERR_NOT_FOUND);
	assert_int_equal(
	    ocsp_response_find(&r, &root, &good, now, &s), ERR_NOT_FOUND);
}

static enum err
verify_by(struct world *w, struct party *responder, int64_t at)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct ocsp_response r;

	answer_by(w, responder, &der);
	assert_int_equal(ocsp_response_parse(buf_bytes(&der), &r), ERR_OK);
	return ocsp_response_verify(w->f.gm, &r, &w->f.issuing.cert, at);
}

/* A responder like ours, made of another spec. */
static enum err
verify_by_other(struct world *w, enum profile_id id, enum oid eku,
    const struct party *issuer)
{
	AUTO_DONE(party) p = {.key = NULL};
	struct cert_spec s;

	party_init(&w->f, &p);
	fixture_spec(&w->f, id, &p, FIXTURE_OFFICE, "", &s);
	s.eku = eku;
	s.issuer = &issuer->cert;
	fixture_issue(&w->f, &s, issuer, &p);
	return verify_by(w, &p, w->f.now);
}

static void
only_the_issuer_and_its_delegate_may_answer(void **state)
{
	struct world *w = *state;
	const struct party *issuing = &w->f.issuing;

	assert_int_equal(verify_by(w, &w->ocsp, w->f.now), ERR_OK);
	assert_int_equal(verify_by(w, &w->f.issuing, w->f.now), ERR_OK);
	assert_int_equal(
	    verify_by(w, &w->holder, w->f.now), ERR_CERT_UNTRUSTED);
	assert_int_equal(
	    verify_by(w, &w->f.root, w->f.now), ERR_CERT_UNTRUSTED);
	assert_int_equal(
	    verify_by_other(w, PROFILE_OCSP, OID_CLIENT_AUTH, issuing),
	    ERR_CERT_UNTRUSTED);
	assert_int_equal(verify_by_other(w, PROFILE_HOLDER_ENCRYPT,
			     OID_OCSP_SIGNING, issuing),
	    ERR_CERT_UNTRUSTED);
	assert_int_equal(
	    verify_by_other(w, PROFILE_OCSP, OID_OCSP_SIGNING, &w->f.root),
	    ERR_CERT_UNTRUSTED);
}

static void
a_delegate_answers_while_its_certificate_is_valid(void **state)
{
	struct world *w = *state;

	assert_int_equal(verify_by(w, &w->ocsp, w->ocsp.cert.not_before - 1),
	    ERR_CERT_NOT_YET_VALID);
	assert_int_equal(
	    verify_by(w, &w->ocsp, w->ocsp.cert.not_after), ERR_OK);
	assert_int_equal(verify_by(w, &w->ocsp, w->ocsp.cert.not_after + 1),
	    ERR_CERT_EXPIRED);
}

static void
a_changed_response_is_refused(void **state)
{
	struct world *w = *state;
	struct ocsp_response r;

	assert_int_equal(
	    ocsp_response_parse(buf_bytes(&w->response), &r), ERR_OK);
	r.signature.s[5] ^= 1;
	assert_int_equal(
	    ocsp_response_verify(w->f.gm, &r, &w->f.issuing.cert, w->f.now),
	    ERR_CERT_SIGNATURE);
	r.signature.s[5] ^= 1;
	r.tbs.len--;
	assert_int_equal(
	    ocsp_response_verify(w->f.gm, &r, &w->f.issuing.cert, w->f.now),
	    ERR_CERT_SIGNATURE);
}

static void
what_went_wrong_is_told_without_a_signature(void **state)
{
	static const struct {
		enum ocsp_answer answer;
		enum err want;
	} answers[] = {
	    {OCSP_MALFORMED_REQUEST, ERR_OK},
	    {OCSP_INTERNAL_ERROR, ERR_OK},
	    {OCSP_TRY_LATER, ERR_OK},
	    {(enum ocsp_answer)4, ERR_OCSP_SYNTAX},
	    {OCSP_SIG_REQUIRED, ERR_OK},
	    {OCSP_UNAUTHORIZED, ERR_OK},
	    {(enum ocsp_answer)7, ERR_OCSP_SYNTAX},
	    {OCSP_SUCCESSFUL, ERR_OCSP_SYNTAX},
	};
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(answers); i++) {
		AUTO_DONE(buf) der = BUF(64);
		struct ocsp_response r;

		ocsp_error_encode(&der, answers[i].answer);
		assert_int_equal(der.len, 5);
		assert_int_equal(
		    ocsp_response_parse(buf_bytes(&der), &r), answers[i].want);
		if (answers[i].want != ERR_OK)
			continue;
		assert_int_equal(r.answer, answers[i].answer);
		assert_int_equal(ocsp_response_verify(
				     w->f.gm, &r, &w->f.issuing.cert, w->f.now),
		    ERR_CERT_UNTRUSTED);
	}
}

/* BasicOCSPResponse: tbs { [2] { key }, time, list { single { id, status,
 * this, [0] { next } } … }, [1] { extensions } }, algorithm, signature,
 * [0] { certs }. */
#define SINGLE(i) 0, 2, i
#define REVOKED_INFO SINGLE(1), 1
static const struct {
	struct der_edit edit;
	enum err want;
} basic_cases[] = {
    {{P(0, 0), DROP}, ERR_OCSP_SYNTAX},
    {{P(0, 0), BEFORE("a003020100")}, ERR_OCSP_SYNTAX},
    {{P(0, 0), PUT("a1023000")}, ERR_OK}, /* a responder by name */
    {{P(0, 0), PUT("a1043000 0500")}, ERR_OCSP_SYNTAX},
    {{P(0, 0), PUT("a203040100")}, ERR_OCSP_SYNTAX},
    {{P(0, 1), PUT("170d3236313132323030303030305a")}, ERR_OCSP_SYNTAX},
    {{P(0, 2), PUT("3000")}, ERR_OCSP_SYNTAX},
    {{P(SINGLE(0), 1), PUT("8100")}, ERR_OCSP_SYNTAX},
    {{P(SINGLE(0), 1), PUT("8300")}, ERR_OCSP_SYNTAX},
    {{P(SINGLE(0), 1), PUT("800100")}, ERR_OCSP_SYNTAX},
    {{P(SINGLE(0), 1), PUT("8200")}, ERR_OK},
    {{P(SINGLE(0), 2), DROP}, ERR_OCSP_SYNTAX},
    {{P(SINGLE(0), 3), DROP}, ERR_OK},
    {{P(SINGLE(0), 3), PUT("a011180f32303236313132313233353935395a")},
	ERR_OCSP_SYNTAX}, /* before this update */
    {{P(SINGLE(0), 4), BEFORE("a10d300b300906032a0304 04020500")}, ERR_OK},
    {{P(SINGLE(0), 4), BEFORE("a110300e300c06032a0304 0101ff 04020500")},
	ERR_OCSP_SYNTAX},
    {{P(SINGLE(0), 4), BEFORE("0500")}, ERR_OCSP_SYNTAX},
    {{P(REVOKED_INFO, 0), DROP}, ERR_OCSP_SYNTAX},
    {{P(REVOKED_INFO, 1), DROP}, ERR_OK},
    {{P(REVOKED_INFO, 1), PUT("a0030a0107")}, ERR_OCSP_SYNTAX},
    {{P(REVOKED_INFO, 1), PUT("a0030a0108")}, ERR_OCSP_SYNTAX},
    {{P(REVOKED_INFO, 1), PUT("a0030a010a")}, ERR_OK},
    {{P(REVOKED_INFO, 1), PUT("a0030a010b")}, ERR_OCSP_SYNTAX},
    {{P(REVOKED_INFO, 2), BEFORE("0500")}, ERR_OCSP_SYNTAX},
    {{P(0, 3), DROP}, ERR_OK},
    {{P(0, 3, 0, 0, 1), PUT("04020400")}, ERR_OCSP_SYNTAX},
    {{P(0, 4), BEFORE("0500")}, ERR_OCSP_SYNTAX},
    {{P(1), PUT("300d06092a864886f70d0101050500")}, ERR_CERT_ALGORITHM},
    {{P(2), PUT("03020000")}, ERR_OCSP_SYNTAX},
    {{P(3), DROP}, ERR_OK},
    {{P(3, 0), PUT("3000")}, ERR_OK},
    {{P(3, 0, 0), BEFORE("0500")}, ERR_OCSP_SYNTAX},
    {{P(3, 0, 0), BEFORE("3000 3000 3000")}, ERR_OK},
    {{P(3, 0, 0), BEFORE("3000 3000 3000 3000")}, ERR_OCSP_SYNTAX},
    {{P(4), BEFORE("0500")}, ERR_OCSP_SYNTAX},
};

/* The octets of the BasicOCSPResponse, and the response around others. */
static struct bytes
basic_of(struct bytes response)
{
	struct der d = der_of(response), inner;
	struct bytes basic;

	assert_int_equal(der_enter(&d, DER_SEQUENCE, &inner), ERR_OK);
	assert_int_equal(der_element(&inner, &basic), ERR_OK);
	assert_int_equal(
	    der_enter(&inner, DER_CONTEXT_CONSTRUCTED(0), &d), ERR_OK);
	assert_int_equal(der_enter(&d, DER_SEQUENCE, &inner), ERR_OK);
	assert_int_equal(der_element(&inner, &basic), ERR_OK);
	assert_int_equal(der_octets(&inner, &basic), ERR_OK);
	return basic;
}

static void
wrap_basic(struct bytes basic, struct buf *b)
{
	size_t whole = der_open(b, DER_SEQUENCE), explicit, bytes;

	der_put_enumerated(b, OCSP_SUCCESSFUL);
	explicit = der_open(b, DER_CONTEXT_CONSTRUCTED(0));
	bytes = der_open(b, DER_SEQUENCE);
	der_put_oid(b, oid_octets(OID_OCSP_BASIC));
	der_put_octets(b, basic);
	der_close(b, bytes);
	der_close(b, explicit);
	der_close(b, whole);
	assert_int_equal(buf_status(b), ERR_OK);
}

static void
a_response_is_read_strictly(void **state)
{
	struct world *w = *state;
	struct bytes basic = basic_of(buf_bytes(&w->response));

	for (size_t i = 0; i < COUNT(basic_cases); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		AUTO_DONE(buf) response = BUF(DER_MAX);
		struct ocsp_response r;
		enum err e;

		der_edit(basic, &basic_cases[i].edit, &changed);
		wrap_basic(buf_bytes(&changed), &response);
		e = ocsp_response_parse(buf_bytes(&response), &r);
		if (e != basic_cases[i].want)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
a_response_cut_off_is_refused(void **state)
{
	struct world *w = *state;
	struct ocsp_response r;

	for (size_t len = 0; len < w->response.len; len++)
		assert_int_equal(
		    ocsp_response_parse(BYTES(w->response.p, len), &r),
		    ERR_OCSP_SYNTAX);
}

static void
an_answer_is_hashed_as_it_was_asked(void **state)
{
	struct world *w = *state;
	const struct {
		const char *algorithm;
		enum err want;
	} cases[] = {
	    {SHA1_NULL, ERR_OK},
	    {"300706052b0e03021a", ERR_OK}, /* without parameters */
	    {"300b0609608648016503040201", ERR_OK},
	    {"300a06082a811ccf55018311", ERR_OK},
	    {"300a06082a864886f70d0205", ERR_OCSP_SYNTAX}, /* MD5 */
	    {"300906052b0e03021a3000", ERR_OCSP_SYNTAX},
	    {SHA1_NULL "00", ERR_OCSP_SYNTAX},
	    {"", ERR_OCSP_SYNTAX},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) algorithm = BUF(64);
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct ocsp_single singles[3];
		struct ocsp_spec spec = {.issuer = &w->issuer,
		    .singles = singles,
		    .count = 1,
		    .produced_at = w->f.now,
		    .responder = &w->ocsp.cert};
		struct ocsp_response r;

		set_singles(w, singles);
		der_edit_hex(&algorithm, cases[i].algorithm);
		spec.algorithm = buf_bytes(&algorithm);
		assert_int_equal(
		    ocsp_response_make(w->f.gm, &spec, &w->ocsp.signer, &der),
		    cases[i].want);
		if (cases[i].want != ERR_OK)
			continue;
		assert_int_equal(
		    ocsp_response_parse(buf_bytes(&der), &r), ERR_OK);
		assert_true(bytes_equal(r.ids[0].algorithm, spec.algorithm));
		assert_true(ocsp_names_issuer(&r.ids[0], &w->issuer));
		assert_int_equal(r.nonce.len, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_says_what_was_asked),
	    cmocka_unit_test(another_issuer_is_not_ours),
	    cmocka_unit_test(as_many_as_allowed_are_asked_and_not_one_more),
	    cmocka_unit_test(a_nonce_has_1_to_32_octets),
	    cmocka_unit_test(a_request_is_read_strictly),
	    cmocka_unit_test(a_request_cut_off_or_too_long_is_refused),
	    cmocka_unit_test(a_request_has_8192_octets_and_not_one_more),
	    cmocka_unit_test(a_response_says_what_it_was_made_of),
	    cmocka_unit_test(a_response_holds_for_its_certificates_and_time),
	    cmocka_unit_test(only_the_issuer_and_its_delegate_may_answer),
	    cmocka_unit_test(a_delegate_answers_while_its_certificate_is_valid),
	    cmocka_unit_test(a_changed_response_is_refused),
	    cmocka_unit_test(what_went_wrong_is_told_without_a_signature),
	    cmocka_unit_test(a_response_is_read_strictly),
	    cmocka_unit_test(a_response_cut_off_is_refused),
	    cmocka_unit_test(an_answer_is_hashed_as_it_was_asked),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
