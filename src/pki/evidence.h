/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence: why a certificate may be signed. The CA signs evidence, not
 * requests. All structures are DER; each begins with a type of its own, so
 * that no signature over one can pass for a signature over another.
 *
 *	Record ::= SEQUENCE {            -- what staff saw and decide on
 *	  type       PrintableString "office-record-v1",
 *	  kind       ENUMERATED,         -- enum record_kind
 *	  id         PrintableString,    -- the account's or appointment's id
 *	  userName   UTF8String,         -- staff: their short name
 *	  name       UTF8String,         -- applicant's or person's name
 *	  creditCode PrintableString,    -- may be empty
 *	  email      UTF8String,         -- may be empty
 *	  role       ENUMERATED }        -- enum staff_role, 0 for holders
 *
 *	Act ::= SEQUENCE {               -- what a member of staff did
 *	  type       PrintableString "office-act-v1",
 *	  verb       ENUMERATED,         -- enum act_verb
 *	  object     OCTET STRING (32),  -- SM3 of the record acted on
 *	  at         GeneralizedTime,
 *	  note       UTF8String,         -- a reason; may be empty
 *	  authorisation [0] SEQUENCE {   -- with APPROVE only
 *	    id       OCTET STRING (16),
 *	    key      BIT STRING,         -- public key made from the mailed code
 *	    notAfter GeneralizedTime } OPTIONAL }
 *	SignedAct ::= SEQUENCE { act Act, certificate Certificate,
 *	  signature OCTET STRING }       -- DER SM2Signature over act
 *
 *	Ask ::= SEQUENCE {               -- what a holder wants
 *	  type       PrintableString "holder-ask-v1",
 *	  verb       ENUMERATED,         -- enum ask_verb
 *	  userName   UTF8String,
 *	  request    OCTET STRING (32),  -- SM3 of the PKCS#10 request
 *	  carrier    ENUMERATED,         -- enum carrier_kind
 *	  serial     PrintableString,    -- the carrier's serial number
 *	  escrow     OCTET STRING (32),  -- SM3 of the sealed admin PIN
 *	  key        OCTET STRING (16),  -- idempotency key
 *	  at         GeneralizedTime }
 *	SignedAsk ::= SEQUENCE { ask Ask, signature OCTET STRING }
 *
 *	Evidence ::= CHOICE {
 *	  approval    [0] SEQUENCE { record Record, entry SignedAct,
 *	                             review SignedAct, ask SignedAsk },
 *	  continuity  [1] SEQUENCE { certificate Certificate, ask SignedAsk },
 *	  appointment [2] SEQUENCE { record Record, act SignedAct,
 *	                             request OCTET STRING (32) } }
 *
 * An approval's ask is signed with the key that the authorisation code gives
 * (sm2_key_from_seed): the office stores the public key only, the code itself
 * is known to the mail and the holder, and a pending approval is of no use to
 * whoever takes over the web process.
 */
#ifndef PKI_EVIDENCE_H
#define PKI_EVIDENCE_H

#include "pki/csr.h"
#include "pki/profile.h"

#define EVIDENCE_DER_MAX 24576 /* octets */
#define EVIDENCE_ID_LEN SM3_LEN
#define AUTHORISATION_ID_LEN 16
#define ASK_KEY_LEN 16	    /* octets of an idempotency key */
#define ASK_CLOCK_SLACK_S 600 /* how far an ask's time may be off */

enum record_kind {
	RECORD_ENTERPRISE = 1,
	RECORD_INDIVIDUAL = 2,
	RECORD_AGENCY = 3,
	RECORD_STAFF = 4,
};

enum staff_role { /* GM/T 0034, GM/T 0037 8.3 */
	ROLE_NONE = 0,
	ROLE_SUPER = 1,
	ROLE_AUDIT_ADMIN = 2,
	ROLE_BUSINESS_ADMIN = 3,
	ROLE_OPERATOR = 4,
	ROLE_AUDITOR = 5,
};

enum act_verb {
	ACT_ENTRY = 1,
	ACT_APPROVE = 2,
	ACT_REJECT = 3,
	ACT_RETURN = 4,
	ACT_APPOINT = 5,
	ACT_DISMISS = 6,
	ACT_RESEND = 7, /* a new authorisation code */
};

enum ask_verb { ASK_ISSUE = 1, ASK_EXCHANGE = 2, ASK_UPDATE = 3 };

enum carrier_kind { CARRIER_SOFT = 1, CARRIER_HARD = 2 };

struct record {
	enum record_kind kind;
	char id[33];
	char user_name[65];
	char name[NAME_TEXT_SIZE];
	char credit_code[CERT_CREDIT_CODE_SIZE];
	char email[255];
	enum staff_role role;
};

struct authorisation {
	uint8_t id[AUTHORISATION_ID_LEN];
	struct sm2_public key;
	int64_t not_after;
};

struct act {
	enum act_verb verb;
	uint8_t object[SM3_LEN];
	int64_t at;
	char note[1025];
	bool has_authorisation;
	struct authorisation authorisation;
};

struct ask {
	enum ask_verb verb;
	char user_name[65];
	uint8_t request[SM3_LEN];
	enum carrier_kind carrier;
	char carrier_serial[33];
	uint8_t escrow[SM3_LEN];
	uint8_t key[ASK_KEY_LEN];
	int64_t at;
};

/* "operator": for command lines and JSON; NULL for none. */
const char *staff_role_name(enum staff_role r);
enum staff_role staff_role_find(const char *name); /* ROLE_NONE: not one */
enum oid staff_role_oid(enum staff_role r);
/* The role that a staff certificate carries. */
enum staff_role staff_role_of(const struct cert *cert);
const char *record_kind_name(enum record_kind k);
enum record_kind record_kind_find(const char *name); /* 0: not one */

/* Which role may appoint which: super and audit administrators are made at
 * initialisation; super → business administrator → operator; audit
 * administrator → auditor. */
bool staff_role_appoints(enum staff_role by, enum staff_role whom);

void record_encode(struct buf *b, const struct record *r);
MUST_USE enum err record_parse(struct bytes der, struct record *ret_r);
void act_encode(struct buf *b, const struct act *a);
MUST_USE enum err act_parse(struct bytes der, struct act *ret_a);
void ask_encode(struct buf *b, const struct ask *a);
MUST_USE enum err ask_parse(struct bytes der, struct ask *ret_a);

/* Encode, sign, and add the signed structure. certificate is the actor's. */
MUST_USE enum err act_sign(struct gm *gm, const struct act *a,
    struct bytes certificate, const struct signer *signer, struct buf *b);
MUST_USE enum err ask_sign(struct gm *gm, const struct ask *a,
    const struct signer *signer, struct buf *b);

struct signed_act {
	struct bytes der, act_der;
	struct act act;
	struct cert certificate;
	struct sm2_signature signature;
};
struct signed_ask {
	struct bytes der, ask_der;
	struct ask ask;
	struct sm2_signature signature;
};
MUST_USE enum err signed_act_parse(
    struct bytes der, struct signed_act *ret_a); /* EVIDENCE_SYNTAX */
MUST_USE enum err signed_ask_parse(
    struct bytes der, struct signed_ask *ret_a); /* EVIDENCE_SYNTAX */

enum evidence_kind {
	EVIDENCE_APPROVAL,
	EVIDENCE_CONTINUITY,
	EVIDENCE_APPOINTMENT,
};

/* A parsed evidence borrows the octets it was read from. Members not of its
 * kind are zero. */
struct evidence {
	enum evidence_kind kind;
	struct bytes der, record_der;
	struct record record;	      /* approval, appointment */
	struct signed_act entry;      /* approval */
	struct signed_act review;     /* approval; appointment's one act */
	struct signed_ask ask;	      /* approval, continuity */
	struct cert certificate;      /* continuity */
	uint8_t request[SM3_LEN];     /* appointment */
};

MUST_USE enum err evidence_parse(
    struct bytes der, struct evidence *ret_e); /* EVIDENCE_SYNTAX */

/* Put together from parts that are DER already; added to b. */
void evidence_encode_approval(struct buf *b, struct bytes record,
    struct bytes entry, struct bytes review, struct bytes ask);
void evidence_encode_continuity(
    struct buf *b, struct bytes certificate, struct bytes ask);
void evidence_encode_appointment(struct buf *b, struct bytes record,
    struct bytes act, const uint8_t request[SM3_LEN]);

/* Whom a check trusts. */
struct evidence_trust {
	const struct cert *root, *issuing;
	int64_t now;
	/* Staff and holder certificates that no longer count; may be NULL. */
	bool (*revoked)(void *self, const struct cert_serial *serial);
	void *self;
};

/* What the evidence allows. */
struct evidence_grant {
	uint8_t id[EVIDENCE_ID_LEN]; /* used once: see office/ca ledger */
	struct name subject;	     /* exactly this */
	char credit_code[CERT_CREDIT_CODE_SIZE];
	bool staff;	    /* one staff certificate; else a holder's pair */
	enum staff_role role;
};

/*
 * Check everything about it: every signature, every actor's certificate chain
 * and role, two people for entry and review, times, that the record, acts, ask
 * and request (PKCS#10, whose own signature is checked too) belong together.
 * What it cannot know is whether the id was used before.
 * office_name is the O of staff certificates.
 *
 * EVIDENCE_FORGED, EVIDENCE_ONE_PERSON, EVIDENCE_ROLE, EVIDENCE_HOLDER,
 * EVIDENCE_EXPIRED, CSR_SYNTAX, CSR_SIGNATURE, CERT_….
 */
MUST_USE enum err evidence_check(struct gm *gm, const struct evidence *e,
    const struct csr *request, const struct evidence_trust *trust,
    const char *office_name, struct evidence_grant *ret_grant);

/* The subject that a holder with this record gets: C=CN, O=name, CN=name,
 * serialNumber=userName. */
void holder_subject(const struct record *r, struct name *ret_n);
/* C=CN, O=office_name, OU=staff, CN=name, serialNumber=userName. */
void staff_subject(
    const struct record *r, const char *office_name, struct name *ret_n);

/* The signing key that a mailed code gives; typed as in text_uncode.
 * CODE_SYNTAX. */
MUST_USE enum err authorisation_key(struct gm *gm, const char *user_name,
    struct bytes typed_code, struct sm2_key **ret_key);

/*
 * The holder's word that a new pair is installed and works, signed with the
 * new key:
 *	Confirm ::= SEQUENCE { type PrintableString "holder-confirm-v1",
 *	  pair OCTET STRING (16), certificate OCTET STRING (32), -- SM3
 *	  at GeneralizedTime }
 */
#define PAIR_ID_LEN 16
struct confirm {
	uint8_t pair[PAIR_ID_LEN];
	uint8_t certificate[SM3_LEN];
	int64_t at;
};
void confirm_encode(struct buf *b, const struct confirm *c);
MUST_USE enum err confirm_parse(struct bytes der, struct confirm *ret_c);

/*
 * A carrier's admin PIN on its way to the key centre:
 *	Escrow ::= SEQUENCE { type PrintableString "admin-pin-v1",
 *	  serial PrintableString, pin OCTET STRING }
 * encrypted to the key centre's certificate as a DER SM2Cipher.
 */
#define ESCROW_DER_MAX 512
MUST_USE enum err escrow_seal(struct gm *gm, const struct cert *key_centre,
    const char *carrier_serial, struct bytes admin_pin, struct buf *b);
/* TOKEN_… errors never; ENVELOPE_SYNTAX, ENVELOPE_KEY. */
MUST_USE enum err escrow_open(struct gm *gm, struct sm2_key *key_centre,
    struct bytes sealed, char ret_serial[33], struct secret **ret_pin);

#endif
