/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: key agreement (GB/T 32918.3). The container's encryption key
 * pair takes part, as the certificate for keyAgreement is the encryption one.
 * The initiator's keys wait behind an agreement handle for the answer.
 */
#include <stdlib.h>
#include <string.h>

#include "softtoken/give.h"
#include "softtoken/key.h"

#define ID_MAX 32 /* octets: 7.6.18 */

struct agreement {
	struct sm2_key *own, *temp;
	uint8_t id[ID_MAX];
	size_t id_len;
	ULONG algorithm;
};

void
agreement_free(struct entry *e, void *object)
{
	struct agreement *a = object;

	(void)e;
	sm2_key_free(a->own);
	sm2_key_free(a->temp);
	free(a);
}

static uint32_t
take_id(const BYTE *in, ULONG len, struct bytes *ret_id)
{
	SAR_TRY(take_octets(in, len, ret_id));
	return len < 1 || len > ID_MAX ? SAR_INDATALENERR : SAR_OK;
}

/* This side's long-term key, and a new one for this time. */
static uint32_t
own_keys(struct entry *e, HCONTAINER h, struct sm2_key **ret_own,
    struct sm2_key **ret_temp)
{
	struct container_view v;

	SAR_TRY(container_get(e, h, &v));
	SAR_TRY(key_open(e, &v, KEY_ENCRYPT, ret_own));
	return sar_from_err(sm2_key_generate(e->gm, ret_temp));
}

static uint32_t
agree(struct entry *e, const struct sm2_agreement *a, ULONG algorithm,
    HANDLE *ret_h)
{
	AUTO(secret) key = NULL;
	enum err err;

	SAR_TRY_ERR(secret_new(SM4_KEY_LEN, &key));
	err = sm2_agree(e->gm, a, secret_data(key), SM4_KEY_LEN);
	if (err == ERR_SIGNATURE_INVALID)
		return SAR_INDATAERR;
	SAR_TRY_ERR(err);
	return session_key_add(e, algorithm, secret_bytes(key), ret_h);
}

ULONG DEVAPI
SKF_GenerateAgreementDataWithECC(HCONTAINER hContainer, ULONG ulAlgId,
    ECCPUBLICKEYBLOB *pTempECCPubKeyBlob, BYTE *pbID, ULONG ulIDLen,
    HANDLE *phAgreementHandle)
{
	AUTO_DONE(entry) e = {0};
	AUTO(sm2_key) own = NULL;
	AUTO(sm2_key) temp = NULL;
	struct agreement *a;
	struct bytes id;

	SAR_TRY(entry_begin(&e));
	if (pTempECCPubKeyBlob == NULL || phAgreementHandle == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(session_algorithm_check(ulAlgId));
	SAR_TRY(take_id(pbID, ulIDLen, &id));
	SAR_TRY(own_keys(&e, hContainer, &own, &temp));
	give_public(sm2_key_public(temp), pTempECCPubKeyBlob);
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return SAR_MEMORYERR;
	a->own = TAKE(own);
	a->temp = TAKE(temp);
	memcpy(a->id, id.p, id.len);
	a->id_len = id.len;
	a->algorithm = ulAlgId;
	return handle_add(&e, HANDLE_AGREEMENT, a, phAgreementHandle);
}

ULONG DEVAPI
SKF_GenerateAgreementDataAndKeyWithECC(HANDLE hContainer, ULONG ulAlgId,
    ECCPUBLICKEYBLOB *pSponsorECCPubKeyBlob,
    ECCPUBLICKEYBLOB *pSponsorTempECCPubKeyBlob,
    ECCPUBLICKEYBLOB *pTempECCPubKeyBlob, BYTE *pbID, ULONG ulIDLen,
    BYTE *pbSponsorID, ULONG ulSponsorIDLen, HANDLE *phKeyHandle)
{
	AUTO_DONE(entry) e = {0};
	AUTO(sm2_key) own = NULL;
	AUTO(sm2_key) temp = NULL;
	struct sm2_public peer, peer_temp;
	struct sm2_agreement a = {.peer = &peer, .peer_temp = &peer_temp};

	SAR_TRY(entry_begin(&e));
	if (pTempECCPubKeyBlob == NULL || phKeyHandle == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(session_algorithm_check(ulAlgId));
	SAR_TRY(take_public(pSponsorECCPubKeyBlob, &peer));
	SAR_TRY(take_public(pSponsorTempECCPubKeyBlob, &peer_temp));
	SAR_TRY(take_id(pbID, ulIDLen, &a.own_id));
	SAR_TRY(take_id(pbSponsorID, ulSponsorIDLen, &a.peer_id));
	SAR_TRY(own_keys(&e, hContainer, &own, &temp));
	a.own = own;
	a.own_temp = temp;
	SAR_TRY(agree(&e, &a, ulAlgId, phKeyHandle));
	give_public(sm2_key_public(temp), pTempECCPubKeyBlob);
	return SAR_OK;
}

ULONG DEVAPI
SKF_GenerateKeyWithECC(HANDLE hAgreementHandle,
    ECCPUBLICKEYBLOB *pECCPubKeyBlob, ECCPUBLICKEYBLOB *pTempECCPubKeyBlob,
    BYTE *pbID, ULONG ulIDLen, HANDLE *phKeyHandle)
{
	AUTO_DONE(entry) e = {0};
	struct sm2_public peer, peer_temp;
	struct sm2_agreement a = {
	    .initiator = true, .peer = &peer, .peer_temp = &peer_temp};
	struct agreement *mine;
	void *object;

	SAR_TRY(entry_begin(&e));
	if (phKeyHandle == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(handle_get(&e, HANDLE_AGREEMENT, hAgreementHandle, &object));
	mine = object;
	SAR_TRY(take_public(pECCPubKeyBlob, &peer));
	SAR_TRY(take_public(pTempECCPubKeyBlob, &peer_temp));
	SAR_TRY(take_id(pbID, ulIDLen, &a.peer_id));
	a.own = mine->own;
	a.own_temp = mine->temp;
	a.own_id = BYTES(mine->id, mine->id_len);
	return agree(&e, &a, mine->algorithm, phKeyHandle);
}
