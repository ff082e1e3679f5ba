/* SPDX-License-Identifier: Apache-2.0 */
/* Hold and release of certificates by their holder. */
#include <string.h>

#include "office/api/api.h"
#include "office/api/view.h"
#include "office/jobs/jobs.h"
#include "office/pairs/hold.h"

struct code_body {
	const char *verb, *serial;
};
static const char *const verbs[] = {"hold", "release", NULL};
static const struct schema_member code_members[] = {
    SCHEMA_ENUM(struct code_body, verb, "verb", 8, verbs),
    SCHEMA_TEXT(struct code_body, serial, "serial", CERT_SERIAL_TEXT_SIZE - 1),
};
const struct schema api_hold_code_body = SCHEMA("HoldCode", code_members);

struct hold_body {
	const char *by;
	struct bytes instruction;
};
static const char *const ways[] = {"key", "code", NULL};
static const struct schema_member hold_members[] = {
    SCHEMA_ENUM(struct hold_body, by, "by", 4, ways),
    SCHEMA_BASE64(struct hold_body, instruction, "instruction",
	SIGNED_INSTRUCTION_DER_MAX),
};
const struct schema api_hold_body = SCHEMA("Hold", hold_members);

enum err
api_hold_code(struct request *rq, struct reply *rp)
{
	const struct code_body *b = REQUEST_BODY(rq, struct code_body);
	const struct account *account = &rq->session.account;
	int64_t expires_at;

	TRY(hold_send_code(&rq->web->office, rq->worker->gm,
	    &(struct hold_code_request){.account = account,
		.address = rq->in->address,
		.purpose = code_purpose_find(b->verb),
		.serial = b->serial},
	    &expires_at));
	jobs_wake(rq->web->jobs, JOB_MAIL);
	return reply_json(
	    rp, 202, view_mailed_code(account->email, expires_at));
}

enum err
api_hold(struct request *rq, struct reply *rp)
{
	const struct hold_body *b = REQUEST_BODY(rq, struct hold_body);
	const struct hold_request r = {
	    .account = &rq->session.account,
	    .by_code = strcmp(b->by, "code") == 0,
	    .instruction = b->instruction,
	};
	struct hold_answer a;
	enum err e = hold_do(&rq->web->office, rq->worker->gm, &r, &a);

	if (e == ERR_CODE_WRONG)
		request_details(rq, view_tries_left(a.tries_left));
	TRY(e);
	jobs_wake(rq->web->jobs, JOB_MAIL);
	jobs_wake(rq->web->jobs, JOB_CRL);
	return reply_json(rp, 200,
	    json_pack("{s:s, s:s}", "serial", a.serial, "state",
		certificate_state_name(a.state)));
}
