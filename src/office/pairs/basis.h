/* SPDX-License-Identifier: Apache-2.0 */
/*
 * On what a pair is obtained: one row for each verb and kind of evidence
 * (docs/architecture.md, "The life of a pair after its first issue"). A
 * holder's request says what they want, never by which right; the first row
 * applies that is of the request's verb and session and finds its evidence in
 * the store.
 *
 *	issue, any session:
 *		approval (the mailed code) of an approved account
 *	exchange, certificate session:
 *		continuity (the certificate's key) of an active account
 *	exchange, account session:
 *		approval (the code of a reissue) of an active account
 *	exchange, exchange session:
 *		migration (the old certificate's key) of an approved account
 *	update, certificate session:
 *		change (a new name, endorsed) of an active account, or else
 *		continuity, in the last renew_days
 *
 * Approval and change serve once: by the authorisation and the endorsement
 * that are in them. Continuity serves as long as the certificate does.
 */
#ifndef OFFICE_BASIS_H
#define OFFICE_BASIS_H

#include "office/legacy/legacy_row.h"
#include "office/pairs/certificate.h"
#include "office/pairs/obtain.h"
#include "office/registry/authorisation.h"

struct basis;

/* A request, and what the store has for it. Members not of its kind are
 * zero. */
struct grounds {
	const struct obtain_request *request;
	const struct signed_ask *ask;
	const struct office_config *config;
	int64_t now;
	const struct basis *basis; /* the row that applies */
	/* approval */
	struct stored_authorisation authorisation;
	struct stored_act resend; /* empty: the code was not sent again */
	/* approval: entry and approval; change: entry and endorsement */
	struct stored_act entry, decision;
	/* continuity, change: the session's certificate */
	struct certificate stored;
	struct cert certificate; /* borrows from stored */
	/* migration */
	struct legacy_holder old_holder;
	struct legacy_signed order;
	struct legacy_cert old_certificate; /* borrows from old_holder */
	int64_t opens_at; /* with RENEWAL_EARLY: when renewal opens */
};
void grounds_done(struct grounds *g);
DEFINE_AUTO_DONE(grounds)

/* What evidence of one kind is, once it was found. */
struct basis_means {
	enum evidence_kind kind;
	bool code; /* the ask is signed with a code: a wrong one costs a try */
	/* What a second request gets once it has served for a pair. */
	enum err again;
	/* Is the ask signed with the right key? EVIDENCE_FORGED. */
	enum err (*verify)(struct gm *gm, const struct grounds *g);
	/* Is it in the store as it was found? STORE_CONFLICT; CERT_…. */
	enum err (*recheck)(struct db *db, const struct grounds *g);
	/* Is e, of another pair, of what serves once, and the same? */
	bool (*is_same)(const struct grounds *g, const struct evidence *e);
	/* Add the evidence to b. */
	void (*encode)(const struct grounds *g, struct buf *b);
	/* Whom the new certificates name. */
	enum err (*name_holder)(const struct grounds *g,
	    struct name *ret_subject, char ret_code[CERT_CREDIT_CODE_SIZE]);
};

/* By which right who gets what. */
struct basis {
	enum ask_verb verb;
	unsigned sessions;	  /* enum session_kind bits */
	enum account_state state; /* that the account must have */
	/* Fill g; a db job's part, may run again. NOT_FOUND: there is none of
	 * this kind, the next row is asked; any other error is the answer. */
	enum err (*find)(struct db *db, struct grounds *g);
	const struct basis_means *means;
};

/*
 * Find the row for g->request and what the store has for it. ACCOUNT_STATE,
 * or PAIR_EXISTS for an issue to an active account; SESSION_SCOPE if nothing
 * serves in this session. Approval: CODE_WRONG, CODE_LOCKED, PAIR_EXISTS.
 * Continuity and change: CERT_UNKNOWN, CERT_ON_HOLD, CERT_REVOKED,
 * CERT_EXPIRED, OPERATION_PENDING; RENEWAL_EARLY with g->opens_at.
 */
MUST_USE enum err grounds_find(struct db *db, struct grounds *g);

/* The rows' functions; basis_code.c, basis_key.c, basis_old.c. */
enum err basis_code_find_issue(struct db *db, struct grounds *g);
enum err basis_code_find_reissue(struct db *db, struct grounds *g);
enum err basis_code_verify(struct gm *gm, const struct grounds *g);
enum err basis_code_recheck(struct db *db, const struct grounds *g);
bool basis_code_is_same(const struct grounds *g, const struct evidence *e);
void basis_code_encode(const struct grounds *g, struct buf *b);
enum err basis_record_name(const struct grounds *g, struct name *ret_subject,
    char ret_code[CERT_CREDIT_CODE_SIZE]);

enum err basis_key_find(struct db *db, struct grounds *g);
enum err basis_key_find_renewal(struct db *db, struct grounds *g);
enum err basis_key_find_change(struct db *db, struct grounds *g);
enum err basis_key_verify(struct gm *gm, const struct grounds *g);
enum err basis_key_recheck(struct db *db, const struct grounds *g);
enum err basis_key_recheck_change(struct db *db, const struct grounds *g);
bool basis_key_is_same(const struct grounds *g, const struct evidence *e);
bool basis_key_is_same_change(
    const struct grounds *g, const struct evidence *e);
void basis_key_encode(const struct grounds *g, struct buf *b);
void basis_key_encode_change(const struct grounds *g, struct buf *b);
enum err basis_key_name(const struct grounds *g, struct name *ret_subject,
    char ret_code[CERT_CREDIT_CODE_SIZE]);

enum err basis_old_find(struct db *db, struct grounds *g);
enum err basis_old_verify(struct gm *gm, const struct grounds *g);
enum err basis_old_recheck(struct db *db, const struct grounds *g);
bool basis_old_is_same(const struct grounds *g, const struct evidence *e);
void basis_old_encode(const struct grounds *g, struct buf *b);
enum err basis_old_name(const struct grounds *g, struct name *ret_subject,
    char ret_code[CERT_CREDIT_CODE_SIZE]);

/* The authorisation that counts in an approval: the last that was mailed. Its
 * id as in the store. */
void basis_code_id(
    const struct evidence *e, char ret_id[AUTHORISATION_ID_SIZE]);

/* When renewal opens of a certificate that ends then. */
int64_t basis_renewal_opens(const struct office_config *c, int64_t not_after);

#endif
