/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: SM2 keys of containers. A private key is opened for one call
 * and wiped after it; it never leaves in any form.
 */
#include <string.h>

#include "softtoken/give.h"
#include "softtoken/key.h"

static struct place
key_place(const struct container_view *v, int place)
{
	return (struct place){.what = place == KEY_SIGN ? "sign" : "encrypt",
	    .serial = v->device->store->model->serial,
	    .id = v->application->id,
	    .container = v->container->name};
}

uint32_t
key_open(struct entry *e, const struct container_view *v, int place,
    struct sm2_key **ret_key)
{
	const struct key_pair *pair = &v->container->keys[place];
	const struct place where = key_place(v, place);
	AUTO(secret) d = NULL;
	struct bytes application_key;

	SAR_TRY(login_user_key(e, v->application->id, &application_key));
	if (!pair->present)
		return SAR_KEYNOTFOUNTERR;
	if (box_open(e->gm, application_key, &where, &pair->private, &d) !=
	    ERR_OK)
		return SAR_SOFT_DAMAGED;
	return sar_from_err(
	    sm2_key_from_scalar(e->gm, secret_bytes(d), ret_key));
}

uint32_t
key_seal(struct entry *e, const struct container_view *v, int place,
    const struct sm2_key *key)
{
	struct key_pair *pair = &v->container->keys[place];
	const struct place where = key_place(v, place);
	AUTO(secret) d = NULL;
	struct bytes application_key;

	SAR_TRY(login_user_key(e, v->application->id, &application_key));
	SAR_TRY_ERR(sm2_key_scalar(key, &d));
	SAR_TRY_ERR(box_seal(
	    e->gm, application_key, &where, secret_bytes(d), &pair->private));
	pair->public = *sm2_key_public(key);
	pair->present = true;
	return SAR_OK;
}

ULONG DEVAPI
SKF_GenECCKeyPair(HCONTAINER hContainer, ULONG ulAlgId, ECCPUBLICKEYBLOB *pBlob)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	AUTO(sm2_key) key = NULL;
	struct container_view v;

	SAR_TRY(entry_begin(&e));
	if (pBlob == NULL)
		return SAR_INVALIDPARAMERR;
	if (ulAlgId != SGD_SM2_1 && ulAlgId != SGD_SM2_1_DRAFT)
		return SAR_NOTSUPPORTYETERR;
	SAR_TRY(container_edit(&e, hContainer, &c, &v));
	if (!login_has(&e, v.application->id, PIN_USER))
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY_ERR(sm2_key_generate(e.gm, &key));
	SAR_TRY(key_seal(&e, &v, KEY_SIGN, key));
	SAR_TRY_ERR(change_save(&c));
	give_public(sm2_key_public(key), pBlob);
	return SAR_OK;
}

/* --- the encryption key comes wrapped to the signing key --- */

/* Does this scalar belong to that public key? */
static bool
fits(struct entry *e, struct bytes d, const struct sm2_public *public,
    struct sm2_key **ret_key)
{
	AUTO(sm2_key) key = NULL;

	if (sm2_key_from_scalar(e->gm, d, &key) != ERR_OK ||
	    !sm2_public_equal(sm2_key_public(key), public))
		return false;
	*ret_key = TAKE(key);
	return true;
}

/* The 32 octets stand at the end of the field or at its start; the public key
 * tells which. */
static uint32_t
unwrap_private(struct entry *e, const ENVELOPEDKEYBLOB *blob,
    struct bytes symmetric, struct sm2_key **ret_key)
{
	AUTO(secret) plain = NULL;
	struct sm2_public public;
	ECCPUBLICKEYBLOB wanted;
	const uint8_t *p;

	memcpy(&wanted, &blob->PubKey, sizeof(wanted));
	SAR_TRY(take_public(&wanted, &public));
	SAR_TRY_ERR(secret_new(ECC_FIELD_LEN, &plain));
	SAR_TRY_ERR(sm4(e->gm, SM4_ECB, false, symmetric.p, NULL,
	    BYTES(blob->cbEncryptedPriKey, ECC_FIELD_LEN), secret_data(plain)));
	p = secret_data(plain);
	if (fits(e, BYTES(p + SM2_LEN, SM2_LEN), &public, ret_key) ||
	    fits(e, BYTES(p, SM2_LEN), &public, ret_key))
		return SAR_OK;
	return SAR_INDATAERR;
}

static uint32_t
check_envelope(const ENVELOPEDKEYBLOB *blob)
{
	if (blob->Version != 1 || blob->ulBits != SM2_LEN * 8)
		return SAR_INDATAERR;
	/* 0x400 is SM4 without a mode, as some write it. */
	return blob->ulSymmAlgID == SGD_SM4_ECB || blob->ulSymmAlgID == 0x400
		   ? SAR_OK
		   : SAR_NOTSUPPORTYETERR;
}

static uint32_t
open_envelope(struct entry *e, const struct container_view *v,
    ENVELOPEDKEYBLOB *blob, struct sm2_key **ret_key)
{
	AUTO(sm2_key) sign = NULL;
	AUTO(secret) symmetric = NULL;
	struct sm2_cipher wrapped;

	SAR_TRY(check_envelope(blob));
	SAR_TRY(take_cipher(
	    (ECCCIPHERBLOB *)((BYTE *)blob +
			      offsetof(ENVELOPEDKEYBLOB, ECCCipherBlob)),
	    &wrapped));
	SAR_TRY(key_open(e, v, KEY_SIGN, &sign));
	SAR_TRY_ERR(sm2_decrypt(e->gm, sign, &wrapped, &symmetric));
	if (secret_bytes(symmetric).len != SM4_KEY_LEN)
		return SAR_INDATAERR;
	return unwrap_private(e, blob, secret_bytes(symmetric), ret_key);
}

ULONG DEVAPI
SKF_ImportECCKeyPair(HCONTAINER hContainer, ENVELOPEDKEYBLOB *pEnvelopedKeyBlob)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	AUTO(sm2_key) key = NULL;
	struct container_view v;

	SAR_TRY(entry_begin(&e));
	if (pEnvelopedKeyBlob == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(container_edit(&e, hContainer, &c, &v));
	SAR_TRY(open_envelope(&e, &v, pEnvelopedKeyBlob, &key));
	SAR_TRY(key_seal(&e, &v, KEY_ENCRYPT, key));
	return sar_from_err(change_save(&c));
}

/* --- use --- */

ULONG DEVAPI
SKF_ECCSignData(HCONTAINER hContainer, BYTE *pbData, ULONG ulDataLen,
    ECCSIGNATUREBLOB *pSignature)
{
	AUTO_DONE(entry) e = {0};
	AUTO(sm2_key) key = NULL;
	struct container_view v;
	struct sm2_signature sig;

	SAR_TRY(entry_begin(&e));
	if (pbData == NULL || pSignature == NULL)
		return SAR_INVALIDPARAMERR;
	if (ulDataLen != SM3_LEN)
		return SAR_INDATALENERR;
	SAR_TRY(container_get(&e, hContainer, &v));
	SAR_TRY(key_open(&e, &v, KEY_SIGN, &key));
	SAR_TRY_ERR(sm2_sign_digest(e.gm, key, pbData, &sig));
	give_signature(&sig, pSignature);
	return SAR_OK;
}

static uint32_t
decrypt_with(struct entry *e, const struct container_view *v,
    const ECCCIPHERBLOB *in, struct secret **ret_plain)
{
	AUTO(sm2_key) key = NULL;
	struct sm2_cipher cipher;

	SAR_TRY(take_cipher(in, &cipher));
	SAR_TRY(key_open(e, v, KEY_ENCRYPT, &key));
	return sar_from_err(sm2_decrypt(e->gm, key, &cipher, ret_plain));
}

ULONG DEVAPI
SKF_ECCDecrypt(HCONTAINER hContainer, ECCCIPHERBLOB *pCipherText,
    BYTE *pbPlainText, ULONG *pulPlainTextLen)
{
	AUTO_DONE(entry) e = {0};
	AUTO(secret) plain = NULL;
	struct container_view v;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(container_get(&e, hContainer, &v));
	SAR_TRY(decrypt_with(&e, &v, pCipherText, &plain));
	return give_octets(secret_bytes(plain), pbPlainText, pulPlainTextLen);
}

/* Callers give the length of a buffer, which may be larger than the blob. */
ULONG DEVAPI
SKF_ImportSessionKey(HCONTAINER hContainer, ULONG ulAlgId, BYTE *pbWrapedData,
    ULONG ulWrapedLen, HANDLE *phKey)
{
	AUTO_DONE(entry) e = {0};
	AUTO(secret) key = NULL;
	struct container_view v;
	const ECCCIPHERBLOB *blob = (const ECCCIPHERBLOB *)pbWrapedData;
	size_t head = offsetof(ECCCIPHERBLOB, Cipher);

	SAR_TRY(entry_begin(&e));
	if (pbWrapedData == NULL || phKey == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(session_algorithm_check(ulAlgId));
	if (ulWrapedLen < head || blob->CipherLen > ulWrapedLen - head)
		return SAR_INDATALENERR;
	SAR_TRY(container_get(&e, hContainer, &v));
	SAR_TRY(decrypt_with(&e, &v, blob, &key));
	return session_key_add(&e, ulAlgId, secret_bytes(key), phKey);
}

ULONG DEVAPI
SKF_ECCExportSessionKey(HCONTAINER hContainer, ULONG ulAlgId,
    ECCPUBLICKEYBLOB *pPubKey, ECCCIPHERBLOB *pData, HANDLE *phSessionKey)
{
	AUTO_DONE(entry) e = {0};
	AUTO(secret) key = NULL;
	struct container_view v;
	struct sm2_public public;
	struct sm2_cipher cipher;

	SAR_TRY(entry_begin(&e));
	if (pData == NULL || phSessionKey == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(session_algorithm_check(ulAlgId));
	SAR_TRY(take_public(pPubKey, &public));
	SAR_TRY(container_get(&e, hContainer, &v));
	SAR_TRY_ERR(secret_new(SM4_KEY_LEN, &key));
	SAR_TRY_ERR(gm_random(e.gm, secret_data(key), SM4_KEY_LEN));
	SAR_TRY_ERR(sm2_encrypt(e.gm, &public, secret_bytes(key), &cipher));
	SAR_TRY(session_key_add(&e, ulAlgId, secret_bytes(key), phSessionKey));
	give_cipher(&cipher, pData);
	return SAR_OK;
}
