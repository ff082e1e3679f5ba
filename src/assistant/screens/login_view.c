/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "assistant/screens/login_private.h"
#include "assistant/screens/next_step.h"
#include "assistant/screens/say.h"

static const struct login *
state_of(const struct screen *s)
{
	return screen_state(s);
}

static const struct desk_state *
known(const struct screen *s)
{
	return desk_state(screen_desk(s));
}

static void
show_cancel(struct view *v)
{
	view_button(v, LOGIN_CANCEL, TEXT_CANCEL, ITEM_FOOT | ITEM_CANCEL);
}

static void
show_pinned(const struct screen *s, struct view *v)
{
	const char *root = desk_memo_get(screen_desk(s), LOGIN_MEMO_ROOT);
	struct item *i;

	if (*root == '\0')
		return;
	i = view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_LOGIN_FIRST_CONTACT));
	i->value = view_text(v, TEXT_LOGIN_COMPARE);
	i->tone = TONE_CAUTION;
	view_fact(v, TEXT_LOGIN_FINGERPRINT, say_fingerprint(v, root));
}

static void
show_error(const struct login *l, struct view *v)
{
	if (l->panel.err != ERR_CANCELLED)
		panel_show_error(&l->panel, v);
}

/* --- which office --- */

static void
show_office(const struct screen *s, struct view *v)
{
	const struct login *l = state_of(s);
	struct item *i;

	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_LOGIN_OFFICE_WHY));
	i = view_add(
	    v, ITEM_ENTRY, LOGIN_OFFICE, view_text(v, TEXT_LOGIN_OFFICE));
	i->value = view_copy(v, l->office);
	i->max = SETTING_VALUE_SIZE - 1;
	i->flags = ITEM_FOCUS;
	i->hint = view_text(v, TEXT_LOGIN_OFFICE_RULE);
	i->tone = l->office_wrong ? TONE_PROBLEM : TONE_PLAIN;
	show_cancel(v);
	view_button(v, LOGIN_OFFICE_NEXT, TEXT_NEXT, ITEM_FOOT | ITEM_DEFAULT);
}

static void
show_offline(const struct screen *s, struct view *v)
{
	const struct login *l = state_of(s);

	if (l->panel.job != NULL) {
		view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_LOGIN_CONNECTING));
		show_cancel(v);
		return;
	}
	panel_show_error(&l->panel, v);
	view_fact(v, TEXT_LOGIN_OFFICE,
	    view_copy(v, known(s)->settings[SETTING_OFFICE]));
	show_cancel(v);
	next_step_button(v, LOGIN_HELP, l->panel.err, ITEM_FOOT);
	view_button(
	    v, LOGIN_RETRY, TEXT_RETRY, ITEM_FOOT | ITEM_DEFAULT | ITEM_FOCUS);
}

/* --- who is logged in --- */

static void
show_account(const struct account_state *a, struct view *v)
{
	view_fact(v, TEXT_USER, view_copy(v, a->user_name));
	view_fact(v, TEXT_APPLICANT, view_copy(v, a->name));
	view_fact(v, TEXT_ACCOUNT_STATE, say_office_word(v, a->state));
	view_fact(v, TEXT_LOGIN_KIND, say_office_word(v, a->kind));
	view_fact(v, TEXT_LOGIN_UNTIL, view_time(v, a->expires_at));
	if (a->code_open)
		view_fact(v, TEXT_CODE_WAITING,
		    view_text(v, TEXT_LOGIN_CODE_WAITING,
			view_time(v, a->code_expires_at), a->code_tries_left));
}

static bool
can_update(const struct account_state *a)
{
	return strcmp(a->update, "renewal") == 0 ||
	       strcmp(a->update, "name") == 0;
}

static void
show_update(const struct account_state *a, struct view *v)
{
	struct item *i;

	if (!can_update(a))
		return;
	i = view_add(v, ITEM_NOTE, 0,
	    strcmp(a->update, "name") == 0
		? view_text(v, TEXT_LOGIN_NEW_NAME, a->update_name)
		: view_text(v, TEXT_LOGIN_RENEWAL));
	i->tone = TONE_CAUTION;
}

/* An account is active from its first login with its certificate on. */
static bool
is_to_be_active(const struct account_state *a, const struct holder_pair *p)
{
	return account_state_trouble(a) == ERR_ACCOUNT_NOT_ACTIVE &&
	       strcmp(a->user_name, p->user_name) == 0;
}

/* Who came by account, and has a certificate by now. */
static bool
can_come_anew(const struct screen *s)
{
	return login_is_in(s) &&
	       strcmp(known(s)->account.kind, "certificate") != 0 &&
	       login_pair_usable(s);
}

#define FIRST (ITEM_DEFAULT | ITEM_FOCUS)

static void
show_next(const struct screen *s, struct view *v)
{
	const struct account_state *a = &known(s)->account;
	const bool anew = can_come_anew(s);
	const bool must = anew && is_to_be_active(a, login_pair_chosen(s));

	if (must)
		view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_LOGIN_TO_BE_ACTIVE))
		    ->tone = TONE_CAUTION;
	view_button(v, LOGIN_LOGOUT, TEXT_LOGIN_LOGOUT, ITEM_FOOT);
	if (can_update(a))
		view_button(v, LOGIN_UPDATE, TEXT_GO_UPDATE, ITEM_FOOT);
	if (a->code_open)
		view_button(v, LOGIN_ISSUE, TEXT_GO_ISSUE, ITEM_FOOT);
	if (anew)
		view_button(v, LOGIN_ANEW, TEXT_LOGIN_WITH,
		    ITEM_FOOT | (must ? FIRST : 0));
	view_button(v, LOGIN_CANCEL, TEXT_CLOSE,
	    ITEM_FOOT | ITEM_CANCEL | (must ? 0 : FIRST));
}

static void
show_in(const struct screen *s, struct view *v)
{
	const struct login *l = state_of(s);
	const struct account_state *a = &known(s)->account;
	struct item *i;

	show_error(l, v);
	if (l->done) {
		i = view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_LOGGED_IN));
		i->tone = TONE_GOOD;
	}
	if (a->logged_in)
		show_account(a, v);
	show_update(a, v);
	show_next(s, v);
}

/* --- the terms of use --- */

static void
show_terms(const struct screen *s, struct view *v)
{
	const struct login *l = state_of(s);

	view_add(v, ITEM_HEADING, 0, view_text(v, TEXT_LOGIN_TERMS_HEAD));
	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_LOGIN_TERMS_WHY));
	view_fact(
	    v, TEXT_LOGIN_TERMS_VERSION, view_copy(v, l->panel.failure.terms));
	view_fact(
	    v, TEXT_LOGIN_TERMS_URL, view_copy(v, l->panel.failure.terms_url));
	view_button(v, LOGIN_TERMS, TEXT_LOGIN_TERMS_READ, ITEM_FOCUS);
	view_button(v, LOGIN_BACK, TEXT_CANCEL, ITEM_FOOT | ITEM_CANCEL);
	view_button(v, LOGIN_ACCEPT, TEXT_LOGIN_TERMS_ACCEPT, ITEM_FOOT);
}

/* --- the two ways --- */

static void
show_ways(const struct login *l, struct view *v)
{
	const char **pages = view_alloc(v, LOGIN_WAYS, sizeof(*pages));

	if (pages == NULL)
		return;
	pages[LOGIN_BY_ACCOUNT] = view_text(v, TEXT_KIND_ACCOUNT_TAB);
	pages[LOGIN_BY_CERTIFICATE] = view_text(v, TEXT_KIND_CERTIFICATE_TAB);
	v->pages = pages;
	v->page_count = LOGIN_WAYS;
	v->page = l->way;
}

static void
show_go(const struct login *l, struct view *v, enum text label)
{
	struct item *i;

	show_cancel(v);
	i = view_button(v, LOGIN_GO, label, ITEM_FOOT | ITEM_DEFAULT);
	if (l->panel.job != NULL)
		i->why_not = v->busy;
}

static struct item *
show_entry(struct view *v, int id, enum text label, const char *value)
{
	struct item *i = view_add(v, ITEM_ENTRY, id, view_text(v, label));

	i->value = view_copy(v, value);
	return i;
}

static void
mark(struct item *i, bool wrong, const char *hint)
{
	if (!wrong)
		return;
	i->tone = TONE_PROBLEM;
	i->hint = hint;
}

static void
show_by_account(const struct login *l, struct view *v)
{
	struct item *i;

	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_LOGIN_ACCOUNT_WHY));
	i = show_entry(v, LOGIN_USER, TEXT_USER, l->user);
	i->max = LOGIN_USER_SIZE - 1;
	i->flags = ITEM_FOCUS;
	mark(i, l->user_wrong, view_text(v, TEXT_LOGIN_USER_NEEDED));
	i = show_entry(v, LOGIN_APPLICANT, TEXT_LOGIN_APPLICANT, l->applicant);
	i->max = sizeof(l->applicant) / 3;
	mark(i, l->applicant_wrong, view_text(v, TEXT_LOGIN_APPLICANT_NEEDED));
	captcha_field_show(&l->captcha, v);
	show_go(l, v, TEXT_LOGIN_GO);
}

static void
show_chosen(const struct holder_pair *p, struct view *v)
{
	view_fact(v, TEXT_CERT_HOLDER, view_copy(v, p->subject));
	view_fact(v, TEXT_SIGN_SERIAL, view_copy(v, p->sign_serial));
	view_fact(v, TEXT_CARRIER,
	    say_carrier(v, p->carrier, p->token_label, p->token_serial));
}

static void
show_naming(const struct screen *s, struct view *v)
{
	const struct login *l = state_of(s);
	struct item *i;

	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_LOGIN_NAMING_WHY));
	show_chosen(login_pair_chosen(s), v);
	captcha_field_show(&l->captcha, v);
	view_button(v, LOGIN_BACK, TEXT_LOGIN_BACK, ITEM_FOOT | ITEM_CANCEL);
	i = view_button(v, LOGIN_GO, TEXT_NEXT, ITEM_FOOT | ITEM_DEFAULT);
	if (l->panel.job != NULL)
		i->why_not = v->busy;
}

/* What can be done about one that cannot be used. */
static void
show_trouble(
    const struct screen *s, const struct holder_pair *p, struct view *v)
{
	const enum err trouble = say_trouble(known(s), p);
	const struct failure meant = say_meant(known(s), p->token_serial);

	view_error(v, trouble, &meant);
	show_cancel(v);
	if (trouble == ERR_PIN_LOCKED) /* by a captcha first */
		view_button(
		    v, LOGIN_HELP, TEXT_GO_UNLOCK, ITEM_FOOT | ITEM_DEFAULT);
	else
		next_step_button(
		    v, LOGIN_HELP, trouble, ITEM_FOOT | ITEM_DEFAULT);
}

static void
show_by_certificate(const struct screen *s, struct view *v)
{
	const struct login *l = state_of(s);
	const struct holder_pair *p = login_pair_chosen(s);

	cert_choice_show(&l->choice, known(s), v);
	if (p == NULL) {
		view_add(
		    v, ITEM_TEXT, 0, view_text(v, TEXT_LOGIN_NO_CERTIFICATE));
		show_cancel(v);
		return;
	}
	view_fact(v, TEXT_SIGN_SERIAL, view_copy(v, p->sign_serial));
	view_button(v, LOGIN_DETAILS, TEXT_LOGIN_DETAILS, 0);
	if (say_trouble(known(s), p) != ERR_OK) {
		show_trouble(s, p, v);
		return;
	}
	pin_field_show(&l->pin, v, TEXT_PIN)->flags = ITEM_FOCUS;
	view_button(v, LOGIN_FORGOT, TEXT_LOGIN_FORGOT, 0);
	show_go(l, v, TEXT_LOGIN_GO);
}

static void
show_form(const struct screen *s, struct view *v)
{
	const struct login *l = state_of(s);

	show_ways(l, v);
	show_error(l, v);
	show_pinned(s, v);
	if (l->way == LOGIN_BY_ACCOUNT)
		show_by_account(l, v);
	else
		show_by_certificate(s, v);
}

static enum text
busy_with(const struct login *l)
{
	switch (l->panel.job == NULL ? -1 : l->panel.job->what) {
	case LOGIN_JOB_CONNECT:
		return TEXT_LOGIN_CONNECTING;
	case LOGIN_JOB_LOGOUT:
		return TEXT_LOGIN_LEAVING;
	default:
		return TEXT_LOGIN_WORKING;
	}
}

static void
show_whole(const struct screen *s, struct view *v)
{
	const struct login *l = state_of(s);

	if (known(s)->opened != ERR_OK && known(s)->opened != ERR_CANCELLED) {
		view_error(v, known(s)->opened, NULL);
		show_cancel(v);
	} else if (!l->decided) {
		v->busy = view_text(v, TEXT_LOGIN_LOADING);
		show_cancel(v);
	} else if (l->terms && l->panel.job == NULL) {
		show_terms(s, v);
	} else if ((l->done || login_is_in(s)) && !l->anew) {
		show_in(s, v);
	} else if (known(s)->settings[SETTING_OFFICE][0] == '\0') {
		show_office(s, v);
	} else if (!l->connected) {
		show_offline(s, v);
	} else if (pin_field_asks(&l->pin)) {
		pin_field_question(&l->pin, v);
	} else if (l->naming && login_pair_chosen(s) != NULL) {
		show_error(l, v);
		show_naming(s, v);
	} else {
		show_form(s, v);
	}
}

void
login_show(const struct screen *s, struct view *v)
{
	v->title = view_text(v, TEXT_LOGIN_TITLE);
	panel_show_busy(&state_of(s)->panel, v, busy_with(state_of(s)));
	show_whole(s, v);
}
