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

/*
 * Where a partition's revocation list is: origin/ca/issuing.crl of partition
 * 0, origin/ca/issuing-N.crl of others; its delta list is
 * origin/ca/issuing-N-delta.crl, 0 too. TOO_LARGE.
 */
struct ca_list_name {
	uint32_t partition;
	bool delta;
};
MUST_USE enum err ca_crl_url(const struct office_config *c,
    struct ca_list_name list, char ret_url[CERT_URL_SIZE]);

/* "issuing.crl": its file name, below origin/ca/ and in DIR/public. */
#define CA_LIST_FILE_SIZE 40
void ca_list_file(struct ca_list_name list, char ret_name[CA_LIST_FILE_SIZE]);

/* Where it is asked how a certificate stands: origin/ocsp. TOO_LARGE. */
MUST_USE enum err ca_ocsp_url(
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
 * evidence grants, and with the addresses of the list of their serial's
 * partition (ca_crl_url) and of the office's OCSP (ca_ocsp_url), which there is
 * room in. PROFILE_VIOLATION if they stray, or a serial was used before;
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

/* A list is of now and for so long at most (ca_status.h). */
#define CA_CRL_TTL_MAX_S ((int64_t)8 * 24 * 3600)

/*
 * An audit checkpoint (audit/checkpoint.h), signed with the audit key: seq
 * never lower than one signed before, nor the same with another hash, and its
 * time is now. *ret_signature gets a DER SM2Signature. DER_SYNTAX,
 * EVIDENCE_REPLAYED, CLOCK_WRONG.
 */
MUST_USE enum err ca_sign_checkpoint(
    struct ipc_client *ca, struct bytes checkpoint, struct buf *ret_signature);

#endif
