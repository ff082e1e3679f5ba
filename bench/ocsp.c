/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one question to an OCSP responder costs, without HTTP: bench-ocsp
 * [ROUNDS]
 *
 * Reading the request (all there is to do for an answer that is kept), and
 * making the answer on demand, with its nonce and signature. Beside each the
 * same work by libcrypto's own OCSP functions, keys and certificates made
 * beforehand on both sides. The two take turns; a figure is the median of all
 * rounds, in microseconds of CPU time. What libcrypto answers is read and
 * verified by us first, so that both do the same.
 */
#include <stdio.h>
#include <stdlib.h>

#include <openssl/ocsp.h>

#include "measure.h"
#include "pki/ocsp.h"

#define DER_MAX 65536

struct bench {
	struct fixture f;
	struct party ocsp;
	struct ocsp_issuer issuer;
	struct cert_serial serial;
	struct buf request;
	/* libcrypto's */
	EVP_PKEY *key;
	X509 *responder;
};

/* --- ours --- */

static void
our_read(struct bench *b)
{
	struct ocsp_request r;

	require(ocsp_request_parse(buf_bytes(&b->request), &r) == ERR_OK,
	    "ocsp_request_parse");
	require(ocsp_names_issuer(&r.ids[0], &b->issuer), "the issuer");
}

static void
our_answer_into(struct bench *b, struct buf *out)
{
	struct ocsp_request r;
	struct ocsp_single single = {.status = OCSP_REVOKED,
	    .revoked_at = b->f.now - 60,
	    .reason = CRL_SUPERSEDED,
	    .this_update = b->f.now,
	    .next_update = b->f.now + 3600};
	struct ocsp_spec spec = {.issuer = &b->issuer,
	    .singles = &single,
	    .count = 1,
	    .produced_at = b->f.now,
	    .responder = &b->ocsp.cert};

	require(ocsp_request_parse(buf_bytes(&b->request), &r) == ERR_OK,
	    "ocsp_request_parse");
	single.serial = r.ids[0].serial;
	spec.algorithm = r.ids[0].algorithm;
	spec.nonce = r.nonce;
	require(
	    ocsp_response_make(b->f.gm, &spec, &b->ocsp.signer, out) == ERR_OK,
	    "ocsp_response_make");
}

static void
our_answer(struct bench *b)
{
	AUTO_DONE(buf) out = BUF(DER_MAX);

	our_answer_into(b, &out);
}

static void
our_sign(struct bench *b)
{
	const uint8_t digest[SM3_LEN] = {1};
	struct sm2_signature sig;

	require(sm2_sign_digest(b->f.gm, b->ocsp.key, digest, &sig) == ERR_OK,
	    "sm2_sign_digest");
}

/* --- libcrypto's --- */

static OCSP_REQUEST *
their_request(struct bench *b)
{
	const unsigned char *p = b->request.p;
	OCSP_REQUEST *r = d2i_OCSP_REQUEST(NULL, &p, (long)b->request.len);

	require(
	    r != NULL && OCSP_request_onereq_count(r) == 1, "d2i_OCSP_REQUEST");
	return r;
}

static void
their_read(struct bench *b)
{
	OCSP_REQUEST_free(their_request(b));
}

static void
their_status(struct bench *b, OCSP_REQUEST *r, OCSP_BASICRESP *basic)
{
	OCSP_CERTID *id = OCSP_onereq_get0_id(OCSP_request_onereq_get0(r, 0));
	ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)b->f.now - 60);
	ASN1_TIME *this_update = ASN1_TIME_set(NULL, (time_t)b->f.now);
	ASN1_TIME *next_update = ASN1_TIME_set(NULL, (time_t)b->f.now + 3600);

	require(OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_REVOKED,
		    CRL_SUPERSEDED, at, this_update, next_update) != NULL,
	    "OCSP_basic_add1_status");
	ASN1_TIME_free(next_update);
	ASN1_TIME_free(this_update);
	ASN1_TIME_free(at);
}

static void
their_answer_into(struct bench *b, struct buf *out)
{
	OCSP_REQUEST *r = their_request(b);
	OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
	EVP_MD_CTX *signing = signing_context(b->key);
	OCSP_RESPONSE *response;
	unsigned char *der = NULL;
	int len;

	their_status(b, r, basic);
	require(OCSP_copy_nonce(basic, r) > 0, "OCSP_copy_nonce");
	require(OCSP_basic_sign_ctx(
		    basic, b->responder, signing, NULL, OCSP_RESPID_KEY) == 1,
	    "OCSP_basic_sign_ctx");
	response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
	len = i2d_OCSP_RESPONSE(response, &der);
	require(len > 0, "i2d_OCSP_RESPONSE");
	buf_put(out, BYTES(der, len));
	OPENSSL_free(der);
	OCSP_RESPONSE_free(response);
	signing_context_free(signing);
	OCSP_BASICRESP_free(basic);
	OCSP_REQUEST_free(r);
}

static void
their_answer(struct bench *b)
{
	AUTO_DONE(buf) out = BUF(DER_MAX);

	their_answer_into(b, &out);
}

/* --- measuring --- */

static const struct bench_row rows[] = {
    {"read a request", our_read, their_read, 500},
    {"answer it on demand", our_answer, their_answer, 10},
    {"  the signature in that", our_sign, NULL, 10},
};

static void
check(struct bench *b, void (*answer)(struct bench *b, struct buf *out))
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct ocsp_response r;
	struct ocsp_single s;

	answer(b, &der);
	require(ocsp_response_parse(buf_bytes(&der), &r) == ERR_OK &&
		    ocsp_response_verify(
			b->f.gm, &r, &b->f.issuing.cert, b->f.now) == ERR_OK,
	    "the answer's signature");
	require(ocsp_response_find(&r, &b->issuer, &b->serial, b->f.now, &s) ==
			ERR_OK &&
		    s.status == OCSP_REVOKED && s.reason == CRL_SUPERSEDED &&
		    r.nonce.len > 0,
	    "what the answer says");
}

static void
make_responder(struct bench *b)
{
	struct cert_spec s;
	const unsigned char *p;

	party_init(&b->f, &b->ocsp);
	fixture_spec(&b->f, PROFILE_OCSP, &b->ocsp, FIXTURE_OFFICE, "", &s);
	s.eku = OID_OCSP_SIGNING;
	fixture_issue(&b->f, &s, &b->f.issuing, &b->ocsp);
	p = b->ocsp.cert.der.p;
	b->responder = d2i_X509(NULL, &p, (long)b->ocsp.cert.der.len);
	b->key = pkey_of(&b->ocsp);
	require(b->responder != NULL, "d2i_X509");
}

static void
set_up(struct bench *b)
{
	const uint8_t nonce[16] = {1};

	fixture_init(&b->f);
	make_responder(b);
	require(cert_serial_random(random_system(), &b->serial) == ERR_OK,
	    "random");
	require(
	    ocsp_issuer_init(b->f.gm, &b->f.issuing.cert, &b->issuer) == ERR_OK,
	    "ocsp_issuer_init");
	buf_init(&b->request, DER_MAX);
	require(ocsp_request_make(b->f.gm,
		    &(struct ocsp_question){&b->f.issuing.cert, HASH_SHA1,
			&b->serial, 1, BYTES_ARRAY(nonce)},
		    &b->request) == ERR_OK,
	    "ocsp_request_make");
	check(b, our_answer_into);
	check(b, their_answer_into);
}

int
main(int argc, char **argv)
{
	static struct bench b;
	size_t rounds = bench_rounds(argc, argv);

	set_up(&b);
	bench_compare(&b, rounds,
	    &(struct bench_table){"CPU time of a question", rows, COUNT(rows)});
	X509_free(b.responder);
	EVP_PKEY_free(b.key);
	buf_done(&b.request);
	party_done(&b.ocsp);
	fixture_done(&b.f);
	return 0;
}
