/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What guards a login that anybody may try, since what is given is no secret:
 * a captcha, if the office has it on, and limits for what is tried and for the
 * address it comes from. Whatever is wrong, the answer is LOGIN_REFUSED after
 * the same work, so that a guesser learns nothing; right attempts count too.
 */
#ifndef OFFICE_LOGIN_GUARD_H
#define OFFICE_LOGIN_GUARD_H

#include "office/http/web.h"

struct login_guard {
	const struct office *office;
	/* "login:address" and "login:user": names of what is counted */
	const char *address_kind, *who_kind;
	const char *address, *who;
	const char *captcha_id, *captcha_answer; /* NULL: none came */
	int64_t now;
	/* by login_guard_open */
	struct ticket_opened captcha;
	bool captcha_opened;
};

/* Before the job: read the captcha. */
void login_guard_open(struct worker *worker, struct login_guard *g);

/*
 * Inside the job, which goes through even so: count the attempt, spend the
 * captcha. *ret_outcome is OK, LOGIN_REFUSED for a wrong captcha, or
 * TOO_MANY_TRIES, after which nothing else is to be looked at.
 */
MUST_USE enum err login_guard_pass(
    struct db *db, const struct login_guard *g, enum err *ret_outcome);

/* The attempts of who are forgotten: it got in, by something that others do
 * not have. */
MUST_USE enum err login_guard_clear(struct db *db, const struct login_guard *g);

#endif
