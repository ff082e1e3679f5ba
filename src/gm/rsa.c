/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/rsa.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "gm/context.h"

static unsigned
bits_of(struct bytes octets)
{
	unsigned bits = (unsigned)(octets.len - 1) * 8;

	for (unsigned top = octets.p[0]; top != 0; top >>= 1)
		bits++;
	return bits;
}

static bool
is_odd(struct bytes octets)
{
	return (octets.p[octets.len - 1] & 1) != 0;
}

enum err
rsa_public_check(const struct rsa_public *p)
{
	unsigned bits;

	if (p->n.len == 0 || p->n.len > RSA_LEN_MAX || p->e.len == 0 ||
	    p->e.len > RSA_EXPONENT_MAX || p->n.p[0] == 0 || p->e.p[0] == 0)
		return ERR_CERT_ALGORITHM;
	bits = bits_of(p->n);
	if (bits < RSA_BITS_MIN || !is_odd(p->n) || !is_odd(p->e) ||
	    (p->e.len == 1 && p->e.p[0] < 3))
		return ERR_CERT_ALGORITHM;
	return ERR_OK;
}

static bool
push_number(OSSL_PARAM_BLD *bld, const char *name, const BIGNUM *n)
{
	return n != NULL && OSSL_PARAM_BLD_push_BN(bld, name, n) == 1;
}

/* The same as libcrypto has it; NULL if it fails. */
static EVP_PKEY *
import(struct gm *gm, const struct rsa_public *p)
{
	AUTO_BIGNUM n = BN_bin2bn(p->n.p, (int)p->n.len, NULL);
	AUTO_BIGNUM e = BN_bin2bn(p->e.p, (int)p->e.len, NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey = NULL;

	if (bld != NULL && push_number(bld, OSSL_PKEY_PARAM_RSA_N, n) &&
	    push_number(bld, OSSL_PKEY_PARAM_RSA_E, e))
		params = OSSL_PARAM_BLD_to_param(bld);
	if (params != NULL)
		(void)EVP_PKEY_fromdata(
		    gm->import_rsa, &pkey, EVP_PKEY_PUBLIC_KEY, params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	return pkey;
}

static bool
begin(EVP_PKEY_CTX *verify, const EVP_MD *md)
{
	return verify != NULL && EVP_PKEY_verify_init(verify) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(verify, RSA_PKCS1_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_signature_md(verify, md) == 1;
}

static enum err
verify_digest(EVP_PKEY *pkey, const EVP_MD *md, struct bytes digest,
    struct bytes signature)
{
	EVP_PKEY_CTX *verify = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	enum err e = libcrypto(begin(verify, md));

	if (e == ERR_OK &&
	    libcrypto(EVP_PKEY_verify(verify, signature.p, signature.len,
			  digest.p, digest.len) == 1) != ERR_OK)
		e = ERR_SIGNATURE_INVALID;
	EVP_PKEY_CTX_free(verify);
	return e;
}

enum err
rsa_verify(struct gm *gm, const struct rsa_public *p, enum rsa_hash hash,
    struct bytes message, struct bytes signature)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len;
	EVP_PKEY *pkey;
	enum err e;

	TRY(rsa_public_check(p));
	TRY(libcrypto(EVP_Digest(message.p, message.len, digest, &len,
			  gm->sha2[hash], NULL) == 1));
	pkey = import(gm, p);
	TRY(libcrypto(pkey != NULL));
	e = verify_digest(pkey, gm->sha2[hash], BYTES(digest, len), signature);
	EVP_PKEY_free(pkey);
	return e;
}
