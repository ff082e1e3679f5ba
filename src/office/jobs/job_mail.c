/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox goes to the mail process, batch after batch. */
#include "office/jobs/jobs.h"
#include "office/mail/outbox.h"

#define PAUSE_S 60 /* until it is tried again, when nothing gets through */

struct batch {
	int64_t now;
	struct outbox_batch mails;
	size_t at;    /* the one that is being sent */
	enum err why; /* it was not */
};

static enum err
claim(struct db *db, void *arg)
{
	struct batch *b = arg;

	return outbox_claim(db, b->now, &b->mails);
}

static enum err
note_sent(struct db *db, void *arg)
{
	const struct batch *b = arg;

	return outbox_sent(db, b->mails.mails[b->at].id, b->now);
}

/* When nothing gets through, those behind it are not tried, and lose nothing
 * by it. */
static enum err
note_failed(struct db *db, void *arg)
{
	const struct batch *b = arg;
	const struct outbox_claimed *mails = b->mails.mails;

	TRY(outbox_failed(db, &mails[b->at], b->why, b->now));
	if (outbox_is_of_one(b->why))
		return ERR_OK;
	for (size_t i = b->at + 1; i < b->mails.count; i++)
		TRY(outbox_unclaim(db, &mails[i], b->now + PAUSE_S));
	return ERR_OK;
}

static enum err
send_one(struct job_context *c, struct batch *b)
{
	AUTO_DONE(buf) answer = BUF(1024);

	b->why = ipc_call(c->office->mail, IPC_MAIL_SEND,
	    buf_bytes(&b->mails.mails[b->at].content), &answer);
	return store_write(
	    c->office->store, b->why == ERR_OK ? note_sent : note_failed, b);
}

/* One that cannot be sent holds up no other. */
static enum err
send_all(struct job_context *c, struct batch *b)
{
	enum err first = ERR_OK;

	for (b->at = 0; b->at < b->mails.count; b->at++) {
		TRY(send_one(c, b));
		if (b->why != ERR_OK && !outbox_is_of_one(b->why))
			return b->why;
		if (first == ERR_OK)
			first = b->why;
	}
	return first;
}

enum err
job_mail(struct job_context *c)
{
	struct batch b = {.now = clock_now(c->office->clock)};
	enum err e;

	do {
		e = store_write(c->office->store, claim, &b);
		if (e == ERR_OK)
			e = send_all(c, &b);
	} while (e == ERR_OK && b.mails.count == OUTBOX_BATCH_MAX);
	outbox_batch_done(&b.mails);
	return e;
}
