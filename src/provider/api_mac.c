/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: message authentication, CBC-MAC (GB/T 15852.1): the last
 * block of the message in CBC. The message has whole blocks; nothing is padded.
 */
#include <stdlib.h>
#include <string.h>

#include "provider/give.h"
#include "provider/session.h"

#define PIECE 1024 /* octets: whole blocks */

struct mac {
	struct stream *stream;	  /* NULL: finished */
	uint8_t block[SM4_BLOCK]; /* the last one of ciphertext */
	uint8_t held[SM4_BLOCK];
	size_t held_len;
	bool any; /* block is set */
};

static void
forget_stream(struct entry *e, struct mac *m)
{
	stream_close(e, m->stream);
	m->stream = NULL;
}

void
mac_free(struct entry *e, void *object)
{
	struct mac *m = object;

	forget_stream(e, m);
	secret_wipe(m, sizeof(*m));
	free(m);
}

/* Without an IV it is zeros. */
ULONG DEVAPI
SKF_MacInit(HANDLE hKey, BLOCKCIPHERPARAM *pMacParam, HANDLE *phMac)
{
	AUTO_DONE(entry) e = {0};
	struct back_cipher how = {.mode = SM4_CBC, .encrypt = true};
	struct material *key;
	struct stream *s;
	struct mac *m;

	SAR_TRY(entry_begin(&e));
	if (pMacParam == NULL || phMac == NULL)
		return SAR_INVALIDPARAMERR;
	if (pMacParam->IVLen != 0 && pMacParam->IVLen != SM4_BLOCK)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(session_key_material(&e, hKey, &key));
	memcpy(how.iv, pMacParam->IV, pMacParam->IVLen);
	SAR_TRY(stream_open(&e, key, &how, &s));
	m = calloc(1, sizeof(*m));
	if (m == NULL) {
		stream_close(&e, s);
		return SAR_MEMORYERR;
	}
	m->stream = s;
	return handle_add(&e, HANDLE_MAC, m, phMac);
}

static uint32_t
mac_get(struct entry *e, HANDLE handle, struct mac **ret_m)
{
	void *object;

	SAR_TRY(handle_get(e, HANDLE_MAC, handle, &object));
	*ret_m = object;
	return (*ret_m)->stream == NULL ? SAR_NOTINITIALIZEERR : SAR_OK;
}

/* in: whole blocks, at most PIECE octets. */
static uint32_t
add_blocks(struct entry *e, struct mac *m, struct bytes in)
{
	uint8_t out[PIECE];

	SAR_TRY(stream_update(e, m->stream, in, out));
	memcpy(m->block, out + in.len - SM4_BLOCK, SM4_BLOCK);
	m->any = true;
	return SAR_OK;
}

/* Up to a whole block into what is held; how many octets that took. */
static size_t
hold(struct mac *m, struct bytes data)
{
	size_t n = SM4_BLOCK - m->held_len;

	if (n > data.len)
		n = data.len;
	memcpy(m->held + m->held_len, data.p, n);
	m->held_len += n;
	return n;
}

static uint32_t
add(struct entry *e, struct mac *m, struct bytes data)
{
	while (data.len > 0) {
		size_t n = data.len < PIECE ? data.len : PIECE;

		if (m->held_len == 0 && n >= SM4_BLOCK) {
			n -= n % SM4_BLOCK;
			SAR_TRY(add_blocks(e, m, BYTES(data.p, n)));
		} else {
			n = hold(m, data);
		}
		if (m->held_len == SM4_BLOCK) {
			SAR_TRY(add_blocks(e, m, BYTES_ARRAY(m->held)));
			m->held_len = 0;
		}
		data = BYTES(data.p + n, data.len - n);
	}
	return SAR_OK;
}

/* The code, after data if there is any; a query changes nothing. */
static uint32_t
finish(HANDLE handle, struct bytes data, BYTE *out, ULONG *len)
{
	AUTO_DONE(entry) e = {0};
	struct mac *m;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(mac_get(&e, handle, &m));
	if (len == NULL)
		return SAR_INVALIDPARAMERR;
	if (out == NULL || *len < SM4_BLOCK)
		return give_octets(BYTES_ARRAY(m->block), out, len);
	if ((m->held_len + data.len) % SM4_BLOCK != 0 ||
	    (!m->any && data.len == 0))
		return SAR_INDATALENERR;
	SAR_TRY(add(&e, m, data));
	forget_stream(&e, m);
	return give_octets(BYTES_ARRAY(m->block), out, len);
}

ULONG DEVAPI
SKF_Mac(HANDLE hMac, BYTE *pbData, ULONG ulDataLen, BYTE *pbMacData,
    ULONG *pulMacLen)
{
	struct bytes data;

	SAR_TRY(take_octets(pbData, ulDataLen, &data));
	return finish(hMac, data, pbMacData, pulMacLen);
}

ULONG DEVAPI
SKF_MacUpdate(HANDLE hMac, BYTE *pbData, ULONG ulDataLen)
{
	AUTO_DONE(entry) e = {0};
	struct bytes data;
	struct mac *m;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_octets(pbData, ulDataLen, &data));
	SAR_TRY(mac_get(&e, hMac, &m));
	return add(&e, m, data);
}

ULONG DEVAPI
SKF_MacFinal(HANDLE hMac, BYTE *pbMacData, ULONG *pulMacDataLen)
{
	return finish(hMac, BYTES_NONE, pbMacData, pulMacDataLen);
}
