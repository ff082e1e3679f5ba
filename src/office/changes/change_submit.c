/* SPDX-License-Identifier: Apache-2.0 */
#include "office/changes/change_submit.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "office/audit/audit.h"
#include "office/changes/change_email.h"
#include "office/changes/change_file.h"
#include "office/changes/change_revoke.h"
#include "office/pairs/pair.h"
#include "office/registry/ids.h"
#include "office/web/attempt.h"

#define DAY_S 86400

struct submission {
	struct office *office;
	struct gm *gm;
	const struct change_wanted *wanted;
	struct change_problems *problems;
	int64_t now;
	struct account account;
	struct change change;
	bool again;		       /* the correction of a returned one */
	struct outbox_entry *mails[2]; /* email; else NULL */
};

static void
submission_done(struct submission *s)
{
	change_done(&s->change);
	outbox_entry_free(s->mails[0]);
	outbox_entry_free(s->mails[1]);
}
DEFINE_AUTO_DONE(submission)

/* --- what is asked for --- */

static void
add_problem(struct submission *s, const char *field, const char *reason)
{
	struct change_problems *p = s->problems;

	if (p->count < COUNT(p->all))
		p->all[p->count++] = (struct form_problem){field, reason};
}

/* The texts of a request, where they go, and which kind may have them. */
#define TEXT(member, kind)                                               \
	{                                                                \
#member, (kind), offsetof(struct change_wanted, member), \
		    offsetof(struct change_fields, member),              \
		    sizeof(((struct change_fields *)0)->member),         \
		    offsetof(struct form, member)                        \
	}
static const struct text {
	const char *name;
	enum change_kind kind;
	size_t wanted, field, size, form;
} texts[] = {
    TEXT(name, CHANGE_NAME),
    TEXT(address, CHANGE_FIELDS),
    TEXT(contact, CHANGE_FIELDS),
    TEXT(phone, CHANGE_FIELDS),
    TEXT(email, CHANGE_EMAIL),
};

static const char **
text_at(void *base, size_t offset)
{
	return (const char **)(void *)((char *)base + offset);
}

/* Take over the texts that the kind may have, and into the form. */
static size_t
take_texts(struct submission *s, struct form *form)
{
	struct change_wanted wanted = *s->wanted;
	size_t taken = 0;

	for (size_t i = 0; i < COUNT(texts); i++) {
		const struct text *t = &texts[i];
		const char *text = *text_at(&wanted, t->wanted);

		if (text == NULL)
			continue;
		if (t->kind != wanted.kind) {
			add_problem(s, t->name, "not-wanted");
			continue;
		}
		*text_at(form, t->form) = text;
		snprintf(
		    (char *)&s->change.fields + t->field, t->size, "%s", text);
		taken++;
	}
	return taken;
}

static bool
is_given(const struct submission *s, const char *field)
{
	struct change_wanted wanted = *s->wanted;

	for (size_t i = 0; i < COUNT(texts); i++)
		if (strcmp(texts[i].name, field) == 0)
			return *text_at(&wanted, texts[i].wanted) != NULL;
	return false;
}

/* The rules of registration, for the account as it would be; what it has had
 * all along is not the request's to answer for. */
static void
check_form(struct submission *s, const struct form *form)
{
	struct form_problem found[FORM_FIELDS];
	size_t count = form_check(form, found);

	for (size_t i = 0; i < count; i++)
		if (is_given(s, found[i].field))
			add_problem(s, found[i].field, found[i].reason);
}

static void
check_unchanged(struct submission *s)
{
	const struct change_fields *f = &s->change.fields;

	if (strcmp(f->name, s->account.name) == 0)
		add_problem(s, "name", "unchanged");
	if (strcasecmp(f->email, s->account.email) == 0)
		add_problem(s, "email", "unchanged");
}

/* Lines of plain text: staff read it on a terminal. */
static bool
is_note(const char *note)
{
	AUTO_DONE(buf) line = BUF(CHANGE_NOTE_SIZE);

	for (; *note != '\0'; note++)
		buf_u8(&line, *note == '\n' ? ' ' : (uint8_t)*note);
	return buf_status(&line) == ERR_OK && text_is_plain(buf_bytes(&line)) &&
	       text_chars(buf_bytes(&line)) <= CHANGE_NOTE_MAX;
}

static enum err
take_wanted(struct submission *s)
{
	bool wants_text = s->wanted->kind == CHANGE_NAME ||
			  s->wanted->kind == CHANGE_FIELDS ||
			  s->wanted->kind == CHANGE_EMAIL;
	struct form form;

	s->problems->count = 0;
	s->change.fields = (struct change_fields){0};
	account_form(&s->account, &form);
	if (take_texts(s, &form) == 0 && wants_text)
		add_problem(s, "fields", "missing");
	check_form(s, &form);
	check_unchanged(s);
	if (is_note(s->wanted->note))
		snprintf(s->change.note, sizeof(s->change.note), "%s",
		    s->wanted->note);
	else
		add_problem(s, "note", "characters");
	return s->problems->count == 0 ? ERR_OK : ERR_FIELD_INVALID;
}

/* --- who asks --- */

static enum err
check_account(struct db *db, const struct submission *s)
{
	bool issued;

	if (s->account.state != ACCOUNT_APPROVED &&
	    s->account.state != ACCOUNT_ACTIVE)
		return ERR_ACCOUNT_STATE;
	TRY(pair_is_issued(db, s->account.id, &issued));
	return issued ? ERR_OK : ERR_ACCOUNT_STATE;
}

/* The returned one that this corrects, or a new one. */
static enum err
begin(struct db *db, struct submission *s)
{
	struct change *c = &s->change;
	enum err e = change_open_of(db, s->account.id, s->wanted->kind, c);

	s->again = e == ERR_OK;
	if (s->again)
		return c->state == CHANGE_RETURNED ? ERR_OK : ERR_CHANGE_EXISTS;
	if (e != ERR_NOT_FOUND)
		return e;
	c->kind = s->wanted->kind;
	c->state = CHANGE_SUBMITTED;
	c->created_at = c->changed_at = s->now;
	memcpy(c->account, s->account.id, sizeof(c->account));
	return ids_random(s->office->random, c->id);
}

static enum err
look_up(struct db *db, void *arg)
{
	struct submission *s = arg;

	TRY(account_by_id(db, s->wanted->account, &s->account));
	TRY(check_account(db, s));
	TRY(begin(db, s));
	TRY(take_wanted(s));
	if (s->change.kind != CHANGE_REVOKE)
		return ERR_OK;
	return change_revoke_check(s->gm, db,
	    &(struct change_revoke_wanted){&s->account, s->wanted->serial,
		s->wanted->reason, s->wanted->instruction, s->now},
	    &s->change);
}

/* --- what comes of it --- */

static enum err
write_audit(struct db *db, const struct submission *s)
{
	char actor[80];

	snprintf(actor, sizeof(actor), "holder:%s", s->account.user_name);
	return audit_add(s->gm, db,
	    &(struct audit_event){.at = s->now,
		.actor = actor,
		.event = AUDIT_CHANGE_SUBMITTED,
		.about = s->change.id,
		AUDIT_DETAILS({"kind", change_rules(s->change.kind)->name},
		    {"account", s->account.id})});
}

static enum err
write_change(struct db *db, struct submission *s)
{
	struct change again = s->change; /* the job may be run once more */

	if (!s->again)
		return change_insert(db, &s->change);
	again.confirmed = 0;
	return change_move(db, &again, CHANGE_CORRECT, s->now);
}

static enum err
write_submission(struct db *db, void *arg)
{
	struct submission *s = arg;
	char subject[ATTEMPT_SUBJECT_SIZE];

	TRY(attempt_subject(subject, "change", s->account.id));
	TRY(attempt_spend(db, subject, CHANGES_A_DAY, DAY_S, s->now));
	TRY(write_change(db, s));
	for (size_t i = 0; i < COUNT(s->mails); i++)
		if (s->mails[i] != NULL)
			TRY(outbox_add(db, s->mails[i]));
	return write_audit(db, s);
}

enum err
change_submit(struct office *o, const struct ticket_maker *tickets,
    const struct change_wanted *w, struct change *ret_c,
    struct change_problems *reterr_p)
{
	AUTO_DONE(submission)
	s = {.office = o,
	    .gm = tickets->gm,
	    .wanted = w,
	    .problems = reterr_p,
	    .now = clock_now(o->clock),
	    .change = CHANGE_EMPTY};

	TRY(store_read(o->store, look_up, &s));
	if (w->kind == CHANGE_EMAIL)
		TRY(change_email_compose(
		    o, tickets, &s.account, &s.change, s.mails));
	TRY(store_write(o->store, write_submission, &s));
	s.change.state = CHANGE_SUBMITTED;
	s.change.changed_at = s.now;
	change_done(ret_c);
	*ret_c = s.change;
	s.change = (struct change){0};
	return ERR_OK;
}

/* --- and is withdrawn --- */

struct withdrawal {
	struct gm *gm;
	const struct account *account;
	const char *id;
	int64_t now;
};

static enum err
write_withdrawal(struct db *db, void *arg)
{
	const struct withdrawal *w = arg;
	AUTO_DONE(change) c = CHANGE_EMPTY;
	char actor[80];

	TRY(change_by_id(db, w->id, &c));
	if (strcmp(c.account, w->account->id) != 0)
		return ERR_NOT_FOUND;
	TRY(change_move(db, &c, CHANGE_WITHDRAW, w->now));
	TRY(change_file_remove(db, c.id));
	snprintf(actor, sizeof(actor), "holder:%s", w->account->user_name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = AUDIT_CHANGE_WITHDRAWN,
		.about = c.id});
}

enum err
change_withdraw(
    struct office *o, struct gm *gm, const struct account *a, const char *id)
{
	struct withdrawal w = {gm, a, id, clock_now(o->clock)};

	return store_write(o->store, write_withdrawal, &w);
}
