/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/sm4.h"

#include <stdlib.h>

#include "gm/context.h"

#define IN_MAX ((size_t)1 << 30) /* octets at a time */

struct sm4_stream {
	EVP_CIPHER_CTX *cipher;
};

static bool
begin(EVP_CIPHER_CTX *cipher, const EVP_CIPHER *mode, bool encrypt,
    const uint8_t *key, const uint8_t *iv)
{
	return EVP_CipherInit_ex2(
		   cipher, mode, key, iv, encrypt ? 1 : 0, NULL) == 1;
}

/* Out of a pass comes as much as went in: there is no padding. */
static bool
pass(EVP_CIPHER_CTX *cipher, struct bytes in, uint8_t *out)
{
	int len = 0, rest = 0;

	return EVP_CIPHER_CTX_set_padding(cipher, 0) == 1 &&
	       EVP_CipherUpdate(cipher, out, &len, in.p, (int)in.len) == 1 &&
	       EVP_CipherFinal_ex(cipher, out + len, &rest) == 1 &&
	       (size_t)len + (size_t)rest == in.len;
}

enum err
sm4(struct gm *gm, enum sm4_mode mode, bool encrypt,
    const uint8_t key[SM4_KEY_LEN], const uint8_t *iv, struct bytes in,
    uint8_t *out)
{
	bool blocks = mode == SM4_ECB || mode == SM4_CBC;
	bool worked;

	if (in.len > IN_MAX)
		return ERR_TOO_LARGE;
	if (blocks && in.len % SM4_BLOCK != 0)
		return ERR_BAD_MESSAGE;
	if (in.len == 0)
		return ERR_OK;
	worked = begin(gm->cipher, gm->sm4[mode], encrypt, key, iv) &&
		 pass(gm->cipher, in, out);
	/* The key does not stay behind in gm. */
	worked = EVP_CIPHER_CTX_reset(gm->cipher) == 1 && worked;
	return libcrypto(worked);
}

enum err
sm4_stream_new(struct gm *gm, enum sm4_mode mode, bool encrypt, bool padding,
    const uint8_t key[SM4_KEY_LEN], const uint8_t *iv,
    struct sm4_stream **ret_s)
{
	AUTO(sm4_stream) s = calloc(1, sizeof(*s));

	if (s == NULL)
		return ERR_NOMEM;
	s->cipher = EVP_CIPHER_CTX_new();
	TRY(libcrypto(
	    s->cipher != NULL &&
	    begin(s->cipher, gm->sm4[mode], encrypt, key, iv) &&
	    EVP_CIPHER_CTX_set_padding(s->cipher, padding ? 1 : 0) == 1));
	*ret_s = TAKE(s);
	return ERR_OK;
}

enum err
sm4_stream_update(
    struct sm4_stream *s, struct bytes in, uint8_t *out, size_t *ret_len)
{
	int len = 0;

	if (in.len > IN_MAX)
		return ERR_TOO_LARGE;
	if (in.len != 0)
		TRY(libcrypto(EVP_CipherUpdate(s->cipher, out, &len, in.p,
				  (int)in.len) == 1));
	*ret_len = (size_t)len;
	return ERR_OK;
}

enum err
sm4_stream_end(struct sm4_stream *s, uint8_t *out, size_t *ret_len)
{
	int len = 0;

	if (libcrypto(EVP_CipherFinal_ex(s->cipher, out, &len) == 1) != ERR_OK)
		return ERR_BAD_MESSAGE;
	*ret_len = (size_t)len;
	return ERR_OK;
}

void
sm4_stream_free(struct sm4_stream *s)
{
	if (s == NULL)
		return;
	EVP_CIPHER_CTX_free(s->cipher);
	free(s);
}
