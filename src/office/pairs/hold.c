/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/hold.h"

#include <stdio.h>
#include <string.h>

#include "office/mail/templates.h"
#include "office/pairs/code_check.h"
#include "office/pairs/status_change.h"

static const struct step {
	enum instruction_verb verb;
	enum code_purpose purpose;
	bool by_key;
	enum status status;
	enum crl_reason reason;
	const char *notice; /* template */
} steps[] = {
    {INSTRUCTION_HOLD, CODE_HOLD, true, STATUS_ON_HOLD, CRL_HOLD, MAIL_HELD},
    {INSTRUCTION_RELEASE, CODE_RELEASE, false, STATUS_VALID, CRL_UNSPECIFIED,
	MAIL_RELEASED},
};

static const struct step *
step_of(enum instruction_verb verb)
{
	for (size_t i = 0; i < COUNT(steps); i++)
		if (steps[i].verb == verb)
			return &steps[i];
	return NULL;
}

/* --- the pair --- */

struct find {
	const struct account *account;
	const char *serial;
	struct live_pair pair;
	struct certificate certificate; /* to sign */
};

static void
find_done(struct find *f)
{
	certificate_done(&f->certificate);
}
DEFINE_AUTO_DONE(find)

static enum err
look_up(struct db *db, void *arg)
{
	struct find *f = arg;

	TRY(live_pair_by_certificate(db, f->serial, &f->pair));
	if (strcmp(f->pair.account, f->account->id) != 0)
		return ERR_NOT_FOUND;
	certificate_done(&f->certificate);
	return certificate_by_serial(db, f->serial, &f->certificate);
}

/* --- the code --- */

static enum err
check_use(enum code_purpose purpose, enum certificate_state state)
{
	if (state == CERTIFICATE_REVOKED)
		return ERR_CERT_REVOKED;
	if (purpose == CODE_HOLD)
		return state == CERTIFICATE_ON_HOLD ? ERR_CERT_ON_HOLD : ERR_OK;
	return state == CERTIFICATE_ON_HOLD ? ERR_OK : ERR_CERT_NOT_ON_HOLD;
}

enum err
hold_send_code(struct office *o, struct gm *gm,
    const struct hold_code_request *r, int64_t *ret_expires_at)
{
	AUTO_DONE(find) f = {.account = r->account, .serial = r->serial};

	TRY(store_read(o->store, look_up, &f));
	TRY(check_use(r->purpose, f.pair.state));
	return code_mail_send(o, gm,
	    &(struct code_order){.account = r->account,
		.pair = &f.pair,
		.purpose = r->purpose,
		.subject = f.pair.sign,
		.address = r->address},
	    ret_expires_at);
}

/* --- what it is for --- */

struct work {
	struct office *office;
	struct gm *gm;
	const struct hold_request *request;
	int64_t now;
	struct signed_instruction instruction;
	const struct step *step;
	struct find find;
	struct code_found code;
	struct buf evidence;
	char change[STATUS_CHANGE_ID_SIZE];
	struct outbox_entry *notice;
};

static void
work_done(struct work *w)
{
	find_done(&w->find);
	code_found_done(&w->code);
	buf_done(&w->evidence);
	outbox_entry_free(w->notice);
}
DEFINE_AUTO_DONE(work)

static enum err
read_instruction(struct work *w)
{
	const struct instruction *i = &w->instruction.instruction;
	const struct hold_request *r = w->request;

	TRY(signed_instruction_parse(r->instruction, &w->instruction));
	w->step = step_of(i->verb);
	if (w->step == NULL || (!r->by_code && !w->step->by_key) ||
	    strcmp(i->user_name, r->account->user_name) != 0)
		return ERR_EVIDENCE_HOLDER;
	w->find.account = r->account;
	w->find.serial = i->subject;
	return store_read(w->office->store, look_up, &w->find);
}

static enum err
prove_by_code(struct work *w, int64_t *reterr_left)
{
	const struct code_check check = {
	    w->request->account, w->step->purpose, &w->instruction, w->now};
	const struct stored_code *c = &w->code.code;
	enum err e = code_check(w->office, w->gm, &check, &w->code);

	*reterr_left = w->code.tries_left;
	TRY(e);
	status_evidence_encode_code(&w->evidence, buf_bytes(&c->grant_der),
	    c->proof, w->instruction.der);
	return buf_status(&w->evidence);
}

static enum err
prove_by_key(struct work *w)
{
	struct bytes der = buf_bytes(&w->find.certificate.der);
	struct cert cert;
	enum err e;

	TRY(cert_parse(der, &cert));
	e = signed_instruction_verify(w->gm, &w->instruction, &cert.key);
	if (e != ERR_OK)
		return e == ERR_EVIDENCE_FORGED ? ERR_SIGNATURE_INVALID : e;
	status_evidence_encode_holder(&w->evidence, der, w->instruction.der);
	return buf_status(&w->evidence);
}

static struct status_intent
intent_of(const struct work *w, const char *actor)
{
	const struct live_pair *p = &w->find.pair;

	return (struct status_intent){.account = p->account,
	    .actor = actor,
	    .status = w->step->status,
	    .reason = w->step->reason,
	    .evidence = buf_bytes(&w->evidence),
	    .serials = {p->sign, p->encrypt},
	    .count = 2,
	    .now = w->now};
}

static enum err
name_change(struct work *w)
{
	const struct status_intent i = intent_of(w, "");

	return status_intent_id(w->gm, &i, w->change);
}

/* --- doing it --- */

/* Nobody goes on with a session that was begun with the certificate: not now,
 * and not once it is released. */
static enum err
end_sessions(struct db *db, const struct work *w)
{
	return db_run(db,
	    "DELETE FROM session WHERE serial = $1 AND kind = 'certificate'",
	    DB_ARGS(DB_TEXT(w->find.pair.sign)));
}

static enum err
write_intent(struct db *db, void *arg)
{
	struct work *w = arg;
	struct status_intent i;
	char actor[80];

	snprintf(
	    actor, sizeof(actor), "holder:%s", w->request->account->user_name);
	if (w->request->by_code)
		TRY(stored_code_use(db, w->code.code.id, w->code.used_for));
	i = intent_of(w, actor);
	TRY(status_intend(w->gm, db, &i, w->change));
	if (w->step->status == STATUS_ON_HOLD)
		TRY(end_sessions(db, w));
	return outbox_add(db, w->notice);
}

/* What was not done before. Whoever is there already needs nothing. */
static enum err
begin(struct work *w)
{
	const struct code_notice n = {
	    w->request->account, &w->find.pair, w->step->notice, w->now};
	enum err e = check_use(w->step->purpose, w->find.pair.state);

	if (e == ERR_CERT_ON_HOLD)
		return ERR_OK;
	TRY(e);
	if (instruction_check_time(&w->instruction.instruction, w->now) !=
	    ERR_OK)
		return ERR_CLOCK_WRONG;
	TRY(code_mail_notice(w->gm, &n, &w->notice));
	TRY(store_write(w->office->store, write_intent, w));
	return status_finish(w->office, w->gm, w->change);
}

static enum err
change(struct work *w)
{
	enum err e = status_finish(w->office, w->gm, w->change);

	if (e == ERR_NOT_FOUND)
		e = begin(w);
	TRY(e);
	return store_read(w->office->store, look_up, &w->find);
}

enum err
hold_do(struct office *o, struct gm *gm, const struct hold_request *r,
    struct hold_answer *ret_a)
{
	AUTO_DONE(work)
	w = {.office = o,
	    .gm = gm,
	    .request = r,
	    .now = clock_now(o->clock),
	    .evidence = BUF(STATUS_EVIDENCE_DER_MAX)};

	ret_a->tries_left = 0;
	TRY(read_instruction(&w));
	TRY(r->by_code ? prove_by_code(&w, &ret_a->tries_left)
		       : prove_by_key(&w));
	TRY(name_change(&w));
	TRY(change(&w));
	memcpy(ret_a->serial, w.find.pair.sign, sizeof(ret_a->serial));
	ret_a->state = w.find.pair.state;
	return ERR_OK;
}
