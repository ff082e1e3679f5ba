/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/verified.h"

#include <string.h>

static bool
is_known(const struct verified *v, const uint8_t digest[SM3_LEN])
{
	for (size_t i = 0; i < v->count; i++)
		if (memcmp(v->digests[i], digest, SM3_LEN) == 0)
			return true;
	return false;
}

static void
note(struct verified *v, const uint8_t digest[SM3_LEN])
{
	memcpy(v->digests[v->next], digest, SM3_LEN);
	v->next = (v->next + 1) % VERIFIED_MAX;
	if (v->count < VERIFIED_MAX)
		v->count++;
}

static enum err
verify(struct gm *gm, const struct cert *cert,
    const struct verified_issuer *issuer)
{
	return issuer->key != NULL
		   ? cert_verify_with(gm, cert, issuer->cert, issuer->key)
		   : cert_verify(gm, cert, issuer->cert);
}

enum err
verified_check(struct gm *gm, struct verified *v, const struct cert *cert,
    const struct verified_issuer *issuer)
{
	uint8_t digest[SM3_LEN];

	if (v == NULL)
		return verify(gm, cert, issuer);
	TRY(sm3_of(gm, cert->der, digest));
	if (is_known(v, digest))
		return ERR_OK;
	TRY(verify(gm, cert, issuer));
	note(v, digest);
	return ERR_OK;
}
