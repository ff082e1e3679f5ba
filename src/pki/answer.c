/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/answer.h"

#include "pki/syntax.h"

void
answer_encode(struct buf *b, const struct answer *a)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put(b, DER_SET, a->sign);
	if (a->encrypt.len > 0) {
		der_put(b, DER_CONTEXT_CONSTRUCTED(0), a->envelope);
		der_put(b, DER_CONTEXT_CONSTRUCTED(1), a->encrypt);
	}
	der_close(b, mark);
}

/* What is in a SET OF Certificate: just one. */
static enum err
read_one(struct der *set, struct bytes *ret_certificate)
{
	TRY(der_element_of(set, DER_SEQUENCE, ret_certificate));
	return der_end(set);
}

/* EXPLICIT: [0] holds one SEQUENCE. IMPLICIT: [0] is the envelope's tag. */
static enum err
read_envelope(struct der *d, struct bytes *ret_envelope)
{
	struct der again = *d, inner;
	struct bytes first;

	TRY(der_enter(&again, DER_CONTEXT_CONSTRUCTED(0), &inner));
	TRY(der_element_of(&inner, DER_SEQUENCE, &first));
	if (der_more(&inner))
		return der_element(d, ret_envelope);
	*ret_envelope = first;
	*d = again;
	return ERR_OK;
}

static enum err
read_encrypt(struct der *d, struct bytes *ret_certificate)
{
	struct der inner, set;

	TRY(der_enter(d, DER_CONTEXT_CONSTRUCTED(1), &inner));
	if (!der_next_is(&inner, DER_SET))
		return read_one(&inner, ret_certificate);
	TRY(der_enter(&inner, DER_SET, &set));
	TRY(der_end(&inner));
	return read_one(&set, ret_certificate);
}

static enum err
parse(struct bytes der, struct answer *a)
{
	struct der outer = der_of(der), d, set;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_enter(&d, DER_SET, &set));
	TRY(read_one(&set, &a->sign));
	if (!der_more(&d))
		return ERR_OK;
	TRY(read_envelope(&d, &a->envelope));
	TRY(read_encrypt(&d, &a->encrypt));
	return der_end(&d);
}

enum err
answer_parse(struct bytes der, struct answer *ret_a)
{
	struct answer a = {0};

	if (der.len > ANSWER_DER_MAX)
		return ERR_ENVELOPE_SYNTAX;
	TRY(syntax_as(parse(der, &a), ERR_ENVELOPE_SYNTAX));
	*ret_a = a;
	return ERR_OK;
}
