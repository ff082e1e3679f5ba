/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/code_mail.h"

#include <stdio.h>

#include "office/audit/audit.h"
#include "office/mail/templates.h"
#include "office/registry/ids.h"
#include "office/web/attempt.h"

/* --- how often --- */

struct admission {
	const struct office *office;
	const struct code_order *order;
	int64_t now;
	enum err outcome; /* the job goes through: what is counted stays so */
};

static enum err
count(struct db *db, const struct admission *a)
{
	const struct office_config *c = a->office->config;
	char address[ATTEMPT_SUBJECT_SIZE], account[ATTEMPT_SUBJECT_SIZE];

	TRY(attempt_subject(address, "code:address", a->order->address));
	TRY(attempt_subject(account, "code:account", a->order->account->id));
	TRY(attempt_spend(
	    db, address, c->tries_address, c->tries_window_s, a->now));
	return attempt_spend(
	    db, account, c->tries_user, c->tries_window_s, a->now);
}

static enum err
write_admission(struct db *db, void *arg)
{
	struct admission *a = arg;
	enum err e = count(db, a);

	a->outcome = e;
	return e == ERR_TOO_MANY_TRIES ? ERR_OK : e;
}

static enum err
admit(struct office *o, const struct code_order *order, int64_t now)
{
	struct admission a = {.office = o, .order = order, .now = now};

	TRY(store_write(o->store, write_admission, &a));
	return a.outcome;
}

/* --- the mail --- */

/* Of every such mail, in the order of templates.h; one with a code adds when
 * it ends. */
#define WORDS 6

struct words {
	struct mail_param params[WORDS];
	char expires[CLOCK_TEXT_SIZE];
};

static void
set_words(struct words *w, const struct account *a, const struct live_pair *p,
    int64_t expires_at)
{
	clock_text(expires_at, w->expires);
	w->params[0] = (struct mail_param){"userName", a->user_name};
	w->params[1] = (struct mail_param){"name", a->name};
	w->params[2] = (struct mail_param){"signSerial", p->sign};
	w->params[3] = (struct mail_param){"carrier", carrier_name(p->carrier)};
	w->params[4] = (struct mail_param){"carrierSerial", p->carrier_serial};
	w->params[5] = (struct mail_param){"expiresAt", w->expires};
}

enum err
code_mail_notice(
    struct gm *gm, const struct code_notice *n, struct outbox_entry **ret_entry)
{
	struct words w;

	set_words(&w, n->account, n->pair, n->now);
	return outbox_compose(gm,
	    &(struct outbox_mail){.recipient = n->account->email,
		.template = n->template,
		.lang = n->account->lang,
		.now = n->now,
		.params = w.params,
		.param_count = WORDS - 1},
	    ret_entry);
}

/* --- the code --- */

struct work {
	struct office *office;
	struct gm *gm;
	const struct code_order *order;
	int64_t now, not_after;
	struct keycentre_code code;
	struct outbox_entry *mail;
};

static void
work_done(struct work *w)
{
	keycentre_code_done(&w->code);
	outbox_entry_free(w->mail);
}
DEFINE_AUTO_DONE(work)

static enum err
make_code(void *self, const struct mail_message *m, struct buf *b)
{
	struct work *w = self;

	TRY(keycentre_make_code(w->office->keycentre,
	    &(struct keycentre_code_request){.purpose = w->order->purpose,
		.user_name = w->order->account->user_name,
		.subject = w->order->subject,
		.not_after = w->not_after,
		.mail = m},
	    &w->code));
	buf_put(b, buf_bytes(&w->code.sealed));
	return buf_status(b);
}

static enum err
compose(struct work *w)
{
	static const char *const templates[] = {
	    [CODE_UNLOCK] = MAIL_UNLOCK_CODE,
	    [CODE_RELEASE] = MAIL_RELEASE_CODE,
	    [CODE_HOLD] = MAIL_HOLD_CODE,
	};
	const struct account *a = w->order->account;
	struct words words;

	set_words(&words, a, w->order->pair, w->not_after);
	return outbox_compose(w->gm,
	    &(struct outbox_mail){.recipient = a->email,
		.template = templates[w->order->purpose],
		.lang = a->lang,
		.now = w->now,
		.params = words.params,
		.param_count = WORDS,
		.seal = make_code,
		.self = w},
	    &w->mail);
}

static enum err
write_audit(struct db *db, const struct work *w)
{
	const struct code_order *o = w->order;
	char id[STORED_CODE_ID_SIZE], actor[80];
	struct code_grant g;

	TRY(code_grant_parse(buf_bytes(&w->code.grant), &g));
	ids_hex(BYTES_ARRAY(g.id), id);
	snprintf(actor, sizeof(actor), "holder:%s", o->account->user_name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = AUDIT_CODE_MADE,
		.about = id,
		AUDIT_DETAILS({"purpose", code_purpose_name(o->purpose)},
		    {"subject", o->subject})});
}

static enum err
write_code(struct db *db, void *arg)
{
	const struct work *w = arg;

	TRY(stored_code_insert(
	    db, &(struct stored_code_new){.account = w->order->account->id,
		    .made = &w->code,
		    .tries = w->office->config->code_tries,
		    .now = w->now}));
	TRY(write_audit(db, w));
	return outbox_add(db, w->mail);
}

enum err
code_mail_send(struct office *o, struct gm *gm, const struct code_order *order,
    int64_t *ret_expires_at)
{
	AUTO_DONE(work)
	w = {.office = o, .gm = gm, .order = order, .now = clock_now(o->clock)};

	w.not_after = w.now + o->config->code_minutes * 60;
	TRY(admit(o, order, w.now));
	TRY(compose(&w));
	TRY(store_write(o->store, write_code, &w));
	*ret_expires_at = w.not_after;
	return ERR_OK;
}
