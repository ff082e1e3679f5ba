/* SPDX-License-Identifier: Apache-2.0 */
/* Obtaining a pair, and its confirmation. */
#include <string.h>

#include "office/api/api.h"
#include "office/api/view.h"
#include "office/jobs/jobs.h"
#include "office/pairs/confirm.h"
#include "office/pairs/obtain.h"

struct carrier_body {
	const char *kind, *serial;
};
static const char *const carrier_kinds[] = {"soft", "hard", NULL};
static const struct schema_member carrier_members[] = {
    SCHEMA_ENUM(struct carrier_body, kind, "kind", 4, carrier_kinds),
    SCHEMA_TEXT(struct carrier_body, serial, "serial", CARRIER_SERIAL_SIZE - 1),
};
static const struct schema carrier_schema = SCHEMA("Carrier", carrier_members);

struct obtain_body {
	const char *verb;
	struct bytes csr, ask, escrow;
	struct carrier_body carrier;
};
static const char *const verbs[] = {"issue", "exchange", "update", NULL};
static const struct schema_member obtain_members[] = {
    SCHEMA_ENUM(struct obtain_body, verb, "verb", 8, verbs),
    SCHEMA_BASE64(struct obtain_body, csr, "csr", CSR_DER_MAX),
    SCHEMA_BASE64(struct obtain_body, ask, "ask", OLD_ASK_DER_MAX),
    SCHEMA_OBJECT(
	struct obtain_body, carrier, "carrier", &carrier_schema, false),
    SCHEMA_BASE64(struct obtain_body, escrow, "escrow", ESCROW_DER_MAX),
};
const struct schema api_obtain_body = SCHEMA("Obtain", obtain_members);

struct confirm_body {
	struct bytes confirm, signature;
};
static const struct schema_member confirm_members[] = {
    SCHEMA_BASE64(struct confirm_body, confirm, "confirm", CONFIRM_DER_MAX),
    SCHEMA_BASE64(
	struct confirm_body, signature, "signature", SIGNATURE_DER_MAX),
};
const struct schema api_confirm_pair_body =
    SCHEMA("ConfirmPair", confirm_members);

static bool
is_key(const char *text)
{
	return text != NULL && strlen(text) == PAIR_KEY_SIZE - 1 &&
	       strspn(text, "0123456789abcdef") == PAIR_KEY_SIZE - 1;
}

static enum err
reply_obtained(
    struct request *rq, struct reply *rp, const struct obtain_answer *a)
{
	const struct authority *au = rq->web->office.authority;
	const struct buf *der = au->der;

	return reply_json(rp, 201,
	    json_pack("{s:s, s:o, s:[o, o]}", "pair", a->pair, "answer",
		view_base64(buf_bytes(&a->der)), "chain",
		view_base64(buf_bytes(&der[AUTHORITY_ISSUING])),
		view_base64(buf_bytes(&der[AUTHORITY_ROOT]))));
}

enum err
api_obtain(struct request *rq, struct reply *rp)
{
	static const char key_header[] = "Idempotency-Key";
	const struct obtain_body *b = REQUEST_BODY(rq, struct obtain_body);
	struct obtain_request r = {
	    .account = &rq->session.account,
	    .session = rq->session.kind,
	    .session_serial = rq->session.serial,
	    .key = request_header(rq, key_header),
	    .verb = ask_verb_find(b->verb),
	    .carrier = carrier_find(b->carrier.kind),
	    .carrier_serial = b->carrier.serial,
	    .csr = b->csr,
	    .ask = b->ask,
	    .escrow = b->escrow,
	};
	AUTO_DONE(obtain_answer) a = {0};
	enum err e;

	if (!is_key(r.key)) {
		request_details(rq, json_pack("{s:s}", "member", key_header));
		return ERR_BAD_REQUEST;
	}
	e = obtain_pair(&rq->web->office, rq->worker->gm, &r, &a);
	if (e == ERR_CODE_WRONG)
		request_details(rq, view_tries_left(a.tries_left));
	if (e == ERR_RENEWAL_EARLY)
		request_details(
		    rq, json_pack("{s:o}", "notBefore", view_time(a.opens_at)));
	TRY(e);
	jobs_wake(rq->web->jobs, JOB_MAIL);
	jobs_wake(rq->web->jobs, JOB_POOL);
	return reply_obtained(rq, rp, &a);
}

struct find {
	const char *id, *account;
	struct pair pair;
};

static enum err
look_up(struct db *db, void *arg)
{
	struct find *f = arg;

	TRY(pair_by_id(db, f->id, &f->pair));
	return strcmp(f->pair.account, f->account) == 0 ? ERR_OK
							: ERR_NOT_FOUND;
}

enum err
api_pair(struct request *rq, struct reply *rp)
{
	struct find f = {.id = rq->param, .account = rq->session.account.id};
	enum err e = store_read(rq->web->office.store, look_up, &f);

	if (e == ERR_OK)
		e = reply_json(rp, 200,
		    json_pack("{s:s, s:s, s:o}", "pair", f.pair.id, "state",
			pair_state_name(f.pair.state), "answer",
			f.pair.answer.len == 0
			    ? json_null()
			    : view_base64(buf_bytes(&f.pair.answer))));
	pair_done(&f.pair);
	return e;
}

enum err
api_confirm_pair(struct request *rq, struct reply *rp)
{
	const struct confirm_body *b = REQUEST_BODY(rq, struct confirm_body);
	struct office *o = &rq->web->office;
	char serial[CERT_SERIAL_TEXT_SIZE];

	TRY(pair_confirm(o, rq->worker->gm,
	    &(struct pair_confirmation){.account = &rq->session.account,
		.pair = rq->param,
		.confirm = b->confirm,
		.signature = b->signature},
	    serial));
	TRY(session_follow(o, &rq->session, serial));
	jobs_wake(rq->web->jobs, JOB_MAIL);
	jobs_wake(rq->web->jobs, JOB_CRL);
	return reply_json(rp, 200,
	    json_pack("{s:s, s:s}", "pair", rq->param, "state", "confirmed"));
}
