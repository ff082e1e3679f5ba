/* SPDX-License-Identifier: Apache-2.0 */
/* The small main window: how things stand, and the menu's entries, also for
 * desktops that have no tray. */
#include "assistant/screens/desk.h"
#include "assistant/screens/menu_can.h"
#include "assistant/screens/next_step.h"
#include "assistant/screens/say.h"

/* An entry's item is its menu_id and this. */
#define ID_MENU 100
#define ID_RESUME 1
#define PAIRS_SHOWN 5

static const enum tone tones[] = {
    [TRAY_NONE] = TONE_PLAIN,
    [TRAY_FINE] = TONE_GOOD,
    [TRAY_EXPIRING] = TONE_CAUTION,
    [TRAY_PROBLEM] = TONE_PROBLEM,
    [TRAY_BUSY] = TONE_BUSY,
};

/* Who is logged in, and how long. */
static void
show_login(const struct desk_state *s, struct view *v)
{
	const struct account_state *a = &s->account;
	const char *text = view_text(v, can_with_login(s) == TEXT_CANNOT_OFFICE
					    ? TEXT_CANNOT_OFFICE
					    : TEXT_NOT_LOGGED_IN);

	if (a->logged_in)
		text = view_text(v, TEXT_MAIN_LOGGED_IN,
		    a->name[0] != '\0' ? a->name : a->user_name,
		    say_office_word(v, a->kind), view_time(v, a->expires_at));
	view_fact(v, TEXT_MAIN_LOGIN, text);
}

/* Those that count, each with how long it is good, or what is wrong. */
static void
show_pairs(const struct desk_state *s, struct view *v)
{
	size_t shown = 0;

	for (size_t n = 0; s->pairs != NULL && n < s->pairs->count; n++) {
		const struct holder_pair *p = &s->pairs->rows[n];
		struct item *i;

		if (desk_state_replaced(s, p) || shown++ >= PAIRS_SHOWN)
			continue;
		i = view_add(v, ITEM_FACT, 0, view_copy(v, p->subject));
		i->value = say_state(v, s, p, &i->tone);
	}
	if (shown > PAIRS_SHOWN)
		view_fact(v, TEXT_MAIN_PAIRS,
		    view_text(
			v, TEXT_MAIN_PAIRS_MORE, (int)(shown - PAIRS_SHOWN)));
}

static void
show_entry(const struct menu_entry *e, struct view *v)
{
	struct item *i;

	if (e->group != NULL)
		view_add(v, ITEM_HEADING, 0, view_copy(v, e->group));
	i = view_add(
	    v, ITEM_BUTTON, ID_MENU + (int)e->id, view_copy(v, e->label));
	i->why_not = view_copy(v, e->why_not);
	i->hint = i->why_not;
}

static void
show(const struct screen *s, struct view *v)
{
	struct desk *d = screen_desk(s);
	const struct desk_state *state = desk_state(d);
	struct tray t = desk_tray(d);
	size_t count;
	const struct menu_entry *menu = desk_menu(d, &count);

	v->title = view_text(v, TEXT_PROGRAM);
	if (can_when_open(state) == TEXT_CANNOT_START)
		view_error(v, state->opened, NULL);
	else
		view_add(v, ITEM_NOTE, 0, view_copy(v, t.text))->tone =
		    tones[t.icon];
	if (state->opened == ERR_OK) {
		if (state->unfinished.count > 0)
			next_step_button(v, ID_RESUME, ERR_OPERATION_PENDING,
			    ITEM_DEFAULT | ITEM_FOCUS);
		show_login(state, v);
		show_pairs(state, v);
	}
	for (size_t n = 0; n < count; n++)
		show_entry(&menu[n], v);
}

static void
event(struct screen *s, const struct event *e)
{
	if (e->id == ID_RESUME)
		next_step_go(s, ERR_OPERATION_PENDING, NULL);
	else
		desk_press(screen_desk(s), (enum menu_id)(e->id - ID_MENU));
}

const struct screen_class screen_main = {.show = show, .event = event};
