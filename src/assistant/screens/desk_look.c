/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/desk_look.h"

#include <stdlib.h>
#include <string.h>

#include "assistant/screens/desk_private.h"
#include "assistant/screens/desk_remind.h"
#include "base/lang.h"

struct look_job {
	struct job job;
	struct desk_state *state;
};

static void
free_look(struct job *j)
{
	desk_state_free(((struct look_job *)j)->state);
	free(j);
}

static void
put_state(struct desk *d, struct desk_state *s)
{
	desk_state_free(d->state);
	d->state = s;
}

/* --- asking the office --- */

static enum err
ask(struct job *j, struct assistant *a)
{
	return desk_state_ask(a, ((struct look_job *)j)->state);
}

/* Only what the office says is taken: settings may have changed meanwhile. */
static void
asked(struct job *j, struct desk *d)
{
	struct desk_state *told = ((struct look_job *)j)->state;
	struct holder_pairs *pairs = d->state->pairs;

	d->looking = false;
	d->state->office = j->err;
	if (j->err == ERR_OK)
		d->state->account = told->account;
	else if (d->state->account.expires_at <= desk_now(d))
		d->state->account = (struct account_state){0};
	/* else whoever was logged in still is */
	d->state->pairs = told->pairs;
	told->pairs = pairs;
	desk_changed(d);
	if (d->look_again)
		desk_refresh(d);
}

static const struct job_class ask_class = {
    .work = ask, .free = free_look, .over = asked};

static void
start_asking(struct desk *d)
{
	struct look_job *l = (struct look_job *)job_new(&ask_class, sizeof(*l));
	enum err e = ERR_NOMEM;

	if (l != NULL)
		l->state = desk_state_new();
	if (l != NULL && l->state != NULL)
		e = holder_pairs_copy(d->state->pairs, &l->state->pairs);
	if (e == ERR_OK) {
		job_start_unseen(d, &l->job);
		return;
	}
	d->looking = false;
	d->state->office = e;
	if (l != NULL)
		free_look(&l->job);
}

/* --- looking --- */

static enum err
look(struct job *j, struct assistant *a)
{
	return desk_state_look(a, &((struct look_job *)j)->state);
}

/* What the office said of a certificate counts until it is asked again. */
static void
keep_word(const struct desk_state *before, struct holder_pairs *pairs)
{
	for (size_t n = 0; n < pairs->count; n++) {
		struct holder_pair *p = &pairs->rows[n];
		const struct holder_pair *old =
		    desk_state_pair(before, p->sign_serial);

		if (p->state == ERR_OK && old != NULL &&
		    (old->state == ERR_CERT_ON_HOLD ||
			old->state == ERR_CERT_REVOKED))
			p->state = old->state;
	}
}

/* --- language --- */

struct lang_job {
	struct job job;
	enum lang lang;
};

static void
free_lang(struct job *j)
{
	free(j);
}

static enum err
set_lang(struct job *j, struct assistant *a)
{
	assistant_set_lang(a, ((struct lang_job *)j)->lang);
	return ERR_OK;
}

static const struct job_class lang_class = {
    .work = set_lang, .free = free_lang};

/* The office's messages too. */
static void
tell_lang(struct desk *d, enum lang lang)
{
	struct lang_job *l =
	    (struct lang_job *)job_new(&lang_class, sizeof(*l));

	if (l == NULL)
		return;
	l->lang = lang;
	job_start_unseen(d, &l->job);
}

static void
take_lang(struct desk *d)
{
	const char *setting = d->state->settings[SETTING_LANGUAGE];
	enum lang lang = d->options.assistant.lang;

	if (lang_find(setting, &lang) != ERR_OK)
		lang = d->options.assistant.lang; /* auto */
	if (lang != d->lang)
		tell_lang(d, lang);
	d->lang = lang;
}

static void
looked(struct job *j, struct desk *d)
{
	struct desk_state *s = TAKE(((struct look_job *)j)->state);
	const bool first = d->state->looked_at == 0;

	if (s == NULL) {
		d->looking = false;
		d->state->opened = j->err;
		desk_changed(d);
		if (d->look_again)
			desk_refresh(d);
		return;
	}
	s->account = d->state->account;
	s->office = d->state->office;
	s->looked_at = desk_now(d);
	keep_word(d->state, s->pairs);
	put_state(d, s);
	take_lang(d);
	desk_changed(d);
	desk_tell_unfinished(d, first);
	start_asking(d);
}

static const struct job_class look_class = {
    .work = look, .free = free_look, .over = looked};

void
desk_refresh(struct desk *d)
{
	struct job *j;

	d->look_again = d->looking;
	if (d->looking)
		return;
	j = job_new(&look_class, sizeof(struct look_job));
	if (j == NULL)
		return; /* what is known stays */
	d->looking = true;
	job_start_unseen(d, j);
}

/* --- settings --- */

struct set_job {
	struct job job;
	enum setting setting;
	char value[SETTING_VALUE_SIZE];
};

static void
free_set(struct job *j)
{
	free(j);
}

static enum err
set(struct job *j, struct assistant *a)
{
	const struct set_job *s = (const struct set_job *)j;

	return assistant_setting_set(a, setting_name(s->setting), s->value);
}

/* A look that began before may have put the old value back. */
static void
was_set(struct job *j, struct desk *d)
{
	const struct set_job *s = (const struct set_job *)j;

	if (j->err == ERR_OK)
		memcpy(
		    d->state->settings[s->setting], s->value, sizeof(s->value));
	else
		d->state->setting_wrong[s->setting] = true;
	take_lang(d);
	desk_changed(d);
}

static const struct job_class set_class = {
    .work = set, .free = free_set, .over = was_set, .flags = JOB_FINISHES};
/* What carriers or account hang on. */
static const struct job_class set_and_look_class = {.work = set,
    .free = free_set,
    .over = was_set,
    .flags = JOB_CHANGES | JOB_FINISHES};

static bool
changes_much(enum setting n)
{
	return n == SETTING_LIBRARIES || n == SETTING_OFFICE ||
	       n == SETTING_ROOT || n == SETTING_PROXY;
}

void
desk_set(struct desk *d, const char *name, const char *value)
{
	enum setting n = setting_find(name);
	struct set_job *s;

	if (n == SETTING_COUNT)
		return;
	desk_enter(d);
	d->state->setting_wrong[n] = !settings_fits(n, value);
	s = (struct set_job *)job_new(
	    changes_much(n) ? &set_and_look_class : &set_class, sizeof(*s));
	if (s != NULL && !d->state->setting_wrong[n]) {
		s->setting = n;
		memcpy(s->value, value, strlen(value) + 1);
		memcpy(d->state->settings[n], s->value, sizeof(s->value));
		take_lang(d);
		job_start_unseen(d, &s->job);
	} else {
		free(s);
	}
	desk_changed(d);
	desk_leave(d);
}

void
desk_set_lang(struct desk *d, const char *setting)
{
	desk_set(d, setting_name(SETTING_LANGUAGE), setting);
}
