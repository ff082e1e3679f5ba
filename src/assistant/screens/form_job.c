/* SPDX-License-Identifier: Apache-2.0 */
/* What forms have the worker do. */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/form_private.h"

void
form_input_done(struct form_input *in)
{
	for (size_t i = 0; i < SECRET_COUNT; i++)
		secret_free(TAKE(in->secrets[i]));
}

void
form_result_done(struct form_result *out)
{
	if (out->has_pair)
		holder_pair_done(&out->pair);
	account_pairs_free(out->account_pairs);
	*out = (struct form_result){.last_try = SECRET_PINS};
}

static void
form_job_free(struct job *job)
{
	struct form_job *j = (struct form_job *)job;

	form_input_done(&j->in);
	form_result_done(&j->out);
	free(j);
}

/* --- on the worker's thread --- */

struct bytes
form_secret(const struct form_job *j, enum form_secret which)
{
	const struct secret *s = j->in.secrets[which];

	return s != NULL ? secret_bytes(s) : BYTES_NONE;
}

enum err
form_target_pin(struct assistant *a, struct form_job *j, struct bytes *ret_pin)
{
	*ret_pin = form_secret(j, SECRET_NEW);
	if (strcmp(j->in.target, FORM_SOFT) == 0)
		return ERR_OK;
	if (!j->target_is_initial) {
		*ret_pin = form_secret(j, SECRET_TARGET_PIN);
		return ERR_OK;
	}
	TRY(assistant_pin_change(a, j->in.target,
	    form_secret(j, SECRET_TARGET_PIN), form_secret(j, SECRET_NEW)));
	j->out.pin_changed = true;
	return ERR_OK;
}

enum err
form_name_pair(struct assistant *a, struct form_job *j)
{
	const bool asked = j->captcha_id[0] != '\0';

	if (!j->names_first)
		return ERR_OK;
	return assistant_login_named(a, j->in.serial,
	    asked ? j->captcha_id : NULL, asked ? j->captcha_answer : NULL);
}

/* Nobody spends a last try by mistake: what the carrier says now counts, and
 * not what the window knew. What else is wrong with it, the operation says. */
static bool
is_last_try(struct assistant *a, struct form_job *j, enum form_secret which)
{
	const char *carrier =
	    which == SECRET_PIN ? j->in.carrier : j->in.target;
	struct pin_state s;

	if (j->in.secrets[which] == NULL || j->agreed[which] ||
	    carrier[0] == '\0' ||
	    assistant_pin_state(a, carrier, &s) != ERR_OK || s.left != 1)
		return false;
	j->out.last_try = which;
	return true;
}

static enum err
work(struct job *job, struct assistant *a)
{
	struct form_job *j = (struct form_job *)job;

	if (is_last_try(a, j, SECRET_PIN) ||
	    is_last_try(a, j, SECRET_TARGET_PIN))
		return ERR_CANCELLED;
	return j->op->ways[j->in.way].work(a, j);
}

static enum err
mail(struct job *job, struct assistant *a)
{
	struct form_job *j = (struct form_job *)job;

	return j->op->ways[j->in.way].mail(a, j);
}

static enum err
look(struct job *job, struct assistant *a)
{
	return assistant_account_pairs(
	    a, &((struct form_job *)job)->out.account_pairs);
}

static const struct job_class classes[TASK_COUNT] = {
    [TASK_WORK] = {work, form_job_free,
	JOB_CHANGES | JOB_CAN_CANCEL | JOB_LASTS, form_tell},
    [TASK_MAIL] = {mail, form_job_free, JOB_CHANGES, NULL},
    [TASK_LOOK] = {look, form_job_free, JOB_CAN_CANCEL, NULL},
};

/* --- on the drawing thread --- */

/* Work takes what was typed, and nothing that was typed into fields that are
 * no longer shown. A code stays, since it may be right though a PIN was not. */
static enum err
hand_over(struct form *f, struct form_job *j)
{
	for (size_t i = 0; i < SECRET_COUNT; i++) {
		const enum form_secret which = (enum form_secret)i;

		if (form_field_of_secret(f, which) == NULL) {
			form_forget_secret(f, which);
		} else if (which < SECRET_PINS) {
			j->agreed[i] = f->pins[i].agreed;
			j->in.secrets[i] = pin_field_take(&f->pins[i]);
		} else if (which == SECRET_CODE && f->in.secrets[i] != NULL) {
			TRY(secret_copy(
			    form_typed(f, which), &j->in.secrets[i]));
		} else {
			j->in.secrets[i] = TAKE(f->in.secrets[i]);
		}
	}
	return ERR_OK;
}

static void
copy_captcha(struct form *f, struct form_job *j)
{
	const char *id = captcha_field_id(&f->captcha);
	const char *answer = captcha_field_answer(&f->captcha);

	j->names_first = form_names_first(f);
	if (id == NULL || answer == NULL)
		return;
	memcpy(j->captcha_id, id, strlen(id) + 1);
	memcpy(j->captcha_answer, answer, strlen(answer) + 1);
}

static enum err
make_job(struct form *f, enum form_task task, struct form_job **ret_j)
{
	struct form_job *j =
	    (struct form_job *)job_new(&classes[task], sizeof(struct form_job));
	enum err e = ERR_OK;

	if (j == NULL)
		return ERR_NOMEM;
	j->job.what = task;
	j->op = f->op;
	j->kind = screen_kind(f->screen);
	j->in = f->in;
	memset(j->in.secrets, 0, sizeof(j->in.secrets));
	j->out.last_try = SECRET_PINS;
	j->target_is_initial = form_target_needs_new_pin(f);
	copy_captcha(f, j);
	if (task == TASK_WORK)
		e = hand_over(f, j);
	if (e != ERR_OK) {
		form_job_free(&j->job);
		return e;
	}
	*ret_j = j;
	return ERR_OK;
}

void
form_start(struct form *f, enum form_task task)
{
	struct form_job *j;

	if (f->tasks[task] != NULL)
		return;
	f->failed[task].err = make_job(f, task, &j);
	if (f->failed[task].err != ERR_OK)
		return;
	f->tasks[task] = &j->job;
	job_start(f->screen, &j->job);
}

void
form_fetch(struct form *f)
{
	if (f->stage == STAGE_FIELDS &&
	    f->captcha.state == CAPTCHA_FIELD_EMPTY &&
	    form_field_of(f, FIELD_CAPTCHA) != NULL)
		captcha_field_fetch(&f->captcha, f->screen);
	if (form_field_of(f, FIELD_ACCOUNT_PAIR) != NULL &&
	    f->out.account_pairs == NULL &&
	    f->failed[TASK_LOOK].err == ERR_OK &&
	    form_unfit_account(form_state(f)) == ERR_OK)
		form_start(f, TASK_LOOK);
}
