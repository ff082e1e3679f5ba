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

struct reply {
	int status;
	const char *type; /* NULL: no body */
	struct buf body;
	char allow[REPLY_ALLOW_SIZE]; /* methods, or "" */
	int retry_after_s;	      /* 0: none */
	enum lang lang;		      /* of its sentences */
	enum err err;		      /* what went wrong, for the log; OK */
	bool cacheable;		      /* public and the same for everybody */
};

void reply_init(struct reply *r);
void reply_done(struct reply *r);
DEFINE_AUTO_DONE(reply)

/* JSON; takes json, which may be NULL: NOMEM. */
MUST_USE enum err reply_json(struct reply *r, int status, json_t *json);

/* Octets as they are. */
MUST_USE enum err reply_bytes(
    struct reply *r, int status, const char *type, struct bytes octets);

/*
 * {"error":{"name","message","remedy","details"}} in place of whatever is
 * there; details is borrowed and may be NULL. Never fails: without memory the
 * answer is the status alone.
 */
void reply_error(
    struct reply *r, enum err e, enum lang l, const json_t *details);

#endif
