/* SPDX-License-Identifier: Apache-2.0 */
/* 证书签发: the first pair, after approval. */
#include <string.h>

#include "assistant/screens/form.h"

static enum err
unfit(const struct desk_state *s)
{
	TRY(form_unfit_account(s));
	if (s->account.code_open)
		return ERR_OK;
	return strcmp(s->account.state, "active") == 0 ? ERR_PAIR_EXISTS
						       : ERR_ACCOUNT_STATE;
}

static enum err
issue(struct assistant *a, struct form_job *j)
{
	struct issue_request r = {
	    .carrier = j->in.target, .code = form_secret(j, SECRET_CODE)};

	TRY(form_target_pin(a, j, &r.pin));
	TRY(assistant_issue(a, &r, &j->out.pair));
	j->out.has_pair = true;
	return ERR_OK;
}

/* For whom, and how long the code of the mail is good. */
static void
show_facts(const struct form *f, struct view *v)
{
	const struct account_state *s = &form_state(f)->account;

	if (!s->logged_in)
		return;
	view_fact(v, TEXT_APPLICANT, view_copy(v, s->name));
	view_fact(v, TEXT_USER, view_copy(v, s->user_name));
	if (s->code_open)
		view_fact(v, TEXT_CODE_WAITING,
		    view_text(v, TEXT_ISSUE_CODE_UNTIL,
			view_time(v, s->code_expires_at), s->code_tries_left));
}

static const struct form_way ways[] = {
    {.explain = TEXT_ISSUE_EXPLAIN,
	.unfit = unfit,
	.work = issue,
	.steps = &steps_obtain},
};

static const struct form_field fields[] = {
    {FIELD_TARGET, .label = TEXT_FORM_TARGET},
    {FIELD_CODE, .label = TEXT_CODE_WAITING},
    {FIELD_PIN, .label = TEXT_FORM_TARGET_PIN, .secret = SECRET_TARGET_PIN,
	.shown = form_target_is_other_key},
    {FIELD_NEW_PIN, .label = TEXT_PIN_NEW, .again = TEXT_PIN_NEW_AGAIN,
	.shown = form_target_needs_new_pin},
};

static const struct operation operation = {.title = TEXT_GO_ISSUE,
    .asks = true,
    .ways = ways,
    .way_count = COUNT(ways),
    .fields = fields,
    .field_count = COUNT(fields),
    .facts = show_facts,
    .success = TEXT_ISSUED,
    .failure = TEXT_ISSUE_FAILED,
    .then = SCREEN_LOGIN,
    .then_label = TEXT_LOGIN_WITH};

static void
open_issue(struct screen *s, const struct wish *w)
{
	form_open(s, w, &operation);
}

const struct screen_class screen_issue = FORM_CLASS(open_issue);
