/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence for a change of status: why certificates are put on hold, released
 * or revoked. The ca process signs lists and answers of what it checked here
 * and wrote into its ledger, and of nothing else, so that a web process can
 * neither forget a revocation nor invent one.
 *
 *	StatusEvidence ::= CHOICE {
 *	  holder   [0] SEQUENCE { certificate Certificate,
 *	                          instruction SignedInstruction },
 *	  code     [1] SEQUENCE { grant CodeGrant, proof OCTET STRING (32),
 *	                          instruction SignedInstruction },
 *	  staff    [2] SEQUENCE { order StatusOrder, act SignedAct },
 *	  replaced [3] SEQUENCE { certificate Certificate, confirm Confirm,
 *	                          signature OCTET STRING } }
 *
 * Tags are IMPLICIT.
 *
 *	holder    hold, signed with the certificate's own key
 *	code      hold or release, signed with the mailed code's key
 *	staff     revocation: REVOKE, by an operator, of holders' certificates;
 *	          DISMISS, by who may appoint that role, of staff's
 *	replaced  revocation as superseded: the holder confirmed, with the new
 *	          pair's signing key, that it is installed (confirm.h)
 */
#ifndef PKI_STATUS_EVIDENCE_H
#define PKI_STATUS_EVIDENCE_H

#include "pki/code_grant.h"
#include "pki/evidence.h"
#include "pki/status_order.h"

#define STATUS_EVIDENCE_DER_MAX 20480 /* octets */

enum status_evidence_kind {
	STATUS_BY_HOLDER,
	STATUS_BY_CODE,
	STATUS_BY_STAFF,
	STATUS_BY_REPLACEMENT,
};

/* Borrows the octets it was read from. Members not of its kind are zero. */
struct status_evidence {
	enum status_evidence_kind kind;
	struct bytes der;
	struct cert certificate;	       /* holder, replaced */
	struct signed_instruction instruction; /* holder, code */
	struct bytes grant_der;		       /* code */
	struct code_grant grant;	       /* code */
	uint8_t proof[SM3_LEN];		       /* code */
	struct bytes order_der;		       /* staff */
	struct status_order order;	       /* staff */
	struct signed_act act;		       /* staff */
	struct bytes confirm_der;	       /* replaced */
	struct confirm confirm;		       /* replaced */
	struct sm2_signature signature;	       /* replaced */
};

/* The whole of der; nothing is verified. EVIDENCE_SYNTAX. */
MUST_USE enum err status_evidence_parse(
    struct bytes der, struct status_evidence *ret_e);

/* Put together from parts that are DER already; added to b. */
void status_evidence_encode_holder(
    struct buf *b, struct bytes certificate, struct bytes instruction);
void status_evidence_encode_code(struct buf *b, struct bytes grant,
    const uint8_t proof[SM3_LEN], struct bytes instruction);
void status_evidence_encode_staff(
    struct buf *b, struct bytes order, struct bytes act);
void status_evidence_encode_replaced(struct buf *b, struct bytes certificate,
    struct bytes confirm, struct bytes signature);

enum status {
	STATUS_VALID = 1, /* released */
	STATUS_ON_HOLD = 2,
	STATUS_REVOKED = 3,
};

/* What the evidence allows, for the certificates it was checked with. */
struct status_grant {
	uint8_t id[EVIDENCE_ID_LEN]; /* what can be used once */
	enum status status;
	enum crl_reason reason; /* revoked */
};

/*
 * Check everything about it, and that it speaks of just these certificates:
 * one to STATUS_SERIALS_MAX, none twice, each signed by the trusted issuing CA
 * (their signatures are verified). They may be expired, on hold or revoked.
 *
 * Holder, code: the first certificate is the signing certificate that the
 * instruction names, and its holder is who instructs; a second one is the
 * encryption certificate made with it, of the same subject and validity. The
 * instruction is of now (instruction_check_time), the grant has not ended; a
 * holder's own certificate is valid now.
 * Replaced: all are of the holder who confirmed (the same user name), older
 * than the new signing certificate, and signing certificates or encryption
 * certificates made with one of them: so none is of the new pair. What became
 * of the new one since does not matter.
 * Staff: the serials are just the order's, which is no younger than the act;
 * all are holders', or all are one person's of the staff, whose role the actor
 * may appoint.
 *
 * trust as in evidence_check. proof_of is asked whether the grant's proof is
 * the key centre's (EVIDENCE_FORGED if it is not); NULL refuses grants.
 *
 * The id: of an instruction, by key or code, SM3("evidence-instruction" ‖
 * Instruction); of an order SM3("evidence-order" ‖ StatusOrder); of a
 * replacement SM3("evidence-replaced" ‖ Confirm ‖ the serials in the order of
 * the certificates, as DER INTEGERs).
 *
 * EVIDENCE_FORGED: a signature, or what no honest program would have signed;
 * EVIDENCE_ROLE; EVIDENCE_HOLDER: other certificates or persons than it speaks
 * of; EVIDENCE_EXPIRED; EVIDENCE_ONE_PERSON: a dismissal of oneself;
 * CERT_UNTRUSTED, CERT_SIGNATURE, CERT_NOT_YET_VALID, CERT_EXPIRED,
 * CERT_REVOKED, CERT_USAGE, CERT_SYNTAX.
 */
struct status_question {
	const struct status_evidence *evidence;
	const struct cert *certificates;
	size_t count;
	const struct evidence_trust *trust;
	enum err (*proof_of)(
	    void *self, struct bytes grant, const uint8_t proof[SM3_LEN]);
	void *self;
};
MUST_USE enum err status_evidence_check(struct gm *gm,
    const struct status_question *q, struct status_grant *ret_grant);

/* The id alone, of evidence and certificates that nothing was checked of: for
 * whoever may have used it before. trust and proof_of are not needed. CRYPTO;
 * TOO_LARGE for too many certificates. */
MUST_USE enum err status_evidence_id(struct gm *gm,
    const struct status_question *q, uint8_t ret_id[EVIDENCE_ID_LEN]);

#endif
