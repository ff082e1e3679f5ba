/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OCSP answers signed ahead, for all certificates that have not ended: the ca
 * process is asked for those that were forgotten, since a status changed, or
 * that have had half of their time.
 */
#include <stdlib.h>
#include <string.h>

#include "office/ca/ca_status.h"
#include "office/jobs/jobs.h"
#include "office/pairs/ocsp_answer.h"

struct batch {
	int64_t now, life;
	struct ocsp_answer_due due;
	struct ocsp_answer_row answers[OCSP_ANSWER_BATCH];
};

static enum err
find_due(struct db *db, void *arg)
{
	struct batch *b = arg;

	return ocsp_answer_find_due(db, b->now + b->life / 2, &b->due);
}

static enum err
sign(struct job_context *c, struct batch *b, size_t i)
{
	struct ocsp_answer_row *a = &b->answers[i];
	struct ca_ocsp_request r = {.count = 1,
	    .hash_algorithm = ocsp_answer_algorithm(),
	    .this_update = b->now,
	    .next_update = b->now + b->life};

	memcpy(a->serial, b->due.rows[i].serial, sizeof(a->serial));
	a->this_update = r.this_update;
	a->next_update = r.next_update;
	TRY(cert_serial_parse(a->serial, &r.serials[0]));
	buf_truncate(&a->der, 0);
	return ca_ocsp(c->office->ca, &r, &a->der);
}

static bool
has_ended(const struct batch *b, size_t i)
{
	return b->due.rows[i].not_after < b->now;
}

static enum err
keep(struct db *db, void *arg)
{
	const struct batch *b = arg;

	for (size_t i = 0; i < b->due.count; i++)
		TRY(has_ended(b, i)
			? ocsp_answer_drop(db, b->due.rows[i].serial)
			: ocsp_answer_put(
			      db, &b->answers[i], b->due.rows[i].next_update));
	return ERR_OK;
}

static enum err
serve(struct job_context *c, struct batch *b)
{
	do {
		b->now = clock_now(c->office->clock);
		TRY(store_read(c->office->store, find_due, b));
		for (size_t i = 0; i < b->due.count; i++)
			if (!has_ended(b, i))
				TRY(sign(c, b, i));
		if (b->due.count > 0)
			TRY(store_write(c->office->store, keep, b));
	} while (b->due.count == OCSP_ANSWER_BATCH);
	return ERR_OK;
}

enum err
job_ocsp(struct job_context *c)
{
	struct batch *b = calloc(1, sizeof(*b));
	enum err e;

	if (b == NULL)
		return ERR_NOMEM;
	b->life = ocsp_answer_life_s(c->office->config);
	for (size_t i = 0; i < OCSP_ANSWER_BATCH; i++)
		buf_init(&b->answers[i].der, OCSP_RESPONSE_MAX);
	e = serve(c, b);
	for (size_t i = 0; i < OCSP_ANSWER_BATCH; i++)
		ocsp_answer_done(&b->answers[i]);
	free(b);
	return e;
}
