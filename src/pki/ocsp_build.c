/* SPDX-License-Identifier: Apache-2.0 */
/* The writer of answers; their syntax stands in ocsp_response.c. */
#include "pki/ocsp_private.h"
#include "pki/signed.h"

#define BY_KEY 2	/* ResponderID: [2] KeyHash */
#define TBS_MAX 8192	/* octets of a ResponseData */
#define BASIC_MAX 32768 /* octets of a BasicOCSPResponse */
#define SHA1_LEN 20

/* CertStatus: each is implicit, so its tag says all but of the revoked. */
static void
put_status(struct buf *b, const struct ocsp_single *s)
{
	size_t info, reason;

	if (s->status != OCSP_REVOKED) {
		der_put(b, (uint8_t)DER_CONTEXT(s->status), BYTES_NONE);
		return;
	}
	info = der_open(b, DER_CONTEXT_CONSTRUCTED(OCSP_REVOKED));
	der_put_generalized_time(b, s->revoked_at);
	if (s->reason != CRL_UNSPECIFIED) {
		reason = der_open(b, DER_CONTEXT_CONSTRUCTED(0));
		der_put_enumerated(b, s->reason);
		der_close(b, reason);
	}
	der_close(b, info);
}

static enum err
put_single(
    struct buf *b, const struct ocsp_spec *spec, const struct ocsp_single *s)
{
	size_t mark = der_open(b, DER_SEQUENCE), next;
	struct ocsp_cert_id id;

	TRY(ocsp_cert_id_of(spec->issuer, spec->algorithm, &s->serial, &id));
	ocsp_cert_id_put(b, &id);
	put_status(b, s);
	der_put_generalized_time(b, s->this_update);
	next = der_open(b, DER_CONTEXT_CONSTRUCTED(0));
	der_put_generalized_time(b, s->next_update);
	der_close(b, next);
	der_close(b, mark);
	return ERR_OK;
}

static enum err
put_responder(struct gm *gm, const struct cert *responder, struct buf *b)
{
	uint8_t point[SM2_POINT_LEN], hash[HASH_LEN_MAX];
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(BY_KEY));

	sm2_public_point(&responder->key, point);
	TRY(hash_of(gm, HASH_SHA1, BYTES_ARRAY(point), hash));
	der_put_octets(b, BYTES(hash, SHA1_LEN));
	der_close(b, mark);
	return ERR_OK;
}

static enum err
put_tbs(struct gm *gm, const struct ocsp_spec *spec, struct buf *b)
{
	size_t tbs = der_open(b, DER_SEQUENCE), list;

	TRY(put_responder(gm, spec->responder, b));
	der_put_generalized_time(b, spec->produced_at);
	list = der_open(b, DER_SEQUENCE);
	for (size_t i = 0; i < spec->count; i++)
		TRY(put_single(b, spec, &spec->singles[i]));
	der_close(b, list);
	ocsp_nonce_put(b, 1, spec->nonce);
	der_close(b, tbs);
	return buf_status(b);
}

static void
put_basic(struct buf *b, struct bytes tbs, const struct sm2_signature *sig,
    struct bytes responder)
{
	uint8_t signature[SIGNATURE_DER_MAX];
	size_t len = signature_der(sig, signature);
	size_t basic = der_open(b, DER_SEQUENCE), explicit, certs;

	der_put_raw(b, tbs);
	signed_encode_algorithm(b);
	der_put_bits(b, BYTES(signature, len));
	explicit = der_open(b, DER_CONTEXT_CONSTRUCTED(0));
	certs = der_open(b, DER_SEQUENCE);
	der_put_raw(b, responder);
	der_close(b, certs);
	der_close(b, explicit);
	der_close(b, basic);
}

static void
put_response(struct buf *b, struct bytes basic)
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
}

enum err
ocsp_response_make(struct gm *gm, const struct ocsp_spec *spec,
    const struct signer *signer, struct buf *b)
{
	AUTO_DONE(buf) basic = BUF(BASIC_MAX);
	AUTO_DONE(buf) tbs = BUF(TBS_MAX);
	struct sm2_signature sig;

	TRY(put_tbs(gm, spec, &tbs));
	TRY(signer_sign(gm, signer, buf_bytes(&tbs), &sig));
	put_basic(&basic, buf_bytes(&tbs), &sig, spec->responder->der);
	TRY(buf_status(&basic));
	put_response(b, buf_bytes(&basic));
	return buf_status(b);
}

void
ocsp_error_encode(struct buf *b, enum ocsp_answer why)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_enumerated(b, why);
	der_close(b, mark);
}
