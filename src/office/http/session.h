/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions: who is logged in. A session is a random token of 256 bits that
 * only its holder has; the store keeps its SM3 digest. It ends after a time
 * without use, after a time at most, and with its certificate.
 */
#ifndef OFFICE_SESSION_H
#define OFFICE_SESSION_H

#include "office/registry/account.h"
#include "office/registry/office.h"

enum session_kind { /* bits: a route may allow several */
	SESSION_ACCOUNT = 1 << 0,
	SESSION_CERTIFICATE = 1 << 1,
	SESSION_NAMED = 1 << 2,	   /* named its certificate: may unlock it */
	SESSION_EXCHANGE = 1 << 3, /* of an old CA's certificate: may move */
	/* somebody who is really logged in */
	SESSION_HOLDER = SESSION_ACCOUNT | SESSION_CERTIFICATE,
	SESSION_ANY = SESSION_HOLDER | SESSION_NAMED | SESSION_EXCHANGE,
};
#define SESSION_KINDS 4

#define SESSION_TOKEN_LEN 32  /* octets of randomness */
#define SESSION_TOKEN_SIZE 44 /* Base64url and NUL */
#define SESSION_HASH_SIZE 65  /* hex digits and NUL */

struct session {
	enum session_kind kind;
	char hash[SESSION_HASH_SIZE]; /* of the token */
	struct account account;
	char serial[CERT_SERIAL_TEXT_SIZE]; /* certificate, named sessions */
	int64_t seen_at;
	int64_t ends_at; /* at most */
};

/* "account"; 0 for a name that is none. */
const char *session_kind_name(enum session_kind k);
enum session_kind session_kind_find(const char *name);

/* When it ends if nothing is done with it after now. */
int64_t session_expires(
    const struct session *s, const struct office_config *c, int64_t now);

/* What its holder gets, and its digest. */
struct session_token {
	char text[SESSION_TOKEN_SIZE];
	char hash[SESSION_HASH_SIZE];
};
MUST_USE enum err session_token_make(
    struct gm *gm, struct random r, struct session_token *ret_t);

/* Begin one, inside a job: kind, account and serial of s are set, the rest is
 * filled in. */
MUST_USE enum err session_begin(struct db *db, const struct office_config *c,
    const struct session_token *t, int64_t now, struct session *s);

/* The session of a token as it came; its use is noted. SESSION_MISSING. */
MUST_USE enum err session_find(
    struct office *o, struct gm *gm, const char *token, struct session *ret_s);

/* The holder proved the key of another certificate of theirs: a session by
 * certificate is of that one from now on, and outlives the first. Others stay
 * as they are. */
MUST_USE enum err session_follow(
    struct office *o, const struct session *s, const char *serial);

/* Log out. */
MUST_USE enum err session_end(struct office *o, const struct session *s);

#endif
