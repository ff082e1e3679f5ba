/* SPDX-License-Identifier: Apache-2.0 */
#include "office/api/address_limit.h"

#include "office/http/web.h"
#include "office/web/attempt.h"

struct spending {
	char subject[ATTEMPT_SUBJECT_SIZE];
	int64_t limit, window_s, now;
};

static enum err
spend(struct db *db, void *arg)
{
	const struct spending *s = arg;

	return attempt_spend(db, s->subject, s->limit, s->window_s, s->now);
}

enum err
address_limit_spend(struct request *rq, const char *kind, int64_t limit)
{
	const struct office *o = &rq->web->office;
	struct spending s = {.limit = limit,
	    .window_s = o->config->tries_window_s,
	    .now = rq->now};

	TRY(attempt_subject(s.subject, kind, rq->in->address));
	return store_write(o->store, spend, &s);
}
