/* SPDX-License-Identifier: Apache-2.0 */
#include "office/changes/change_email.h"

#include <stdio.h>
#include <string.h>

#include "office/audit/audit.h"
#include "office/changes/change_mail.h"
#include "office/mail/templates.h"
#include "office/registry/registration.h"

#define ID_LEN (CHANGE_ID_SIZE - 1)

/* What a link's ticket holds. */
struct link_payload {
	char id[ID_LEN];
	uint8_t by; /* CHANGE_BY_OLD_ADDRESS or CHANGE_BY_NEW_ADDRESS */
	uint8_t email[SM3_LEN]; /* of the address asked for */
};

static enum err
compose_one(struct office *o, const struct ticket_maker *tickets,
    const struct account *a, const struct change *c, uint8_t by,
    struct outbox_entry **ret_mail)
{
	int64_t expires_at =
	    clock_now(o->clock) + o->config->confirm_hours * 3600;
	char link[REGISTRATION_LINK_SIZE], expires[CLOCK_TEXT_SIZE];
	struct link_payload p = {.by = by};
	struct ticket t = {
	    TICKET_CHANGE_EMAIL, expires_at, BYTES(&p, sizeof(p))};

	memcpy(p.id, c->id, ID_LEN);
	TRY(sm3_of(tickets->gm, bytes_str(c->fields.email), p.email));
	TRY(registration_link(o, tickets, &t, link));
	clock_text(expires_at, expires);
	return change_mail(o, tickets->gm,
	    &(struct change_mail){.account = a,
		.recipient =
		    by == CHANGE_BY_NEW_ADDRESS ? c->fields.email : NULL,
		.template = MAIL_CHANGE_EMAIL,
		.params = {{"email", c->fields.email}, {"link", link},
		    {"expiresAt", expires}}},
	    ret_mail);
}

enum err
change_email_compose(struct office *o, const struct ticket_maker *tickets,
    const struct account *a, const struct change *c,
    struct outbox_entry *ret_mails[2])
{
	AUTO(outbox_entry) first = NULL;
	AUTO(outbox_entry) second = NULL;

	TRY(compose_one(o, tickets, a, c, CHANGE_BY_OLD_ADDRESS, &first));
	TRY(compose_one(o, tickets, a, c, CHANGE_BY_NEW_ADDRESS, &second));
	ret_mails[0] = TAKE(first);
	ret_mails[1] = TAKE(second);
	return ERR_OK;
}

/* --- a link is followed --- */

struct confirming {
	struct gm *gm;
	struct link_payload link;
	int64_t now;
	struct account account; /* as it was before */
	struct change change;
	struct outbox_entry *mails[2]; /* for when both were followed */
};

static void
confirming_done(struct confirming *w)
{
	change_done(&w->change);
	outbox_entry_free(w->mails[0]);
	outbox_entry_free(w->mails[1]);
}
DEFINE_AUTO_DONE(confirming)

/* The request that the link is for, if it still asks for that address. */
static enum err
find(struct db *db, struct confirming *w)
{
	char id[CHANGE_ID_SIZE] = {0};
	uint8_t digest[SM3_LEN];
	enum err e;

	memcpy(id, w->link.id, ID_LEN);
	e = change_by_id(db, id, &w->change);
	if (e == ERR_NOT_FOUND)
		return ERR_LINK_INVALID;
	TRY(e);
	TRY(sm3_of(w->gm, bytes_str(w->change.fields.email), digest));
	if (memcmp(digest, w->link.email, SM3_LEN) != 0)
		return ERR_LINK_INVALID;
	return account_by_id(db, w->change.account, &w->account);
}

static enum err
look_up(struct db *db, void *arg)
{
	return find(db, arg);
}

static enum err
compose_done(struct office *o, struct confirming *w)
{
	const struct account *a = &w->account;
	const char *addresses[] = {a->email, w->change.fields.email};

	for (size_t i = 0; i < COUNT(addresses); i++)
		TRY(change_mail(o, w->gm,
		    &(struct change_mail){.account = a,
			.recipient = addresses[i],
			.template = MAIL_CHANGE_DONE,
			.params = {{"change",
			    change_kind_text(w->change.kind, a->lang)}}},
		    &w->mails[i]));
	return ERR_OK;
}

static enum err
write_audit(struct db *db, const struct confirming *w, const char *event)
{
	char actor[80];

	snprintf(actor, sizeof(actor), "holder:%s", w->account.user_name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = event,
		.about = w->change.id,
		AUDIT_DETAILS({"by",
		    w->link.by == CHANGE_BY_OLD_ADDRESS ? "old" : "new"})});
}

static enum err
write_address(struct db *db, struct confirming *w)
{
	struct account a = w->account;

	TRY(change_move(db, &w->change, CHANGE_CONFIRM, w->now));
	change_apply(&w->change, &a);
	TRY(account_update(db, &a, w->now));
	for (size_t i = 0; i < COUNT(w->mails); i++)
		TRY(outbox_add(db, w->mails[i]));
	return write_audit(db, w, AUDIT_CHANGE_DONE);
}

/* That a link is followed but once stands in the request itself. */
static enum err
write_confirmation(struct db *db, void *arg)
{
	struct confirming *w = arg;
	struct change *c = &w->change;

	TRY(find(db, w));
	if ((c->confirmed & w->link.by) != 0 &&
	    (c->state == CHANGE_SUBMITTED || c->state == CHANGE_ENTERED ||
		c->state == CHANGE_DONE))
		return ERR_OK;
	if (c->state != CHANGE_SUBMITTED && c->state != CHANGE_ENTERED)
		return ERR_LINK_INVALID;
	c->confirmed |= w->link.by;
	TRY(change_confirm(db, c, w->now));
	TRY(write_audit(db, w, AUDIT_CHANGE_CONFIRMED));
	return c->confirmed == CHANGE_BY_BOTH ? write_address(db, w) : ERR_OK;
}

enum err
change_email_confirm(struct office *o, const struct ticket_maker *tickets,
    struct bytes token, enum change_state *ret_state)
{
	AUTO_DONE(confirming)
	w = {.gm = tickets->gm,
	    .now = clock_now(o->clock),
	    .change = CHANGE_EMPTY};
	struct ticket_opened t;

	if (ticket_open(tickets, TICKET_CHANGE_EMAIL, token, w.now, &t) !=
		ERR_OK ||
	    t.len != sizeof(w.link))
		return ERR_LINK_INVALID;
	memcpy(&w.link, t.payload, sizeof(w.link));
	TRY(store_read(o->store, look_up, &w));
	TRY(compose_done(o, &w));
	TRY(store_write(o->store, write_confirmation, &w));
	*ret_state = w.change.state;
	return ERR_OK;
}
