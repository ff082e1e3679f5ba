/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/pkcs12.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "gm/rsa.h"
#include "gm/sm2_der.h"
#include "gm/sm2_private.h"

/* A library context of its own, so that the old ciphers such files need are
 * there for nobody else. */
struct pkcs12 {
	OSSL_LIB_CTX *library;
	OSSL_PROVIDER *usual, *old; /* old: NULL where it is not installed */
	EVP_PKEY *rsa;		    /* one of the two, the other is NULL */
	struct sm2_key *sm2;
	struct buf certificate;
};

/* What the file held, in libcrypto's words. */
struct content {
	EVP_PKEY *key;
	X509 *certificate;
};

static void
content_done(struct content *c)
{
	EVP_PKEY_free(c->key);
	X509_free(c->certificate);
}
DEFINE_AUTO_DONE(content)

static enum err
pkcs12_new(struct pkcs12 **ret_k)
{
	AUTO(pkcs12) k = calloc(1, sizeof(*k));

	if (k == NULL)
		return ERR_NOMEM;
	buf_init(&k->certificate, PKCS12_FILE_MAX);
	k->library = OSSL_LIB_CTX_new();
	TRY(libcrypto(k->library != NULL));
	k->usual = OSSL_PROVIDER_load(k->library, "default");
	TRY(libcrypto(k->usual != NULL));
	k->old = OSSL_PROVIDER_load(k->library, "legacy");
	if (k->old == NULL)
		ERR_clear_error();
	*ret_k = TAKE(k);
	return ERR_OK;
}

static enum err
why_not_opened(void)
{
	unsigned long last = ERR_peek_last_error();

	ERR_clear_error();
	if (ERR_GET_REASON(last) == ERR_R_MALLOC_FAILURE)
		return ERR_NOMEM;
	if (ERR_GET_LIB(last) == ERR_LIB_PKCS12 &&
	    ERR_GET_REASON(last) == PKCS12_R_MAC_VERIFY_FAILURE)
		return ERR_PIN_WRONG;
	return ERR_KEYFILE;
}

/* password ends with a NUL. */
static enum err
open_pkcs12(struct pkcs12 *k, struct bytes file, struct secret *password,
    struct content *c)
{
	PKCS12 *p12 = PKCS12_init_ex(NID_pkcs7_data, k->library, NULL);
	const uint8_t *p = file.p;
	bool whole, opened = false;

	if (p12 == NULL)
		return libcrypto(false);
	whole = d2i_PKCS12(&p12, &p, (long)file.len) != NULL &&
		p == file.p + file.len;
	if (whole)
		opened = PKCS12_parse(p12, (const char *)secret_data(password),
			     &c->key, &c->certificate, NULL) == 1;
	PKCS12_free(p12);
	if (!opened)
		return why_not_opened();
	ERR_clear_error(); /* of passwords that it tried on the way */
	return c->key == NULL || c->certificate == NULL ? ERR_KEYFILE : ERR_OK;
}

static enum err
take_sm2(struct gm *gm, const EVP_PKEY *pkey, struct sm2_key **ret_key)
{
	AUTO_BIGNUM d = NULL;
	AUTO(secret) scalar = NULL;

	TRY(libcrypto(
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_PRIV_KEY, &d) == 1));
	TRY(secret_new(SM2_LEN, &scalar));
	TRY(libcrypto(
	    BN_bn2binpad(d, secret_data(scalar), SM2_LEN) == SM2_LEN));
	return sm2_key_from_scalar(gm, secret_bytes(scalar), ret_key);
}

static enum err
take_key(struct gm *gm, struct content *c, struct pkcs12 *k)
{
	if (EVP_PKEY_is_a(c->key, "SM2"))
		return take_sm2(gm, c->key, &k->sm2);
	if (!EVP_PKEY_is_a(c->key, "RSA") ||
	    EVP_PKEY_get_bits(c->key) < RSA_BITS_MIN ||
	    EVP_PKEY_get_bits(c->key) > RSA_BITS_MAX)
		return ERR_CERT_ALGORITHM;
	k->rsa = TAKE(c->key);
	return ERR_OK;
}

static enum err
take_certificate(const X509 *x, struct buf *b)
{
	unsigned char *der = NULL;
	int len = i2d_X509(x, &der);

	TRY(libcrypto(len > 0));
	buf_put(b, BYTES(der, (size_t)len));
	OPENSSL_free(der);
	return buf_status(b);
}

enum err
pkcs12_open(struct gm *gm, struct bytes file, struct bytes password,
    struct pkcs12 **ret_k)
{
	AUTO(pkcs12) k = NULL;
	AUTO(secret) text = NULL;
	AUTO_DONE(content) c = {0};

	if (file.len > PKCS12_FILE_MAX)
		return ERR_KEYFILE;
	TRY(pkcs12_new(&k));
	TRY(secret_new(password.len + 1, &text));
	if (password.len > 0)
		memcpy(secret_data(text), password.p, password.len);
	TRY(open_pkcs12(k, file, text, &c));
	TRY(take_key(gm, &c, k));
	TRY(take_certificate(c.certificate, &k->certificate));
	*ret_k = TAKE(k);
	return ERR_OK;
}

struct bytes
pkcs12_certificate(const struct pkcs12 *k)
{
	return buf_bytes(&k->certificate);
}

static enum err
sign_sm2(
    struct gm *gm, struct sm2_key *key, struct bytes message, struct buf *b)
{
	uint8_t der[SM2_SIGNATURE_DER_MAX];
	struct sm2_signature sig;

	TRY(sm2_sign(gm, key, message, &sig));
	buf_put(b, BYTES(der, sm2_signature_to_der(&sig, der)));
	return buf_status(b);
}

static enum err
sign_rsa(struct pkcs12 *k, struct bytes message, struct buf *b)
{
	uint8_t signature[RSA_LEN_MAX];
	size_t len = sizeof(signature);
	EVP_MD_CTX *sign = EVP_MD_CTX_new();
	EVP_PKEY_CTX *how = NULL; /* sign's own */
	bool worked;

	worked =
	    sign != NULL &&
	    EVP_DigestSignInit_ex(
		sign, &how, "SHA2-256", k->library, NULL, k->rsa, NULL) == 1 &&
	    EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PADDING) == 1 &&
	    EVP_DigestSign(sign, signature, &len, message.p, message.len) == 1;
	EVP_MD_CTX_free(sign);
	TRY(libcrypto(worked));
	buf_put(b, BYTES(signature, len));
	return buf_status(b);
}

enum err
pkcs12_sign(
    struct gm *gm, struct pkcs12 *k, struct bytes message, struct buf *b)
{
	if (k->sm2 != NULL)
		return sign_sm2(gm, k->sm2, message, b);
	return sign_rsa(k, message, b);
}

void
pkcs12_free(struct pkcs12 *k)
{
	if (k == NULL)
		return;
	buf_done(&k->certificate);
	sm2_key_free(k->sm2);
	EVP_PKEY_free(k->rsa);
	if (k->old != NULL)
		OSSL_PROVIDER_unload(k->old);
	if (k->usual != NULL)
		OSSL_PROVIDER_unload(k->usual);
	OSSL_LIB_CTX_free(k->library);
	free(k);
}
