/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pairs of certificates, as they stand in the store:
 *
 *	intended → delivered → confirmed → replaced
 *	intended → abandoned (the ca process refused it for good)
 *	delivered → replaced (another pair of the holder was delivered)
 *
 * Everything here works inside a transaction.
 */
#ifndef OFFICE_PAIR_H
#define OFFICE_PAIR_H

#include "office/keycentre/pool.h"
#include "office/pairs/certificate.h"
#include "pki/answer.h"
#include "pki/evidence.h"

#define PAIR_ID_SIZE (2 * PAIR_ID_LEN + 1)
#define PAIR_KEY_SIZE (2 * ASK_KEY_LEN + 1)

enum pair_state {
	PAIR_INTENDED = 1,
	PAIR_DELIVERED,
	PAIR_CONFIRMED,
	PAIR_REPLACED,
	PAIR_ABANDONED,
};

struct pair {
	char id[PAIR_ID_SIZE];
	char account[33];
	char request_key[PAIR_KEY_SIZE]; /* the idempotency key */
	char request_digest[2 * SM3_LEN + 1];
	enum pair_state state;
	enum ask_verb verb;
	enum carrier_kind carrier;
	char carrier_serial[CARRIER_SERIAL_SIZE];
	struct buf evidence, csr, tbs_sign, tbs_encrypt;
	char pool_key[POOL_ID_SIZE];
	struct buf answer; /* empty before it is delivered */
	int64_t created_at, changed_at;
};

/* An empty one, its buffers ready. */
#define PAIR_EMPTY                                                          \
	{                                                                   \
		.evidence = BUF(EVIDENCE_DER_MAX), .csr = BUF(CSR_DER_MAX), \
		.tbs_sign = BUF(CERT_DER_MAX),                              \
		.tbs_encrypt = BUF(CERT_DER_MAX),                           \
		.answer = BUF(ANSWER_DER_MAX)                               \
	}
void pair_done(struct pair *p);
DEFINE_AUTO_DONE(pair)

const char *pair_state_name(enum pair_state s); /* "intended" */

/* A new one, intended. STORE_CONFLICT if the account used its key before. */
MUST_USE enum err pair_insert(struct db *db, const struct pair *p);

/* ret_p is {0} or was filled before. NOT_FOUND. */
MUST_USE enum err pair_by_id(struct db *db, const char *id, struct pair *ret_p);
MUST_USE enum err pair_by_key(struct db *db, const char *account,
    const char *request_key, struct pair *ret_p);

/* Its state alone. NOT_FOUND. */
MUST_USE enum err pair_state_of(
    struct db *db, const char *id, enum pair_state *ret_state);

/* The account's pair that is intended, if there is one. NOT_FOUND. */
MUST_USE enum err pair_intended_of(
    struct db *db, const char *account, struct pair *ret_p);

/* The account's newest that is delivered and not confirmed. NOT_FOUND. */
MUST_USE enum err pair_delivered_of(
    struct db *db, const char *account, struct pair *ret_p);

/* Does the account have one that is delivered or confirmed? */
MUST_USE enum err pair_is_issued(
    struct db *db, const char *account, bool *ret_yes);

/* STORE_CONFLICT if it isn't in state from. */
MUST_USE enum err pair_move(struct db *db, const char *id, enum pair_state from,
    enum pair_state to, int64_t now);

/* Keep the answer; intended → delivered. STORE_CONFLICT. */
MUST_USE enum err pair_deliver(
    struct db *db, const char *id, struct bytes answer, int64_t now);

/* The account's pairs, newest first, at most limit; those that are intended
 * or abandoned too. Buffers are borrowed for the call only. */
MUST_USE enum err pair_each(struct db *db, const char *account, size_t limit,
    enum err (*each)(void *arg, const struct pair *p), void *arg);

#endif
