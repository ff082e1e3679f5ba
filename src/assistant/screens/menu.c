/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "assistant/screens/desk_private.h"

/* --- why an entry cannot be used now --- */

static enum text
can_always(const struct desk_state *s)
{
	(void)s;
	return TEXT_COUNT;
}

/* --- what it does --- */

static void
do_refresh(struct desk *d)
{
	desk_refresh(d);
}

static void
do_quit(struct desk *d)
{
	d->over = true;
	d->face->quit(d->face->self);
}

static const struct {
	const char *name;
	enum text text;
	enum text (*can)(const struct desk_state *s);
	void (*act)(struct desk *d); /* or NULL: opens */
	enum screen_kind opens;
} rows[MENU_COUNT] = {
#define M(NAME, name, text, can, act, opens) \
	[MENU_##NAME] = {name, text, can, act, opens},
#include "assistant/screens/menu.def"
#undef M
};

const char *
menu_name(enum menu_id id)
{
	return rows[id].name;
}

const struct menu_entry *
desk_menu(struct desk *d, size_t *ret_count)
{
	struct view *v = &d->menu_texts;

	view_done(v);
	view_init(v, d->lang);
	for (size_t n = 0; n < MENU_COUNT; n++) {
		enum text why = rows[n].can(d->state);

		d->menu[n] = (struct menu_entry){
		    .id = (enum menu_id)n,
		    .label = view_text(v, rows[n].text),
		    .why_not = why == TEXT_COUNT ? NULL : view_text(v, why),
		};
	}
	*ret_count = MENU_COUNT;
	return d->menu;
}

void
desk_press(struct desk *d, enum menu_id id)
{
	if (rows[id].can(d->state) != TEXT_COUNT)
		return;
	desk_enter(d);
	desk_note_activity(d);
	if (rows[id].act != NULL)
		rows[id].act(d);
	else
		(void)desk_open(d, rows[id].opens, NULL);
	desk_leave(d);
}

/* --- the icon --- */

/* Below so many days a certificate is about to end (requirement C12). */
#define EXPIRING_DAYS 30

static enum tray_icon
icon_of_pairs(const struct holder_pairs *pairs)
{
	enum tray_icon icon = TRAY_NONE;

	for (size_t n = 0; pairs != NULL && n < pairs->count; n++) {
		const struct holder_pair *p = &pairs->rows[n];

		if (p->state != ERR_OK)
			return TRAY_PROBLEM;
		if (p->days_left <= EXPIRING_DAYS)
			icon = TRAY_EXPIRING;
		else if (icon == TRAY_NONE)
			icon = TRAY_FINE;
	}
	return icon;
}

/* Is something done for a person? */
static bool
is_busy(const struct desk *d)
{
	for (const struct job *j = d->jobs; j != NULL; j = j->sibling) {
		if (j->screen != NULL || (j->class->flags & JOB_LASTS) != 0)
			return true;
	}
	return false;
}

struct tray
desk_tray(struct desk *d)
{
	static const enum text texts[] = {
	    [TRAY_NONE] = TEXT_TRAY_NONE,
	    [TRAY_FINE] = TEXT_TRAY_FINE,
	    [TRAY_EXPIRING] = TEXT_TRAY_EXPIRING,
	    [TRAY_PROBLEM] = TEXT_TRAY_PROBLEM,
	    [TRAY_BUSY] = TEXT_TRAY_BUSY,
	};
	enum tray_icon icon = icon_of_pairs(d->state->pairs);

	if (d->state->opened != ERR_OK && d->state->opened != ERR_CANCELLED)
		icon = TRAY_PROBLEM;
	if (is_busy(d))
		icon = TRAY_BUSY;
	return (struct tray){icon, text_in(texts[icon], d->lang)};
}
