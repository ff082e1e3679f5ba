/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <stdlib.h>

#include "gm/context.h"

#define N_MAX ((uint64_t)1 << 20)
#define R_MAX 32
#define P_MAX 16
#define MEMORY_MAX ((uint64_t)1 << 28) /* octets */
/* Besides 128 * r * n octets it takes 128 * r * (p + 2). */
#define MEMORY_BESIDES (128 * R_MAX * (P_MAX + 2))

static enum err
check_cost(struct scrypt_cost cost)
{
	bool power = (cost.n & (cost.n - 1)) == 0;

	if (cost.n < 2 || !power || cost.r == 0 || cost.p == 0)
		return ERR_BAD_NUMBER;
	if (cost.n > N_MAX || cost.r > R_MAX || cost.p > P_MAX ||
	    128 * cost.r * cost.n > MEMORY_MAX)
		return ERR_TOO_LARGE;
	return ERR_OK;
}

/* Borrowed as it stands: libcrypto only reads it, whatever the type says. */
static OSSL_PARAM
octets_param(const char *name, struct bytes b)
{
	return OSSL_PARAM_construct_octet_string(
	    name, (void *)(uintptr_t)b.p, b.len);
}

enum err
scrypt(struct gm *gm, struct bytes pass, struct bytes salt,
    struct scrypt_cost cost, uint8_t *out, size_t len)
{
	uint64_t memory = MEMORY_MAX + MEMORY_BESIDES;
	OSSL_PARAM params[] = {
	    octets_param(OSSL_KDF_PARAM_PASSWORD, pass),
	    octets_param(OSSL_KDF_PARAM_SALT, salt),
	    OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &cost.n),
	    OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &cost.r),
	    OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &cost.p),
	    OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
	    OSSL_PARAM_construct_end(),
	};
	EVP_KDF_CTX *kdf;
	bool worked;

	TRY(check_cost(cost));
	kdf = EVP_KDF_CTX_new(gm->scrypt);
	worked = kdf != NULL && EVP_KDF_derive(kdf, out, len, params) == 1;
	EVP_KDF_CTX_free(kdf);
	return libcrypto(worked);
}

#ifdef CERT_FAULT_POINTS
struct scrypt_cost
scrypt_cost(struct scrypt_cost usual)
{
	if (getenv("CERT_CHEAP_SCRYPT") != NULL)
		usual.n = 2;
	return usual;
}
#endif
