/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit record: a chain of hashes, so that nothing can be taken out,
 * changed or put in later without breaking all that follows.
 *
 *	hash(n) = SM3(hash(n-1) ‖ AuditRecord(n)),  hash(0) = 32 zero octets
 *	AuditRecord ::= SEQUENCE {
 *	  type    PrintableString "office-audit-v1",
 *	  seq     INTEGER,            -- 1, 2, 3 … without gaps
 *	  at      GeneralizedTime,
 *	  actor   UTF8String,         -- "staff:op1", "holder:u1", "system"
 *	  event   UTF8String,         -- "pair.delivered": events.h
 *	  about   UTF8String,         -- id of what it is about
 *	  details UTF8String }        -- JSON, sorted, compact; nothing secret
 *
 * Whoever holds the database could still write the whole chain anew; the
 * checkpoints (checkpoint.h) that the ca process signs stand against that.
 */
#ifndef OFFICE_AUDIT_H
#define OFFICE_AUDIT_H

#include "gm/sm3.h"
#include "office/audit/events.h"
#include "office/store/store.h"

#define AUDIT_TEXT_MAX 255     /* octets of actor, event, about */
#define AUDIT_DETAILS_MAX 4096 /* octets of JSON */
#define AUDIT_DETAIL_COUNT_MAX 16

struct audit_detail {
	const char *name, *value; /* UTF-8; value NULL is left out */
};

struct audit_event {
	int64_t at;
	const char *actor, *event, *about;
	const struct audit_detail *details; /* any order, names differ */
	size_t detail_count;
};

#define AUDIT_DETAILS(...)                                                   \
	.details = (const struct audit_detail[]){__VA_ARGS__},               \
	.detail_count = sizeof((const struct audit_detail[]){__VA_ARGS__}) / \
			sizeof(struct audit_detail)

/*
 * Append one record, inside a store_write job: the record is there if and
 * only if what it tells of is. gm may be the job's caller's, who is waiting.
 *
 *	TRY(audit_add(gm, db, &(struct audit_event){.at = now,
 *	    .actor = "system", .event = AUDIT_PAIR_DELIVERED, .about = pair,
 *	    AUDIT_DETAILS({"sign", s}, {"encrypt", e})}));
 *
 * BAD_TEXT for text that is not UTF-8 or has control characters (values may
 * have them), TOO_LARGE; the store's errors.
 */
MUST_USE enum err audit_add(
    struct gm *gm, struct db *db, const struct audit_event *e);

/* A record as it is stored; texts are borrowed. */
struct audit_record {
	uint64_t seq;
	int64_t at;
	const char *actor, *event, *about, *details;
};

/* hash(n) from hash(n-1) and record n. */
MUST_USE enum err audit_hash(struct gm *gm, const uint8_t previous[SM3_LEN],
    const struct audit_record *r, uint8_t ret_hash[SM3_LEN]);

#endif
