/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence: why a certificate may be signed. The CA signs evidence, not
 * requests. All structures are DER; each begins with a type of its own, so
 * that no signature over one can pass for a signature over another. This
 * header brings those of the parts with it: record.h, act.h, ask.h, and
 * confirm.h and escrow.h that travel with them.
 *
 *	Evidence ::= CHOICE {
 *	  approval    [0] SEQUENCE { record Record, entry SignedAct,
 *	                             review SignedAct, ask SignedAsk,
 *	                             resend SignedAct OPTIONAL },
 *	  continuity  [1] SEQUENCE { certificate Certificate, ask SignedAsk },
 *	  appointment [2] SEQUENCE { record Record, act SignedAct },
 *	  change      [3] SEQUENCE { certificate Certificate, record Record,
 *	                             entry SignedAct, endorse SignedAct,
 *	                             ask SignedAsk },
 *	  migration   [4] SEQUENCE { order MigrationOrder, entry SignedAct,
 *	                             endorse SignedAct, holder MigrationHolder,
 *	                             index INTEGER, path SEQUENCE OF OCTET
 *	                             STRING (32), certificate Certificate,
 *	                             ask Ask, signature OCTET STRING } }
 *
 * Tags are IMPLICIT. An approval's ask is signed with the key that the
 * authorisation code gives (authorisation.h): the office stores the public key
 * only, the code itself is known to the mail and the holder, and a pending
 * approval is of no use to whoever takes over the web process. When the code
 * was sent again, the key is the resend's.
 *
 * An approval may also be for an exchange: the holder lost the key, and two
 * people looked at the record again. A change carries a record with the
 * holder's new name, endorsed by two people, and an ask to update signed with
 * the current key. A migration's certificate is an old CA's, of RSA or SM2
 * (legacy_cert.h), and its ask is to exchange, signed with the key in it.
 */
#ifndef PKI_EVIDENCE_H
#define PKI_EVIDENCE_H

#include "pki/act.h"
#include "pki/ask.h"
#include "pki/confirm.h"
#include "pki/csr.h"
#include "pki/escrow.h"
#include "pki/migration.h"
#include "pki/profile.h"
#include "pki/record.h"
#include "pki/verified.h"

#define EVIDENCE_DER_MAX 36864 /* octets */
#define EVIDENCE_ID_LEN SM3_LEN
#define ASK_CLOCK_SLACK_S 600			   /* a clock that is ahead */
#define ASK_TTL_S ((int64_t)24 * 3600)		   /* an ask waits no longer */
#define APPOINTMENT_TTL_S ((int64_t)7 * 24 * 3600) /* an appointment */
#define CHANGE_TTL_S ((int64_t)90 * 24 * 3600)	   /* an endorsed change */

enum evidence_kind {
	EVIDENCE_APPROVAL,
	EVIDENCE_CONTINUITY,
	EVIDENCE_APPOINTMENT,
	EVIDENCE_CHANGE,
	EVIDENCE_MIGRATION,
};

/* A parsed evidence borrows the octets it was read from. Members not of its
 * kind are zero. review is the act that decided, whatever its verb: the
 * approval, the endorsement, the appointment. */
struct evidence {
	enum evidence_kind kind;
	struct bytes der, record_der;
	struct record record;	  /* not of continuity */
	struct signed_act entry;  /* approval, change, migration */
	struct signed_act review; /* approval, appointment; the endorsement of
				     a change and a migration */
	bool has_resend;
	struct signed_act resend; /* approval whose code was sent again */
	struct signed_ask ask;	  /* not of appointment; of migration as
				     old_ask_parse gives it, without der */
	struct cert certificate;  /* continuity, change: the holder's */
	/* migration */
	struct bytes order_der;
	struct migration_order order;
	struct migration_claim claim;
};

/* The whole of der; nothing is verified. EVIDENCE_SYNTAX. */
MUST_USE enum err evidence_parse(struct bytes der, struct evidence *ret_e);

/* Put together from parts that are DER already; added to b. */
void evidence_encode_approval(struct buf *b, struct bytes record,
    struct bytes entry, struct bytes review, struct bytes ask);
struct evidence_approval {
	struct bytes record, entry, review, ask;
	struct bytes resend; /* empty: the code was not sent again */
};
void evidence_encode_approval_of(
    struct buf *b, const struct evidence_approval *a);
void evidence_encode_continuity(
    struct buf *b, struct bytes certificate, struct bytes ask);
void evidence_encode_appointment(
    struct buf *b, struct bytes record, struct bytes act);
struct evidence_change {
	struct bytes certificate, record, entry, endorse, ask;
};
void evidence_encode_change(struct buf *b, const struct evidence_change *c);
struct evidence_migration {
	struct bytes order, entry, endorse, holder;
	uint32_t index;
	const struct hash_path *path;
	struct bytes certificate, ask, signature;
};
void evidence_encode_migration(
    struct buf *b, const struct evidence_migration *m);

/* Whom a check trusts. */
struct evidence_trust {
	/* root may be NULL for who has verified issuing under it before. */
	const struct cert *root, *issuing;
	/* issuing's key made ready; NULL: it is made ready each time. */
	struct sm2_verifier *issuing_key;
	/* Its certificates that were found good before; NULL: none is kept. */
	struct verified *verified;
	int64_t now;
	/* Staff and holder certificates that no longer count; may be NULL. */
	bool (*revoked)(void *self, const struct cert_serial *serial);
	void *self;
};

/* What the evidence allows. */
struct evidence_grant {
	/*
	 * What can be used once: of an approval, its authorisation's id, so
	 * that however often the code is sent one pair comes of it; of
	 * continuity, the ask; of an appointment, the act; of a change, the
	 * endorsement, so that one makes one pair; of a migration, the order's
	 * id and the leaf's index (4 octets, big-endian), so that each old
	 * certificate is exchanged once. SM3 over
	 * "evidence-approval", … and that.
	 */
	uint8_t id[EVIDENCE_ID_LEN];
	struct name subject; /* exactly this; the request's does not count */
	char credit_code[CERT_CREDIT_CODE_SIZE];
	bool staff; /* one staff certificate; else a holder's pair */
	enum staff_role role;
};

/*
 * Check everything about it. In all: the actors' and holders' certificates are
 * of the trusted issuing CA, valid now and not revoked; every signature; no
 * time lies ahead by more than ASK_CLOCK_SLACK_S; the request (PKCS#10, whose
 * own signature is checked too) is the one meant, with a key that is nobody
 * else's in the evidence.
 *
 * Approval: an entry and an approval of just this record by two operators who
 * are two people, in that order; an ask to ISSUE by the record's user, signed
 * with the authorisation's key before it ended. A resend is of just this
 * approval, after it, by an operator other than the entry's.
 * Continuity: an ask to EXCHANGE or UPDATE by a holder, signed with the key of
 * their signing certificate.
 * Appointment: an act of a role that may appoint the record's, not of the
 * appointed person.
 *
 * Migration: an order entered and endorsed by two operators, in that order,
 * which covers the holder's leaf and certificate now (migration_covers); an
 * ask to EXCHANGE by the leaf's user, signed with the old certificate's key.
 *
 * What it cannot know is whether the id was used before. office_name is the O
 * of staff certificates.
 *
 * EVIDENCE_FORGED: a signature, or what no honest program would have signed
 * (verb, order, keys); EVIDENCE_ONE_PERSON; EVIDENCE_ROLE; EVIDENCE_HOLDER:
 * parts of different records, users or requests; EVIDENCE_EXPIRED;
 * CSR_SIGNATURE; CERT_UNTRUSTED, CERT_SIGNATURE, CERT_NOT_YET_VALID,
 * CERT_EXPIRED, CERT_REVOKED, CERT_USAGE, CERT_SYNTAX.
 */
MUST_USE enum err evidence_check(struct gm *gm, const struct evidence *e,
    const struct csr *request, const struct evidence_trust *trust,
    const char *office_name, struct evidence_grant *ret_grant);

#endif
