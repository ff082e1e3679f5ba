/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/confirm.h"

#include "pki/syntax.h"

#define TYPE "holder-confirm-v1"

void
confirm_encode(struct buf *b, const struct confirm *c)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_printable(b, TYPE);
	der_put_octets(b, BYTES_ARRAY(c->pair));
	der_put_octets(b, BYTES_ARRAY(c->certificate));
	der_put_generalized_time(b, c->at);
	der_close(b, mark);
}

static enum err
parse(struct bytes der, struct confirm *c)
{
	struct der outer = der_of(der), d;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, TYPE));
	TRY(der_octets_fixed(&d, c->pair, sizeof(c->pair)));
	TRY(der_octets_fixed(&d, c->certificate, sizeof(c->certificate)));
	TRY(der_generalized_time(&d, &c->at));
	return der_end(&d);
}

enum err
confirm_parse(struct bytes der, struct confirm *ret_c)
{
	struct confirm c = {0};

	if (der.len > CONFIRM_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse(der, &c), ERR_EVIDENCE_SYNTAX));
	*ret_c = c;
	return ERR_OK;
}
