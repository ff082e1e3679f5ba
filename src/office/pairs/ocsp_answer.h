/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OCSP answers that were signed ahead, as they stand in the store: one for each
 * certificate, about it alone, without nonce, its CertID by SHA-1 as RFC 5019
 * 2.1.1 has it. A row says by when it has to be signed anew; one that was
 * forgotten, or not signed yet, has to be at once. Everything here but
 * ocsp_answer_life_s works inside a transaction.
 */
#ifndef OFFICE_OCSP_ANSWER_H
#define OFFICE_OCSP_ANSWER_H

#include "office/process/config.h"
#include "office/store/store.h"
#include "pki/serial.h"

/* The AlgorithmIdentifier in their CertIDs, borrowed for good. */
struct bytes ocsp_answer_algorithm(void);

/* How long one is good when it is signed: twice ocsp_hours. */
int64_t ocsp_answer_life_s(const struct office_config *c);

/* One is wanted of a certificate that is new. */
MUST_USE enum err ocsp_answer_want(struct db *db, const char *serial);

/* The status changed: what is there counts no more, nor what is being signed
 * at this moment. */
MUST_USE enum err ocsp_answer_forget(struct db *db, const char *serial);

struct ocsp_answer_row {
	char serial[CERT_SERIAL_TEXT_SIZE];
	int64_t this_update, next_update;
	struct buf der;
};
void ocsp_answer_done(struct ocsp_answer_row *a);

/* One that is good now, added to a->der. NOT_FOUND. */
MUST_USE enum err ocsp_answer_get(struct db *db, const char *serial,
    int64_t now, struct ocsp_answer_row *ret_a);

/* Those that will not be good any more at that time, the most urgent first. */
#define OCSP_ANSWER_BATCH 64
struct ocsp_answer_due {
	size_t count;
	struct {
		char serial[CERT_SERIAL_TEXT_SIZE];
		int64_t next_update; /* as it was seen */
		int64_t not_after;   /* of the certificate */
	} rows[OCSP_ANSWER_BATCH];
};
MUST_USE enum err ocsp_answer_find_due(
    struct db *db, int64_t at, struct ocsp_answer_due *ret_due);

/* Keep a new one, unless the row is not as it was seen: then it may tell of
 * what was before. */
MUST_USE enum err ocsp_answer_put(
    struct db *db, const struct ocsp_answer_row *a, int64_t seen);

/* The certificate ended: nobody asks any more. */
MUST_USE enum err ocsp_answer_drop(struct db *db, const char *serial);

#endif
