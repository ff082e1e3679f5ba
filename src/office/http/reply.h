/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An answer, before it goes onto the wire: status, type, body and the few
 * headers that differ. What every answer carries is in server.c.
 */
#ifndef OFFICE_REPLY_H
#define OFFICE_REPLY_H

#include <jansson.h>

#include "base/bytes.h"

#define REPLY_MAX (64u << 20) /* octets: a long revocation list */

#define REPLY_ALLOW_SIZE 64

/* What caches may do with an answer that says itself how long it is good. */
struct reply_keep {
	int64_t modified, expires, max_age_s; /* expires 0: nothing is said */
	char etag[40];			      /* with its quotes */
};

struct reply {
	int status;
	const char *type; /* NULL: no body */
	struct buf body;
	char allow[REPLY_ALLOW_SIZE]; /* methods, or "" */
	int retry_after_s;	      /* 0: none */
	enum lang lang;		      /* of its sentences */
	enum err err;		      /* what went wrong, for the log; OK */
	bool cacheable;		      /* public and the same for everybody */
	struct reply_keep keep;
};

void reply_init(struct reply *r);
void reply_done(struct reply *r);
DEFINE_AUTO_DONE(reply)

/* JSON; takes json, which may be NULL: NOMEM. */
MUST_USE enum err reply_json(struct reply *r, int status, json_t *json);

/* Octets as they are. */
MUST_USE enum err reply_bytes(
    struct reply *r, int status, const char *type, struct bytes octets);

/* A time as HTTP writes it (RFC 9110 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT",
 * whatever the locale. */
#define REPLY_DATE_SIZE 40
void reply_date(int64_t at, char out[REPLY_DATE_SIZE]);

/*
 * {"error":{"name","message","remedy","details"}} in place of whatever is
 * there; details is borrowed and may be NULL. Never fails: without memory the
 * answer is the status alone.
 */
void reply_error(
    struct reply *r, enum err e, enum lang l, const json_t *details);

#endif
