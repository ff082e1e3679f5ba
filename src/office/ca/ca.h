/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ca process, as the others ask it. It holds the issuing key and the audit
 * key, and signs only what it has checked itself: the evidence
 * (pki/evidence.h), the body against its profile and against what the evidence
 * grants, and that the encryption key comes from the key centre. Before it
 * signs it writes to its ledger (append-only, synced, groups of requests
 * together) which bodies the evidence was used for; the same evidence with
 * other bodies is EVIDENCE_REPLAYED, with the same bodies it is a retry and
 * signed again.
 */
#ifndef OFFICE_CA_H
#define OFFICE_CA_H

#include "office/process/config.h"
#include "office/process/ipc.h"
#include "pki/cert.h"

/* Where the office's revocation list is: origin/ca/issuing.crl. TOO_LARGE. */
MUST_USE enum err ca_crl_url(
    const struct office_config *c, char ret_url[CERT_URL_SIZE]);

struct ca_pair_request {
	struct bytes evidence;	   /* Evidence, DER */
	struct bytes csr;	   /* PKCS#10, DER */
	struct bytes tbs_sign;	   /* TBSCertificate of the signing one */
	struct bytes tbs_encrypt;  /* … and of the encryption one */
	uint8_t pool_mac[SM3_LEN]; /* key centre's word for the key in it */
};

struct ca_pair {
	struct buf sign, encrypt; /* certificates, DER */
	uint8_t order[SM3_LEN];	  /* lets the key centre deliver the key */
};
void ca_pair_done(struct ca_pair *p);
DEFINE_AUTO_DONE(ca_pair)

/*
 * Both bodies are of one validity, with the subject and credit code that the
 * evidence grants, and no address in them but the office's own list
 * (ca_crl_url). PROFILE_VIOLATION if they stray, or a serial was used before;
 * EVIDENCE_MISSING if the evidence is none, or not for a pair; EVIDENCE_HOLDER
 * if body, request and evidence are of different holders or keys;
 * EVIDENCE_FORGED if the encryption key is not of the pool; EVIDENCE_REPLAYED;
 * what evidence_check says; PROCESS_LOST.
 */
MUST_USE enum err ca_sign_pair(struct ipc_client *ca,
    const struct ca_pair_request *r, struct ca_pair *ret_pair);

/* A staff certificate, with an appointment as evidence. The same errors. */
MUST_USE enum err ca_sign_one(struct ipc_client *ca, struct bytes evidence,
    struct bytes csr, struct bytes tbs, struct buf *ret_cert);

/* A CRL: issuer, times (nextUpdate at most CA_CRL_TTL_MAX_S on) and number
 * (never lower than one signed before, by the ledger) are checked. What it
 * lists is believed from then on: evidence by those is CERT_REVOKED.
 * CRL_SYNTAX, PROFILE_VIOLATION, EVIDENCE_REPLAYED. */
#define CA_CRL_TTL_MAX_S ((int64_t)8 * 24 * 3600)
MUST_USE enum err ca_sign_crl(
    struct ipc_client *ca, struct bytes tbs, struct buf *ret_crl);

/*
 * An audit checkpoint (audit/checkpoint.h), signed with the audit key: seq
 * never lower than one signed before, nor the same with another hash, and its
 * time is now. *ret_signature gets a DER SM2Signature. DER_SYNTAX,
 * EVIDENCE_REPLAYED, CLOCK_WRONG.
 */
MUST_USE enum err ca_sign_checkpoint(
    struct ipc_client *ca, struct bytes checkpoint, struct buf *ret_signature);

#endif
