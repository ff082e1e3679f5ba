/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: digests. With a public key and an ID the digest begins with
 * Z, and what comes out is e for a signature.
 */
#include <stdlib.h>

#include "provider/give.h"
#include "provider/object.h"

#define ID_MAX 8191 /* octets: ENTL has 16 bits */

struct hash {
	struct sm3_stream *stream; /* NULL: finished */
};

void
hash_free(struct entry *e, void *object)
{
	struct hash *h = object;

	(void)e;
	sm3_stream_free(h->stream);
	free(h);
}

static uint32_t
add_z(struct entry *e, struct sm3_stream *s, const ECCPUBLICKEYBLOB *key,
    struct bytes id)
{
	struct sm2_public public;
	uint8_t z[SM3_LEN];

	if (id.len > ID_MAX)
		return SAR_INDATALENERR;
	SAR_TRY(take_public(key, &public));
	SAR_TRY_ERR(sm2_z(e->gm, &public, id, z));
	return sar_from_err(sm3_stream_add(s, BYTES_ARRAY(z)));
}

ULONG DEVAPI
SKF_DigestInit(DEVHANDLE hDev, ULONG ulAlgID, ECCPUBLICKEYBLOB *pPubKey,
    BYTE *pucID, ULONG ulIDLen, HANDLE *phHash)
{
	AUTO_DONE(entry) e = {0};
	AUTO(sm3_stream) stream = NULL;
	struct bytes id;
	struct hash *h;

	SAR_TRY(begin_on(&e, hDev));
	if (phHash == NULL)
		return SAR_INVALIDPARAMERR;
	if (ulAlgID != SGD_SM3)
		return SAR_NOTSUPPORTYETERR;
	SAR_TRY(take_octets(pucID, ulIDLen, &id));
	SAR_TRY_ERR(sm3_stream_new(e.gm, &stream));
	if (id.len > 0)
		SAR_TRY(add_z(&e, stream, pPubKey, id));
	h = calloc(1, sizeof(*h));
	if (h == NULL)
		return SAR_MEMORYERR;
	h->stream = TAKE(stream);
	return handle_add(&e, HANDLE_HASH, h, phHash);
}

static uint32_t
hash_get(struct entry *e, HANDLE handle, struct hash **ret_h)
{
	void *object;

	SAR_TRY(handle_get(e, HANDLE_HASH, handle, &object));
	*ret_h = object;
	return (*ret_h)->stream == NULL ? SAR_NOTINITIALIZEERR : SAR_OK;
}

/* The digest, after data if there is any; a query changes nothing. */
static uint32_t
finish(HANDLE handle, struct bytes data, BYTE *out, ULONG *len)
{
	AUTO_DONE(entry) e = {0};
	uint8_t digest[SM3_LEN] = {0};
	struct hash *h;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(hash_get(&e, handle, &h));
	if (len == NULL)
		return SAR_INVALIDPARAMERR;
	if (out == NULL || *len < SM3_LEN)
		return give_octets(BYTES_ARRAY(digest), out, len);
	SAR_TRY_ERR(sm3_stream_add(h->stream, data));
	SAR_TRY_ERR(sm3_stream_end(h->stream, digest));
	sm3_stream_free(h->stream);
	h->stream = NULL;
	return give_octets(BYTES_ARRAY(digest), out, len);
}

ULONG DEVAPI
SKF_Digest(HANDLE hHash, BYTE *pbData, ULONG ulDataLen, BYTE *pbHashData,
    ULONG *pulHashLen)
{
	struct bytes data;

	SAR_TRY(take_octets(pbData, ulDataLen, &data));
	return finish(hHash, data, pbHashData, pulHashLen);
}

ULONG DEVAPI
SKF_DigestUpdate(HANDLE hHash, BYTE *pbData, ULONG ulDataLen)
{
	AUTO_DONE(entry) e = {0};
	struct bytes data;
	struct hash *h;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_octets(pbData, ulDataLen, &data));
	SAR_TRY(hash_get(&e, hHash, &h));
	return sar_from_err(sm3_stream_add(h->stream, data));
}

ULONG DEVAPI
SKF_DigestFinal(HANDLE hHash, BYTE *pHashData, ULONG *pulHashLen)
{
	return finish(hHash, BYTES_NONE, pHashData, pulHashLen);
}
