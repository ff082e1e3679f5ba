/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/statement.h"

void
statement_encode(struct buf *b, struct bytes body, struct bytes signature)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_raw(b, body);
	der_put_octets(b, signature);
	der_close(b, mark);
}

enum err
statement_sign(struct gm *gm, struct bytes body, const struct signer *signer,
    struct buf *b)
{
	uint8_t octets[SIGNATURE_DER_MAX];
	struct sm2_signature signature;

	TRY(signer_sign(gm, signer, body, &signature));
	statement_encode(
	    b, body, BYTES(octets, signature_der(&signature, octets)));
	return buf_status(b);
}

enum err
statement_split(
    struct bytes der, struct bytes *ret_body, struct bytes *ret_signature)
{
	struct der outer = der_of(der), d;
	struct bytes body, signature;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_element_of(&d, DER_SEQUENCE, &body));
	TRY(der_octets(&d, &signature));
	TRY(der_end(&d));
	*ret_body = body;
	*ret_signature = signature;
	return ERR_OK;
}

enum err
statement_parse(struct bytes der, struct bytes *ret_body,
    struct sm2_signature *ret_signature)
{
	struct bytes body, octets;

	TRY(statement_split(der, &body, &octets));
	TRY(signature_parse(octets, ret_signature));
	*ret_body = body;
	return ERR_OK;
}

enum err
statement_verify(struct gm *gm, struct bytes body,
    const struct sm2_signature *signature, const struct sm2_public *key)
{
	enum err e = sm2_verify(gm, key, body, signature);

	return e == ERR_SIGNATURE_INVALID ? ERR_EVIDENCE_FORGED : e;
}
