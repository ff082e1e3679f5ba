/* SPDX-License-Identifier: Apache-2.0 */
/* Encryption to a public key: GB/T 32918.4. */
#include "gm/sm2_der.h"
#include "gm/sm2_private.h"

enum err
sm2_encrypt(struct gm *gm, const struct sm2_public *p, struct bytes plain,
    struct sm2_cipher *ret_cipher)
{
	uint8_t der[SM2_CIPHER_DER_MAX];
	size_t len = sizeof(der);

	if (plain.len == 0 || plain.len > SM2_PLAIN_MAX)
		return ERR_TOO_LARGE;
	if (sm2_peer_set(gm, p) != ERR_OK)
		return ERR_CERT_ALGORITHM;
	TRY(libcrypto(EVP_PKEY_encrypt(gm->peer_encrypt, der, &len, plain.p,
			  plain.len) == 1));
	return sm2_cipher_from_der(BYTES(der, len), ret_cipher);
}

static enum err
prepare_decrypt(struct sm2_key *key)
{
	EVP_PKEY_CTX *decrypt;

	if (key->decrypt != NULL)
		return ERR_OK;
	decrypt = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (decrypt == NULL || EVP_PKEY_decrypt_init(decrypt) != 1) {
		EVP_PKEY_CTX_free(decrypt);
		return libcrypto(false);
	}
	key->decrypt = decrypt;
	return ERR_OK;
}

enum err
sm2_decrypt(struct gm *gm, struct sm2_key *key, const struct sm2_cipher *cipher,
    struct secret **ret_plain)
{
	uint8_t der[SM2_CIPHER_DER_MAX];
	size_t der_len, len = cipher->len;
	AUTO(secret) plain = NULL;
	bool worked;

	(void)gm;
	if (cipher->len == 0 || cipher->len > SM2_PLAIN_MAX)
		return ERR_ENVELOPE_KEY;
	TRY(prepare_decrypt(key));
	TRY(secret_new(cipher->len, &plain));
	der_len = sm2_cipher_to_der(cipher, der);
	worked = EVP_PKEY_decrypt(key->decrypt, secret_data(plain), &len, der,
		     der_len) == 1 &&
		 len == cipher->len;
	if (libcrypto(worked) != ERR_OK)
		return ERR_ENVELOPE_KEY;
	*ret_plain = TAKE(plain);
	return ERR_OK;
}
