/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/unlock.h"

#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "office/audit/audit.h"
#include "office/mail/templates.h"
#include "office/pairs/code_check.h"
#include "office/pairs/escrow.h"

/* --- whose carrier it is --- */

struct reach {
	const struct unlock_session *session;
	const char *carrier_serial;
	struct live_pair pair;
	size_t pins; /* that may be set */
};

static enum err
find_pair(struct db *db, struct reach *r)
{
	const struct unlock_session *s = r->session;

	if (s->named == NULL)
		return live_pair_by_carrier(
		    db, s->account->id, r->carrier_serial, &r->pair);
	TRY(live_pair_by_certificate(db, s->named, &r->pair));
	return strcmp(r->pair.carrier_serial, r->carrier_serial) == 0 &&
		       strcmp(r->pair.account, s->account->id) == 0
		   ? ERR_OK
		   : ERR_NOT_FOUND;
}

static enum err
count_pin(void *arg, struct bytes sealed)
{
	struct reach *r = arg;

	(void)sealed;
	r->pins++;
	return ERR_OK;
}

static enum err
look_up_reach(struct db *db, void *arg)
{
	struct reach *r = arg;
	const struct escrow_candidate all = {r->carrier_serial, "", {0}, 0};

	TRY(find_pair(db, r));
	r->pins = 0;
	return escrow_each(db, &all, r->session->account->id, count_pin, r);
}

static enum err
reach(struct office *o, const struct unlock_session *s,
    const char *carrier_serial, struct reach *ret_r)
{
	*ret_r = (struct reach){.session = s, .carrier_serial = carrier_serial};
	return store_read(o->store, look_up_reach, ret_r);
}

/* Can it be unlocked at all? */
static enum err
check_pins(const struct reach *r)
{
	if (r->pins == 0)
		return ERR_ESCROW_MISSING;
	return r->pins > UNLOCK_PINS_MAX ? ERR_TOO_MANY_TRIES : ERR_OK;
}

enum err
unlock_send_code(struct office *o, struct gm *gm,
    const struct unlock_session *s, const char *carrier_serial,
    int64_t *ret_expires_at)
{
	struct reach r;

	TRY(reach(o, s, carrier_serial, &r));
	TRY(check_pins(&r));
	return code_mail_send(o, gm,
	    &(struct code_order){.account = s->account,
		.pair = &r.pair,
		.purpose = CODE_UNLOCK,
		.subject = r.pair.carrier_serial,
		.address = s->address},
	    ret_expires_at);
}

/* --- what both requests share --- */

struct work {
	struct office *office;
	struct gm *gm;
	const struct unlock_session *session;
	const struct unlock_request *request;
	int64_t now;
	struct signed_instruction instruction;
	struct reach reach;
	struct code_found found;
	struct buf sealed; /* a block for each that may be set */
	struct buf pins;   /* the same, for the instruction's key */
};

static void
work_done(struct work *w)
{
	code_found_done(&w->found);
	buf_done(&w->sealed);
	buf_done(&w->pins);
}
DEFINE_AUTO_DONE(work)

void
unlock_answer_done(struct unlock_answer *a)
{
	buf_done(&a->pins);
}

/* Of this user, to do that, to a carrier of theirs. */
static enum err
read_instruction(
    struct work *w, enum instruction_verb verb, struct bytes instruction)
{
	const struct instruction *i = &w->instruction.instruction;

	TRY(signed_instruction_parse(instruction, &w->instruction));
	if (i->verb != verb ||
	    strcmp(i->user_name, w->session->account->user_name) != 0)
		return ERR_EVIDENCE_HOLDER;
	return reach(w->office, w->session, i->subject, &w->reach);
}

static enum err
add_audit(
    struct db *db, const struct work *w, const char *event, const char *code)
{
	char actor[80];

	snprintf(
	    actor, sizeof(actor), "holder:%s", w->session->account->user_name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = event,
		.about = w->reach.pair.carrier_serial,
		AUDIT_DETAILS({"code", code})});
}

/* --- releasing --- */

static enum err
ask_key_centre(struct work *w, struct bytes escrow, struct buf *ret_pin)
{
	const struct stored_code *c = &w->found.code;
	struct keycentre_unlock_request r = {
	    .grant = buf_bytes(&c->grant_der),
	    .instruction = w->instruction.der,
	    .escrow = escrow,
	};

	memcpy(r.proof, c->proof, sizeof(r.proof));
	return keycentre_unlock(w->office->keycentre, &r, ret_pin);
}

/* The new deposit is the one that was signed, and one that the key centre will
 * be able to open next time: better found out before the old one is of no use
 * any more. */
static enum err
check_deposit(struct work *w)
{
	struct bytes escrow = w->request->escrow;
	AUTO_DONE(buf) pin = BUF(ESCROW_DER_MAX);
	uint8_t digest[SM3_LEN];

	TRY(sm3_of(w->gm, escrow, digest));
	if (memcmp(digest, w->instruction.instruction.escrow, SM3_LEN) != 0)
		return ERR_EVIDENCE_HOLDER;
	return ask_key_centre(w, escrow, &pin);
}

static enum err
write_deposit(struct db *db, void *arg)
{
	const struct work *w = arg;
	const char *code = w->found.code.id;

	TRY(stored_code_use(db, code, w->found.used_for));
	TRY(escrow_add_candidate(
	    db, &(struct escrow_candidate){w->reach.pair.carrier_serial, code,
		    w->request->escrow, w->now}));
	return add_audit(db, w, AUDIT_UNLOCK_DEPOSITED, code);
}

static enum err
deposit(struct work *w)
{
	TRY(check_pins(&w->reach));
	TRY(check_deposit(w));
	return store_write(w->office->store, write_deposit, w);
}

static enum err
add_sealed(void *arg, struct bytes sealed)
{
	buf_block(arg, sealed);
	return buf_status(arg);
}

static enum err
read_sealed(struct db *db, void *arg)
{
	struct work *w = arg;
	const struct escrow_candidate own = {
	    w->reach.pair.carrier_serial, w->found.code.id, {0}, 0};

	buf_truncate(&w->sealed, 0);
	return escrow_each(
	    db, &own, w->session->account->id, add_sealed, &w->sealed);
}

/* Some that cannot be opened do not keep the others back. */
static bool
is_of_no_use(enum err e)
{
	return e == ERR_ENVELOPE_SYNTAX || e == ERR_ENVELOPE_KEY ||
	       e == ERR_EVIDENCE_HOLDER;
}

static enum err
release_all(struct work *w)
{
	struct reader r = reader_of(buf_bytes(&w->sealed));

	while (r.rest.len > 0) {
		AUTO_DONE(buf) pin = BUF(ESCROW_DER_MAX);
		struct bytes sealed;
		enum err e;

		TRY(reader_block(&r, ESCROW_DER_MAX, &sealed));
		e = ask_key_centre(w, sealed, &pin);
		if (is_of_no_use(e))
			continue;
		TRY(e);
		buf_block(&w->pins, buf_bytes(&pin));
	}
	TRY(buf_status(&w->pins));
	return w->pins.len > 0 ? ERR_OK : ERR_ESCROW_MISSING;
}

static enum err
write_release(struct db *db, void *arg)
{
	const struct work *w = arg;
	const char *code = w->found.code.id;

	TRY(stored_code_answer(db, code, buf_bytes(&w->pins)));
	return add_audit(db, w, AUDIT_UNLOCK_RELEASED, code);
}

static enum err
read_answer(struct db *db, void *arg)
{
	struct work *w = arg;
	enum err e = stored_code_of_use(
	    db, w->session->account->id, w->found.used_for, &w->found.code);

	return e == ERR_NOT_FOUND ? ERR_CODE_WRONG : e;
}

/* What is kept is the answer: by us, or by the same request that was
 * quicker. */
static enum err
release(struct work *w)
{
	struct store *store = w->office->store;
	enum err e;

	TRY(store_read(store, read_sealed, w));
	TRY(release_all(w));
	e = store_write(store, write_release, w);
	if (e != ERR_OK && e != ERR_STORE_CONFLICT)
		return e;
	FAULT_POINT("web.unlock.released");
	TRY(store_read(store, read_answer, w));
	return w->found.code.answer.len > 0 ? ERR_OK : e;
}

enum err
unlock_release(struct office *o, struct gm *gm, const struct unlock_session *s,
    const struct unlock_request *r, struct unlock_answer *ret_a)
{
	AUTO_DONE(work)
	w = {.office = o,
	    .gm = gm,
	    .session = s,
	    .request = r,
	    .now = clock_now(o->clock),
	    .sealed = BUF(STORED_CODE_ANSWER_MAX),
	    .pins = BUF(STORED_CODE_ANSWER_MAX)};
	const struct code_check check = {
	    s->account, CODE_UNLOCK, &w.instruction, w.now};
	enum err e;

	TRY(read_instruction(&w, INSTRUCTION_UNLOCK, r->instruction));
	e = code_check(o, gm, &check, &w.found);
	ret_a->tries_left = w.found.tries_left;
	TRY(e);
	if (!w.found.again) {
		TRY(deposit(&w));
		FAULT_POINT("web.unlock.deposited");
	}
	if (w.found.code.answer.len == 0)
		TRY(release(&w));
	ret_a->pins = w.found.code.answer;
	w.found.code.answer = (struct buf){0};
	return ERR_OK;
}

/* --- confirming --- */

/* Codes that were used for one carrier and are looked at. */
#define USED_MAX 32

struct used {
	const struct work *work;
	char code[STORED_CODE_ID_SIZE]; /* "" until it is found */
};

static enum err
try_used(void *arg, const struct stored_code *c)
{
	struct used *u = arg;
	enum err e;

	if (u->code[0] != '\0' || c->answer.len == 0)
		return ERR_OK; /* found, or nothing was released for it */
	e = signed_instruction_verify(
	    u->work->gm, &u->work->instruction, &c->grant.key);
	if (e == ERR_OK)
		memcpy(u->code, c->id, sizeof(u->code));
	return e == ERR_EVIDENCE_FORGED ? ERR_OK : e;
}

static enum err
find_used(struct db *db, void *arg)
{
	struct used *u = arg;
	const struct stored_code_wanted w = {u->work->session->account->id,
	    CODE_UNLOCK, u->work->reach.pair.carrier_serial};

	TRY(stored_code_each_used(db, &w, USED_MAX, try_used, u));
	return u->code[0] != '\0' ? ERR_OK : ERR_CODE_WRONG;
}

struct confirmation {
	const struct work *work;
	const char *code;
	struct outbox_entry *notice;
};

static enum err
write_confirmation(struct db *db, void *arg)
{
	const struct confirmation *c = arg;
	const struct live_pair *p = &c->work->reach.pair;
	const struct escrow_deposit set = {
	    p->carrier_serial, p->account, p->id, BYTES_NONE, c->work->now};
	bool done;

	TRY(escrow_confirm(c->work->gm, db, &set, c->code, &done));
	if (!done) /* said before */
		return ERR_OK;
	TRY(add_audit(db, c->work, AUDIT_UNLOCK_CONFIRMED, c->code));
	return outbox_add(db, c->notice);
}

static enum err
confirm(struct work *w, const char *code)
{
	const struct code_notice notice = {
	    w->session->account, &w->reach.pair, MAIL_UNLOCKED, w->now};
	AUTO(outbox_entry) mail = NULL;

	TRY(code_mail_notice(w->gm, &notice, &mail));
	TRY(store_write(w->office->store, write_confirmation,
	    &(struct confirmation){w, code, mail}));
	FAULT_POINT("web.unlock.confirmed");
	return ERR_OK;
}

enum err
unlock_confirm(struct office *o, struct gm *gm, const struct unlock_session *s,
    struct bytes instruction)
{
	AUTO_DONE(work)
	w = {.office = o, .gm = gm, .session = s, .now = clock_now(o->clock)};
	struct used used = {.work = &w};

	TRY(read_instruction(&w, INSTRUCTION_UNLOCKED, instruction));
	TRY(store_read(o->store, find_used, &used));
	return confirm(&w, used.code);
}
