/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/review.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "office/mail/outbox.h"
#include "office/mail/templates.h"
#include "office/registry/authorisation.h"

static const struct step {
	enum act_verb verb;
	enum account_event event;
	const char *mail; /* template, or NULL */
	bool code;	  /* a new authorisation code goes out */
	bool reason;	  /* has to be given */
} steps[] = {
    {ACT_ENTRY, ACCOUNT_ENTER, NULL, false, false},
    {ACT_APPROVE, ACCOUNT_APPROVE, MAIL_APPROVED, true, false},
    {ACT_REJECT, ACCOUNT_REJECT, MAIL_REJECTED, false, true},
    {ACT_RETURN, ACCOUNT_RETURN, MAIL_RETURNED, false, true},
    {ACT_RESEND, ACCOUNT_RESEND, MAIL_CODE_RESENT, true, false},
};

/* A review under way. */
struct work {
	const struct office *office;
	struct gm *gm;
	const struct review *review;
	const struct step *step;
	int64_t now;
	struct account account;
	struct buf record, approval, signed_act;
	struct act act;
	struct outbox_entry *mail;
};

static void
work_done(struct work *w)
{
	buf_done(&w->record);
	buf_done(&w->approval);
	buf_done(&w->signed_act);
	outbox_entry_free(w->mail);
}
DEFINE_AUTO_DONE(work)

static const struct step *
step_of(enum act_verb verb)
{
	for (size_t i = 0; i < COUNT(steps); i++)
		if (steps[i].verb == verb)
			return &steps[i];
	return NULL;
}

enum err
review_check_note(const char *note, bool wanted)
{
	if (note == NULL || note[0] == '\0')
		return wanted ? ERR_FIELD_INVALID : ERR_OK;
	if (!text_is_utf8(bytes_str(note)) ||
	    text_chars(bytes_str(note)) > REVIEW_NOTE_MAX)
		return ERR_FIELD_INVALID;
	return ERR_OK;
}

/* The approval that the code is sent again for, which made no pair yet. */
static enum err
find_approval(struct db *db, struct work *w)
{
	AUTO_DONE(stored_act) approval = {0};
	struct stored_authorisation a;

	TRY(authorisation_of(db, w->account.id, &a));
	if (a.state == AUTHORISATION_USED)
		return ERR_PAIR_EXISTS;
	TRY(act_latest(db, w->account.id, ACT_APPROVE, &approval));
	buf_truncate(&w->approval, 0);
	buf_put(&w->approval, buf_bytes(&approval.signed_der));
	return buf_status(&w->approval);
}

/* What was entered is what stands there now, and another person entered it. */
static enum err
check_entry(struct db *db, const struct work *w)
{
	AUTO_DONE(stored_act) entry = {0};

	TRY(act_latest(db, w->account.id, ACT_ENTRY, &entry));
	if (!bytes_equal(buf_bytes(&entry.record), buf_bytes(&w->record)))
		return ERR_STORE_CONFLICT;
	if (strcmp(entry.staff, w->review->actor->name) == 0)
		return ERR_EVIDENCE_ONE_PERSON;
	return ERR_OK;
}

static enum err
look_up(struct db *db, void *arg)
{
	struct work *w = arg;
	enum account_state to;

	TRY(account_by_user(db, w->review->user_name, &w->account));
	TRY(account_state_next(w->account.state, w->step->event, &to));
	TRY(account_encode_record(&w->account, &w->record));
	if (w->step->verb == ACT_RESEND)
		TRY(find_approval(db, w));
	return w->step->code ? check_entry(db, w) : ERR_OK;
}

/* A new code: its public key goes into the act, itself into the mail. */
static enum err
make_code(struct work *w, struct secret *code)
{
	w->act.has_authorisation = true;
	return authorisation_make(w->office, w->gm, w->account.user_name,
	    &w->act.authorisation, code);
}

static enum err
compose_mail(struct work *w, const struct secret *code)
{
	const struct account *a = &w->account;
	char expires[CLOCK_TEXT_SIZE];
	struct mail_param params[] = {
	    {"userName", a->user_name}, {"name", a->name}, {NULL, NULL}};
	struct mail_param secrets[] = {
	    {"code", (const char *)secret_bytes(code).p}};

	if (w->step->code) {
		clock_text(w->act.authorisation.not_after, expires);
		params[2] = (struct mail_param){"expiresAt", expires};
	} else {
		params[2] = (struct mail_param){"reason", w->act.note};
	}
	return outbox_compose(w->gm,
	    &(struct outbox_mail){.recipient = a->email,
		.template = w->step->mail,
		.lang = a->lang,
		.now = w->now,
		.params = params,
		.param_count = COUNT(params),
		.secrets = secrets,
		.secret_count = w->step->code ? COUNT(secrets) : 0,
		.mailer = &w->office->authority->mail},
	    &w->mail);
}

static enum err
sign(struct work *w)
{
	const struct actor *actor = w->review->actor;

	return act_sign(
	    w->gm, &w->act, actor->certificate, actor->signer, &w->signed_act);
}

/* What the act is about: the record, or for a resend the approval itself. */
static enum err
object_digest(struct work *w)
{
	struct signed_act approval;

	if (w->step->verb != ACT_RESEND)
		return sm3_of(w->gm, buf_bytes(&w->record), w->act.object);
	TRY(signed_act_parse(buf_bytes(&w->approval), &approval));
	return sm3_of(w->gm, approval.act_der, w->act.object);
}

/* The act, and what comes of it: signed, and the mail ready to be queued. */
static enum err
prepare(struct work *w)
{
	const char *note = w->review->note;
	AUTO(secret) code = NULL;

	w->act = (struct act){.verb = w->review->verb, .at = w->now};
	TRY(object_digest(w));
	if (note != NULL)
		snprintf(w->act.note, sizeof(w->act.note), "%s", note);
	TRY(secret_new(TEXT_CODE_SIZE, &code));
	if (w->step->code)
		TRY(make_code(w, code));
	TRY(sign(w));
	return w->step->mail == NULL ? ERR_OK : compose_mail(w, code);
}

/* Nothing changed since it was signed. */
static enum err
check_unchanged(struct db *db, const struct work *w)
{
	struct account now;
	AUTO_DONE(buf) record = BUF(RECORD_DER_MAX);

	TRY(account_by_id(db, w->account.id, &now));
	TRY(account_encode_record(&now, &record));
	if (now.state != w->account.state ||
	    !bytes_equal(buf_bytes(&record), buf_bytes(&w->record)))
		return ERR_STORE_CONFLICT;
	return ERR_OK;
}

static enum err
write_act(struct db *db, const struct work *w, char ret_id[ACT_ID_SIZE])
{
	const struct review *r = w->review;

	return act_add(w->gm, db,
	    &(struct act_entry){.about = w->account.id,
		.verb = r->verb,
		.staff = r->actor->name,
		.record = buf_bytes(&w->record),
		.signed_der = buf_bytes(&w->signed_act),
		.at = w->now},
	    ret_id);
}

static enum err
write_review(struct db *db, void *arg)
{
	const struct work *w = arg;
	struct account moved = w->account;
	char act[ACT_ID_SIZE];

	TRY(check_unchanged(db, w));
	TRY(account_move(db, &moved, w->step->event, w->now));
	TRY(write_act(db, w, act));
	if (w->step->verb == ACT_RETURN)
		TRY(authorisation_void(db, w->account.id));
	if (w->step->code)
		TRY(authorisation_insert(db, w->account.id, act,
		    &w->act.authorisation, w->office->config->code_tries));
	return w->mail == NULL ? ERR_OK : outbox_add(db, w->mail);
}

enum err
review_do(struct office *o, struct gm *gm, const struct review *r,
    struct account *ret_a)
{
	AUTO_DONE(work)
	w = {
	    .office = o,
	    .gm = gm,
	    .review = r,
	    .step = step_of(r->verb),
	    .now = clock_now(o->clock),
	    .record = BUF(RECORD_DER_MAX),
	    .approval = BUF(SIGNED_ACT_DER_MAX),
	    .signed_act = BUF(SIGNED_ACT_DER_MAX),
	};

	if (w.step == NULL)
		return ERR_NOT_SUPPORTED;
	if (r->actor->role != ROLE_OPERATOR)
		return ERR_STAFF_ROLE;
	TRY(review_check_note(r->note, w.step->reason));
	TRY(store_read(o->store, look_up, &w));
	TRY(prepare(&w));
	TRY(store_write(o->store, write_review, &w));
	/* write_review may have run more than once; w.account is as it was */
	TRY(account_state_next(
	    w.account.state, w.step->event, &w.account.state));
	w.account.changed_at = w.now;
	*ret_a = w.account;
	return ERR_OK;
}
