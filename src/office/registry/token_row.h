/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carriers that the office personalised (tokens/personalise.h), as they stand
 * in the store. Inside a transaction.
 *
 * A row is intended before anything on the carrier is changed, with the admin
 * PIN and the device key that it is going to have, and ready when it has them.
 */
#ifndef OFFICE_TOKEN_ROW_H
#define OFFICE_TOKEN_ROW_H

#include "office/registry/act.h"
#include "pki/token_order.h"

#define TOKEN_LABEL_SIZE                                    \
	32 /* 31 octets of UTF-8 (GM/T 0016 7.1.8), and NUL \
	    */
#define TOKEN_BATCH_SIZE 33

enum token_row_state { TOKEN_ROW_INTENDED = 1, TOKEN_ROW_READY = 2 };
const char *token_row_state_name(enum token_row_state s); /* "ready" */

struct token_row {
	char serial[CARRIER_SERIAL_SIZE];
	enum carrier_kind kind;
	char label[TOKEN_LABEL_SIZE];
	enum token_handover user_pin;
	struct buf sealed_pin, sealed_key; /* pki/escrow.h */
	char old_key[2 * SM3_LEN + 1];	   /* token_row_old_key */
	char act[ACT_ID_SIZE], staff[65];
	char batch[TOKEN_BATCH_SIZE]; /* or "" */
	enum token_row_state state;
	int64_t created_at, changed_at;
};
void token_row_done(struct token_row *r);
DEFINE_AUTO_DONE(token_row)

/* What an operator signs for it. CRYPTO. */
MUST_USE enum err token_row_order(
    struct gm *gm, const struct token_row *r, struct token_order *ret_o);

/* The digest of the device key that a carrier came with, by which the same is
 * known when it is given again. CRYPTO. */
MUST_USE enum err token_row_old_key(struct gm *gm, const char *serial,
    struct bytes device_key, char ret_digest[2 * SM3_LEN + 1]);

/* Put one, in place of one of the same serial number. */
MUST_USE enum err token_row_put(struct db *db, const struct token_row *r);

/* From intended to ready. STORE_CONFLICT if it is not intended by this act. */
MUST_USE enum err token_row_ready(
    struct db *db, const char *serial, const char *act, int64_t at);

/* ret_r is {0} or was filled before. NOT_FOUND. */
MUST_USE enum err token_row_get(
    struct db *db, const char *serial, struct token_row *ret_r);

/* The newest, at most limit, newest first; ends at each's first error. */
MUST_USE enum err token_row_each(struct db *db, size_t limit,
    enum err (*each)(void *arg, const struct token_row *r), void *arg);

#endif
