/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Change requests (用户变更), as they stand in the store: what a holder asks
 * staff for. Their kinds are rows of one table; what is done with them is in
 * office/changes. Everything here works inside a transaction; its errors are
 * the store's besides what is written at a function.
 *
 *	kind     asks for                       approval            then
 *	name     another company name           two people, a file  approved
 *	fields   address, contact, phone        two people          done
 *	email    another mail address           its two links, or   done
 *	                                        two people
 *	reissue  a code, the key being lost     two people          approved
 *	revoke   revocation of a pair           one person          done
 *
 * Acts of staff on a request stand in table act with the request's id as
 * about: entry, and then endorse (name, fields, email) or approve (reissue);
 * reject and return. (That of a revocation is about the account, as all of its
 * kind.) Their record is the account's as it shall be. The
 * note of an entry, endorsement or approval is change_digest as hex, so that
 * they are about these fields and this file.
 */
#ifndef OFFICE_CHANGE_H
#define OFFICE_CHANGE_H

#include <jansson.h>

#include "gm/sm3.h"
#include "office/registry/account.h"
#include "office/registry/change_state.h"
#include "pki/act.h"
#include "pki/instruction.h"

#define CHANGE_ID_SIZE 33     /* 32 hex digits and NUL */
#define CHANGE_NOTE_MAX 256   /* characters */
#define CHANGE_NOTE_SIZE 1025 /* octets */
#define CHANGE_REASON_SIZE 32 /* "key-compromise" */
#define CHANGE_DIGEST_SIZE (2 * SM3_LEN + 1)

enum change_kind {
	CHANGE_NAME = 1,
	CHANGE_FIELDS,
	CHANGE_EMAIL,
	CHANGE_REISSUE,
	CHANGE_REVOKE,
};
#define CHANGE_KIND_MAX CHANGE_REVOKE

struct change_rules {
	const char *name;    /* "name": in store, JSON, command lines */
	const char *text[2]; /* for people */
	bool by_account;     /* may be asked for without a certificate */
	bool two_people;     /* is entered before it is approved */
	bool needs_file;
	enum act_verb approval;	    /* what an approval is signed as */
	enum change_event approved; /* what an approval does */
};
const struct change_rules *change_rules(enum change_kind k);
enum change_kind change_kind_find(const char *name); /* 0: not one */
const char *change_kind_text(enum change_kind k, enum lang l);

/* What shall be; "" is what the request does not speak of. */
struct change_fields {
	char name[NAME_TEXT_SIZE];
	char address[ACCOUNT_LINE_SIZE], contact[ACCOUNT_LINE_SIZE];
	char phone[FORM_PHONE_MAX + 1];
	char email[MAIL_ADDRESS_SIZE];
	char serial[CERT_SERIAL_TEXT_SIZE]; /* revoke: signing certificate */
	char reason[CHANGE_REASON_SIZE];    /* revoke: crl_reason_name */
};

/* An object with what is not "", a new reference; NULL without memory. */
json_t *change_fields_json(const struct change_fields *f);

enum { /* bits of struct change's confirmed */
	CHANGE_BY_OLD_ADDRESS = 1,
	CHANGE_BY_NEW_ADDRESS = 2,
	CHANGE_BY_BOTH = 3,
};

struct change {
	char id[CHANGE_ID_SIZE], account[ACCOUNT_ID_SIZE];
	enum change_kind kind;
	enum change_state state;
	struct change_fields fields;
	char note[CHANGE_NOTE_SIZE];   /* of the holder */
	char reason[CHANGE_NOTE_SIZE]; /* of the last rejection or return */
	int confirmed;		       /* email */
	struct buf instruction;	       /* revoke: SignedInstruction or empty */
	struct buf record;	       /* Record, DER, once entered */
	int64_t created_at, changed_at;
};
#define CHANGE_EMPTY                                            \
	{                                                       \
		.instruction = BUF(SIGNED_INSTRUCTION_DER_MAX), \
		.record = BUF(RECORD_DER_MAX)                   \
	}
void change_done(struct change *c);
DEFINE_AUTO_DONE(change)

/* A new one, submitted. CHANGE_EXISTS if the account has an open one of that
 * kind. */
MUST_USE enum err change_insert(struct db *db, const struct change *c);

/* ret_c is CHANGE_EMPTY or was filled before. NOT_FOUND. */
MUST_USE enum err change_by_id(
    struct db *db, const char *id, struct change *ret_c);

/* The account's open one of that kind. NOT_FOUND. */
MUST_USE enum err change_open_of(struct db *db, const char *account,
    enum change_kind kind, struct change *ret_c);

/* The account's latest of that kind that is approved and has not served yet:
 * its acts, found by its id, are evidence. NOT_FOUND. */
MUST_USE enum err change_approved_of(struct db *db, const char *account,
    enum change_kind kind, struct change *ret_c);

/*
 * Let the event happen to c, which was read in this transaction and may have
 * been changed since in fields, note, reason, confirmed, instruction and
 * record: all is written with the new state and the time. CHANGE_STATE;
 * STORE_CONFLICT if the stored state is another.
 */
MUST_USE enum err change_move(
    struct db *db, struct change *c, enum change_event event, int64_t now);

/* Write confirmed alone; the state stays. STORE_CONFLICT as above. */
MUST_USE enum err change_confirm(
    struct db *db, const struct change *c, int64_t now);

/* A pair was confirmed: approved ones of that kind have served. */
MUST_USE enum err change_serve(
    struct db *db, const char *account, enum change_kind kind, int64_t now);

/* Those of one account, newest first; those of one state and kind, 0 being
 * every one, oldest first. Stops at each's first error; c is borrowed for the
 * call only. */
typedef enum err (*change_each_fn)(void *arg, const struct change *c);
MUST_USE enum err change_each_of(struct db *db, const char *account,
    size_t limit, change_each_fn each, void *arg);
struct change_filter {
	enum change_state state;
	enum change_kind kind;
	size_t limit;
};
MUST_USE enum err change_each(struct db *db, const struct change_filter *filter,
    change_each_fn each, void *arg);

/* The account with the fields that shall be. */
void change_apply(const struct change *c, struct account *a);

/* SM3 over what an act on the request is about: id, kind, fields, note and the
 * file's digest (hex, "" without one); as hex. */
MUST_USE enum err change_digest(struct gm *gm, const struct change *c,
    const char *file_digest, char ret_hex[CHANGE_DIGEST_SIZE]);

#endif
