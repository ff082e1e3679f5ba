/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the ca process knows of the status of certificates, as the others ask
 * it. It keeps in its ledger which were put on hold, released and revoked, by
 * which evidence and when (pki/status_evidence.h); lists and OCSP answers are
 * made by it from that, and from which serials it signed, never from what a
 * web process says.
 */
#ifndef OFFICE_CA_STATUS_H
#define OFFICE_CA_STATUS_H

#include "office/ca/ca.h"
#include "pki/ocsp.h"
#include "pki/status_evidence.h"

struct ca_status_request {
	struct bytes evidence;			       /* StatusEvidence, DER */
	struct bytes certificates[STATUS_SERIALS_MAX]; /* DER */
	size_t count;
};

/*
 * Check the evidence and note the change. *ret_at is when it counts from, by
 * the ca's clock; *ret_status and *ret_reason what it is then. Asked again
 * with the same evidence and certificates: the same answer and no change, even
 * if the status was changed since. A revoked certificate stays revoked, as it
 * first was.
 *
 * CERT_REVOKED for a hold or release of a revoked one; EVIDENCE_REPLAYED for
 * evidence that was used for other certificates; what status_evidence_check
 * says; PROCESS_LOST.
 */
struct ca_status_answer {
	enum status status;
	enum crl_reason reason;
	int64_t at;
};
MUST_USE enum err ca_set_status(struct ipc_client *ca,
    const struct ca_status_request *r, struct ca_status_answer *ret_a);

/*
 * A revocation list of a partition (pki/serial.h), full, or what changed since
 * the last full one of it (delta). Its number is the ca's own, always higher
 * than any before of whatever partition, and noted before it is signed.
 * Certificates that ended are on one more full list of their partition.
 * ret_list gets the CertificateList.
 *
 * NOT_FOUND: there is no such partition, or no full list yet. CLOCK_WRONG if
 * this_update is not now; PROFILE_VIOLATION if next_update is not after it, or
 * more than CA_CRL_TTL_MAX_S on. STORE_CONFLICT if somebody else had a list
 * made before this one was read: ask again.
 */
struct ca_list_request {
	uint32_t partition;
	bool delta;
	int64_t this_update, next_update; /* at most CA_CRL_TTL_MAX_S on */
};
MUST_USE enum err ca_make_list(struct ipc_client *ca,
    const struct ca_list_request *r, uint64_t *ret_number,
    struct buf *ret_list);

/*
 * The partitions as the ca knows them, whatever the store says: from first on,
 * as many as go into an answer; total is how many there are.
 */
#define CA_PARTITIONS_MAX 256
struct ca_partition {
	uint64_t certificates; /* signed in it */
	uint64_t full_number;  /* of its last full list, 0: none */
	uint64_t last_number;  /* of its last list, full or delta */
	bool changed;	       /* a status in it, since that list */
};
struct ca_partitions {
	uint32_t total;
	size_t count;
	struct ca_partition part[CA_PARTITIONS_MAX];
};
MUST_USE enum err ca_list_partitions(
    struct ipc_client *ca, uint32_t first, struct ca_partitions *ret_p);

/*
 * An OCSP answer (RFC 6960) for serials of the issuing CA, signed by the ocsp
 * key. good only for what the ca signed itself and what is neither on hold nor
 * revoked; unknown for all others. ret_response gets the OCSPResponse.
 *
 * OCSP_SYNTAX for another hash; CLOCK_WRONG, PROFILE_VIOLATION as of lists;
 * NOT_SUPPORTED by an office that was made without that key; PROCESS_LOST.
 */
#define CA_OCSP_SERIALS_MAX OCSP_SERIALS_MAX
struct ca_ocsp_request {
	struct cert_serial serials[CA_OCSP_SERIALS_MAX];
	size_t count;
	struct bytes hash_algorithm; /* of the CertIDs: AlgorithmIdentifier as
					asked, SHA-1, SHA-256 or SM3 */
	struct bytes nonce;	     /* 0 to 32 octets; none: empty */
	int64_t this_update, next_update;
};
MUST_USE enum err ca_ocsp(struct ipc_client *ca,
    const struct ca_ocsp_request *r, struct buf *ret_response);

#endif
