/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/desk_private.h"
#include "assistant/screens/menu_can.h"
#include "assistant/screens/settings_pages.h"

/* --- what it does --- */

static void
do_refresh(struct desk *d)
{
	desk_refresh(d);
}

static void
do_about(struct desk *d)
{
	(void)desk_open(
	    d, SCREEN_SETTINGS, &(struct wish){.page = SETTINGS_ABOUT});
}

static void
do_quit(struct desk *d)
{
	desk_quit(d);
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

/* A group has the number of the entry that it begins with. */
enum {
#define M(NAME, ...) AT_##NAME,
#define G(NAME, text) GROUP_##NAME, BEFORE_##NAME = GROUP_##NAME - 1,
#include "assistant/screens/menu.def"
#undef M
};

static enum text
group_at(size_t row)
{
	switch (row) {
#define M(NAME, ...)
#define G(NAME, text)      \
	case GROUP_##NAME: \
		return text;
#include "assistant/screens/menu.def"
#undef M
	default:
		return TEXT_COUNT;
	}
}

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
		enum text group = group_at(n);

		d->menu[n] = (struct menu_entry){
		    .id = (enum menu_id)n,
		    .label = view_text(v, rows[n].text),
		    .why_not = why == TEXT_COUNT ? NULL : view_text(v, why),
		    .group = group == TEXT_COUNT ? NULL : view_text(v, group),
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
	d->quitting = false; /* whoever goes on does not want to end it */
	if (rows[id].act != NULL)
		rows[id].act(d);
	else
		(void)desk_open(d, rows[id].opens, NULL);
	desk_leave(d);
}
