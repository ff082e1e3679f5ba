/* SPDX-License-Identifier: Apache-2.0 */
/* 设置 · 用户信息: who is logged in, and a certificate of theirs. */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/say.h"
#include "assistant/screens/settings_private.h"
#include "assistant/screens/standing.h"

#define CHOICE_MAX 20 /* certificates; with more the list is the place */

enum {
	LOGIN = SETTINGS_USER * SETTINGS_IDS + 1,
	LOGOUT,
	PAIR,
	SIGN_DETAILS,
	ENCRYPT_DETAILS,
	TO_LIST,
	TO_CARRIERS,
	JOB_LOGOUT
};

/* --- which certificate --- */

static const struct holder_pair *
better(const struct desk_state *d, const struct holder_pair *best,
    const struct holder_pair *p)
{
	const char *me = d->account.logged_in ? d->account.user_name : "";
	bool mine = strcmp(p->user_name, me) == 0;

	if (best == NULL)
		return p;
	if (mine != (strcmp(best->user_name, me) == 0))
		return mine ? p : best;
	if (standing_is_usable(standing_of(p)) !=
	    standing_is_usable(standing_of(best)))
		return standing_is_usable(standing_of(p)) ? p : best;
	return best;
}

/* The one that was chosen; else of whoever is logged in, and one that can be
 * used before others; NULL: there is none. */
static const struct holder_pair *
shown_pair(const struct screen *s)
{
	const struct desk_state *d = desk_state(screen_desk(s));
	const struct holder_pairs *all = settings_pairs(s);
	const char *serial = settings_of(s)->user.serial;
	const struct holder_pair *best = NULL;

	if (serial[0] != '\0')
		best = desk_state_pair(d, serial);
	if (best != NULL)
		return best;
	for (size_t i = 0; i < all->count; i++)
		best = better(d, best, &all->rows[i]);
	return best;
}

/* --- shown --- */

static void
show_account(const struct screen *s, struct view *v)
{
	const struct account_state *a = &desk_state(screen_desk(s))->account;
	const struct user_page *page = &settings_of(s)->user;

	view_add(v, ITEM_HEADING, 0, view_text(v, TEXT_USER_ACCOUNT_HEADING));
	if (!a->logged_in) {
		view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_NOT_LOGGED_IN));
		view_button(v, LOGIN, TEXT_USER_LOGIN, 0);
	} else {
		view_fact(v, TEXT_USER, view_copy(v, a->user_name));
		view_fact(v, TEXT_APPLICANT, view_copy(v, a->name));
		view_fact(v, TEXT_LOGIN_KIND, say_office_word(v, a->kind));
		view_fact(v, TEXT_ACCOUNT_STATE, say_office_word(v, a->state));
		view_fact(v, TEXT_LOGIN_UNTIL, view_time(v, a->expires_at));
		view_button(v, LOGOUT, TEXT_USER_LOGOUT, 0)->why_not =
		    page->logout.job != NULL
			? view_text(v, TEXT_USER_LOGGING_OUT)
			: NULL;
	}
	if (page->logout.told && page->logout.err != ERR_OK)
		view_error(v, page->logout.err, &page->logout.failure);
}

static void
show_choice(const struct screen *s, struct view *v)
{
	const struct holder_pairs *all = settings_pairs(s);
	struct option *options = view_alloc(v, all->count, sizeof(*options));
	const struct holder_pair *chosen = shown_pair(s);
	struct item *i;

	if (options == NULL)
		return;
	i = view_add(v, ITEM_CHOICE, PAIR, view_text(v, TEXT_USER_WHICH));
	i->options = options;
	i->option_count = all->count;
	for (size_t n = 0; n < all->count; n++) {
		const struct holder_pair *p = &all->rows[n];

		options[n].label = view_printf(
		    v, "%s · %s", p->subject, cert_serial_end(p->sign_serial));
		options[n].hint =
		    say_carrier(v, p->carrier, p->token_label, p->token_serial);
		if (p == chosen)
			i->chosen = n;
	}
}

static void
show_state(
    struct view *v, const struct desk_state *d, const struct holder_pair *p)
{
	struct item *i;
	enum tone tone;
	const char *words = say_state(v, d, p, &tone);

	if (standing_of(p) == STANDING_ENDING)
		words = view_text(v, TEXT_USER_ENDING, p->days_left);
	i = view_fact(v, TEXT_STATE, words);
	i->tone = tone;
}

static void
show_pair(const struct screen *s, struct view *v, const struct holder_pair *p)
{
	view_fact(v, TEXT_SUBJECT, view_copy(v, p->subject));
	view_fact(v, TEXT_ISSUER, view_copy(v, p->issuer));
	view_fact(v, TEXT_VALID_UNTIL, view_time(v, p->not_after));
	view_fact(v, TEXT_KEY_TYPE, "SM2");
	view_fact(v, TEXT_CARRIER,
	    say_carrier(v, p->carrier, p->token_label, p->token_serial));
	show_state(v, desk_state(screen_desk(s)), p);
	view_button(v, SIGN_DETAILS, TEXT_USER_SIGN_DETAILS, 0);
	view_button(v, ENCRYPT_DETAILS, TEXT_USER_ENCRYPT_DETAILS, 0)->why_not =
	    p->encrypt_serial[0] == '\0' ? view_text(v, TEXT_STATE_UNFINISHED)
					 : NULL;
}

static void
show_certificate(const struct screen *s, struct view *v)
{
	const struct holder_pairs *all = settings_pairs(s);
	const struct holder_pair *p = shown_pair(s);

	view_add(v, ITEM_HEADING, 0, view_text(v, TEXT_USER_CERT_HEADING));
	if (p == NULL) {
		view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_NO_CERTIFICATES));
		return;
	}
	if (all->count > 1 && all->count <= CHOICE_MAX)
		show_choice(s, v);
	else if (all->count > 1)
		view_button(v, TO_LIST, TEXT_USER_TO_LIST, 0);
	show_pair(s, v, p);
}

static void
show(const struct screen *s, struct view *v)
{
	show_account(s, v);
	show_certificate(s, v);
	view_add(v, ITEM_HEADING, 0, view_text(v, TEXT_CARRIER));
	view_button(v, TO_CARRIERS, TEXT_CARRIERS_TITLE, 0);
}

/* --- events --- */

static enum err
work_logout(struct job *j, struct assistant *a)
{
	(void)j;
	return assistant_logout(a);
}

static void
free_job(struct job *j)
{
	free(j);
}

static const struct job_class logout_class = {
    .work = work_logout, .free = free_job, .flags = JOB_CHANGES | JOB_LASTS};

static void
open_details(struct screen *s, const char *serial)
{
	(void)desk_open(
	    screen_desk(s), SCREEN_DETAILS, &(struct wish){.serial = serial});
}

static void
press(struct screen *s, int id)
{
	const struct holder_pair *p = shown_pair(s);

	switch (id) {
	case LOGIN:
		(void)desk_open(screen_desk(s), SCREEN_LOGIN, NULL);
		break;
	case LOGOUT:
		settings_start(s, &settings_of(s)->user.logout,
		    job_new(&logout_class, sizeof(struct job)), JOB_LOGOUT);
		break;
	case SIGN_DETAILS:
		if (p != NULL)
			open_details(s, p->sign_serial);
		break;
	case ENCRYPT_DETAILS:
		if (p != NULL)
			open_details(s, p->encrypt_serial);
		break;
	case TO_LIST:
		settings_of(s)->page = SETTINGS_LIST;
		break;
	case TO_CARRIERS:
		(void)desk_open(screen_desk(s), SCREEN_CARRIERS, NULL);
		break;
	default:
		break;
	}
}

static void
event(struct screen *s, const struct event *e)
{
	const struct holder_pairs *all = settings_pairs(s);
	char *serial = settings_of(s)->user.serial;

	if (e->kind == EVENT_PRESS)
		press(s, e->id);
	else if (e->kind == EVENT_CHOOSE && e->index < all->count)
		memcpy(serial, all->rows[e->index].sign_serial,
		    CERT_SERIAL_TEXT_SIZE);
}

static void
moved(struct screen *s, struct job *j)
{
	(void)settings_over(&settings_of(s)->user.logout, j);
}

static void
open(struct screen *s, const struct wish *w)
{
	const struct holder_pair *p = NULL;

	if (w->serial != NULL)
		p = desk_state_pair(desk_state(screen_desk(s)), w->serial);
	if (p != NULL)
		memcpy(settings_of(s)->user.serial, p->sign_serial,
		    CERT_SERIAL_TEXT_SIZE);
}

const struct settings_page settings_user = {
    .title = TEXT_USER_TITLE,
    .open = open,
    .show = show,
    .event = event,
    .moved = moved,
};
