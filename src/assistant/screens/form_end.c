/* SPDX-License-Identifier: Apache-2.0 */
/* How the tasks of a form end. */
#include <string.h>

#include "assistant/screens/form_private.h"

#define NOTICE_FORMS                                             \
	100 /* ids of their notifications: and the screen's kind \
	     */

/* --- where the mistake is --- */

static const struct {
	enum err err;
	enum field_kind kind;
} mistakes[] = {
    {ERR_PIN_WRONG, FIELD_PIN},
    {ERR_PIN_LOCKED, FIELD_PIN},
    {ERR_CODE_SYNTAX, FIELD_CODE},
    {ERR_CODE_WRONG, FIELD_CODE},
    {ERR_CODE_LOCKED, FIELD_CODE},
    {ERR_LOGIN_REFUSED, FIELD_CAPTCHA},
    {ERR_FIELD_INVALID, FIELD_NOTE},
    {ERR_TOO_LARGE, FIELD_NOTE},
    {ERR_KEYFILE, FIELD_FILE},
    {ERR_FILE_MISSING, FIELD_FILE},
    {ERR_FILE_DENIED, FIELD_FILE},
    {ERR_CERT_ALGORITHM, FIELD_FILE},
};

/* The PIN of the carrier that the failure is about; or a password. */
static const struct form_field *
mistaken_pin(const struct form *f, const struct failure *known)
{
	for (size_t i = 0; i < SECRET_PINS; i++) {
		const enum form_secret which = (enum form_secret)i;

		if (known->carrier[0] != '\0' &&
		    strcmp(f->pins[i].carrier, known->carrier) == 0 &&
		    form_field_of_secret(f, which) != NULL)
			return form_field_of_secret(f, which);
	}
	if (form_field_of(f, FIELD_PASSWORD) != NULL)
		return form_field_of(f, FIELD_PASSWORD);
	return form_field_of(f, FIELD_PIN);
}

static const struct form_field *
mistaken_field(const struct form *f, enum err e, const struct failure *known)
{
	for (size_t i = 0; i < COUNT(mistakes); i++)
		if (mistakes[i].err == e)
			return mistakes[i].kind == FIELD_PIN
				   ? mistaken_pin(f, known)
				   : form_field_of(f, mistakes[i].kind);
	return NULL;
}

/* --- work --- */

/* It turned out that a carrier wants its PIN: that is asked for, and is no
 * failure. */
static void
ask_pin(struct form *f, const struct failure *known)
{
	f->stage = STAGE_FIELDS;
	f->failed[TASK_WORK].err = ERR_OK;
	f->pin_needed = true;
	if (known->carrier[0] == '\0')
		return;
	memcpy(f->in.carrier, known->carrier, sizeof(f->in.carrier));
	pin_field_expect(&f->pins[SECRET_PIN], known->carrier);
}

/* Each is good for one try. */
static void
another_captcha(struct form *f)
{
	if (form_field_of(f, FIELD_CAPTCHA) != NULL)
		captcha_field_fetch(&f->captcha, f->screen);
}

static void
fail(struct form *f, const struct form_job *j)
{
	const struct failure *known = &j->job.failure;
	const enum err e = j->job.err;

	f->stage = STAGE_FIELDS;
	f->checked = false;
	f->out.pin_changed = j->out.pin_changed;
	f->focus = mistaken_field(f, e, known);
	for (size_t i = 0; i < SECRET_PINS; i++)
		if (f->focus == form_field_of_secret(f, (enum form_secret)i))
			pin_field_tried(&f->pins[i], e, known);
	if (f->focus != NULL && f->focus->kind == FIELD_CODE)
		form_forget_secret(f, SECRET_CODE);
	form_put_code_by(f);
	another_captcha(f);
}

/* It was not tried: what was typed is there again. */
static void
ask_last(struct form *f, struct form_job *j)
{
	f->stage = STAGE_FIELDS;
	f->failed[TASK_WORK].err = ERR_OK;
	for (size_t i = 0; i < SECRET_PINS; i++)
		pin_field_give_back(&f->pins[i], TAKE(j->in.secrets[i]));
	for (size_t i = SECRET_PINS; i < SECRET_COUNT; i++) {
		form_forget_secret(f, (enum form_secret)i);
		f->in.secrets[i] = TAKE(j->in.secrets[i]);
	}
	pin_field_ask(&f->pins[j->out.last_try]);
}

static void
succeed(struct form *f, struct form_job *j)
{
	f->stage = STAGE_DONE;
	form_input_done(&f->in);
	form_result_done(&f->out);
	f->out = j->out;
	j->out = (struct form_result){.last_try = SECRET_PINS};
}

static void
end_work(struct form *f, struct form_job *j)
{
	desk_call_at(f->screen, 0);
	f->outdated = form_state(f);
	if (j->out.last_try != SECRET_PINS)
		ask_last(f, j);
	else if (j->job.err == ERR_PIN_NEEDED)
		ask_pin(f, &j->job.failure);
	else if (j->job.err != ERR_OK)
		fail(f, j);
	else
		succeed(f, j);
}

/* --- the others --- */

static void
end_mail(struct form *f, struct form_job *j)
{
	if (j->job.err == ERR_OK) {
		f->out.mailed = j->out.mailed;
		f->mailed_at = desk_now(screen_desk(f->screen));
		desk_call_at(f->screen, f->mailed_at + FORM_MAIL_WAIT_S);
	}
	another_captcha(f);
}

static void
end_look(struct form *f, struct form_job *j)
{
	account_pairs_free(f->out.account_pairs);
	f->out.account_pairs = TAKE(j->out.account_pairs);
}

void
form_moved(struct screen *s, struct job *job)
{
	static void (*const ended[TASK_COUNT])(
	    struct form * f, struct form_job * j) = {
	    [TASK_WORK] = end_work,
	    [TASK_MAIL] = end_mail,
	    [TASK_LOOK] = end_look,
	};
	struct form *f = screen_state(s);

	if (job->what == TASK_CAPTCHA) {
		captcha_field_moved(&f->captcha, job);
		return;
	}
	if (!job->over)
		return;
	f->tasks[job->what] = NULL;
	f->failed[job->what] = (struct form_failure){job->err, job->failure};
	ended[job->what](f, (struct form_job *)job);
	form_update(f);
	form_fetch(f);
}

/* --- telling people --- */

static void
tell_success(const struct form_job *j, struct desk *d)
{
	struct desk_notice n = {.id = NOTICE_FORMS + (int)j->kind,
	    .tone = TONE_GOOD,
	    .title = j->op->success,
	    .text = "",
	    .action = TEXT_COUNT};

	if (j->out.has_pair) {
		n.text = j->out.pair.subject;
		n.serial = j->out.pair.sign_serial;
		n.kind = SCREEN_DETAILS;
		n.action = TEXT_FORM_DETAILS;
	}
	desk_notify(d, &n);
}

/* What a window would say. */
static void
tell_failure(const struct form_job *j, struct desk *d)
{
	AUTO_DONE(view) v;
	const struct item *said;

	view_init(&v, desk_lang(d));
	said = view_error(&v, j->job.err, &j->job.failure);
	desk_notify(d, &(struct desk_notice){.id = NOTICE_FORMS + (int)j->kind,
			   .tone = TONE_PROBLEM,
			   .title = j->op->failure,
			   .text = said->label,
			   .action = TEXT_FORM_AGAIN,
			   .kind = j->kind,
			   .serial = j->in.serial});
}

void
form_tell(struct job *job, struct desk *d)
{
	const struct form_job *j = (const struct form_job *)job;

	if (job->err == ERR_OK)
		tell_success(j, d);
	else if (job->screen == NULL) /* an open window says it better */
		tell_failure(j, d);
}
