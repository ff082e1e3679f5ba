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

#include "provider/give.h"
#include "provider/session.h"

#define DATA_MAX (1u << 30) /* octets of one call */

struct mode {
	ULONG id;
	enum sm4_mode mode;
	bool block; /* whole blocks, or padding */
};

static const struct mode modes[] = {
    {SGD_SM4_ECB, SM4_ECB, true},
    {SGD_SM4_CBC, SM4_CBC, true},
    {SGD_SM4_CFB, SM4_CFB, false},
    {SGD_SM4_OFB, SM4_OFB, false},
    {SGD_SM4_MAC, SM4_CBC, true},
};

struct session_key {
	struct material *material;
	const struct mode *mode;
	bool ready;		/* after Init */
	bool padding;		/* PKCS#5, only with blocks */
	struct back_cipher how; /* since Init */
	struct stream *stream;	/* NULL: no update yet */
	uint8_t held[SM4_BLOCK];
	size_t held_len; /* octets of input that wait for more */
};

/* NULL for one that we have not. */
static const struct mode *
mode_of(ULONG algorithm)
{
	for (size_t i = 0; i < COUNT(modes); i++)
		if (modes[i].id == algorithm)
			return &modes[i];
	return NULL;
}

uint32_t
session_algorithm_check(ULONG algorithm)
{
	return mode_of(algorithm) != NULL ? SAR_OK : SAR_NOTSUPPORTYETERR;
}

uint32_t
session_key_add(struct entry *e, ULONG algorithm, struct back_session_key *key,
    HANDLE *ret_h)
{
	struct session_key *k;
	struct material *m;

	SAR_TRY(material_new(e, key, &m));
	k = calloc(1, sizeof(*k));
	if (k == NULL) {
		material_unref(e, m);
		return SAR_MEMORYERR;
	}
	k->material = m;
	k->mode = mode_of(algorithm);
	return handle_add(e, HANDLE_KEY, k, ret_h);
}

static void
forget_stream(struct entry *e, struct session_key *k)
{
	stream_close(e, k->stream);
	k->stream = NULL;
	secret_wipe(k->held, sizeof(k->held));
	k->held_len = 0;
}

void
session_key_free(struct entry *e, void *object)
{
	struct session_key *k = object;

	forget_stream(e, k);
	material_unref(e, k->material);
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
session_key_material(struct entry *e, HANDLE h, struct material **ret_m)
{
	struct session_key *k;

	SAR_TRY(key_get(e, h, &k));
	*ret_m = k->material;
	return SAR_OK;
}

static uint32_t
check_param(const struct mode *mode, const BLOCKCIPHERPARAM *p)
{
	if (mode->mode != SM4_ECB && p->IVLen != SM4_BLOCK)
		return SAR_INVALIDPARAMERR;
	if (p->PaddingType != PADDING_NONE && p->PaddingType != PADDING_PKCS5)
		return SAR_INVALIDPARAMERR;
	/* Feedback of less than a block is not in GB/T 17964 for SM4 as
	 * libcrypto has it. */
	if (!mode->block && p->FeedBitLen != 0 &&
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
	SAR_TRY(check_param(k->mode, param));
	forget_stream(&e, k);
	k->ready = true;
	k->padding = k->mode->block && param->PaddingType == PADDING_PKCS5;
	k->how =
	    (struct back_cipher){.mode = k->mode->mode, .encrypt = encrypt};
	memcpy(k->how.iv, param->IV, SM4_BLOCK);
	return SAR_OK;
}

/* How many octets an update of n gives: whole blocks of what is there, but
 * the last one is kept while it may turn out to be padding. */
static size_t
update_len(const struct session_key *k, size_t n)
{
	size_t total = k->held_len + n;

	if (!k->mode->block)
		return n;
	if (k->padding && !k->how.encrypt && total > 0)
		total--;
	return total / SM4_BLOCK * SM4_BLOCK;
}

/* After the last octet: how many of padding there are to add. */
static size_t
padding_for(const struct session_key *k, size_t len)
{
	return k->padding && k->how.encrypt ? SM4_BLOCK - len % SM4_BLOCK : 0;
}

/* What a message that is not of whole blocks, or ends in no padding, is. */
static uint32_t
wrong_end(const struct session_key *k)
{
	return k->padding && !k->how.encrypt ? SAR_DECRYPTPADERR
					     : SAR_INDATALENERR;
}

/* Take the padding off a whole message. */
static uint32_t
unpad(const struct session_key *k, struct buf *out)
{
	size_t n;

	if (!k->padding || k->how.encrypt)
		return SAR_OK;
	n = out->len == 0 ? 0 : out->p[out->len - 1];
	if (n < 1 || n > SM4_BLOCK)
		return SAR_DECRYPTPADERR;
	for (size_t i = out->len - n; i < out->len; i++)
		if (out->p[i] != n)
			return SAR_DECRYPTPADERR;
	buf_truncate(out, out->len - n);
	return SAR_OK;
}

/* The rest of a message through a stream: in, padded as need be. */
static uint32_t
run_end(struct entry *e, const struct session_key *k, struct stream *s,
    struct bytes in, struct buf *out)
{
	AUTO_DONE(buf) padded = BUF((size_t)DATA_MAX + SM4_BLOCK);
	size_t padding = padding_for(k, in.len);
	uint8_t *p;

	buf_put(&padded, in);
	for (size_t i = 0; i < padding; i++)
		buf_u8(&padded, (uint8_t)padding);
	SAR_TRY_ERR(buf_status(&padded));
	if (k->mode->block && padded.len % SM4_BLOCK != 0)
		return wrong_end(k);
	p = buf_extend(out, padded.len);
	SAR_TRY_ERR(buf_status(out));
	SAR_TRY(stream_update(e, s, buf_bytes(&padded), p));
	return unpad(k, out);
}

/* The length that Encrypt and Decrypt answer a query with: exact, but for
 * padding that is not known yet. */
static size_t
message_len(const struct session_key *k, size_t n)
{
	return n + padding_for(k, n);
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
	return (*ret_k)->ready && (*ret_k)->how.encrypt == c->encrypt
		   ? SAR_OK
		   : SAR_NOTINITIALIZEERR;
}

/* One whole message, with a stream of its own. */
static uint32_t
whole(const struct call *c)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(buf) out = BUF((size_t)DATA_MAX + SM4_BLOCK);
	struct session_key *k;
	struct stream *s;
	struct bytes in;
	uint32_t sar;

	SAR_TRY(begin_call(&e, c, &in, &k));
	if (k->stream != NULL || k->held_len > 0) /* updates came: use Final */
		return SAR_NOTINITIALIZEERR;
	if (c->out == NULL) {
		*c->out_len = (ULONG)message_len(k, in.len);
		return SAR_OK;
	}
	SAR_TRY(stream_open(&e, k->material, &k->how, &s));
	sar = run_end(&e, k, s, in, &out);
	stream_close(&e, s);
	SAR_TRY(sar);
	SAR_TRY(give_octets(buf_bytes(&out), c->out, c->out_len));
	k->ready = k->mode->mode == SM4_ECB;
	return SAR_OK;
}

/* Run len octets, of those held and of in, and hold the rest. They are put
 * together first, since callers may give one buffer for both. */
static uint32_t
run_some(struct entry *e, struct session_key *k, struct bytes in, size_t len,
    BYTE *out)
{
	AUTO_DONE(buf) all = BUF((size_t)DATA_MAX + SM4_BLOCK);

	buf_put(&all, BYTES(k->held, k->held_len));
	buf_put(&all, in);
	SAR_TRY_ERR(buf_status(&all));
	if (k->stream == NULL)
		SAR_TRY(stream_open(e, k->material, &k->how, &k->stream));
	SAR_TRY(stream_update(e, k->stream, BYTES(all.p, len), out));
	k->held_len = all.len - len;
	if (k->held_len > 0)
		memcpy(k->held, all.p + len, k->held_len);
	return SAR_OK;
}

static uint32_t
update(const struct call *c)
{
	AUTO_DONE(entry) e = {0};
	struct session_key *k;
	struct bytes in;
	size_t len;
	ULONG room;

	SAR_TRY(begin_call(&e, c, &in, &k));
	len = update_len(k, in.len);
	room = *c->out_len;
	*c->out_len = (ULONG)len;
	if (c->out == NULL)
		return SAR_OK;
	if (room < len)
		return SAR_BUFFER_TOO_SMALL;
	return run_some(&e, k, in, len, c->out);
}

/* What is held, which ends the message and the key's being ready. */
static uint32_t
run_held(struct entry *e, struct session_key *k, struct buf *out)
{
	uint32_t sar = SAR_OK;

	if (k->stream == NULL)
		sar = stream_open(e, k->material, &k->how, &k->stream);
	if (sar == SAR_OK)
		sar =
		    run_end(e, k, k->stream, BYTES(k->held, k->held_len), out);
	forget_stream(e, k);
	k->ready = false;
	return sar;
}

/* The last octets. How many padding leaves is known only by taking it off, so
 * a query is answered with the most there can be. */
static uint32_t
finish(const struct call *c)
{
	static const uint8_t most[SM4_BLOCK];
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(buf) out = BUF(2 * SM4_BLOCK);
	struct session_key *k;
	struct bytes none;
	size_t len;

	SAR_TRY(begin_call(&e, c, &none, &k));
	len = k->padding ? SM4_BLOCK : 0;
	if (c->out == NULL || (k->how.encrypt && *c->out_len < len))
		return give_octets(BYTES(most, len), c->out, c->out_len);
	SAR_TRY(run_held(&e, k, &out));
	return give_octets(buf_bytes(&out), c->out, c->out_len);
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
