/* SPDX-License-Identifier: Apache-2.0 */
#include "office/api/login_guard.h"

#include "office/web/attempt.h"
#include "office/web/captcha.h"

void
login_guard_open(struct worker *worker, struct login_guard *g)
{
	g->captcha_opened =
	    g->captcha_id != NULL && g->captcha_answer != NULL &&
	    ticket_open(&worker->tickets, TICKET_CAPTCHA,
		bytes_str(g->captcha_id), g->now, &g->captcha) == ERR_OK;
}

static enum err
count(struct db *db, const struct login_guard *g)
{
	const struct office_config *c = g->office->config;
	char address[ATTEMPT_SUBJECT_SIZE], who[ATTEMPT_SUBJECT_SIZE];

	TRY(attempt_subject(address, g->address_kind, g->address));
	TRY(attempt_subject(who, g->who_kind, g->who));
	TRY(attempt_spend(
	    db, address, c->tries_address, c->tries_window_s, g->now));
	return attempt_spend(db, who, c->tries_user, c->tries_window_s, g->now);
}

static enum err
check_captcha(struct db *db, const struct login_guard *g, bool *ret_right)
{
	*ret_right = !g->office->config->captcha;
	if (!g->office->config->captcha || !g->captcha_opened)
		return ERR_OK;
	return captcha_spend(db, &g->captcha, g->captcha_answer, ret_right);
}

enum err
login_guard_pass(
    struct db *db, const struct login_guard *g, enum err *ret_outcome)
{
	enum err e = count(db, g);
	bool right;

	if (e == ERR_TOO_MANY_TRIES) {
		*ret_outcome = e;
		return ERR_OK;
	}
	TRY(e);
	TRY(check_captcha(db, g, &right));
	*ret_outcome = right ? ERR_OK : ERR_LOGIN_REFUSED;
	return ERR_OK;
}

enum err
login_guard_clear(struct db *db, const struct login_guard *g)
{
	char subject[ATTEMPT_SUBJECT_SIZE];

	TRY(attempt_subject(subject, g->who_kind, g->who));
	return attempt_clear(db, subject);
}
