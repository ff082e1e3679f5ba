/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a request to its answer, without the wire: finds the route, checks the
 * session, reads the body, lets the handler work, and turns whatever went
 * wrong into the error answer.
 */
#ifndef OFFICE_ANSWER_H
#define OFFICE_ANSWER_H

#include "office/http/request.h"

/* Octets of a request's body, unless said otherwise in the description. */
#define ANSWER_BODY_MAX 65536

/*
 * Before its body is read: how many octets that may have. A large body is read
 * only of who has the session that its route needs: SESSION_MISSING,
 * SESSION_SCOPE, and the store's errors. What else may be wrong with a request
 * is answer's to tell.
 */
MUST_USE enum err answer_admit(
    struct web *web, const struct incoming *in, size_t *ret_body_max);

/* What a request is called in the log and in X-Request-Id. */
MUST_USE enum err answer_id(struct web *web, char ret_id[REQUEST_ID_SIZE]);

/* Answer in; id is the request's. rp is reply_init'ed. Logs one line. */
void answer(struct web *web, const struct incoming *in,
    const char id[REQUEST_ID_SIZE], struct reply *rp);

/* The answer to what never became a request: too large, malformed. */
void answer_refusal(const struct incoming *in, const char id[REQUEST_ID_SIZE],
    enum err e, struct reply *rp);

#endif
