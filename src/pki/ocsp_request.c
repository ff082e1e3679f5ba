/* SPDX-License-Identifier: Apache-2.0 */
/*
 *	OCSPRequest ::= SEQUENCE {
 *	  tbsRequest SEQUENCE {
 *	    version           [0] EXPLICIT INTEGER DEFAULT v1,
 *	    requestorName     [1] EXPLICIT GeneralName OPTIONAL,
 *	    requestList       SEQUENCE OF SEQUENCE {
 *	      reqCert         CertID,
 *	      extensions  [0] EXPLICIT Extensions OPTIONAL },
 *	    requestExtensions [2] EXPLICIT Extensions OPTIONAL },
 *	  optionalSignature [0] EXPLICIT Signature OPTIONAL }
 *	                                               -- RFC 6960 4.1.1
 */
#include "pki/ocsp_private.h"
#include "pki/syntax.h"

/* The same issuer, named in the same way? */
static bool
same_issuer(const struct ocsp_cert_id *a, const struct ocsp_cert_id *b)
{
	return bytes_equal(a->algorithm, b->algorithm) &&
	       bytes_equal(a->name_hash, b->name_hash) &&
	       bytes_equal(a->key_hash, b->key_hash);
}

static enum err
add_id(struct ocsp_request *r, const struct ocsp_cert_id *id)
{
	if (r->count == OCSP_SERIALS_MAX)
		return ERR_DER_TOO_LARGE;
	for (size_t i = 0; i < r->count; i++)
		if (!same_issuer(&r->ids[i], id) ||
		    cert_serial_equal(&r->ids[i].serial, &id->serial))
			return ERR_DER_SYNTAX;
	r->ids[r->count++] = *id;
	return ERR_OK;
}

/* No extension of a single request means anything to us: none is critical. */
static enum err
take_single_extension(void *arg, const struct extension *e)
{
	(void)arg;
	return e->critical ? ERR_DER_SYNTAX : ERR_OK;
}

static enum err
read_single(struct der *d, struct ocsp_request *r)
{
	struct der inner, extensions;
	struct ocsp_cert_id id;
	bool present;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(ocsp_cert_id_read(&inner, &id));
	TRY(der_enter_optional(
	    &inner, DER_CONTEXT_CONSTRUCTED(0), &present, &extensions));
	if (present) {
		TRY(extensions_read(&extensions, take_single_extension, NULL));
		TRY(der_end(&extensions));
	}
	TRY(der_end(&inner));
	return add_id(r, &id);
}

static enum err
read_list(struct der *d, struct ocsp_request *r)
{
	struct der list;

	TRY(der_enter(d, DER_SEQUENCE, &list));
	do {
		TRY(read_single(&list, r));
	} while (der_more(&list));
	return ERR_OK;
}

/* Whatever one element has in it. */
static enum err
pass_over(struct der *d, uint8_t tag)
{
	struct der inner;
	struct bytes element;
	bool present;

	TRY(der_enter_optional(d, tag, &present, &inner));
	if (!present)
		return ERR_OK;
	TRY(der_element(&inner, &element));
	return der_end(&inner);
}

/* Version 1 is the default, which DER leaves out; there is no other. */
static enum err
read_body(struct der *d, struct ocsp_request *r)
{
	struct der tbs, extensions;
	bool present;

	TRY(der_enter(d, DER_SEQUENCE, &tbs));
	TRY(pass_over(&tbs, DER_CONTEXT_CONSTRUCTED(1)));
	TRY(read_list(&tbs, r));
	TRY(der_enter_optional(
	    &tbs, DER_CONTEXT_CONSTRUCTED(2), &present, &extensions));
	if (present)
		TRY(ocsp_nonce_read(&extensions, &r->nonce));
	return der_end(&tbs);
}

static enum err
parse(struct bytes der, struct ocsp_request *r)
{
	struct der outer = der_of(der), d;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(read_body(&d, r));
	TRY(pass_over(&d, DER_CONTEXT_CONSTRUCTED(0)));
	return der_end(&d);
}

enum err
ocsp_request_parse(struct bytes der, struct ocsp_request *ret_request)
{
	struct ocsp_request r = {.count = 0};

	if (der.len > OCSP_REQUEST_MAX)
		return ERR_OCSP_SYNTAX;
	TRY(syntax_as(parse(der, &r), ERR_OCSP_SYNTAX));
	*ret_request = r;
	return ERR_OK;
}

/* --- writing one --- */

static enum err
put_list(struct gm *gm, const struct ocsp_question *q, struct buf *b)
{
	AUTO_DONE(buf) algorithm = BUF(64);
	size_t list = der_open(b, DER_SEQUENCE), single;
	struct ocsp_issuer issuer;
	struct ocsp_cert_id id;

	ocsp_hash_put(&algorithm, q->hash);
	TRY(buf_status(&algorithm));
	TRY(ocsp_issuer_init(gm, q->issuer, &issuer));
	for (size_t i = 0; i < q->count; i++) {
		TRY(ocsp_cert_id_of(
		    &issuer, buf_bytes(&algorithm), &q->serials[i], &id));
		single = der_open(b, DER_SEQUENCE);
		ocsp_cert_id_put(b, &id);
		der_close(b, single);
	}
	der_close(b, list);
	return ERR_OK;
}

enum err
ocsp_request_make(struct gm *gm, const struct ocsp_question *q, struct buf *b)
{
	size_t whole = der_open(b, DER_SEQUENCE);
	size_t tbs = der_open(b, DER_SEQUENCE);

	TRY(put_list(gm, q, b));
	ocsp_nonce_put(b, 2, q->nonce);
	der_close(b, tbs);
	der_close(b, whole);
	return buf_status(b);
}
