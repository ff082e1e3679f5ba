/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ca process, as the others ask it. It holds the issuing key and the audit
 * key, and signs only what it has checked itself: the evidence (pki/evidence.h),
 * the body against its profile and against what the evidence grants, and that
 * the encryption key comes from the key centre. Before it signs it writes to
 * its ledger (append-only, synced, groups of requests together) which bodies
 * the evidence was used for; the same evidence with other bodies is
 * EVIDENCE_REPLAYED, with the same bodies it is a retry and signed again.
 */
#ifndef OFFICE_CA_H
#define OFFICE_CA_H

#include "gm/sm3.h"
#include "office/process/ipc.h"

struct ca_pair_request {
	struct bytes evidence;	    /* Evidence, DER */
	struct bytes csr;	    /* PKCS#10, DER */
	struct bytes tbs_sign;	    /* TBSCertificate of the signing one */
	struct bytes tbs_encrypt;   /* … and of the encryption one */
	uint8_t pool_mac[SM3_LEN];  /* key centre's word for the key in it */
};

struct ca_pair {
	struct buf sign, encrypt;     /* certificates, DER */
	uint8_t order[SM3_LEN];	      /* lets the key centre deliver the key */
};
void ca_pair_done(struct ca_pair *p);
DEFINE_AUTO_DONE(ca_pair)

/* EVIDENCE_…, PROFILE_VIOLATION, CERT_…, CSR_…, PROCESS_LOST. */
MUST_USE enum err ca_sign_pair(struct ipc_client *ca,
    const struct ca_pair_request *r, struct ca_pair *ret_pair);

/* A staff certificate, with an appointment as evidence. The same errors. */
MUST_USE enum err ca_sign_one(struct ipc_client *ca, struct bytes evidence,
    struct bytes csr, struct bytes tbs, struct buf *ret_cert);

/* A CRL: issuer, times (nextUpdate at most 8 days on) and number (never lower
 * than one signed before, by the ledger) are checked. */
MUST_USE enum err ca_sign_crl(
    struct ipc_client *ca, struct bytes tbs, struct buf *ret_crl);

/*
 * An audit checkpoint (audit/checkpoint.h), signed with the audit key: seq
 * never lower than one signed before. *ret_signature gets a DER SM2Signature.
 */
MUST_USE enum err ca_sign_checkpoint(struct ipc_client *ca,
    struct bytes checkpoint, struct buf *ret_signature);

#endif
