/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/hash.h"

#include "gm/context.h"

size_t
hash_len(enum hash h)
{
	return h == HASH_SHA1 ? 20 : 32;
}

enum err
hash_of(struct gm *gm, enum hash h, struct bytes data,
    uint8_t ret_digest[HASH_LEN_MAX])
{
	const EVP_MD *md = h == HASH_SM3 ? gm->sm3 : gm->sha[h];

	return libcrypto(
	    EVP_Digest(data.p, data.len, ret_digest, NULL, md, NULL) == 1);
}
