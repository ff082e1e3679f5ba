/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "office/api/login.h"
#include "office/api/login_guard.h"
#include "office/audit/audit.h"

struct work {
	const struct office *office;
	struct gm *gm;
	const struct login_account *request;
	char user_name[FORM_USER_NAME_MAX + 1]; /* "" if it cannot be one */
	struct login_guard guard;
	int64_t now;
	struct session_token token;
	enum err outcome; /* what the caller is told; the job goes through */
	struct session session;
};

/* As names are kept; one that no account can have becomes "". */
static void
fold_user_name(const char *in, char out[FORM_USER_NAME_MAX + 1])
{
	size_t len = strlen(in);

	out[0] = '\0';
	if (len > FORM_USER_NAME_MAX)
		return;
	for (size_t i = 0; i <= len; i++) {
		char c = in[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		out[i] = c;
	}
}

/* Is there such an account, and is that its name? Unconfirmed ones are not
 * told of to anybody. */
static enum err
check_names(struct db *db, struct work *w, bool *ret_right)
{
	struct account *a = &w->session.account;
	enum err e = account_by_user(db, w->user_name, a);
	bool known = e == ERR_OK && a->state != ACCOUNT_UNCONFIRMED;
	bool same = form_names_match(
	    e == ERR_OK ? a->name : w->user_name, w->request->applicant);

	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	*ret_right = known && same;
	return ERR_OK;
}

static enum err
let_in(struct db *db, struct work *w)
{
	char actor[80];

	TRY(login_guard_clear(db, &w->guard));
	w->session.kind = SESSION_ACCOUNT;
	TRY(session_begin(
	    db, w->office->config, &w->token, w->now, &w->session));
	snprintf(actor, sizeof(actor), "holder:%s", w->user_name);
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = actor,
		.event = AUDIT_LOGIN,
		.about = w->session.account.id,
		AUDIT_DETAILS({"by", "account"})});
}

/* Refusals are outcomes: the job goes through, so that attempt and captcha
 * stay spent. */
static enum err
write_login(struct db *db, void *arg)
{
	struct work *w = arg;
	bool names;

	TRY(login_guard_pass(db, &w->guard, &w->outcome));
	if (w->outcome == ERR_TOO_MANY_TRIES)
		return ERR_OK;
	TRY(check_names(db, w, &names));
	if (!names)
		w->outcome = ERR_LOGIN_REFUSED;
	return w->outcome == ERR_OK ? let_in(db, w) : ERR_OK;
}

enum err
login_by_account(struct web *web, struct worker *worker,
    const struct login_account *l, struct session_token *ret_token,
    struct session *ret_session)
{
	struct office *o = &web->office;
	struct work w = {.office = o,
	    .gm = worker->gm,
	    .request = l,
	    .now = clock_now(o->clock)};

	fold_user_name(l->user_name, w.user_name);
	w.guard = (struct login_guard){.office = o,
	    .address_kind = "login:address",
	    .who_kind = "login:user",
	    .address = l->address,
	    .who = w.user_name,
	    .captcha_id = l->captcha_id,
	    .captcha_answer = l->captcha_answer,
	    .now = w.now};
	login_guard_open(worker, &w.guard);
	TRY(session_token_make(worker->gm, o->random, &w.token));
	TRY(store_write(o->store, write_login, &w));
	TRY(w.outcome);
	*ret_token = w.token;
	*ret_session = w.session;
	return ERR_OK;
}
