/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ca process's ledger, DIR/ca/ledger: what evidence was used for, how the
 * status of certificates changed, and which lists were made; written and synced
 * before anything is signed. Append-only.
 *
 *	file   "CERTLGR1" ‖ 16 random octets, then groups
 *	group  head ‖ records ‖ mac (32)
 *	head   u32 length of the records ‖ u64 time ‖ u32 check
 *	record u8 type, then
 *	  0    nothing: fills a group up to a multiple of 4 octets
 *	  1    id (32) ‖ u8 count (1, 2) ‖ for each certificate: u8 length ‖
 *	       serial ‖ SM3 of its body (32)
 *	  2    u64 number of a list; not written any more
 *	  3    u64 checkpoint's seq ‖ its hash (32)
 *	  4    id (32) ‖ u8 status ‖ u8 reason ‖ u64 at ‖ u8 count (1 to 4) ‖
 *	       for each certificate: u8 length ‖ serial ‖ u64 notAfter
 *	  5    u32 partition ‖ u8 delta (0, 1) ‖ u64 number of a list ‖
 *	       u64 thisUpdate
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
#include "office/ca/standing.h"

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
 * for something else, or leaves out a partition.
 */
MUST_USE enum err ledger_note_use(
    struct ledger *l, const struct ledger_use *use);

/* Is the serial number of a certificate that was signed? CRYPTO. */
MUST_USE enum err ledger_has_signed(
    struct ledger *l, const struct cert_serial *serial, bool *ret_signed);

/* A change of status by evidence that was checked. */
struct ledger_change {
	uint8_t id[EVIDENCE_ID_LEN];
	enum status status;
	enum crl_reason reason;
	int64_t at;
	size_t count; /* 1 to STATUS_SERIALS_MAX */
	struct cert_serial serial[STATUS_SERIALS_MAX];
	int64_t not_after[STATUS_SERIALS_MAX];
};
struct ledger_standing {
	enum status status;
	enum crl_reason reason;
	int64_t at;
};

/*
 * Note a change; *ret_s is what it came to for its first certificate, which
 * stays the answer for ever. What is revoked or on hold already stays so since
 * it first was. EVIDENCE_REPLAYED if the id was used for other serials;
 * CERT_REVOKED for a hold or release of what is revoked.
 */
MUST_USE enum err ledger_note_change(struct ledger *l,
    const struct ledger_change *c, struct ledger_standing *ret_s);

/* Was it noted, by its id and serials alone? EVIDENCE_REPLAYED. */
MUST_USE enum err ledger_find_change(struct ledger *l,
    const struct ledger_change *c, struct ledger_standing *ret_s,
    bool *ret_known);

/* How certificates stand; borrowed until the next note. */
const struct standing *ledger_standing(const struct ledger *l);

/*
 * A list, about to be made: its number becomes higher than any before, and no
 * lower than what it was. The list
 * speaks of what ledger_standing has from now on. NOT_FOUND for a partition
 * that has no certificate and is not the first, and for a delta when there was
 * no full list of its partition; TOO_LARGE when there are no numbers left.
 */
struct ledger_list {
	uint32_t partition;
	bool delta;
	uint64_t number;
	int64_t this_update;
};
MUST_USE enum err ledger_note_list(struct ledger *l, struct ledger_list *list);

/* A partition: certificates signed in it, and its last lists. */
struct ledger_part {
	uint64_t certificates;
	uint64_t last_number; /* of the last list, full or delta; 0: none */
	bool changed;	      /* a status in it, since that */
	uint64_t full_number; /* 0: there was none */
	int64_t full_update;  /* its thisUpdate */
	int64_t ended_before; /* certificates that ended before were on a list
				 after that, and need not be on this one */
	uint32_t full_since;  /* changes since it: struct standing_entry */
};
/* How many there are, from 0; and one, borrowed until the next note. NULL: no
 * such partition. */
size_t ledger_parts(const struct ledger *l);
const struct ledger_part *ledger_part(
    const struct ledger *l, uint32_t partition);

/* The highest number of a list, 0 for none. */
uint64_t ledger_list_number(const struct ledger *l);

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

/* How many uses are in it. */
size_t ledger_uses(const struct ledger *l);

#endif
