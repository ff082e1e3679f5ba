/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: SM2 keys of containers, and session keys that travel under
 * them. A private key never leaves in any form.
 */
#include <string.h>

#include "provider/give.h"
#include "provider/object.h"
#include "provider/session.h"

ULONG DEVAPI
SKF_GenECCKeyPair(HCONTAINER hContainer, ULONG ulAlgId, ECCPUBLICKEYBLOB *pBlob)
{
	AUTO_DONE(entry) e = {0};
	struct back_container *c;
	struct sm2_public key;

	SAR_TRY(entry_begin(&e));
	if (pBlob == NULL)
		return SAR_INVALIDPARAMERR;
	if (ulAlgId != SGD_SM2_1 && ulAlgId != SGD_SM2_1_DRAFT)
		return SAR_NOTSUPPORTYETERR;
	SAR_TRY(container_of(&e, hContainer, &c));
	SAR_TRY(back_end.generate(&e, c, &key));
	give_public(&key, pBlob);
	return SAR_OK;
}

/* --- the encryption key comes wrapped to the signing key --- */

static uint32_t
take_envelope(const ENVELOPEDKEYBLOB *blob, struct back_envelope *ret_envelope)
{
	ECCPUBLICKEYBLOB public;

	if (blob == NULL)
		return SAR_INVALIDPARAMERR;
	if (blob->Version != 1 || blob->ulBits != SM2_LEN * 8)
		return SAR_INDATAERR;
	/* 0x400 is SM4 without a mode, as some write it. */
	if (blob->ulSymmAlgID != SGD_SM4_ECB && blob->ulSymmAlgID != 0x400)
		return SAR_NOTSUPPORTYETERR;
	memcpy(ret_envelope->private, blob->cbEncryptedPriKey, ECC_FIELD_LEN);
	memcpy(&public, &blob->PubKey, sizeof(public));
	SAR_TRY(take_public(&public, &ret_envelope->public));
	return take_cipher(
	    (const ECCCIPHERBLOB *)((const BYTE *)blob +
				    offsetof(ENVELOPEDKEYBLOB, ECCCipherBlob)),
	    &ret_envelope->key);
}

ULONG DEVAPI
SKF_ImportECCKeyPair(HCONTAINER hContainer, ENVELOPEDKEYBLOB *pEnvelopedKeyBlob)
{
	AUTO_DONE(entry) e = {0};
	struct back_envelope envelope;
	struct back_container *c;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(container_of(&e, hContainer, &c));
	SAR_TRY(take_envelope(pEnvelopedKeyBlob, &envelope));
	return back_end.import_pair(&e, c, &envelope);
}

/* --- use --- */

ULONG DEVAPI
SKF_ECCSignData(HCONTAINER hContainer, BYTE *pbData, ULONG ulDataLen,
    ECCSIGNATUREBLOB *pSignature)
{
	AUTO_DONE(entry) e = {0};
	struct back_container *c;
	struct sm2_signature sig;

	SAR_TRY(entry_begin(&e));
	if (pbData == NULL || pSignature == NULL)
		return SAR_INVALIDPARAMERR;
	if (ulDataLen != SM3_LEN)
		return SAR_INDATALENERR;
	SAR_TRY(container_of(&e, hContainer, &c));
	SAR_TRY(back_end.sign(&e, c, pbData, &sig));
	give_signature(&sig, pSignature);
	return SAR_OK;
}

ULONG DEVAPI
SKF_ECCDecrypt(HCONTAINER hContainer, ECCCIPHERBLOB *pCipherText,
    BYTE *pbPlainText, ULONG *pulPlainTextLen)
{
	AUTO_DONE(entry) e = {0};
	AUTO(secret) plain = NULL;
	struct back_container *c;
	struct sm2_cipher cipher;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(container_of(&e, hContainer, &c));
	if (back_end.decrypt == NULL)
		return SAR_NOTSUPPORTYETERR;
	SAR_TRY(take_cipher(pCipherText, &cipher));
	SAR_TRY(back_end.decrypt(&e, c, &cipher, &plain));
	return give_octets(secret_bytes(plain), pbPlainText, pulPlainTextLen);
}

/* Callers give the length of a buffer, which may be larger than the blob. */
ULONG DEVAPI
SKF_ImportSessionKey(HCONTAINER hContainer, ULONG ulAlgId, BYTE *pbWrapedData,
    ULONG ulWrapedLen, HANDLE *phKey)
{
	AUTO_DONE(entry) e = {0};
	const ECCCIPHERBLOB *blob = (const ECCCIPHERBLOB *)pbWrapedData;
	const size_t head = offsetof(ECCCIPHERBLOB, Cipher);
	struct back_session_key key = {NULL, NULL};
	struct back_container *c;
	struct sm2_cipher wrapped;

	SAR_TRY(entry_begin(&e));
	if (pbWrapedData == NULL || phKey == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(session_algorithm_check(ulAlgId));
	if (ulWrapedLen < head || blob->CipherLen > ulWrapedLen - head)
		return SAR_INDATALENERR;
	SAR_TRY(take_cipher(blob, &wrapped));
	SAR_TRY(container_of(&e, hContainer, &c));
	SAR_TRY(back_end.import_session_key(&e, c, ulAlgId, &wrapped, &key));
	return session_key_add(&e, ulAlgId, &key, phKey);
}

/* A new key, which the host makes; the container stands for its device. */
ULONG DEVAPI
SKF_ECCExportSessionKey(HCONTAINER hContainer, ULONG ulAlgId,
    ECCPUBLICKEYBLOB *pPubKey, ECCCIPHERBLOB *pData, HANDLE *phSessionKey)
{
	AUTO_DONE(entry) e = {0};
	AUTO(secret) plain = NULL;
	struct back_session_key key = {NULL, NULL};
	struct back_container *c;
	struct sm2_public public;
	struct sm2_cipher cipher;
	ULONG type;

	SAR_TRY(entry_begin(&e));
	if (pData == NULL || phSessionKey == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(session_algorithm_check(ulAlgId));
	SAR_TRY(take_public(pPubKey, &public));
	SAR_TRY(container_of(&e, hContainer, &c));
	SAR_TRY(back_end.container_type(&e, c, &type)); /* is it there? */
	SAR_TRY_ERR(secret_new(SM4_KEY_LEN, &plain));
	SAR_TRY_ERR(gm_random(e.gm, secret_data(plain), SM4_KEY_LEN));
	SAR_TRY_ERR(sm2_encrypt(e.gm, &public, secret_bytes(plain), &cipher));
	key.plain = TAKE(plain);
	SAR_TRY(session_key_add(&e, ulAlgId, &key, phSessionKey));
	give_cipher(&cipher, pData);
	return SAR_OK;
}
