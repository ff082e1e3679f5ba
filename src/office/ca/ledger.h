/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ca process's ledger, DIR/ca/ledger: what evidence was used for, written
 * and synced before anything is signed. Append-only.
 *
 *	file   "CERTLGR1" ‖ 16 random octets, then groups
 *	group  head ‖ records ‖ mac (32)
 *	head   u32 length of the records ‖ u64 time ‖ u32 check
 *	record u8 type, then
 *	  0    nothing: fills a group up to a multiple of 4 octets
 *	  1    id (32) ‖ u8 count (1, 2) ‖ for each certificate: u8 length ‖
 *	       serial ‖ SM3 of its body (32)
 *	  2    u64 CRL number
 *	  3    u64 checkpoint's seq ‖ its hash (32)
 *	mac    HMAC-SM3(key, mac before ‖ head ‖ records); before the first
 *	       group that is SM3 of the file's first 24 octets
 *	check  the first 4 octets of HMAC-SM3(key, mac before ‖ length ‖ time)
 *
 * A group is written at once and synced; nothing in it counts before. So a
 * power cut can leave only the last group unfinished: too short, or with disk
 * sectors (512 octets) that were never written and read as zeros. Such an end
 * is cut off when the ledger is opened. Anything else that does not fit is
 * LEDGER_DAMAGED, and nothing is signed. (That whole groups are missing from
 * the end cannot be seen here; the audit record has every certificate too.)
 *
 * Not for several threads; the file is locked while it is open.
 */
#ifndef OFFICE_LEDGER_H
#define OFFICE_LEDGER_H

#include "base/clock.h"
#include "pki/evidence.h"

#define LEDGER_KEY_LEN 32
#define LEDGER_GROUP_MAX 16384 /* octets of a group's records */

struct ledger;

/* Make an empty one, mode 0600. FILE_EXISTS, FILE_…, DISK_FULL. */
MUST_USE enum err ledger_create(struct gm *gm, const char *path);

/*
 * Open it and read all of it. gm is borrowed for its life, key copied.
 * LEDGER_DAMAGED; FILE_BUSY if another process has it; FILE_….
 */
MUST_USE enum err ledger_open(
    struct gm *gm, const char *path, struct bytes key, struct ledger **ret_l);
void ledger_free(struct ledger *l); /* l may be NULL */
DEFINE_AUTO(ledger)

/* What evidence is used for. */
struct ledger_use {
	uint8_t id[EVIDENCE_ID_LEN];
	size_t count; /* certificates: 1 or 2 */
	struct cert_serial serial[2];
	uint8_t body[2][SM3_LEN];
};

/*
 * Note a use, to be written by the next commit. Again with the same bodies is
 * fine. EVIDENCE_REPLAYED with others; PROFILE_VIOLATION if a serial is in use
 * for something else.
 */
MUST_USE enum err ledger_note_use(
    struct ledger *l, const struct ledger_use *use);

/* A CRL's number: EVIDENCE_REPLAYED if it is lower than one before. */
MUST_USE enum err ledger_note_crl(struct ledger *l, uint64_t number);

/* A checkpoint: EVIDENCE_REPLAYED if seq is lower than one before, or the same
 * with another hash. */
MUST_USE enum err ledger_note_checkpoint(
    struct ledger *l, uint64_t seq, const uint8_t hash[SM3_LEN]);

/*
 * Write and sync what was noted since the last commit. After a failure
 * (DISK_FULL, FILE_WRITE) the ledger is good for nothing but ledger_free.
 */
MUST_USE enum err ledger_commit(struct ledger *l, int64_t now);

/* How many octets of an unfinished group were cut off when it was opened. */
uint64_t ledger_cut(const struct ledger *l);

/* How many uses are in it; the highest CRL number, 0 for none. */
size_t ledger_uses(const struct ledger *l);
uint64_t ledger_crl_number(const struct ledger *l);

#endif
