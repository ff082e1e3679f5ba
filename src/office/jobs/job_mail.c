/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox goes to the mail process, batch after batch. */
#include "office/jobs/jobs.h"
#include "office/mail/outbox.h"

struct batch {
	int64_t now;
	struct outbox_batch mails;
	const struct outbox_claimed *one;
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

	return outbox_sent(db, b->one->id, b->now);
}

static enum err
note_failed(struct db *db, void *arg)
{
	const struct batch *b = arg;

	return outbox_failed(db, b->one, b->now);
}

static enum err
send_one(struct job_context *c, struct batch *b, size_t i)
{
	AUTO_DONE(buf) answer = BUF(1024);
	enum err e;

	b->one = &b->mails.mails[i];
	e = ipc_call(c->office->mail, IPC_MAIL_SEND,
	    buf_bytes(&b->one->content), &answer);
	if (e != ERR_OK) {
		TRY(store_write(c->office->store, note_failed, b));
		return e;
	}
	return store_write(c->office->store, note_sent, b);
}

/* One that cannot be sent holds up no other; a mailer that is gone does. */
static enum err
send_all(struct job_context *c, struct batch *b)
{
	enum err first = ERR_OK;

	for (size_t i = 0; i < b->mails.count; i++) {
		enum err e = send_one(c, b, i);

		if (e == ERR_PROCESS_LOST)
			return e;
		if (first == ERR_OK)
			first = e;
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
