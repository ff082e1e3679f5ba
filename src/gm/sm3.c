/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/sm3.h"

#include <stdlib.h>
#include <string.h>

#include "gm/context.h"

#define KDF_MAX 65536 /* octets */

struct sm3_stream {
	EVP_MD_CTX *digest;
};

/* Start over with the algorithm the context has. */
static bool
start(EVP_MD_CTX *digest)
{
	return EVP_DigestInit_ex2(digest, NULL, NULL) == 1;
}

static bool
add(EVP_MD_CTX *digest, const struct bytes parts[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (EVP_DigestUpdate(digest, parts[i].p, parts[i].len) != 1)
			return false;
	}
	return true;
}

enum err
sm3(struct gm *gm, const struct bytes parts[], size_t count,
    uint8_t ret_digest[SM3_LEN])
{
	return libcrypto(start(gm->digest) && add(gm->digest, parts, count) &&
			 EVP_DigestFinal_ex(gm->digest, ret_digest, NULL) == 1);
}

enum err
sm3_of(struct gm *gm, struct bytes data, uint8_t ret_digest[SM3_LEN])
{
	return sm3(gm, &data, 1, ret_digest);
}

static bool
authenticate(EVP_MAC_CTX *mac, const struct bytes parts[], size_t count,
    uint8_t out[SM3_LEN])
{
	size_t len = 0;

	for (size_t i = 0; i < count; i++) {
		if (EVP_MAC_update(mac, parts[i].p, parts[i].len) != 1)
			return false;
	}
	return EVP_MAC_final(mac, out, &len, SM3_LEN) == 1 && len == SM3_LEN;
}

enum err
sm3_hmac(struct gm *gm, struct bytes key, const struct bytes parts[],
    size_t count, uint8_t ret_mac[SM3_LEN])
{
	/* A copy each time, so that no key stays behind in gm. */
	EVP_MAC_CTX *mac = EVP_MAC_CTX_dup(gm->hmac);
	bool worked;

	/* libcrypto takes no pointer at all for "the same key as before". */
	if (key.len == 0)
		key.p = (const uint8_t *)"";
	worked = mac != NULL && EVP_MAC_init(mac, key.p, key.len, NULL) == 1 &&
		 authenticate(mac, parts, count, ret_mac);
	EVP_MAC_CTX_free(mac);
	return libcrypto(worked);
}

enum err
sm3_kdf(struct gm *gm, struct bytes z, uint8_t *out, size_t len)
{
	uint8_t counter[4] = {0}, digest[SM3_LEN];
	struct bytes parts[] = {z, BYTES_ARRAY(counter)};
	enum err e = ERR_OK;

	if (len == 0 || len > KDF_MAX)
		return ERR_TOO_LARGE;
	for (size_t i = 0; i < len && e == ERR_OK; i += SM3_LEN) {
		size_t ct = i / SM3_LEN + 1;
		size_t n = len - i < SM3_LEN ? len - i : SM3_LEN;

		counter[2] = (uint8_t)(ct >> 8);
		counter[3] = (uint8_t)ct;
		e = sm3(gm, parts, COUNT(parts), digest);
		if (e == ERR_OK)
			memcpy(out + i, digest, n);
	}
	secret_wipe(digest, sizeof(digest));
	return e;
}

static enum err
stream_alloc(struct sm3_stream **ret_s)
{
	AUTO(sm3_stream) s = calloc(1, sizeof(*s));

	if (s == NULL)
		return ERR_NOMEM;
	s->digest = EVP_MD_CTX_new();
	TRY(libcrypto(s->digest != NULL));
	*ret_s = TAKE(s);
	return ERR_OK;
}

enum err
sm3_stream_new(struct gm *gm, struct sm3_stream **ret_s)
{
	AUTO(sm3_stream) s = NULL;

	TRY(stream_alloc(&s));
	TRY(libcrypto(EVP_DigestInit_ex2(s->digest, gm->sm3, NULL) == 1));
	*ret_s = TAKE(s);
	return ERR_OK;
}

enum err
sm3_stream_add(struct sm3_stream *s, struct bytes data)
{
	return libcrypto(add(s->digest, &data, 1));
}

enum err
sm3_stream_end(struct sm3_stream *s, uint8_t ret_digest[SM3_LEN])
{
	return libcrypto(EVP_DigestFinal_ex(s->digest, ret_digest, NULL) == 1 &&
			 start(s->digest));
}

enum err
sm3_stream_copy(const struct sm3_stream *s, struct sm3_stream **ret_copy)
{
	AUTO(sm3_stream) copy = NULL;

	TRY(stream_alloc(&copy));
	TRY(libcrypto(EVP_MD_CTX_copy_ex(copy->digest, s->digest) == 1));
	*ret_copy = TAKE(copy);
	return ERR_OK;
}

void
sm3_stream_free(struct sm3_stream *s)
{
	if (s == NULL)
		return;
	EVP_MD_CTX_free(s->digest);
	free(s);
}
