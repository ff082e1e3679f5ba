/* SPDX-License-Identifier: Apache-2.0 */
#include "office/changes/change_review.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "office/audit/audit.h"
#include "office/changes/change_file.h"
#include "office/changes/change_mail.h"
#include "office/mail/templates.h"
#include "office/pairs/revocation.h"
#include "office/registry/authorisation.h"
#include "office/registry/review.h"

#define MAILS_MAX 2

static const struct step {
	enum act_verb verb;
	enum change_event event; /* of an approval, the kind's own counts */
	const char *mail;	 /* template; NULL: none, or the kind's own */
	bool reason;		 /* has to be given */
} steps[] = {
    {ACT_ENTRY, CHANGE_ENTER, NULL, false},
    {ACT_APPROVE, 0, NULL, false},
    {ACT_REJECT, CHANGE_REJECT, MAIL_CHANGE_REJECTED, true},
    {ACT_RETURN, CHANGE_RETURN, MAIL_CHANGE_RETURNED, true},
    {ACT_RESEND, CHANGE_RESEND, NULL, false},
};

/* What an approval of a kind is told with; of a revocation, revocation.h
 * tells. */
static const char *const approval_mails[] = {
    [CHANGE_NAME] = MAIL_CHANGE_NAME,
    [CHANGE_FIELDS] = MAIL_CHANGE_DONE,
    [CHANGE_EMAIL] = MAIL_CHANGE_DONE,
    [CHANGE_REISSUE] = MAIL_CHANGE_REISSUE,
};

/* A review under way. */
struct work {
	struct office *office;
	struct gm *gm;
	const struct change_review *review;
	const struct step *step;
	const struct change_rules *rules;
	int64_t now;
	struct change change;	/* as it was */
	struct account account; /* as it was */
	struct account after;	/* as it shall be */
	char digest[CHANGE_DIGEST_SIZE];
	struct buf record; /* of the account as it shall be */
	struct buf object; /* what is signed: that, or an approval */
	struct buf signed_act;
	struct act act;
	struct outbox_entry *mails[MAILS_MAX];
	struct revocation *revocation; /* or NULL */
};

static void
work_done(struct work *w)
{
	change_done(&w->change);
	buf_done(&w->record);
	buf_done(&w->object);
	buf_done(&w->signed_act);
	for (size_t i = 0; i < MAILS_MAX; i++)
		outbox_entry_free(w->mails[i]);
	revocation_free(w->revocation);
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

static bool
approves(const struct work *w)
{
	return w->step->verb == ACT_APPROVE;
}

static bool
makes_code(const struct work *w)
{
	return w->step->verb == ACT_RESEND ||
	       (approves(w) && w->rules->approval == ACT_APPROVE);
}

static bool
revokes(const struct work *w)
{
	return approves(w) && w->rules->approval == ACT_REVOKE;
}

static enum change_event
event_of(const struct work *w)
{
	return approves(w) ? w->rules->approved : w->step->event;
}

/* --- what there is --- */

/* Is it what can be entered and approved? */
static enum err
check_ready(const struct work *w, const struct change_file *file)
{
	if (w->step->verb != ACT_ENTRY && !approves(w))
		return ERR_OK;
	if (w->step->verb == ACT_ENTRY && !w->rules->two_people)
		return ERR_CHANGE_STATE;
	if (w->rules->needs_file && file->digest[0] == '\0')
		return ERR_FILE_MISSING;
	if (w->change.kind == CHANGE_EMAIL &&
	    (w->change.confirmed & CHANGE_BY_NEW_ADDRESS) == 0)
		return ERR_CHANGE_STATE;
	return ERR_OK;
}

/* What was entered is what stands there now, and another person entered it. */
static enum err
check_entry(struct db *db, const struct work *w)
{
	AUTO_DONE(stored_act) entry = {0};
	struct signed_act a;

	TRY(act_latest(db, w->change.id, ACT_ENTRY, &entry));
	TRY(signed_act_parse(buf_bytes(&entry.signed_der), &a));
	if (!bytes_equal(buf_bytes(&entry.record), buf_bytes(&w->record)) ||
	    strcmp(a.act.note, w->digest) != 0)
		return ERR_STORE_CONFLICT;
	if (strcmp(entry.staff, w->review->actor->name) == 0)
		return ERR_EVIDENCE_ONE_PERSON;
	return ERR_OK;
}

/* The approval that the code is sent again for, which made no pair yet. */
static enum err
find_approval(struct db *db, struct work *w)
{
	AUTO_DONE(stored_act) approval = {0}, latest = {0};
	struct stored_authorisation a;
	struct signed_act s;

	if (w->rules->approval != ACT_APPROVE)
		return ERR_CHANGE_STATE;
	TRY(authorisation_of(db, w->account.id, &a));
	if (a.state == AUTHORISATION_USED)
		return ERR_PAIR_EXISTS;
	TRY(act_by_id(db, a.act, &latest));
	if (strcmp(latest.about, w->change.id) != 0)
		return ERR_CHANGE_STATE; /* a later request's code is out */
	TRY(act_latest(db, w->change.id, ACT_APPROVE, &approval));
	TRY(signed_act_parse(buf_bytes(&approval.signed_der), &s));
	buf_truncate(&w->object, 0);
	buf_put(&w->object, s.act_der);
	return buf_status(&w->object);
}

static enum err
find_object(struct db *db, struct work *w)
{
	if (w->step->verb == ACT_RESEND)
		return find_approval(db, w);
	buf_truncate(&w->object, 0);
	buf_put(&w->object, buf_bytes(&w->record));
	return buf_status(&w->object);
}

static enum err
look_up(struct db *db, void *arg)
{
	struct work *w = arg;
	struct change_file file;
	enum change_state to;

	TRY(change_by_id(db, w->review->id, &w->change));
	w->rules = change_rules(w->change.kind);
	TRY(change_state_next(w->change.state, event_of(w), &to));
	TRY(account_by_id(db, w->change.account, &w->account));
	TRY(change_file_of(db, w->change.id, &file));
	TRY(check_ready(w, &file));
	w->after = w->account;
	change_apply(&w->change, &w->after);
	TRY(account_encode_record(&w->after, &w->record));
	TRY(change_digest(w->gm, &w->change, file.digest, w->digest));
	TRY(find_object(db, w));
	if (w->step->verb == ACT_RESEND ||
	    (approves(w) && w->rules->two_people))
		TRY(check_entry(db, w));
	return ERR_OK;
}

/* --- the act --- */

static enum err
make_act(struct work *w, struct secret *code)
{
	const struct actor *actor = w->review->actor;
	bool about_digest = w->step->verb == ACT_ENTRY || approves(w);
	const char *note = w->review->note == NULL ? "" : w->review->note;

	w->act = (struct act){
	    .verb = approves(w) ? w->rules->approval : w->step->verb,
	    .at = w->now,
	    .has_authorisation = makes_code(w)};
	TRY(sm3_of(w->gm, buf_bytes(&w->object), w->act.object));
	snprintf(w->act.note, sizeof(w->act.note), "%s",
	    about_digest ? w->digest : note);
	if (makes_code(w))
		TRY(authorisation_make(w->office, w->gm, w->account.user_name,
		    &w->act.authorisation, code));
	return act_sign(
	    w->gm, &w->act, actor->certificate, actor->signer, &w->signed_act);
}

static enum err
compose(struct work *w, size_t i, const char *recipient,
    const struct change_mail *like)
{
	struct change_mail m = *like;

	m.account = &w->after;
	m.recipient = recipient;
	return change_mail(w->office, w->gm, &m, &w->mails[i]);
}

/* One to the account's address; and of its change, to the old one as well. */
static enum err
compose_approval(struct work *w, const struct secret *code)
{
	char expires[CLOCK_TEXT_SIZE];
	struct change_mail m = {.template = approval_mails[w->change.kind]};
	const char *kind = change_kind_text(w->change.kind, w->account.lang);

	if (makes_code(w)) {
		clock_text(w->act.authorisation.not_after, expires);
		m.params[0] = (struct mail_param){"expiresAt", expires};
		m.code = code;
	} else if (w->change.kind == CHANGE_NAME) {
		m.params[0] = (struct mail_param){"oldName", w->account.name};
	} else {
		m.params[0] = (struct mail_param){"change", kind};
	}
	TRY(compose(w, 0, NULL, &m));
	if (w->change.kind != CHANGE_EMAIL)
		return ERR_OK;
	return compose(w, 1, w->account.email, &m);
}

static enum err
compose_refusal(struct work *w)
{
	return compose(w, 0, w->account.email,
	    &(struct change_mail){.template = w->step->mail,
		.params = {{"change", change_kind_text(
					  w->change.kind, w->account.lang)},
		    {"reason", w->act.note}}});
}

static enum err
prepare_revocation(struct work *w)
{
	struct revocation_order o = {.actor = w->review->actor,
	    .serial = w->change.fields.serial,
	    .note = w->review->note};

	if (crl_reason_find(w->change.fields.reason, &o.reason) != ERR_OK)
		return ERR_STORE;
	return revocation_new(w->office, w->gm, &o, &w->revocation);
}

static enum err
prepare(struct work *w)
{
	AUTO(secret) code = NULL;

	if (revokes(w))
		return prepare_revocation(w);

	TRY(secret_new(TEXT_CODE_SIZE, &code));
	TRY(make_act(w, code));
	if (w->step->mail != NULL)
		return compose_refusal(w);
	return w->step->verb == ACT_ENTRY ? ERR_OK : compose_approval(w, code);
}

/* --- what comes of it --- */

/* Nothing changed since it was signed. */
static enum err
check_unchanged(struct db *db, const struct work *w)
{
	AUTO_DONE(change) now = CHANGE_EMPTY;
	AUTO_DONE(buf) record = BUF(RECORD_DER_MAX);
	struct account account;

	TRY(change_by_id(db, w->change.id, &now));
	TRY(account_by_id(db, w->change.account, &account));
	change_apply(&now, &account);
	TRY(account_encode_record(&account, &record));
	if (now.state != w->change.state ||
	    now.changed_at != w->change.changed_at ||
	    !bytes_equal(buf_bytes(&record), buf_bytes(&w->record)))
		return ERR_STORE_CONFLICT;
	return ERR_OK;
}

static enum err
move(struct db *db, const struct work *w)
{
	AUTO_DONE(change) c = CHANGE_EMPTY;

	TRY(change_by_id(db, w->change.id, &c));
	if (w->step->reason)
		snprintf(c.reason, sizeof(c.reason), "%s", w->act.note);
	if (w->step->verb == ACT_ENTRY) {
		buf_truncate(&c.record, 0);
		buf_put(&c.record, buf_bytes(&w->record));
		TRY(buf_status(&c.record));
	}
	return change_move(db, &c, event_of(w), w->now);
}

static enum err
write_act(struct db *db, const struct work *w, char ret_id[ACT_ID_SIZE])
{
	return act_add(w->gm, db,
	    &(struct act_entry){.about = w->change.id,
		.verb = w->act.verb,
		.staff = w->review->actor->name,
		.record = buf_bytes(&w->record),
		.signed_der = buf_bytes(&w->signed_act),
		.at = w->now},
	    ret_id);
}

/* What an approval changes. */
static enum err
apply(struct db *db, const struct work *w, const char *act)
{
	struct account after = w->after;

	if (makes_code(w))
		return authorisation_insert(db, w->account.id, act,
		    &w->act.authorisation, w->office->config->code_tries);
	if (!approves(w))
		return ERR_OK;
	return account_update(db, &after, w->now);
}

/* The act is revocation.h's, about the account; that it is what the holder
 * asked for stands in the audit record. */
static enum err
write_revocation(struct db *db, const struct work *w)
{
	char actor[80];

	TRY(revocation_write(db, w->revocation));
	snprintf(actor, sizeof(actor), "staff:%s", w->review->actor->name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = AUDIT_CHANGE_DONE,
		.about = w->change.id,
		AUDIT_DETAILS({"serial", w->change.fields.serial})});
}

static enum err
write_review(struct db *db, void *arg)
{
	const struct work *w = arg;
	char act[ACT_ID_SIZE];

	TRY(check_unchanged(db, w));
	TRY(move(db, w));
	if (revokes(w))
		return write_revocation(db, w);
	TRY(write_act(db, w, act));
	TRY(apply(db, w, act));
	for (size_t i = 0; i < MAILS_MAX; i++)
		if (w->mails[i] != NULL)
			TRY(outbox_add(db, w->mails[i]));
	return ERR_OK;
}

static enum err
find_again(struct db *db, void *arg)
{
	struct work *w = arg;

	return change_by_id(db, w->review->id, &w->change);
}

enum err
change_review(struct office *o, struct gm *gm, const struct change_review *r,
    struct change *ret_c)
{
	AUTO_DONE(work)
	w = {
	    .office = o,
	    .gm = gm,
	    .review = r,
	    .step = step_of(r->verb),
	    .now = clock_now(o->clock),
	    .change = CHANGE_EMPTY,
	    .record = BUF(RECORD_DER_MAX),
	    .object = BUF(
		RECORD_DER_MAX > ACT_DER_MAX ? RECORD_DER_MAX : ACT_DER_MAX),
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
	TRY(store_read(o->store, find_again, &w));
	change_done(ret_c);
	*ret_c = w.change;
	w.change = (struct change){0};
	return ERR_OK;
}
