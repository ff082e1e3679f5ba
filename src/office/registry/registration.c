/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/registration.h"

#include <string.h>
#include <strings.h>

#include "office/audit/audit.h"
#include "office/mail/outbox.h"
#include "office/mail/templates.h"

#define LINK_ID_LEN (ACCOUNT_ID_SIZE - 1)
#define LINK_PAYLOAD_LEN (LINK_ID_LEN + SM3_LEN)

struct submission {
	struct gm *gm;
	struct account account;
	bool known; /* the account is there already, as it was at `seen` */
	enum account_state state;
	int64_t seen, now;
	struct outbox_entry *mail;
};

/* What the form says, as one digest. */
static enum err
form_digest(struct gm *gm, const struct account *a, uint8_t digest[SM3_LEN])
{
	AUTO_DONE(buf) b = BUF(16384);
	const char *const texts[] = {record_kind_name(a->kind), a->user_name,
	    a->name, a->credit_code, a->address, a->contact, a->phone,
	    a->email};

	for (size_t i = 0; i < COUNT(texts); i++)
		buf_text(&b, texts[i]);
	TRY(buf_status(&b));
	return sm3_of(gm, buf_bytes(&b), digest);
}

static bool
may_be_sent_again(enum account_state s)
{
	return s == ACCOUNT_UNCONFIRMED || s == ACCOUNT_RETURNED;
}

struct lookup {
	const char *user_name;
	bool found;
	struct account account;
};

static enum err
look_up(struct db *db, void *arg)
{
	struct lookup *l = arg;
	enum err e = account_by_user(db, l->user_name, &l->account);

	l->found = e == ERR_OK;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* The account that the form makes: a new one, or the known one corrected. */
static enum err
prepare_account(struct office *o, const struct form *f, struct submission *s)
{
	struct lookup l = {.user_name = f->user_name};

	TRY(store_read(o->store, look_up, &l));
	if (!l.found)
		return account_new(o->random, f, s->now, &s->account);
	if (!may_be_sent_again(l.account.state) ||
	    strcasecmp(l.account.email, f->email) != 0 ||
	    l.account.kind != record_kind_find(f->kind))
		return ERR_ACCOUNT_EXISTS;
	s->known = true;
	s->state = l.account.state;
	s->seen = l.account.changed_at;
	s->account = l.account;
	return account_correct(&s->account, f);
}

enum err
registration_link(struct office *o, const struct ticket_maker *tickets,
    const struct ticket *t, char ret_link[REGISTRATION_LINK_SIZE])
{
	AUTO_DONE(buf) b = BUF(REGISTRATION_LINK_SIZE);

	buf_printf(&b, "%s/confirm?token=", o->config->origin);
	TRY(ticket_make(tickets, t, &b));
	buf_u8(&b, 0);
	TRY(buf_status(&b));
	memcpy(ret_link, b.p, b.len);
	return ERR_OK;
}

static enum err
make_link(struct office *o, const struct ticket_maker *tickets,
    const struct account *a, int64_t expires_at,
    char link[REGISTRATION_LINK_SIZE])
{
	uint8_t payload[LINK_PAYLOAD_LEN];
	struct ticket t = {
	    TICKET_CONFIRM_EMAIL, expires_at, BYTES_ARRAY(payload)};

	memcpy(payload, a->id, LINK_ID_LEN);
	TRY(form_digest(tickets->gm, a, payload + LINK_ID_LEN));
	return registration_link(o, tickets, &t, link);
}

static enum err
compose_mail(struct office *o, const struct ticket_maker *tickets,
    const struct account *a, struct outbox_entry **ret_mail)
{
	int64_t now = clock_now(o->clock);
	int64_t expires_at = now + o->config->confirm_hours * 3600;
	char link[REGISTRATION_LINK_SIZE], expires[CLOCK_TEXT_SIZE];

	TRY(make_link(o, tickets, a, expires_at, link));
	clock_text(expires_at, expires);
	return outbox_compose(tickets->gm,
	    &(struct outbox_mail){.recipient = a->email,
		.template = MAIL_CONFIRM_EMAIL,
		.lang = a->lang,
		.now = now,
		OUTBOX_PARAMS({"userName", a->user_name}, {"name", a->name},
		    {"link", link}, {"expiresAt", expires})},
	    ret_mail);
}

static enum err
write_submission(struct db *db, void *arg)
{
	struct submission *s = arg;
	struct account *a = &s->account;
	struct account stored;

	if (s->known) {
		TRY(account_by_id(db, a->id, &stored));
		if (stored.state != s->state || stored.changed_at != s->seen)
			return ERR_STORE_CONFLICT;
		TRY(account_update(db, a, s->now));
	} else {
		TRY(account_insert(db, a));
	}
	TRY(outbox_add(db, s->mail));
	return audit_add(s->gm, db,
	    &(struct audit_event){.at = s->now,
		.actor = "system",
		.event = AUDIT_ACCOUNT_REGISTERED,
		.about = a->id,
		AUDIT_DETAILS({"userName", a->user_name},
		    {"kind", record_kind_name(a->kind)})});
}

enum err
registration_submit(
    struct office *o, const struct ticket_maker *tickets, const struct form *f)
{
	struct submission s = {.gm = tickets->gm, .now = clock_now(o->clock)};
	AUTO(outbox_entry) mail = NULL;

	TRY(prepare_account(o, f, &s));
	TRY(compose_mail(o, tickets, &s.account, &mail));
	s.mail = mail;
	return store_write(o->store, write_submission, &s);
}

struct confirmation {
	struct gm *gm;
	const struct ticket_opened *ticket;
	char id[ACCOUNT_ID_SIZE];
	int64_t now;
	struct account account;
};

/* What a ticket that is no good is called when it came as a link. */
static enum err
as_link(enum err e)
{
	return e == ERR_CHALLENGE_USED || e == ERR_CHALLENGE_EXPIRED
		   ? ERR_LINK_INVALID
		   : e;
}

static enum err
confirm_account(struct db *db, const struct confirmation *c, struct account *a)
{
	uint8_t digest[SM3_LEN];

	TRY(form_digest(c->gm, a, digest));
	if (memcmp(digest, c->ticket->payload + LINK_ID_LEN, SM3_LEN) != 0)
		return ERR_LINK_INVALID; /* the form is another by now */
	TRY(as_link(ticket_spend(db, c->ticket)));
	TRY(account_move(db, a,
	    a->state == ACCOUNT_RETURNED ? ACCOUNT_CORRECT : ACCOUNT_CONFIRM,
	    c->now));
	return audit_add(c->gm, db,
	    &(struct audit_event){.at = c->now,
		.actor = "system",
		.event = AUDIT_ACCOUNT_CONFIRMED,
		.about = a->id});
}

static enum err
write_confirmation(struct db *db, void *arg)
{
	struct confirmation *c = arg;
	struct account a;
	enum err e = account_by_id(db, c->id, &a);

	if (e == ERR_NOT_FOUND) /* purged */
		return ERR_LINK_INVALID;
	TRY(e);
	if (may_be_sent_again(a.state))
		TRY(confirm_account(db, c, &a));
	c->account = a;
	return ERR_OK;
}

enum err
registration_confirm(struct office *o, const struct ticket_maker *tickets,
    struct bytes token, struct account *ret_a)
{
	struct confirmation c = {.gm = tickets->gm, .now = clock_now(o->clock)};
	struct ticket_opened t;

	TRY(as_link(
	    ticket_open(tickets, TICKET_CONFIRM_EMAIL, token, c.now, &t)));
	if (t.len != LINK_PAYLOAD_LEN)
		return ERR_LINK_INVALID;
	memcpy(c.id, t.payload, LINK_ID_LEN);
	c.ticket = &t;
	TRY(store_write(o->store, write_confirmation, &c));
	*ret_a = c.account;
	return ERR_OK;
}
