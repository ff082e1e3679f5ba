/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/act.h"

#include <string.h>

#include "pki/statement.h"
#include "pki/syntax.h"

#define TYPE "office-act-v1"

static void
put_authorisation(struct buf *b, const struct authorisation *a)
{
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(0));
	uint8_t point[SM2_POINT_LEN];

	sm2_public_point(&a->key, point);
	der_put_octets(b, BYTES_ARRAY(a->id));
	der_put_bits(b, BYTES_ARRAY(point));
	der_put_generalized_time(b, a->not_after);
	der_close(b, mark);
}

void
act_encode(struct buf *b, const struct act *a)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_printable(b, TYPE);
	der_put_enumerated(b, a->verb);
	der_put_octets(b, BYTES_ARRAY(a->object));
	der_put_generalized_time(b, a->at);
	der_put_utf8(b, a->note);
	if (a->has_authorisation)
		put_authorisation(b, &a->authorisation);
	if (a->has_request)
		der_put(b, DER_CONTEXT(1), BYTES_ARRAY(a->request));
	der_close(b, mark);
}

static enum err
read_authorisation(struct der *d, struct act *a)
{
	struct authorisation *auth = &a->authorisation;
	struct der inner;
	struct bytes point;

	TRY(der_enter_optional(
	    d, DER_CONTEXT_CONSTRUCTED(0), &a->has_authorisation, &inner));
	if (!a->has_authorisation)
		return ERR_OK;
	TRY(der_octets_fixed(&inner, auth->id, sizeof(auth->id)));
	TRY(der_bits(&inner, &point));
	if (sm2_public_parse(point, &auth->key) != ERR_OK)
		return ERR_DER_SYNTAX;
	TRY(der_generalized_time(&inner, &auth->not_after));
	return der_end(&inner);
}

static enum err
read_request(struct der *d, struct act *a)
{
	struct bytes request;

	a->has_request = der_next_is(d, DER_CONTEXT(1));
	if (!a->has_request)
		return ERR_OK;
	TRY(der_read(d, DER_CONTEXT(1), &request));
	if (request.len != sizeof(a->request))
		return ERR_DER_SYNTAX;
	memcpy(a->request, request.p, request.len);
	return ERR_OK;
}

static bool
has_what_its_verb_needs(const struct act *a)
{
	bool authorises = a->verb == ACT_APPROVE || a->verb == ACT_RESEND;

	return a->has_authorisation == authorises &&
	       a->has_request == (a->verb == ACT_APPOINT);
}

static enum err
parse(struct bytes der, struct act *a)
{
	struct der outer = der_of(der), d;
	unsigned verb;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, TYPE));
	TRY(syntax_choice(&d, ACT_VERB_MAX, &verb));
	a->verb = (enum act_verb)verb;
	TRY(der_octets_fixed(&d, a->object, sizeof(a->object)));
	TRY(der_generalized_time(&d, &a->at));
	TRY(syntax_text(&d, DER_UTF8_STRING, a->note, sizeof(a->note)));
	TRY(read_authorisation(&d, a));
	TRY(read_request(&d, a));
	TRY(der_end(&d));
	return has_what_its_verb_needs(a) ? ERR_OK : ERR_DER_SYNTAX;
}

enum err
act_parse(struct bytes der, struct act *ret_a)
{
	struct act a = {0};

	if (der.len > ACT_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse(der, &a), ERR_EVIDENCE_SYNTAX));
	*ret_a = a;
	return ERR_OK;
}

enum err
act_sign(struct gm *gm, const struct act *a, struct bytes certificate,
    const struct signer *signer, struct buf *b)
{
	AUTO_DONE(buf) act = BUF(ACT_DER_MAX);
	uint8_t signature[SIGNATURE_DER_MAX];
	struct sm2_signature sig;
	size_t mark;

	act_encode(&act, a);
	TRY(buf_status(&act));
	TRY(signer_sign(gm, signer, buf_bytes(&act), &sig));
	mark = der_open(b, DER_SEQUENCE);
	der_put_raw(b, buf_bytes(&act));
	der_put_raw(b, certificate);
	der_put_octets(b, BYTES(signature, signature_der(&sig, signature)));
	der_close(b, mark);
	return buf_status(b);
}

static enum err
parse_signed(struct bytes der, struct signed_act *a)
{
	struct der outer = der_of(der), d;
	struct bytes certificate, signature;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_element_of(&d, DER_SEQUENCE, &a->act_der));
	TRY(der_element_of(&d, DER_SEQUENCE, &certificate));
	TRY(der_octets(&d, &signature));
	TRY(der_end(&d));
	TRY(act_parse(a->act_der, &a->act));
	if (cert_parse(certificate, &a->certificate) != ERR_OK)
		return ERR_DER_SYNTAX;
	return signature_parse(signature, &a->signature);
}

enum err
signed_act_parse(struct bytes der, struct signed_act *ret_a)
{
	struct signed_act a = {.der = der};

	if (der.len > SIGNED_ACT_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse_signed(der, &a), ERR_EVIDENCE_SYNTAX));
	*ret_a = a;
	return ERR_OK;
}

enum err
signed_act_verify(struct gm *gm, const struct signed_act *a)
{
	return statement_verify(
	    gm, a->act_der, &a->signature, &a->certificate.key);
}
