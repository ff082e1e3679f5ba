/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 网站请求证书登录: the line of requests, and how each is decided. What is
 * not decided in time, or when the window goes, is answered too: nobody who
 * asks waits for ever.
 */
#include <stdlib.h>
#include <string.h>

#include "assistant/permissions.h"
#include "assistant/screens/consent_private.h"
#include "assistant/screens/next_step.h"
#include "assistant/screens/say.h"
#include "assistant/screens/screen_private.h"
#include "base/text.h"

static const struct desk_state *
known(const struct screen *s)
{
	return desk_state(screen_desk(s));
}

bool
consent_is_read(const struct screen *s)
{
	const struct consent *c = screen_state(s);

	return desk_now(screen_desk(s)) >= c->shown_at + CONSENT_READ_S;
}

/* --- the certificate and its PIN --- */

static void
follow_choice(struct screen *s)
{
	struct consent *c = screen_state(s);
	const struct holder_pair *p = cert_choice_pair(&c->choice, known(s));
	const struct carrier_row *row =
	    p == NULL ? NULL : desk_state_carrier(known(s), p->token_serial);

	pin_field_carrier(&c->pin, row == NULL ? NULL : &row->info);
}

static void
look(struct screen *s)
{
	struct consent *c = screen_state(s);

	cert_choice_update(&c->choice, known(s), NULL);
	follow_choice(s);
}

/* Come again in a second: the time that is left is shown. */
static void
tick(struct screen *s)
{
	desk_call_at(s, desk_now(screen_desk(s)) + 1);
}

/* --- what is remembered of a site --- */

struct recall_job {
	struct job job;
	char origin[LOGIN_ORIGIN_MAX + 1];
	char serial[CERT_SERIAL_TEXT_SIZE]; /* found; "": nothing is */
};

/* The last that was permitted counts. */
static enum err
recall(struct job *job, struct assistant *a)
{
	struct recall_job *j = (struct recall_job *)job;
	AUTO(permissions) p = NULL;

	TRY(assistant_permissions(a, &p));
	for (size_t n = 0; n < p->count; n++)
		if (strcmp(p->rows[n].site, j->origin) == 0)
			memcpy(j->serial, p->rows[n].serial, sizeof(j->serial));
	return ERR_OK;
}

static void
free_recall(struct job *job)
{
	free(job);
}

static const struct job_class recall_class = {
    .work = recall, .free = free_recall, .flags = JOB_CAN_CANCEL};

static void
start_recall(struct screen *s)
{
	struct consent *c = screen_state(s);
	struct recall_job *j;

	c->recalled[0] = '\0';
	if (c->recall.job != NULL)
		return; /* when that is over: again */
	j = (struct recall_job *)job_new(&recall_class, sizeof(*j));
	if (j != NULL)
		memcpy(j->origin, c->line[0].site.origin, sizeof(j->origin));
	panel_start(&c->recall, s, j == NULL ? NULL : &j->job, c->number);
}

static void
is_recalled(struct screen *s, const struct recall_job *j)
{
	struct consent *c = screen_state(s);

	if (c->count == 0)
		return;
	if (j->job.what != c->number) {
		start_recall(s);
		return;
	}
	memcpy(c->recalled, j->serial, sizeof(c->recalled));
	c->remember = c->recalled[0] != '\0';
	if (c->remember && !c->choice.by_person) {
		cert_choice_update(&c->choice, known(s), c->recalled);
		follow_choice(s);
	}
}

/* --- the line --- */

/* The first one is shown, and nothing of the one before it is left. */
static void
show_next(struct screen *s)
{
	struct consent *c = screen_state(s);

	c->number++;
	c->shown_at = desk_now(screen_desk(s));
	c->remember = false;
	panel_forget_error(&c->panel);
	pin_field_carrier(&c->pin, NULL);
	c->choice.by_person = false;
	look(s);
	start_recall(s);
	tick(s);
}

/* Out of the line, whoever it is. */
static struct consent_waiting
take_out(struct consent *c, size_t n)
{
	struct consent_waiting w = c->line[n];

	c->count--;
	memmove(
	    &c->line[n], &c->line[n + 1], (c->count - n) * sizeof(c->line[0]));
	return w;
}

static void
decide_one(struct consent *c, size_t n, const struct consent_answer *a)
{
	const struct consent_waiting w = take_out(c, n);

	w.answer(w.self, a);
}

/* The first is decided: on to the next, or the window goes. */
static void
decide(struct screen *s, const struct consent_answer *a)
{
	struct consent *c = screen_state(s);

	decide_one(c, 0, a);
	if (c->count == 0)
		screen_close(s);
	else
		show_next(s);
}

/* Those whose time is over, but one that is just being signed. */
static void
expire(struct screen *s)
{
	const struct consent_answer late = {.decision = CONSENT_TIMEOUT};
	struct consent *c = screen_state(s);
	const int64_t now = desk_now(screen_desk(s));

	for (size_t n = c->count; n-- > 1;)
		if (c->line[n].expires_at <= now)
			decide_one(c, n, &late);
	if (c->count > 0 && c->line[0].expires_at <= now &&
	    c->panel.job == NULL)
		decide(s, &late);
}

static enum err
check(const struct consent *c, const struct consent_request *r,
    struct site *ret_site)
{
	TRY(site_parse(r->origin, ret_site));
	if (strlen(r->nonce) > LOGIN_NONCE_MAX)
		return ERR_FIELD_INVALID;
	return c->count < CONSENT_WAITING_MAX ? ERR_OK : ERR_TOO_MANY_TRIES;
}

static void
put_in_line(
    struct consent *c, const struct consent_request *r, const struct site *site)
{
	struct consent_waiting *w = &c->line[c->count++];
	size_t len = strlen(r->program);

	*w = (struct consent_waiting){.site = *site,
	    .expires_at = r->expires_at,
	    .answer = r->answer,
	    .self = r->self};
	memcpy(w->nonce, r->nonce, strlen(r->nonce) + 1);
	if (len < sizeof(w->program) && text_is_plain(bytes_str(r->program)))
		memcpy(w->program, r->program, len + 1);
}

/* wish->self is the request. */
static void
take(struct screen *s, const struct wish *w)
{
	struct consent *c = screen_state(s);
	const struct consent_request *r = w->self;
	struct consent_answer no = {.decision = CONSENT_REFUSED};
	struct site site;

	if (r != NULL) {
		no.err = check(c, r, &site);
		if (no.err != ERR_OK) {
			r->answer(r->self, &no);
		} else {
			put_in_line(c, r, &site);
			if (c->count == 1)
				show_next(s);
		}
	}
	if (c->count == 0)
		screen_close(s);
}

void
consent_ask(struct desk *d, const struct consent_request *r)
{
	struct consent_request copy = *r;

	(void)desk_open(d, SCREEN_CONSENT,
	    &(struct wish){
		.site = copy.origin, .program = copy.program, .self = &copy});
}

/* All of them first, so that none is shown that goes too. */
static void
drop(struct screen *s, const void *self)
{
	struct consent *c = screen_state(s);
	bool first = false;

	for (size_t n = c->count; n-- > 0;) {
		if (c->line[n].self != self)
			continue;
		(void)take_out(c, n);
		first = n == 0;
	}
	if (c->count == 0)
		screen_close(s);
	else if (first)
		show_next(s);
	screen_touch(s);
}

void
consent_withdraw(struct desk *d, const void *self)
{
	struct screen *s = desk_find(d, SCREEN_CONSENT);

	/* In one turn: the window may be gone at its end, not before. */
	desk_enter(d);
	if (s != NULL)
		drop(s, self);
	desk_leave(d);
}

/* --- allowing --- */

struct sign_job {
	struct job job;
	char origin[LOGIN_ORIGIN_MAX + 1], nonce[LOGIN_NONCE_MAX + 1];
	char serial[CERT_SERIAL_TEXT_SIZE];
	bool remember, forget; /* the site, with that certificate; at all */
	struct secret *pin;
	struct site_proof proof;
};

/* What is remembered is a convenience: a login does not fail for it. */
static void
remember(const struct sign_job *j, struct assistant *a)
{
	if (j->remember)
		err_ignore(assistant_permit(a, j->origin, j->serial));
	else if (j->forget)
		err_ignore(assistant_forbid(a, j->origin, NULL));
}

static enum err
sign(struct job *job, struct assistant *a)
{
	struct sign_job *j = (struct sign_job *)job;
	const struct site_login l = {
	    j->origin, j->nonce, j->serial, secret_bytes(j->pin)};

	TRY(assistant_sign_login(a, &l, &j->proof));
	remember(j, a);
	return ERR_OK;
}

static void
free_sign(struct job *job)
{
	struct sign_job *j = (struct sign_job *)job;

	secret_free(j->pin);
	site_proof_done(&j->proof);
	free(j);
}

/* A try may be spent: what is known of the carrier changes. */
static const struct job_class sign_class = {
    .work = sign, .free = free_sign, .flags = JOB_CHANGES};

static void
allow(struct screen *s)
{
	struct consent *c = screen_state(s);
	struct sign_job *j;

	if (!consent_is_read(s) || !pin_field_ready(&c->pin))
		return;
	j = (struct sign_job *)job_new(&sign_class, sizeof(*j));
	if (j != NULL) {
		memcpy(j->origin, c->line[0].site.origin, sizeof(j->origin));
		memcpy(j->nonce, c->line[0].nonce, sizeof(j->nonce));
		memcpy(j->serial, c->choice.chosen.name, sizeof(j->serial));
		j->remember = c->remember;
		j->forget = c->recalled[0] != '\0';
		j->pin = pin_field_take(&c->pin);
	}
	panel_start(&c->panel, s, j == NULL ? NULL : &j->job, c->number);
}

static void
is_signed(struct screen *s, const struct sign_job *j)
{
	const struct consent_answer yes = {.decision = CONSENT_ALLOWED,
	    .serial = j->serial,
	    .certificate = buf_bytes(&j->proof.certificate),
	    .signature = buf_bytes(&j->proof.signature)};

	decide(s, &yes);
}

static void
moved(struct screen *s, struct job *j)
{
	struct consent *c = screen_state(s);

	if (panel_over(&c->recall, j)) {
		is_recalled(s, (struct recall_job *)j);
		return;
	}
	if (!panel_over(&c->panel, j))
		return;
	pin_field_tried(&c->pin, j->err, &j->failure);
	if (j->what != c->number || c->count == 0)
		panel_forget_error(&c->panel); /* it was withdrawn meanwhile */
	else if (j->err == ERR_OK)
		is_signed(s, (struct sign_job *)j);
	expire(s);
}

/* --- the desk's calls --- */

static void
opened(struct screen *s, const struct wish *w)
{
	struct consent *c = screen_state(s);

	cert_choice_init(&c->choice, CONSENT_TABLE, say_trouble);
	pin_field_init(&c->pin, CONSENT_PIN);
	take(s, w);
}

static void
changed(struct screen *s)
{
	struct consent *c = screen_state(s);

	look(s);
	expire(s);
	if (c->count > 0)
		tick(s);
}

/* One request at a time is closed; the next is shown in its place. */
static bool
may_close(struct screen *s)
{
	struct consent *c = screen_state(s);

	if (c->count > 0)
		decide(s, &(struct consent_answer){.decision = CONSENT_CLOSED});
	return c->count == 0;
}

static void
close_it(struct screen *s)
{
	struct consent *c = screen_state(s);

	while (c->count > 0)
		decide_one(
		    c, 0, &(struct consent_answer){.decision = CONSENT_CLOSED});
	pin_field_done(&c->pin);
	cert_choice_done(&c->choice);
}

static void
help(struct screen *s)
{
	const struct holder_pairs *pairs = known(s)->pairs;
	const struct holder_pair *p =
	    pairs == NULL || pairs->count == 0 ? NULL : &pairs->rows[0];

	if (p != NULL)
		next_step_go(s, say_trouble(known(s), p),
		    &(struct wish){
			.serial = p->sign_serial, .carrier = p->token_serial});
}

static void
press(struct screen *s, int id)
{
	const struct consent_answer no = {.decision = CONSENT_REFUSED};

	if (id == CONSENT_ALLOW)
		allow(s);
	else if (id == CONSENT_REFUSE)
		decide(s, &no);
	else if (id == CONSENT_HELP)
		help(s);
}

static void
event(struct screen *s, const struct event *e)
{
	struct consent *c = screen_state(s);
	enum pin_field_event pin;

	if (cert_choice_event(&c->choice, e)) {
		follow_choice(s);
		return;
	}
	pin = pin_field_event(&c->pin, e);
	if (pin == PIN_FIELD_CONFIRMED)
		allow(s);
	if (pin != PIN_FIELD_OTHER)
		return;
	if (e->kind == EVENT_PRESS)
		press(s, e->id);
	else if (e->kind == EVENT_SWITCH)
		c->remember = e->on;
}

const struct screen_class screen_consent = {
    .state_size = sizeof(struct consent),
    .open = opened,
    .show = consent_show,
    .event = event,
    .changed = changed,
    .moved = moved,
    .may_close = may_close,
    .close = close_it,
    .again = take};
