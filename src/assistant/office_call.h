/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One exchange with the office: what the files of office.h share, and nobody
 * else uses.
 */
#ifndef ASSISTANT_OFFICE_CALL_H
#define ASSISTANT_OFFICE_CALL_H

#include "assistant/json.h"
#include "assistant/office.h"

struct office_call {
	const char *method, *path;
	const char *key;    /* Idempotency-Key, or NULL */
	const json_t *body; /* or NULL */
	bool session;	    /* send the session's token: SESSION_MISSING */
};

/* Ask; *ret_json is new, or NULL for an answer without content. An error of
 * the office is returned as itself, its details kept for assistant_failure;
 * OFFICE_UNREACHABLE, OFFICE_UNTRUSTED, OFFICE_ANSWER, CANCELLED. */
MUST_USE enum err office_ask(
    struct assistant *a, const struct office_call *c, json_t **ret_json);

/* An answer that breaks its schema (BAD_MESSAGE) makes no sense: it is
 * OFFICE_ANSWER. */
MUST_USE enum err office_sense(enum err e);

#endif
