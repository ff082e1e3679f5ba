/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/status_evidence.h"

#include "pki/syntax.h"

void
status_evidence_encode_holder(
    struct buf *b, struct bytes certificate, struct bytes instruction)
{
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(STATUS_BY_HOLDER));

	der_put_raw(b, certificate);
	der_put_raw(b, instruction);
	der_close(b, mark);
}

void
status_evidence_encode_code(struct buf *b, struct bytes grant,
    const uint8_t proof[SM3_LEN], struct bytes instruction)
{
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(STATUS_BY_CODE));

	der_put_raw(b, grant);
	der_put_octets(b, BYTES(proof, SM3_LEN));
	der_put_raw(b, instruction);
	der_close(b, mark);
}

void
status_evidence_encode_staff(
    struct buf *b, struct bytes order, struct bytes act)
{
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(STATUS_BY_STAFF));

	der_put_raw(b, order);
	der_put_raw(b, act);
	der_close(b, mark);
}

void
status_evidence_encode_replaced(struct buf *b, struct bytes certificate,
    struct bytes confirm, struct bytes signature)
{
	size_t mark =
	    der_open(b, DER_CONTEXT_CONSTRUCTED(STATUS_BY_REPLACEMENT));

	der_put_raw(b, certificate);
	der_put_raw(b, confirm);
	der_put_octets(b, signature);
	der_close(b, mark);
}

static enum err
read_certificate(struct der *d, struct status_evidence *e)
{
	struct bytes der;

	TRY(der_element_of(d, DER_SEQUENCE, &der));
	return cert_parse(der, &e->certificate) == ERR_OK ? ERR_OK
							  : ERR_EVIDENCE_SYNTAX;
}

static enum err
read_instruction(struct der *d, struct status_evidence *e)
{
	struct bytes der;

	TRY(der_element_of(d, DER_SEQUENCE, &der));
	return signed_instruction_parse(der, &e->instruction);
}

static enum err
read_holder(struct der *d, struct status_evidence *e)
{
	TRY(read_certificate(d, e));
	return read_instruction(d, e);
}

static enum err
read_code(struct der *d, struct status_evidence *e)
{
	TRY(der_element_of(d, DER_SEQUENCE, &e->grant_der));
	TRY(code_grant_parse(e->grant_der, &e->grant));
	TRY(der_octets_fixed(d, e->proof, sizeof(e->proof)));
	return read_instruction(d, e);
}

static enum err
read_staff(struct der *d, struct status_evidence *e)
{
	struct bytes act;

	TRY(der_element_of(d, DER_SEQUENCE, &e->order_der));
	TRY(status_order_parse(e->order_der, &e->order));
	TRY(der_element_of(d, DER_SEQUENCE, &act));
	return signed_act_parse(act, &e->act);
}

static enum err
read_replaced(struct der *d, struct status_evidence *e)
{
	struct bytes signature;

	TRY(read_certificate(d, e));
	TRY(der_element_of(d, DER_SEQUENCE, &e->confirm_der));
	TRY(confirm_parse(e->confirm_der, &e->confirm));
	TRY(der_octets(d, &signature));
	return signature_parse(signature, &e->signature);
}

static enum err
parse(struct bytes der, struct status_evidence *e)
{
	/* by kind, which is the number of its tag too */
	static enum err (*const read[])(
	    struct der * d, struct status_evidence * e) = {
	    [STATUS_BY_HOLDER] = read_holder,
	    [STATUS_BY_CODE] = read_code,
	    [STATUS_BY_STAFF] = read_staff,
	    [STATUS_BY_REPLACEMENT] = read_replaced,
	};
	struct der outer = der_of(der), d;

	for (size_t i = 0; i < COUNT(read); i++) {
		uint8_t tag = (uint8_t)DER_CONTEXT_CONSTRUCTED(i);

		if (!der_next_is(&outer, tag))
			continue;
		e->kind = (enum status_evidence_kind)i;
		TRY(der_enter(&outer, tag, &d));
		TRY(der_end(&outer));
		TRY(read[i](&d, e));
		return der_end(&d);
	}
	return ERR_EVIDENCE_SYNTAX;
}

enum err
status_evidence_parse(struct bytes der, struct status_evidence *ret_e)
{
	struct status_evidence e = {.der = der};

	if (der.len > STATUS_EVIDENCE_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse(der, &e), ERR_EVIDENCE_SYNTAX));
	*ret_e = e;
	return ERR_OK;
}
