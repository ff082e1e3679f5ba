/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6: key agreement (GB/T 32918.3). The container's encryption key
 * pair takes part, as the certificate for keyAgreement is the encryption one.
 * What the initiator began waits behind an agreement handle for the answer.
 */
#include <stdlib.h>
#include <string.h>

#include "provider/give.h"
#include "provider/object.h"
#include "provider/session.h"

struct agreement {
	struct back_agreement *begun;
	uint8_t id[BACK_ID_MAX];
	size_t id_len;
	ULONG algorithm;
};

void
agreement_free(struct entry *e, void *object)
{
	struct agreement *a = object;

	back_end.agreement_close(e, a->begun);
	free(a);
}

static uint32_t
take_id(const BYTE *in, ULONG len, struct bytes *ret_id)
{
	SAR_TRY(take_octets(in, len, ret_id));
	return len < 1 || len > BACK_ID_MAX ? SAR_INDATALENERR : SAR_OK;
}

static uint32_t
begin_agreement(struct entry *ret_e, ULONG algorithm)
{
	SAR_TRY(entry_begin(ret_e));
	if (back_end.agreement_begin == NULL)
		return SAR_NOTSUPPORTYETERR;
	return session_algorithm_check(algorithm);
}

/* A handle for what was begun, which is taken, also on failure. */
static uint32_t
keep(struct entry *e, struct back_agreement *begun, const struct back_party *p,
    HANDLE *ret_h)
{
	struct agreement *a = calloc(1, sizeof(*a));

	if (a == NULL) {
		back_end.agreement_close(e, begun);
		return SAR_MEMORYERR;
	}
	a->begun = begun;
	memcpy(a->id, p->own_id.p, p->own_id.len);
	a->id_len = p->own_id.len;
	a->algorithm = p->algorithm;
	return handle_add(e, HANDLE_AGREEMENT, a, ret_h);
}

ULONG DEVAPI
SKF_GenerateAgreementDataWithECC(HCONTAINER hContainer, ULONG ulAlgId,
    ECCPUBLICKEYBLOB *pTempECCPubKeyBlob, BYTE *pbID, ULONG ulIDLen,
    HANDLE *phAgreementHandle)
{
	AUTO_DONE(entry) e = {0};
	struct back_party p = {.algorithm = ulAlgId};
	struct back_agreement *begun;
	struct back_container *c;
	struct sm2_public temporary;

	SAR_TRY(begin_agreement(&e, ulAlgId));
	if (pTempECCPubKeyBlob == NULL || phAgreementHandle == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_id(pbID, ulIDLen, &p.own_id));
	SAR_TRY(container_of(&e, hContainer, &c));
	SAR_TRY(back_end.agreement_begin(&e, c, &p, &temporary, &begun));
	SAR_TRY(keep(&e, begun, &p, phAgreementHandle));
	give_public(&temporary, pTempECCPubKeyBlob);
	return SAR_OK;
}

ULONG DEVAPI
SKF_GenerateAgreementDataAndKeyWithECC(HANDLE hContainer, ULONG ulAlgId,
    ECCPUBLICKEYBLOB *pSponsorECCPubKeyBlob,
    ECCPUBLICKEYBLOB *pSponsorTempECCPubKeyBlob,
    ECCPUBLICKEYBLOB *pTempECCPubKeyBlob, BYTE *pbID, ULONG ulIDLen,
    BYTE *pbSponsorID, ULONG ulSponsorIDLen, HANDLE *phKeyHandle)
{
	AUTO_DONE(entry) e = {0};
	struct back_party p = {.algorithm = ulAlgId};
	struct back_session_key key = {NULL, NULL};
	struct back_container *c;
	struct sm2_public temporary;

	SAR_TRY(begin_agreement(&e, ulAlgId));
	if (pTempECCPubKeyBlob == NULL || phKeyHandle == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(take_public(pSponsorECCPubKeyBlob, &p.key));
	SAR_TRY(take_public(pSponsorTempECCPubKeyBlob, &p.temporary));
	SAR_TRY(take_id(pbID, ulIDLen, &p.own_id));
	SAR_TRY(take_id(pbSponsorID, ulSponsorIDLen, &p.id));
	SAR_TRY(container_of(&e, hContainer, &c));
	SAR_TRY(back_end.agreement_answer(&e, c, &p, &temporary, &key));
	SAR_TRY(session_key_add(&e, ulAlgId, &key, phKeyHandle));
	give_public(&temporary, pTempECCPubKeyBlob);
	return SAR_OK;
}

ULONG DEVAPI
SKF_GenerateKeyWithECC(HANDLE hAgreementHandle,
    ECCPUBLICKEYBLOB *pECCPubKeyBlob, ECCPUBLICKEYBLOB *pTempECCPubKeyBlob,
    BYTE *pbID, ULONG ulIDLen, HANDLE *phKeyHandle)
{
	AUTO_DONE(entry) e = {0};
	struct back_session_key key = {NULL, NULL};
	struct back_party p;
	struct agreement *a;
	void *object;

	SAR_TRY(entry_begin(&e));
	if (phKeyHandle == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(handle_get(&e, HANDLE_AGREEMENT, hAgreementHandle, &object));
	a = object;
	SAR_TRY(take_public(pECCPubKeyBlob, &p.key));
	SAR_TRY(take_public(pTempECCPubKeyBlob, &p.temporary));
	SAR_TRY(take_id(pbID, ulIDLen, &p.id));
	p.algorithm = a->algorithm;
	p.own_id = BYTES(a->id, a->id_len);
	SAR_TRY(back_end.agreement_finish(&e, a->begun, &p, &key));
	return session_key_add(&e, a->algorithm, &key, phKeyHandle);
}
