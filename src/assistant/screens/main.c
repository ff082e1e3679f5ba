/* SPDX-License-Identifier: Apache-2.0 */
/* The small main window: how things stand, and the menu's entries, also for
 * desktops that have no tray. */
#include "assistant/screens/desk.h"

/* An entry's item is its menu_id and this. */
#define ID_MENU 100

static const enum tone tones[] = {
    [TRAY_NONE] = TONE_PLAIN,
    [TRAY_FINE] = TONE_GOOD,
    [TRAY_EXPIRING] = TONE_CAUTION,
    [TRAY_PROBLEM] = TONE_PROBLEM,
    [TRAY_BUSY] = TONE_BUSY,
};

static void
show(const struct screen *s, struct view *v)
{
	struct desk *d = screen_desk(s);
	struct tray t = desk_tray(d);
	size_t count;
	const struct menu_entry *menu = desk_menu(d, &count);

	v->title = view_text(v, TEXT_PROGRAM);
	view_add(v, ITEM_NOTE, 0, view_copy(v, t.text))->tone = tones[t.icon];
	for (size_t n = 0; n < count; n++) {
		struct item *i = view_add(v, ITEM_BUTTON,
		    ID_MENU + (int)menu[n].id, view_copy(v, menu[n].label));

		i->why_not = view_copy(v, menu[n].why_not);
		i->hint = i->why_not;
	}
}

static void
event(struct screen *s, const struct event *e)
{
	desk_press(screen_desk(s), (enum menu_id)(e->id - ID_MENU));
}

const struct screen_class screen_main = {.show = show, .event = event};
