/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/signer.h"

#include <string.h>

static enum err
sign_with_key(
    void *self, const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig)
{
	struct signer_key *k = self;

	return sm2_sign_digest(k->gm, k->key, e, ret_sig);
}

struct signer
signer_of_key(struct signer_key *k)
{
	return (struct signer){*sm2_key_public(k->key), sign_with_key, k};
}

enum err
signer_sign(struct gm *gm, const struct signer *s, struct bytes message,
    struct sm2_signature *ret_sig)
{
	uint8_t e[SM3_LEN];

	TRY(sm2_digest(gm, &s->key, message, e));
	return s->sign_digest(s->self, e, ret_sig);
}

/* One INTEGER, at most 0x7f octets long; how many octets it took. */
static size_t
put_integer(uint8_t *out, const uint8_t v[SM2_LEN])
{
	size_t skip = 0, sign;

	while (skip + 1 < SM2_LEN && v[skip] == 0)
		skip++;
	sign = v[skip] >> 7;
	out[0] = DER_INTEGER;
	out[1] = (uint8_t)(SM2_LEN - skip + sign);
	out[2] = 0;
	memcpy(out + 2 + sign, v + skip, SM2_LEN - skip);
	return 2 + sign + SM2_LEN - skip;
}

size_t
signature_der(const struct sm2_signature *sig, uint8_t out[SIGNATURE_DER_MAX])
{
	size_t len = 2;

	len += put_integer(out + len, sig->r);
	len += put_integer(out + len, sig->s);
	out[0] = DER_SEQUENCE;
	out[1] = (uint8_t)(len - 2);
	return len;
}

void
signature_encode(struct buf *b, const struct sm2_signature *sig)
{
	uint8_t der[SIGNATURE_DER_MAX];

	der_put_raw(b, BYTES(der, signature_der(sig, der)));
}

static enum err
read_signature(struct bytes der, struct sm2_signature *ret_sig)
{
	struct der outer = der_of(der), d;
	struct sm2_signature sig;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_unsigned_fixed(&d, sig.r, SM2_LEN));
	TRY(der_unsigned_fixed(&d, sig.s, SM2_LEN));
	TRY(der_end(&d));
	*ret_sig = sig;
	return ERR_OK;
}

enum err
signature_parse(struct bytes der, struct sm2_signature *ret_sig)
{
	/* A number that is too long is no other fault than any other. */
	return read_signature(der, ret_sig) == ERR_OK ? ERR_OK : ERR_DER_SYNTAX;
}
