/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: message authentication, CBC-MAC (GB/T 15852.1): the last
 * block of the message in CBC. The message has whole blocks; nothing is padded.
 */
#include <stdlib.h>
#include <string.h>

#include "softtoken/give.h"
#include "softtoken/key.h"

struct mac {
	struct secret *key;
	uint8_t block[SM4_BLOCK]; /* of ciphertext, the IV at first */
	uint8_t held[SM4_BLOCK];
	size_t held_len;
	bool any, finished;
};

void
mac_free(struct entry *e, void *object)
{
	struct mac *m = object;

	(void)e;
	secret_free(m->key);
	free(m);
}

ULONG DEVAPI
SKF_MacInit(HANDLE hKey, BLOCKCIPHERPARAM *pMacParam, HANDLE *phMac)
{
	AUTO_DONE(entry) e = {0};
	struct bytes key;
	struct mac *m;

	SAR_TRY(entry_begin(&e));
	if (pMacParam == NULL || phMac == NULL)
		return SAR_INVALIDPARAMERR;
	if (pMacParam->IVLen != 0 && pMacParam->IVLen != SM4_BLOCK)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(session_key_octets(&e, hKey, &key));
	m = calloc(1, sizeof(*m));
	if (m == NULL)
		return SAR_MEMORYERR;
	memcpy(m->block, pMacParam->IV, pMacParam->IVLen);
	if (secret_copy(key, &m->key) != ERR_OK) {
		free(m);
		return SAR_MEMORYERR;
	}
	return handle_add(&e, HANDLE_MAC, m, phMac);
}

static uint32_t
mac_get(struct entry *e, HANDLE handle, struct mac **ret_m)
{
	void *object;

	SAR_TRY(handle_get(e, HANDLE_MAC, handle, &object));
	*ret_m = object;
	return (*ret_m)->finished ? SAR_NOTINITIALIZEERR : SAR_OK;
}

static uint32_t
add_block(struct entry *e, struct mac *m)
{
	SAR_TRY_ERR(sm4(e->gm, SM4_CBC, true, secret_data(m->key), m->block,
	    BYTES_ARRAY(m->held), m->block));
	m->held_len = 0;
	m->any = true;
	return SAR_OK;
}

static uint32_t
add(struct entry *e, struct mac *m, struct bytes data)
{
	while (data.len > 0) {
		size_t n = SM4_BLOCK - m->held_len;

		if (n > data.len)
			n = data.len;
		memcpy(m->held + m->held_len, data.p, n);
		m->held_len += n;
		data = BYTES(data.p + n, data.len - n);
		if (m->held_len == SM4_BLOCK)
			SAR_TRY(add_block(e, m));
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
	m->finished = true;
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
