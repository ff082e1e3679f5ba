/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outbox: mails are rows, written in the same transaction as what they
 * tell of, and sent later by the mail process. Never lost, never blocking;
 * after a power cut one may be sent twice, with the same Message-ID.
 *
 * To queue: outbox_compose before the write job (it may encrypt), outbox_add
 * inside. To send: outbox_claim in a write job, then for each
 * ipc_call(IPC_MAIL_SEND, content), then outbox_sent or outbox_failed in one.
 *
 * Besides what is written: the store's errors.
 */
#ifndef OFFICE_MAIL_OUTBOX_H
#define OFFICE_MAIL_OUTBOX_H

#include "office/mail/message.h"
#include "office/store/store.h"

#define OUTBOX_BATCH_MAX 32
#define OUTBOX_ATTEMPTS_MAX 8 /* then it is dead: about a day and a half */
#define OUTBOX_REFUSALS_MAX                                               \
	3		   /* the same, if the server refuses it for good \
			    */
#define OUTBOX_LEASE_S 300 /* a claimed one is nobody else's for so long */

struct outbox_mail {
	const char *recipient;
	const char *template; /* templates.h: MAIL_APPROVED … */
	enum lang lang;
	int64_t now;
	const struct mail_param *params;
	size_t param_count;
	const struct mail_param *secrets; /* need mailer */
	size_t secret_count;
	const struct sm2_public *mailer; /* public/mail.pub */
	/*
	 * Or somebody else, who knows the secrets, seals them: seal adds the
	 * sealed part for m, which is complete but for it, to b. Then secrets
	 * and mailer are not set. Its errors are outbox_compose's.
	 */
	enum err (*seal)(
	    void *self, const struct mail_message *m, struct buf *b);
	void *self;
};

#define OUTBOX_PARAMS(...)                                                \
	.params = (const struct mail_param[]){__VA_ARGS__},               \
	.param_count = sizeof((const struct mail_param[]){__VA_ARGS__}) / \
		       sizeof(struct mail_param)
#define OUTBOX_SECRETS(...)                                                \
	.secrets = (const struct mail_param[]){__VA_ARGS__},               \
	.secret_count = sizeof((const struct mail_param[]){__VA_ARGS__}) / \
			sizeof(struct mail_param)

/* A mail ready to be queued: nothing secret is readable in it. */
struct outbox_entry;

/*
 * Put one together: its parameters must be just those of its template.
 * FIELD_INVALID (recipient), BAD_MESSAGE (template or parameters), BAD_TEXT,
 * TOO_LARGE, CRYPTO, NO_RANDOM.
 */
MUST_USE enum err outbox_compose(struct gm *gm, const struct outbox_mail *m,
    struct outbox_entry **ret_entry);
const char *outbox_entry_id(const struct outbox_entry *e); /* borrowed */
void outbox_entry_free(struct outbox_entry *e);
DEFINE_AUTO(outbox_entry)

/* Queue it. */
MUST_USE enum err outbox_add(struct db *db, const struct outbox_entry *e);

struct outbox_claimed {
	char id[MAIL_ID_SIZE];
	int attempts;	    /* this one counted */
	struct buf content; /* for IPC_MAIL_SEND */
};

struct outbox_batch {
	size_t count;
	struct outbox_claimed mails[OUTBOX_BATCH_MAX];
};
void outbox_batch_done(struct outbox_batch *b);
DEFINE_AUTO_DONE(outbox_batch)

/* Take what is due, oldest first; b is {0} or was filled before. */
MUST_USE enum err outbox_claim(
    struct db *db, int64_t now, struct outbox_batch *ret_b);

/* It was sent: its sealed part is removed from the database. */
MUST_USE enum err outbox_sent(struct db *db, const char *id, int64_t now);

/* Is it this mail that cannot be sent, or can none at present? */
bool outbox_is_of_one(enum err e);

/*
 * It was not, because of that: again after 1, 5, 15 minutes, 1, 4, 12, 24
 * hours; then it is dead. What is no fault of the mail never kills it: it is
 * tried every day until the way is open again.
 */
MUST_USE enum err outbox_failed(
    struct db *db, const struct outbox_claimed *c, enum err why, int64_t now);

/* It was not tried after all: put it back, for then. */
MUST_USE enum err outbox_unclaim(
    struct db *db, const struct outbox_claimed *c, int64_t next_at);

/* Put a dead or waiting one back to the front. NOT_FOUND;
 * STORE_CONFLICT if it was sent already. */
MUST_USE enum err outbox_requeue(struct db *db, const char *id, int64_t now);

#endif
