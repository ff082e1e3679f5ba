/* SPDX-License-Identifier: Apache-2.0 */
/*
 *	OCSPResponse ::= SEQUENCE {
 *	  responseStatus    ENUMERATED,
 *	  responseBytes [0] EXPLICIT SEQUENCE {
 *	    responseType OBJECT IDENTIFIER,      -- id-pkix-ocsp-basic
 *	    response     OCTET STRING } OPTIONAL }
 *	BasicOCSPResponse ::= SEQUENCE {
 *	  tbsResponseData SEQUENCE {
 *	    version            [0] EXPLICIT INTEGER DEFAULT v1,
 *	    responderID            CHOICE { byName [1], byKey [2] },
 *	    producedAt             GeneralizedTime,
 *	    responses              SEQUENCE OF SingleResponse,
 *	    responseExtensions [1] EXPLICIT Extensions OPTIONAL },
 *	  signatureAlgorithm AlgorithmIdentifier,
 *	  signature          BIT STRING,
 *	  certs          [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
 *	SingleResponse ::= SEQUENCE {
 *	  certID               CertID,
 *	  certStatus           CHOICE { good [0] NULL, unknown [2] NULL,
 *	    revoked [1] SEQUENCE { revocationTime GeneralizedTime,
 *	      revocationReason [0] EXPLICIT CRLReason OPTIONAL } },
 *	  thisUpdate           GeneralizedTime,
 *	  nextUpdate       [0] EXPLICIT GeneralizedTime OPTIONAL,
 *	  singleExtensions [1] EXPLICIT Extensions OPTIONAL }
 *	                                               -- RFC 6960 4.2.1
 */
#include "pki/ocsp_private.h"
#include "pki/signed.h"
#include "pki/syntax.h"

#define SHA1_LEN 20

static enum err
read_revoked(struct der *d, struct ocsp_single *s)
{
	struct der info, explicit;
	uint64_t reason = CRL_UNSPECIFIED;
	bool present;

	TRY(der_enter(d, DER_CONTEXT_CONSTRUCTED(OCSP_REVOKED), &info));
	TRY(der_generalized_time(&info, &s->revoked_at));
	TRY(der_enter_optional(
	    &info, DER_CONTEXT_CONSTRUCTED(0), &present, &explicit));
	if (present) {
		TRY(der_enumerated(&explicit, CRL_AA_COMPROMISE, &reason));
		TRY(der_end(&explicit));
	}
	/* 7 is no reason; 8 takes a certificate off a list, not here. */
	if (reason == 7 || reason == CRL_REMOVE)
		return ERR_DER_SYNTAX;
	s->reason = (enum crl_reason)reason;
	return der_end(&info);
}

static enum err
read_status(struct der *d, struct ocsp_single *s)
{
	struct bytes nothing;

	if (der_next_is(d, DER_CONTEXT_CONSTRUCTED(OCSP_REVOKED))) {
		s->status = OCSP_REVOKED;
		return read_revoked(d, s);
	}
	s->status =
	    der_next_is(d, DER_CONTEXT(OCSP_GOOD)) ? OCSP_GOOD : OCSP_UNKNOWN;
	TRY(der_read(d, (uint8_t)DER_CONTEXT(s->status), &nothing));
	return nothing.len == 0 ? ERR_OK : ERR_DER_SYNTAX;
}

/* Without it, newer information is always there (RFC 6960 4.2.2.1): what was
 * said holds for that second. */
static enum err
read_next_update(struct der *d, struct ocsp_single *s)
{
	struct der explicit;
	bool present;

	TRY(der_enter_optional(
	    d, DER_CONTEXT_CONSTRUCTED(0), &present, &explicit));
	s->next_update = s->this_update;
	if (!present)
		return ERR_OK;
	TRY(der_generalized_time(&explicit, &s->next_update));
	TRY(der_end(&explicit));
	return s->next_update < s->this_update ? ERR_DER_SYNTAX : ERR_OK;
}

static enum err
take_single_extension(void *arg, const struct extension *e)
{
	(void)arg;
	return e->critical ? ERR_DER_SYNTAX : ERR_OK;
}

static enum err
read_single(struct der *d, struct ocsp_cert_id *id, struct ocsp_single *s)
{
	struct der inner, explicit;
	bool present;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(ocsp_cert_id_read(&inner, id));
	s->serial = id->serial;
	TRY(read_status(&inner, s));
	TRY(der_generalized_time(&inner, &s->this_update));
	TRY(read_next_update(&inner, s));
	TRY(der_enter_optional(
	    &inner, DER_CONTEXT_CONSTRUCTED(1), &present, &explicit));
	if (present) {
		TRY(extensions_read(&explicit, take_single_extension, NULL));
		TRY(der_end(&explicit));
	}
	return der_end(&inner);
}

static enum err
read_singles(struct der *d, struct ocsp_response *r)
{
	struct der list;

	TRY(der_enter(d, DER_SEQUENCE, &list));
	do {
		if (r->count == OCSP_SERIALS_MAX)
			return ERR_DER_TOO_LARGE;
		TRY(read_single(
		    &list, &r->ids[r->count], &r->singles[r->count]));
		r->count++;
	} while (der_more(&list));
	return ERR_OK;
}

static enum err
read_responder(struct der *d, struct ocsp_response *r)
{
	struct der explicit;
	bool by_name;

	TRY(der_enter_optional(
	    d, DER_CONTEXT_CONSTRUCTED(1), &by_name, &explicit));
	if (by_name) {
		TRY(der_element_of(
		    &explicit, DER_SEQUENCE, &r->responder_name));
		return der_end(&explicit);
	}
	TRY(der_enter(d, DER_CONTEXT_CONSTRUCTED(2), &explicit));
	TRY(der_octets(&explicit, &r->responder_key));
	if (r->responder_key.len != SHA1_LEN)
		return ERR_DER_SYNTAX;
	return der_end(&explicit);
}

static enum err
read_tbs(struct bytes tbs, struct ocsp_response *r)
{
	struct der outer = der_of(tbs), d, extensions;
	bool present;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(read_responder(&d, r));
	TRY(der_generalized_time(&d, &r->produced_at));
	TRY(read_singles(&d, r));
	TRY(der_enter_optional(
	    &d, DER_CONTEXT_CONSTRUCTED(1), &present, &extensions));
	if (present)
		TRY(ocsp_nonce_read(&extensions, &r->nonce));
	r->tbs = tbs;
	return der_end(&d);
}

static enum err
read_certs(struct der *d, struct ocsp_response *r)
{
	struct der explicit, list;
	bool present;

	TRY(der_enter_optional(
	    d, DER_CONTEXT_CONSTRUCTED(0), &present, &explicit));
	if (!present)
		return ERR_OK;
	TRY(der_enter(&explicit, DER_SEQUENCE, &list));
	TRY(der_end(&explicit));
	while (der_more(&list)) {
		if (r->cert_count == OCSP_CERTS_MAX)
			return ERR_DER_TOO_LARGE;
		TRY(der_element_of(
		    &list, DER_SEQUENCE, &r->certs[r->cert_count]));
		r->cert_count++;
	}
	return ERR_OK;
}

static enum err
read_basic(struct bytes basic, struct ocsp_response *r)
{
	struct der outer = der_of(basic), d;
	struct bytes tbs, algorithm, signature;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_element_of(&d, DER_SEQUENCE, &tbs));
	TRY(signed_read_algorithm(&d, &algorithm));
	TRY(der_bits(&d, &signature));
	TRY(signature_parse(signature, &r->signature));
	TRY(read_certs(&d, r));
	TRY(der_end(&d));
	return read_tbs(tbs, r);
}

/* Numbers that mean something: 4 does not. */
static bool
is_answer(uint64_t v)
{
	return v <= OCSP_UNAUTHORIZED && v != 4;
}

static enum err
parse(struct bytes der, struct ocsp_response *r)
{
	struct der outer = der_of(der), d, explicit, bytes;
	struct bytes basic;
	uint64_t answer;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_enumerated(&d, OCSP_UNAUTHORIZED, &answer));
	if (!is_answer(answer))
		return ERR_DER_SYNTAX;
	r->answer = (enum ocsp_answer)answer;
	if (r->answer != OCSP_SUCCESSFUL)
		return der_end(&d);
	TRY(der_enter(&d, DER_CONTEXT_CONSTRUCTED(0), &explicit));
	TRY(der_end(&d));
	TRY(der_enter(&explicit, DER_SEQUENCE, &bytes));
	TRY(der_end(&explicit));
	TRY(der_expect_oid(&bytes, oid_octets(OID_OCSP_BASIC)));
	TRY(der_octets(&bytes, &basic));
	TRY(der_end(&bytes));
	return read_basic(basic, r);
}

enum err
ocsp_response_parse(struct bytes der, struct ocsp_response *ret_response)
{
	struct ocsp_response r = {.count = 0};

	if (der.len > OCSP_RESPONSE_MAX)
		return ERR_OCSP_SYNTAX;
	TRY(syntax_as(parse(der, &r), ERR_OCSP_SYNTAX));
	*ret_response = r;
	return ERR_OK;
}

/* --- who signed it --- */

static enum err
is_responder(struct gm *gm, const struct ocsp_response *r, const struct cert *c,
    bool *ret_is)
{
	uint8_t point[SM2_POINT_LEN], hash[HASH_LEN_MAX];

	if (r->responder_key.len == 0) {
		*ret_is = bytes_equal(r->responder_name, c->subject);
		return ERR_OK;
	}
	sm2_public_point(&c->key, point);
	TRY(hash_of(gm, HASH_SHA1, BYTES_ARRAY(point), hash));
	*ret_is = bytes_equal(r->responder_key, BYTES(hash, SHA1_LEN));
	return ERR_OK;
}

/* May it answer in the issuer's place? */
static enum err
check_delegate(
    struct gm *gm, const struct cert *c, const struct cert *issuer, int64_t at)
{
	TRY(cert_verify(gm, c, issuer));
	if (!cert_has_eku(c, OID_OCSP_SIGNING) ||
	    (c->key_usage & CERT_KU_DIGITAL_SIGNATURE) == 0)
		return ERR_CERT_UNTRUSTED;
	return cert_valid_at(c, at);
}

static enum err
find_delegate(
    struct gm *gm, const struct ocsp_response *r, struct cert *ret_cert)
{
	struct cert c;
	bool is;

	for (size_t i = 0; i < r->cert_count; i++) {
		TRY(cert_parse(r->certs[i], &c));
		TRY(is_responder(gm, r, &c, &is));
		if (!is)
			continue;
		*ret_cert = c;
		return ERR_OK;
	}
	return ERR_CERT_UNTRUSTED;
}

enum err
ocsp_response_verify(struct gm *gm, const struct ocsp_response *response,
    const struct cert *issuer, int64_t at)
{
	struct cert signer = *issuer;
	bool own;
	enum err e;

	if (response->answer != OCSP_SUCCESSFUL)
		return ERR_CERT_UNTRUSTED;
	TRY(is_responder(gm, response, issuer, &own));
	if (!own) {
		TRY(find_delegate(gm, response, &signer));
		TRY(check_delegate(gm, &signer, issuer, at));
	}
	e = sm2_verify(gm, &signer.key, response->tbs, &response->signature);
	return e == ERR_SIGNATURE_INVALID ? ERR_CERT_SIGNATURE : e;
}

enum err
ocsp_response_find(const struct ocsp_response *response,
    const struct ocsp_issuer *issuer, const struct cert_serial *serial,
    int64_t at, struct ocsp_single *ret_single)
{
	for (size_t i = 0; i < response->count; i++) {
		const struct ocsp_single *s = &response->singles[i];

		if (!ocsp_names_issuer(&response->ids[i], issuer) ||
		    !cert_serial_equal(&s->serial, serial) ||
		    at < s->this_update || at > s->next_update)
			continue;
		*ret_single = *s;
		return ERR_OK;
	}
	return ERR_NOT_FOUND;
}
