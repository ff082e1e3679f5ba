/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/login_private.h"

static enum err
work_connect(struct job *job, struct assistant *a)
{
	struct login_job *j = (struct login_job *)job;
	bool pinned;

	TRY(assistant_connect(a, &pinned));
	return pinned ? assistant_setting_get(a, setting_name(SETTING_ROOT),
			    j->pinned, sizeof(j->pinned))
		      : ERR_OK;
}

static const char *
captcha_id(const struct login_job *j)
{
	return j->captcha ? j->captcha_id : NULL;
}

static const char *
captcha_answer(const struct login_job *j)
{
	return j->captcha ? j->captcha_answer : NULL;
}

static enum err
work_account(struct job *job, struct assistant *a)
{
	struct login_job *j = (struct login_job *)job;

	return assistant_login_account(
	    a, j->user, j->applicant, captcha_id(j), captcha_answer(j));
}

static enum err
work_certificate(struct job *job, struct assistant *a)
{
	struct login_job *j = (struct login_job *)job;

	return assistant_login_certificate(
	    a, j->serial, secret_bytes(j->pin), j->accept);
}

static enum err
work_named(struct job *job, struct assistant *a)
{
	struct login_job *j = (struct login_job *)job;

	return assistant_login_named(
	    a, j->serial, captcha_id(j), captcha_answer(j));
}

static enum err
work_logout(struct job *job, struct assistant *a)
{
	(void)job;
	return assistant_logout(a);
}

static void
free_job(struct job *job)
{
	struct login_job *j = (struct login_job *)job;

	secret_free(j->pin);
	free(j);
}

#define LOGS_IN (JOB_CHANGES | JOB_CAN_CANCEL)

static const struct job_class classes[] = {
    [LOGIN_JOB_CONNECT] = {work_connect, free_job, JOB_CAN_CANCEL},
    [LOGIN_JOB_ACCOUNT] = {work_account, free_job, LOGS_IN},
    [LOGIN_JOB_CERTIFICATE] = {work_certificate, free_job, LOGS_IN},
    [LOGIN_JOB_NAMED] = {work_named, free_job, LOGS_IN},
    [LOGIN_JOB_LOGOUT] = {work_logout, free_job, JOB_CHANGES},
};

static void
take_captcha(struct login_job *j, const struct captcha_field *f)
{
	j->captcha = captcha_field_id(f) != NULL;
	if (!j->captcha)
		return;
	memcpy(j->captcha_id, f->captcha.id, sizeof(j->captcha_id));
	memcpy(j->captcha_answer, f->answer, sizeof(j->captcha_answer));
}

/* The PIN goes with the job; that of a login whose terms are accepted is the
 * one that was tried. */
static void
take_pin(struct login_job *j, struct login *l)
{
	j->accept = l->terms;
	j->pin = l->terms ? TAKE(l->terms_pin) : pin_field_take(&l->pin);
}

void
login_job_start(struct screen *s, int what)
{
	struct login *l = screen_state(s);
	struct login_job *j =
	    (struct login_job *)job_new(&classes[what], sizeof(*j));

	if (j != NULL) {
		memcpy(j->user, l->user, sizeof(j->user));
		memcpy(j->applicant, l->applicant, sizeof(j->applicant));
		memcpy(j->serial, l->choice.chosen.name, sizeof(j->serial));
		if (what == LOGIN_JOB_CERTIFICATE)
			take_pin(j, l);
		else
			take_captcha(j, &l->captcha);
	}
	panel_start(&l->panel, s, &j->job, what);
}
