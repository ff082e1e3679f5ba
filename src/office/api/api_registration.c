/* SPDX-License-Identifier: Apache-2.0 */
/* Registration: captcha, form, link in the mail. */
#include <string.h>

#include "office/api/address_limit.h"
#include "office/api/api.h"
#include "office/api/captcha_body.h"
#include "office/api/problems.h"
#include "office/api/view.h"
#include "office/jobs/jobs.h"
#include "office/registry/registration.h"
#include "office/web/attempt.h"
#include "office/web/captcha.h"

#define TEXT_MAX 512 /* characters; the form's own rules are stricter */

const struct schema api_captcha_body = {"Empty", NULL, 0};

static const struct schema_member captcha_members[] = {
    SCHEMA_TEXT(struct captcha_body, id, "id", TICKET_TEXT_MAX),
    SCHEMA_TEXT(struct captcha_body, answer, "answer", 16),
};
const struct schema captcha_schema = SCHEMA("CaptchaAnswer", captcha_members);

struct register_body {
	struct form form;
	struct captcha_body captcha;
};
#define FIELD(member, name) \
	SCHEMA_TEXT(struct register_body, form.member, name, TEXT_MAX)
static const struct schema_member register_members[] = {
    FIELD(kind, "kind"),
    FIELD(user_name, "userName"),
    FIELD(name, "name"),
    FIELD(credit_code, "creditCode"),
    FIELD(address, "address"),
    FIELD(contact, "contact"),
    FIELD(phone, "phone"),
    FIELD(email, "email"),
    FIELD(lang, "lang"),
    SCHEMA_OBJECT(
	struct register_body, captcha, "captcha", &captcha_schema, true),
};
const struct schema api_register_body = SCHEMA("NewAccount", register_members);

struct confirm_email_body {
	const char *token;
};
static const struct schema_member confirm_members[] = {
    SCHEMA_TEXT(struct confirm_email_body, token, "token", TICKET_TEXT_MAX),
};
const struct schema api_confirm_email_body =
    SCHEMA("ConfirmEmail", confirm_members);

enum err
api_captcha(struct request *rq, struct reply *rp)
{
	AUTO_DONE(buf) id = BUF(TICKET_TEXT_MAX), png = BUF(CAPTCHA_PNG_MAX);
	const struct office *o = &rq->web->office;

	TRY(address_limit_spend(
	    rq, "captcha:address", o->config->captcha_address));
	TRY(captcha_make(&rq->worker->tickets, o->random,
	    rq->now + o->config->captcha_s, &id, &png));
	return reply_json(rp, 200,
	    json_pack("{s:s%, s:o}", "id", (const char *)id.p, id.len, "image",
		view_base64(buf_bytes(&png))));
}

void
tell_problems(
    struct request *rq, const struct form_problem problems[], size_t count)
{
	json_t *fields = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
		    fields, json_pack("{s:s, s:s}", "field", problems[i].field,
				"reason", problems[i].reason));
	request_details(rq, json_pack("{s:o}", "fields", fields));
}

/* What stands between robots and the table of accounts. */
struct guard {
	struct request *rq;
	const struct captcha_body *captcha;
	struct ticket_opened ticket;
	bool opened, right;
};

static enum err
spend_guard(struct db *db, void *arg)
{
	struct guard *g = arg;
	const struct office_config *c = g->rq->web->office.config;
	char subject[ATTEMPT_SUBJECT_SIZE];

	TRY(attempt_subject(subject, "register:address", g->rq->in->address));
	TRY(attempt_spend(
	    db, subject, c->tries_address, c->tries_window_s, g->rq->now));
	g->right = !c->captcha;
	if (!c->captcha || !g->opened)
		return ERR_OK;
	return captcha_spend(db, &g->ticket, g->captcha->answer, &g->right);
}

static enum err
pass_guard(struct request *rq, const struct captcha_body *captcha)
{
	static const struct form_problem wrong = {"captcha", "wrong"};
	struct guard g = {.rq = rq, .captcha = captcha};

	g.opened = captcha->id != NULL &&
		   ticket_open(&rq->worker->tickets, TICKET_CAPTCHA,
		       bytes_str(captcha->id), rq->now, &g.ticket) == ERR_OK;
	TRY(store_write(rq->web->office.store, spend_guard, &g));
	if (g.right)
		return ERR_OK;
	tell_problems(rq, &wrong, 1);
	return ERR_FIELD_INVALID;
}

enum err
api_register(struct request *rq, struct reply *rp)
{
	const struct register_body *b = REQUEST_BODY(rq, struct register_body);
	struct form_problem problems[FORM_FIELDS];
	size_t count = form_check(&b->form, problems);

	if (count > 0) {
		tell_problems(rq, problems, count);
		return ERR_FIELD_INVALID;
	}
	TRY(pass_guard(rq, &b->captcha));
	TRY(registration_submit(
	    &rq->web->office, &rq->worker->tickets, &b->form));
	jobs_wake(rq->web->jobs, JOB_MAIL);
	return reply_json(
	    rp, 202, json_pack("{s:s}", "status", "confirm-email"));
}

enum err
api_confirm_email(struct request *rq, struct reply *rp)
{
	const struct confirm_email_body *b =
	    REQUEST_BODY(rq, struct confirm_email_body);
	struct account a;

	TRY(registration_confirm(
	    &rq->web->office, &rq->worker->tickets, bytes_str(b->token), &a));
	return reply_json(rp, 200,
	    json_pack("{s:s, s:s}", "userName", a.user_name, "state",
		account_state_name(a.state)));
}
