/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: symmetric keys of a session, and encryption with them.
 *
 * Encrypt is EncryptInit's parameters, EncryptUpdate and EncryptFinal in one.
 * An Encrypt without updates before it leaves the key ready for another, which
 * sloppy callers do in ECB; with a chained mode that would use the IV again,
 * so those have to begin anew.
 */
#include <stdlib.h>
#include <string.h>

#include "softtoken/give.h"
#include "softtoken/key.h"

#define DATA_MAX (1u << 30) /* octets of one call */

struct session_key {
	struct secret *key;
	ULONG algorithm;
	bool ready, encrypt; /* after Init; which way */
	bool padding;
	uint8_t iv[SM4_BLOCK];
	struct sm4_stream *stream; /* NULL: no update yet */
	size_t held;		   /* octets that it keeps back */
};

static const struct {
	ULONG id;
	enum sm4_mode mode;
	bool block; /* whole blocks, or padding */
} modes[] = {
    {SGD_SM4_ECB, SM4_ECB, true},
    {SGD_SM4_CBC, SM4_CBC, true},
    {SGD_SM4_CFB, SM4_CFB, false},
    {SGD_SM4_OFB, SM4_OFB, false},
    {SGD_SM4_MAC, SM4_CBC, true},
};

/* Its place in modes, which it is known to have. */
static size_t
mode_of(const struct session_key *k)
{
	size_t i = 0;

	while (modes[i].id != k->algorithm)
		i++;
	return i;
}

uint32_t
session_algorithm_check(ULONG algorithm)
{
	for (size_t i = 0; i < COUNT(modes); i++)
		if (modes[i].id == algorithm)
			return SAR_OK;
	return SAR_NOTSUPPORTYETERR;
}

uint32_t
session_key_add(
    struct entry *e, ULONG algorithm, struct bytes key, HANDLE *ret_h)
{
	struct session_key *k;

	SAR_TRY(session_algorithm_check(algorithm));
	if (key.len != SM4_KEY_LEN)
		return SAR_INDATALENERR;
	k = calloc(1, sizeof(*k));
	if (k == NULL)
		return SAR_MEMORYERR;
	k->algorithm = algorithm;
	if (secret_copy(key, &k->key) != ERR_OK) {
		free(k);
		return SAR_MEMORYERR;
	}
	return handle_add(e, HANDLE_KEY, k, ret_h);
}

void
session_key_free(struct entry *e, void *object)
{
	struct session_key *k = object;

	(void)e;
	sm4_stream_free(k->stream);
	secret_free(k->key);
	free(k);
}

static uint32_t
key_get(struct entry *e, HANDLE h, struct session_key **ret_k)
{
	void *object;

	SAR_TRY(handle_get(e, HANDLE_KEY, h, &object));
	*ret_k = object;
	return SAR_OK;
}

uint32_t
session_key_octets(struct entry *e, HANDLE h, struct bytes *ret_key)
{
	struct session_key *k;

	SAR_TRY(key_get(e, h, &k));
	*ret_key = secret_bytes(k->key);
	return SAR_OK;
}

static void
forget_stream(struct session_key *k)
{
	sm4_stream_free(k->stream);
	k->stream = NULL;
	k->held = 0;
}

static uint32_t
check_param(const struct session_key *k, const BLOCKCIPHERPARAM *p)
{
	const size_t mode = mode_of(k);

	if (modes[mode].mode != SM4_ECB && p->IVLen != SM4_BLOCK)
		return SAR_INVALIDPARAMERR;
	if (p->PaddingType != PADDING_NONE && p->PaddingType != PADDING_PKCS5)
		return SAR_INVALIDPARAMERR;
	/* Feedback of less than a block is not in GB/T 17964 for SM4 as
	 * libcrypto has it. */
	if (!modes[mode].block && p->FeedBitLen != 0 &&
	    p->FeedBitLen != SM4_BLOCK * 8)
		return SAR_NOTSUPPORTYETERR;
	return SAR_OK;
}

static uint32_t
init(HANDLE hKey, const BLOCKCIPHERPARAM *param, bool encrypt)
{
	AUTO_DONE(entry) e = {0};
	struct session_key *k;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(key_get(&e, hKey, &k));
	SAR_TRY(check_param(k, param));
	forget_stream(k);
	k->ready = true;
	k->encrypt = encrypt;
	k->padding =
	    modes[mode_of(k)].block && param->PaddingType == PADDING_PKCS5;
	memcpy(k->iv, param->IV, SM4_BLOCK);
	return SAR_OK;
}

static uint32_t
new_stream(
    struct entry *e, const struct session_key *k, struct sm4_stream **ret_s)
{
	enum sm4_mode mode = modes[mode_of(k)].mode;

	return sar_from_err(sm4_stream_new(e->gm, mode, k->encrypt, k->padding,
	    secret_data(k->key), mode == SM4_ECB ? NULL : k->iv, ret_s));
}

/* How many octets an update of n gives: whole blocks of what is there, but
 * the last one is kept while it may turn out to be padding. */
static size_t
update_len(const struct session_key *k, size_t n)
{
	size_t total = k->held + n;

	if (!modes[mode_of(k)].block)
		return n;
	if (k->padding && !k->encrypt && total > 0)
		total--;
	return total / SM4_BLOCK * SM4_BLOCK;
}

/* One whole message, with a stream of its own. */
static uint32_t
run_once(struct entry *e, const struct session_key *k, struct bytes in,
    struct buf *out)
{
	AUTO(sm4_stream) s = NULL;
	uint8_t *p = buf_extend(out, in.len + 2 * SM4_BLOCK);
	size_t n, rest;

	if (p == NULL)
		return SAR_MEMORYERR;
	SAR_TRY(new_stream(e, k, &s));
	SAR_TRY_ERR(sm4_stream_update(s, in, p, &n));
	if (sm4_stream_end(s, p + n, &rest) != ERR_OK)
		return k->padding && !k->encrypt ? SAR_DECRYPTPADERR
						 : SAR_INDATALENERR;
	buf_truncate(out, n + rest);
	return SAR_OK;
}

/* The length that Encrypt and Decrypt answer a query with: exact, but for
 * padding that is not known yet. */
static size_t
message_len(const struct session_key *k, size_t n)
{
	return k->padding && k->encrypt ? (n / SM4_BLOCK + 1) * SM4_BLOCK : n;
}

struct call {
	HANDLE key;
	bool encrypt;
	BYTE *in;
	ULONG in_len;
	BYTE *out;
	ULONG *out_len;
};

static uint32_t
begin_call(struct entry *e, const struct call *c, struct bytes *ret_in,
    struct session_key **ret_k)
{
	SAR_TRY(entry_begin(e));
	if (c->out_len == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_octets(c->in, c->in_len, ret_in));
	if (ret_in->len > DATA_MAX)
		return SAR_INDATALENERR;
	SAR_TRY(key_get(e, c->key, ret_k));
	return (*ret_k)->ready && (*ret_k)->encrypt == c->encrypt
		   ? SAR_OK
		   : SAR_NOTINITIALIZEERR;
}

static uint32_t
whole(const struct call *c)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(buf) out = BUF((size_t)DATA_MAX + 64);
	struct session_key *k;
	struct bytes in;

	SAR_TRY(begin_call(&e, c, &in, &k));
	if (k->stream != NULL) /* an update came before: use Final */
		return SAR_NOTINITIALIZEERR;
	if (c->out == NULL) {
		*c->out_len = (ULONG)message_len(k, in.len);
		return SAR_OK;
	}
	SAR_TRY(run_once(&e, k, in, &out));
	SAR_TRY(give_octets(buf_bytes(&out), c->out, c->out_len));
	k->ready = modes[mode_of(k)].mode == SM4_ECB;
	return SAR_OK;
}

static uint32_t
update(const struct call *c)
{
	AUTO_DONE(entry) e = {0};
	struct session_key *k;
	struct bytes in;
	size_t len, got;
	ULONG room;

	SAR_TRY(begin_call(&e, c, &in, &k));
	len = update_len(k, in.len);
	room = *c->out_len;
	*c->out_len = (ULONG)len;
	if (c->out == NULL)
		return SAR_OK;
	if (room < len)
		return SAR_BUFFER_TOO_SMALL;
	if (k->stream == NULL)
		SAR_TRY(new_stream(&e, k, &k->stream));
	SAR_TRY_ERR(sm4_stream_update(k->stream, in, c->out, &got));
	if (got != len)
		return SAR_FAIL;
	k->held += in.len - len;
	return SAR_OK;
}

/* The stream's end, which is the end of the key's being ready. */
static uint32_t
end_stream(struct entry *e, struct session_key *k, uint8_t last[SM4_BLOCK],
    size_t *ret_len)
{
	enum err err;

	if (k->stream == NULL)
		SAR_TRY(new_stream(e, k, &k->stream));
	err = sm4_stream_end(k->stream, last, ret_len);
	forget_stream(k);
	k->ready = false;
	if (err == ERR_BAD_MESSAGE)
		return k->padding && !k->encrypt ? SAR_DECRYPTPADERR
						 : SAR_INDATALENERR;
	return sar_from_err(err);
}

/* The last octets. How many padding leaves is known only by taking it off, so
 * a query is answered with the most there can be. */
static uint32_t
finish(const struct call *c)
{
	AUTO_DONE(entry) e = {0};
	struct session_key *k;
	struct bytes none;
	uint8_t last[SM4_BLOCK] = {0};
	size_t len = 0, most;
	uint32_t sar;

	SAR_TRY(begin_call(&e, c, &none, &k));
	most = k->padding ? SM4_BLOCK : 0;
	if (c->out == NULL || (k->encrypt && *c->out_len < most))
		return give_octets(BYTES(last, most), c->out, c->out_len);
	SAR_TRY(end_stream(&e, k, last, &len));
	sar = give_octets(BYTES(last, len), c->out, c->out_len);
	secret_wipe(last, sizeof(last));
	return sar;
}

ULONG DEVAPI
SKF_EncryptInit(HANDLE hKey, BLOCKCIPHERPARAM EncryptParam)
{
	return init(hKey, &EncryptParam, true);
}

ULONG DEVAPI
SKF_Encrypt(HANDLE hKey, BYTE *pbData, ULONG ulDataLen, BYTE *pbEncryptedData,
    ULONG *pulEncryptedLen)
{
	return whole(&(struct call){
	    hKey, true, pbData, ulDataLen, pbEncryptedData, pulEncryptedLen});
}

ULONG DEVAPI
SKF_EncryptUpdate(HANDLE hKey, BYTE *pbData, ULONG ulDataLen,
    BYTE *pbEncryptedData, ULONG *pulEncryptedLen)
{
	return update(&(struct call){
	    hKey, true, pbData, ulDataLen, pbEncryptedData, pulEncryptedLen});
}

ULONG DEVAPI
SKF_EncryptFinal(HANDLE hKey, BYTE *pbEncryptedData, ULONG *pulEncryptedLen)
{
	return finish(&(struct call){
	    hKey, true, NULL, 0, pbEncryptedData, pulEncryptedLen});
}

ULONG DEVAPI
SKF_DecryptInit(HANDLE hKey, BLOCKCIPHERPARAM DecryptParam)
{
	return init(hKey, &DecryptParam, false);
}

ULONG DEVAPI
SKF_Decrypt(HANDLE hKey, BYTE *pbEncryptedData, ULONG ulEncryptedLen,
    BYTE *pbData, ULONG *pulDataLen)
{
	return whole(&(struct call){
	    hKey, false, pbEncryptedData, ulEncryptedLen, pbData, pulDataLen});
}

ULONG DEVAPI
SKF_DecryptUpdate(HANDLE hKey, BYTE *pbEncryptedData, ULONG ulEncryptedLen,
    BYTE *pbData, ULONG *pulDataLen)
{
	return update(&(struct call){
	    hKey, false, pbEncryptedData, ulEncryptedLen, pbData, pulDataLen});
}

ULONG DEVAPI
SKF_DecryptFinal(HANDLE hKey, BYTE *pbData, ULONG *pulDataLen)
{
	return finish(&(struct call){hKey, false, NULL, 0, pbData, pulDataLen});
}

/* 7.6: session keys, digests, MACs and agreements alike. */
ULONG DEVAPI
SKF_CloseHandle(HANDLE hHandle)
{
	static const enum handle_kind kinds[] = {
	    HANDLE_KEY, HANDLE_HASH, HANDLE_MAC, HANDLE_AGREEMENT};
	AUTO_DONE(entry) e = {0};

	SAR_TRY(entry_begin(&e));
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (handle_close(&e, kinds[i], hHandle) == SAR_OK)
			return SAR_OK;
	return SAR_INVALIDHANDLEERR;
}
