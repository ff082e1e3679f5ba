/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 登录: by account, with a certificate, or with one that is only named because
 * its PIN is lost. Before anything is typed the office is contacted, so that
 * nobody fills in a form for nothing and no PIN is tried in vain.
 */
#include <string.h>

#include "assistant/screens/login_private.h"
#include "assistant/screens/next_step.h"
#include "assistant/screens/say.h"

static const struct desk_state *
known(const struct screen *s)
{
	return desk_state(screen_desk(s));
}

bool
login_is_in(const struct screen *s)
{
	const struct account_state *a = &known(s)->account;

	return a->logged_in && a->expires_at > desk_now(screen_desk(s));
}

const struct holder_pair *
login_pair_chosen(const struct screen *s)
{
	const struct login *l = screen_state(s);

	return cert_choice_pair(&l->choice, known(s));
}

static void
connect(struct screen *s)
{
	if (known(s)->settings[SETTING_OFFICE][0] != '\0')
		login_job_start(s, LOGIN_JOB_CONNECT);
}

/* The PIN field is about the carrier of the certificate that is chosen. */
static void
follow_choice(struct screen *s)
{
	struct login *l = screen_state(s);
	const struct holder_pair *p = login_pair_chosen(s);
	const struct carrier_row *c =
	    p == NULL ? NULL : desk_state_carrier(known(s), p->token_serial);

	pin_field_carrier(
	    &l->pin, c == NULL || c->err != ERR_OK ? NULL : &c->info);
	if (p == NULL)
		l->naming = false;
}

bool
login_pair_usable(const struct screen *s)
{
	const struct holder_pair *p = login_pair_chosen(s);

	return p != NULL && say_trouble(known(s), p) == ERR_OK;
}

static void
need_captcha(struct screen *s)
{
	struct login *l = screen_state(s);

	if (l->connected && l->captcha.state == CAPTCHA_FIELD_EMPTY &&
	    (l->naming || l->way == LOGIN_BY_ACCOUNT))
		captcha_field_fetch(&l->captcha, s);
}

/* Is the one that is chosen what logged in? */
static bool
is_in_with_chosen(const struct screen *s)
{
	const struct account_state *a = &known(s)->account;
	const struct holder_pair *p = login_pair_chosen(s);

	return p != NULL && strcmp(a->kind, "certificate") == 0 &&
	       strcmp(a->user_name, p->user_name) == 0;
}

static void
start_anew(struct screen *s)
{
	struct login *l = screen_state(s);

	l->anew = true;
	l->done = l->seen = false;
	l->way = LOGIN_BY_CERTIFICATE;
	panel_forget_error(&l->panel);
	connect(s);
}

/* A certificate that is wished for is not yet what somebody is in by. */
static void
follow_wish(struct screen *s)
{
	const struct login *l = screen_state(s);

	if (l->choice.by_person && login_is_in(s) && !is_in_with_chosen(s))
		start_anew(s);
}

static void
take_text(char *out, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len < size)
		memcpy(out, text, len + 1);
}

/* Who has a certificate that can be used most likely wants to log in with it.
 */
static void
decide(struct screen *s)
{
	struct login *l = screen_state(s);

	if (l->decided || known(s)->looked_at == 0 ||
	    known(s)->office == ERR_CANCELLED) /* not asked yet */
		return;
	l->decided = true;
	take_text(l->user, sizeof(l->user),
	    desk_memo_get(screen_desk(s), LOGIN_MEMO_USER));
	if (l->choice.by_person || login_pair_usable(s))
		l->way = LOGIN_BY_CERTIFICATE;
	if (!login_is_in(s))
		connect(s);
	follow_wish(s);
}

static void
look(struct screen *s, const char *wished)
{
	struct login *l = screen_state(s);

	cert_choice_update(&l->choice, known(s), wished);
	follow_choice(s);
	decide(s);
	need_captcha(s);
}

static void
opened(struct screen *s, const struct wish *w)
{
	struct login *l = screen_state(s);

	panel_forget_error(&l->panel);
	pin_field_init(&l->pin, LOGIN_PIN);
	captcha_field_init(&l->captcha, LOGIN_CAPTCHA, LOGIN_JOB_CAPTCHA);
	cert_choice_init(&l->choice, LOGIN_TABLE, NULL);
	look(s, w == NULL ? NULL : w->serial);
}

static void
again(struct screen *s, const struct wish *w)
{
	struct login *l = screen_state(s);

	if (w == NULL || w->serial == NULL || l->panel.job != NULL)
		return;
	l->way = LOGIN_BY_CERTIFICATE;
	look(s, w->serial);
	follow_wish(s);
}

static void
changed(struct screen *s)
{
	struct login *l = screen_state(s);

	if (login_is_in(s))
		l->seen = l->done;
	else if (l->seen) /* the session has ended since */
		l->done = l->seen = false;
	look(s, NULL);
}

static void
close_it(struct screen *s)
{
	struct login *l = screen_state(s);

	pin_field_done(&l->pin);
	captcha_field_done(&l->captcha);
	cert_choice_done(&l->choice);
	secret_free(l->terms_pin);
}

/* --- jobs that are over --- */

static void
is_connected(struct screen *s, const struct login_job *j)
{
	struct login *l = screen_state(s);

	l->connected = j->job.err == ERR_OK;
	if (j->pinned[0] != '\0')
		desk_memo_set(screen_desk(s), LOGIN_MEMO_ROOT, j->pinned);
	need_captcha(s);
}

/* Who went on has compared the root. What is not secret is remembered. */
static void
is_in(struct screen *s, const struct login_job *j)
{
	struct login *l = screen_state(s);

	l->done = true;
	l->anew = false;
	desk_memo_set(screen_desk(s), LOGIN_MEMO_ROOT, "");
	if (j->job.what == LOGIN_JOB_ACCOUNT)
		desk_memo_set(screen_desk(s), LOGIN_MEMO_USER, j->user);
}

/* A picture is good for one try. */
static void
fail(struct screen *s)
{
	struct login *l = screen_state(s);

	l->connected = l->panel.err != ERR_OFFICE_UNREACHABLE;
	if (l->connected && l->captcha.state != CAPTCHA_FIELD_EMPTY)
		captcha_field_fetch(&l->captcha, s);
}

static void
is_named(struct screen *s)
{
	const struct holder_pair *p = login_pair_chosen(s);
	struct wish w = {0};

	if (p != NULL)
		w = (struct wish){
		    .serial = p->sign_serial, .carrier = p->token_serial};
	next_step_go(s, ERR_PIN_LOCKED, &w);
	screen_close(s);
}

static void
is_tried(struct screen *s, struct login_job *j)
{
	struct login *l = screen_state(s);

	pin_field_tried(&l->pin, j->job.err, &j->job.failure);
	l->terms = j->job.err == ERR_ACCOUNT_NOT_ACTIVE &&
		   j->job.failure.terms[0] != '\0';
	if (l->terms) /* right, and needed once more */
		l->terms_pin = TAKE(j->pin);
	if (j->job.err == ERR_OK)
		is_in(s, j);
}

static void
is_over(struct screen *s, struct login_job *j)
{
	struct login *l = screen_state(s);

	switch (j->job.what) {
	case LOGIN_JOB_CONNECT:
		is_connected(s, j);
		return;
	case LOGIN_JOB_CERTIFICATE:
		is_tried(s, j);
		break;
	case LOGIN_JOB_ACCOUNT:
		if (j->job.err == ERR_OK)
			is_in(s, j);
		break;
	case LOGIN_JOB_NAMED:
		if (j->job.err == ERR_OK)
			is_named(s);
		break;
	case LOGIN_JOB_LOGOUT:
		l->done = l->seen = false;
		connect(s);
		return;
	}
	if (j->job.err != ERR_OK && !l->terms)
		fail(s);
}

static void
moved(struct screen *s, struct job *j)
{
	struct login *l = screen_state(s);

	if (j->what == LOGIN_JOB_CAPTCHA) {
		captcha_field_moved(&l->captcha, j);
		if (l->captcha.state == CAPTCHA_FIELD_FAILED &&
		    l->panel.err == ERR_OK) {
			l->panel.err = l->captcha.err;
			l->panel.failure = l->captcha.failure;
		}
	} else if (panel_over(&l->panel, j)) {
		is_over(s, (struct login_job *)j);
	}
}

/* --- what people do --- */

static void
take_office(struct screen *s)
{
	struct login *l = screen_state(s);

	l->office_wrong =
	    l->office[0] == '\0' || !settings_fits(SETTING_OFFICE, l->office);
	if (l->office_wrong)
		return;
	desk_set(screen_desk(s), setting_name(SETTING_OFFICE), l->office);
	connect(s);
}

static void
log_in_by_account(struct screen *s)
{
	struct login *l = screen_state(s);

	l->user_wrong = l->user[0] == '\0';
	l->applicant_wrong = l->applicant[0] == '\0';
	if (captcha_field_ready(&l->captcha) && !l->user_wrong &&
	    !l->applicant_wrong)
		login_job_start(s, LOGIN_JOB_ACCOUNT);
}

static void
log_in(struct screen *s)
{
	struct login *l = screen_state(s);

	if (l->naming) {
		if (captcha_field_ready(&l->captcha))
			login_job_start(s, LOGIN_JOB_NAMED);
	} else if (l->way == LOGIN_BY_ACCOUNT) {
		log_in_by_account(s);
	} else if (pin_field_ready(&l->pin)) {
		login_job_start(s, LOGIN_JOB_CERTIFICATE);
	}
}

static void
cancel(struct screen *s)
{
	struct login *l = screen_state(s);

	if (l->panel.job != NULL)
		job_cancel(l->panel.job);
	else
		screen_close(s);
}

/* Away from the terms, or from a certificate without its PIN. */
static void
go_back(struct screen *s)
{
	struct login *l = screen_state(s);

	if (l->panel.job != NULL) {
		job_cancel(l->panel.job);
		return;
	}
	secret_free(TAKE(l->terms_pin));
	l->terms = l->naming = false;
	panel_forget_error(&l->panel);
}

static void
start_naming(struct screen *s)
{
	struct login *l = screen_state(s);

	panel_forget_error(&l->panel);
	l->naming = true;
	need_captcha(s);
}

/* A locked PIN is unlocked in a session, which a captcha is enough for. */
static void
help(struct screen *s)
{
	const struct login *l = screen_state(s);
	const struct holder_pair *p = login_pair_chosen(s);
	enum err trouble = l->panel.err;
	struct wish w = {0};

	if (l->connected && p != NULL) {
		trouble = say_trouble(known(s), p);
		w.serial = p->sign_serial;
		w.carrier = p->token_serial;
	}
	if (trouble == ERR_PIN_LOCKED)
		start_naming(s);
	else
		next_step_go(s, trouble, &w);
}

static void
open_other(struct screen *s, enum screen_kind kind)
{
	const struct holder_pair *p = login_pair_chosen(s);

	(void)desk_open(screen_desk(s), kind,
	    &(struct wish){.serial = p == NULL ? NULL : p->sign_serial});
}

static void
visit_terms(struct screen *s)
{
	const struct login *l = screen_state(s);
	const struct desk_face *face = desk_face(screen_desk(s));

	face->visit(face->self, l->panel.failure.terms_url);
}

static void
press_in(struct screen *s, int id)
{
	switch (id) {
	case LOGIN_LOGOUT:
		login_job_start(s, LOGIN_JOB_LOGOUT);
		break;
	case LOGIN_ANEW:
		start_anew(s);
		break;
	case LOGIN_ISSUE:
		open_other(s, SCREEN_ISSUE);
		screen_close(s);
		break;
	case LOGIN_UPDATE:
		open_other(s, SCREEN_UPDATE);
		screen_close(s);
		break;
	case LOGIN_DETAILS:
		open_other(s, SCREEN_DETAILS);
		break;
	}
}

static void
press(struct screen *s, int id)
{
	switch (id) {
	case LOGIN_CANCEL:
		cancel(s);
		break;
	case LOGIN_BACK:
		go_back(s);
		break;
	case LOGIN_OFFICE_NEXT:
		take_office(s);
		break;
	case LOGIN_RETRY:
		connect(s);
		break;
	case LOGIN_HELP:
		help(s);
		break;
	case LOGIN_GO:
		log_in(s);
		break;
	case LOGIN_FORGOT:
		start_naming(s);
		break;
	case LOGIN_TERMS:
		visit_terms(s);
		break;
	case LOGIN_ACCEPT:
		login_job_start(s, LOGIN_JOB_CERTIFICATE);
		break;
	default:
		press_in(s, id);
	}
}

static void
typed(struct login *l, const struct event *e)
{
	switch (e->id) {
	case LOGIN_OFFICE:
		take_text(l->office, sizeof(l->office), e->text);
		l->office_wrong = false;
		break;
	case LOGIN_USER:
		take_text(l->user, sizeof(l->user), e->text);
		l->user_wrong = false;
		break;
	case LOGIN_APPLICANT:
		take_text(l->applicant, sizeof(l->applicant), e->text);
		l->applicant_wrong = false;
		break;
	}
}

static void
turn_page(struct screen *s, enum login_way way)
{
	struct login *l = screen_state(s);

	if (l->panel.job != NULL)
		return;
	panel_forget_error(&l->panel);
	l->way = way;
	need_captcha(s);
}

static void
event(struct screen *s, const struct event *e)
{
	struct login *l = screen_state(s);
	enum pin_field_event pin;

	if (captcha_field_event(&l->captcha, s, e))
		return;
	if (cert_choice_event(&l->choice, e)) {
		panel_forget_error(&l->panel);
		follow_choice(s);
		return;
	}
	pin = pin_field_event(&l->pin, e);
	if (pin == PIN_FIELD_CONFIRMED)
		log_in(s);
	if (pin != PIN_FIELD_OTHER)
		return;
	if (e->kind == EVENT_PRESS)
		press(s, e->id);
	else if (e->kind == EVENT_TEXT)
		typed(l, e);
	else if (e->kind == EVENT_PAGE)
		turn_page(s, (enum login_way)e->index);
}

const struct screen_class screen_login = {.state_size = sizeof(struct login),
    .open = opened,
    .show = login_show,
    .event = event,
    .changed = changed,
    .moved = moved,
    .close = close_it,
    .again = again};
