/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6 and its usual extensions: SM2 with keys that the caller gives.
 */
#include "provider/give.h"
#include "provider/object.h"
#include "provider/session.h"
#include "skf/field.h"

ULONG DEVAPI
SKF_ECCVerify(DEVHANDLE hDev, ECCPUBLICKEYBLOB *pECCPubKeyBlob, BYTE *pbData,
    ULONG ulDataLen, ECCSIGNATUREBLOB *pSignature)
{
	AUTO_DONE(entry) e = {0};
	struct sm2_public public;
	struct sm2_signature sig;
	enum err err;

	SAR_TRY(begin_on(&e, hDev));
	SAR_TRY(take_public(pECCPubKeyBlob, &public));
	SAR_TRY(take_signature(pSignature, &sig));
	if (pbData == NULL)
		return SAR_INVALIDPARAMERR;
	if (ulDataLen != SM3_LEN)
		return SAR_INDATALENERR;
	err = sm2_verify_digest(e.gm, &public, pbData, &sig);
	return err == ERR_SIGNATURE_INVALID ? SAR_FAIL : sar_from_err(err);
}

ULONG DEVAPI
SKF_ExtECCVerify(DEVHANDLE hDev, ECCPUBLICKEYBLOB *pECCPubKeyBlob, BYTE *pbData,
    ULONG ulDataLen, ECCSIGNATUREBLOB *pSignature)
{
	return SKF_ECCVerify(
	    hDev, pECCPubKeyBlob, pbData, ulDataLen, pSignature);
}

ULONG DEVAPI
SKF_ExtECCEncrypt(DEVHANDLE hDev, ECCPUBLICKEYBLOB *pECCPubKeyBlob,
    BYTE *pbPlainText, ULONG ulPlainTextLen, ECCCIPHERBLOB *pCipherText)
{
	AUTO_DONE(entry) e = {0};
	struct sm2_public public;
	struct sm2_cipher cipher;
	struct bytes plain;

	SAR_TRY(begin_on(&e, hDev));
	if (pCipherText == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_public(pECCPubKeyBlob, &public));
	SAR_TRY(take_octets(pbPlainText, ulPlainTextLen, &plain));
	if (plain.len < 1 || plain.len > SM2_PLAIN_MAX)
		return SAR_INDATALENERR;
	SAR_TRY_ERR(sm2_encrypt(e.gm, &public, plain, &cipher));
	give_cipher(&cipher, pCipherText);
	return SAR_OK;
}

static uint32_t
take_private(
    struct entry *e, const ECCPRIVATEKEYBLOB *in, struct sm2_key **ret_key)
{
	uint8_t d[SM2_LEN];
	enum err err;

	if (in == NULL)
		return SAR_INVALIDPARAMERR;
	if (in->BitLen != SM2_LEN * 8)
		return SAR_INDATAERR;
	skf_field_read(in->PrivateKey, d);
	err = sm2_key_from_scalar(e->gm, BYTES_ARRAY(d), ret_key);
	secret_wipe(d, sizeof(d));
	return err == ERR_KEY_MISSING ? SAR_INDATAERR : sar_from_err(err);
}

ULONG DEVAPI
SKF_ExtECCDecrypt(DEVHANDLE hDev, ECCPRIVATEKEYBLOB *pECCPriKeyBlob,
    ECCCIPHERBLOB *pCipherText, BYTE *pbPlainText, ULONG *pulPlainTextLen)
{
	AUTO_DONE(entry) e = {0};
	AUTO(sm2_key) key = NULL;
	AUTO(secret) plain = NULL;
	struct sm2_cipher cipher;

	SAR_TRY(begin_on(&e, hDev));
	SAR_TRY(take_private(&e, pECCPriKeyBlob, &key));
	SAR_TRY(take_cipher(pCipherText, &cipher));
	SAR_TRY_ERR(sm2_decrypt(e.gm, key, &cipher, &plain));
	return give_octets(secret_bytes(plain), pbPlainText, pulPlainTextLen);
}

ULONG DEVAPI
SKF_ExtECCSign(DEVHANDLE hDev, ECCPRIVATEKEYBLOB *pECCPriKeyBlob, BYTE *pbData,
    ULONG ulDataLen, ECCSIGNATUREBLOB *pSignature)
{
	AUTO_DONE(entry) e = {0};
	AUTO(sm2_key) key = NULL;
	struct sm2_signature sig;

	SAR_TRY(begin_on(&e, hDev));
	if (pbData == NULL || pSignature == NULL)
		return SAR_INVALIDPARAMERR;
	if (ulDataLen != SM3_LEN)
		return SAR_INDATALENERR;
	SAR_TRY(take_private(&e, pECCPriKeyBlob, &key));
	SAR_TRY_ERR(sm2_sign_digest(e.gm, key, pbData, &sig));
	give_signature(&sig, pSignature);
	return SAR_OK;
}

/* An extension that most makers have: a symmetric key in the clear. */
ULONG DEVAPI
SKF_SetSymmKey(DEVHANDLE hDev, BYTE *pbKey, ULONG ulAlgID, HANDLE *phKey)
{
	AUTO_DONE(entry) e = {0};
	struct back_session_key key = {NULL, NULL};

	SAR_TRY(begin_on(&e, hDev));
	if (pbKey == NULL || phKey == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(session_algorithm_check(ulAlgID));
	SAR_TRY_ERR(secret_copy(BYTES(pbKey, SM4_KEY_LEN), &key.plain));
	return session_key_add(&e, ulAlgID, &key, phKey);
}
