/* SPDX-License-Identifier: Apache-2.0 */
/* Unlock: the code, what it releases, and that it is done. */
#include "office/api/api.h"
#include "office/api/view.h"
#include "office/jobs/jobs.h"
#include "office/pairs/unlock.h"

struct code_body {
	const char *carrier_serial;
};
static const struct schema_member code_members[] = {
    SCHEMA_TEXT(struct code_body, carrier_serial, "carrierSerial",
	CARRIER_SERIAL_SIZE - 1),
};
const struct schema api_unlock_code_body = SCHEMA("UnlockCode", code_members);

struct unlock_body {
	struct bytes instruction, escrow;
};
static const struct schema_member unlock_members[] = {
    SCHEMA_BASE64(struct unlock_body, instruction, "instruction",
	SIGNED_INSTRUCTION_DER_MAX),
    SCHEMA_BASE64(struct unlock_body, escrow, "escrow", ESCROW_DER_MAX),
};
const struct schema api_unlock_body = SCHEMA("Unlock", unlock_members);

struct confirm_body {
	struct bytes instruction;
};
static const struct schema_member confirm_members[] = {
    SCHEMA_BASE64(struct confirm_body, instruction, "instruction",
	SIGNED_INSTRUCTION_DER_MAX),
};
const struct schema api_unlock_confirm_body =
    SCHEMA("ConfirmUnlock", confirm_members);

static struct unlock_session
session_of(const struct request *rq)
{
	const struct session *s = &rq->session;

	return (struct unlock_session){
	    .account = &s->account,
	    .named = s->kind == SESSION_NAMED ? s->serial : NULL,
	    .address = rq->in->address,
	};
}

enum err
api_unlock_code(struct request *rq, struct reply *rp)
{
	const struct code_body *b = REQUEST_BODY(rq, struct code_body);
	struct unlock_session s = session_of(rq);
	int64_t expires_at;

	TRY(unlock_send_code(&rq->web->office, rq->worker->gm, &s,
	    b->carrier_serial, &expires_at));
	jobs_wake(rq->web->jobs, JOB_MAIL);
	return reply_json(
	    rp, 202, view_mailed_code(s.account->email, expires_at));
}

/* A block for each, as Base64. */
static json_t *
view_pins(struct bytes blocks)
{
	struct reader r = reader_of(blocks);
	json_t *pins = json_array();

	while (r.rest.len > 0) {
		struct bytes pin;

		if (reader_block(&r, ESCROW_DER_MAX, &pin) != ERR_OK ||
		    json_array_append_new(pins, view_base64(pin)) != 0) {
			json_decref(pins);
			return NULL;
		}
	}
	return pins;
}

enum err
api_unlock(struct request *rq, struct reply *rp)
{
	const struct unlock_body *b = REQUEST_BODY(rq, struct unlock_body);
	const struct unlock_request r = {b->instruction, b->escrow};
	struct unlock_session s = session_of(rq);
	AUTO_DONE(unlock_answer) a = {0};
	enum err e =
	    unlock_release(&rq->web->office, rq->worker->gm, &s, &r, &a);

	if (e == ERR_CODE_WRONG)
		request_details(rq, view_tries_left(a.tries_left));
	TRY(e);
	return reply_json(
	    rp, 200, json_pack("{s:o}", "pins", view_pins(buf_bytes(&a.pins))));
}

enum err
api_unlock_confirm(struct request *rq, struct reply *rp)
{
	const struct confirm_body *b = REQUEST_BODY(rq, struct confirm_body);
	struct unlock_session s = session_of(rq);

	TRY(unlock_confirm(
	    &rq->web->office, rq->worker->gm, &s, b->instruction));
	jobs_wake(rq->web->jobs, JOB_MAIL);
	return reply_json(rp, 200, json_pack("{s:s}", "state", "unlocked"));
}
