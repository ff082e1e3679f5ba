/* SPDX-License-Identifier: Apache-2.0 */
/* 正在加载启动数据: while the first look at everything is under way; it goes
 * on in the background without it. */
#include "assistant/screens/desk.h"

enum { ID_BACKGROUND = 1, ID_QUIT };

static void
show(const struct screen *s, struct view *v)
{
	const struct desk_state *state = desk_state(screen_desk(s));

	v->title = view_text(v, TEXT_PROGRAM);
	if (state->opened == ERR_CANCELLED || state->opened == ERR_OK) {
		v->busy = view_text(v, TEXT_START_LOADING);
		view_button(v, ID_BACKGROUND, TEXT_START_BACKGROUND,
		    ITEM_FOOT | ITEM_CANCEL | ITEM_DEFAULT | ITEM_FOCUS);
		return;
	}
	view_error(v, state->opened, NULL);
	view_button(v, ID_QUIT, TEXT_MENU_QUIT,
	    ITEM_FOOT | ITEM_CANCEL | ITEM_DEFAULT | ITEM_FOCUS);
}

static void
event(struct screen *s, const struct event *e)
{
	screen_close(s);
	if (e->id == ID_QUIT)
		desk_press(screen_desk(s), MENU_QUIT);
}

static void
changed(struct screen *s)
{
	const struct desk_state *state = desk_state(screen_desk(s));

	/* Whether somebody is logged in, the office says. */
	if (state->opened != ERR_OK || state->office == ERR_CANCELLED)
		return;
	screen_close(s);
	desk_come_forward(screen_desk(s));
}

const struct screen_class screen_start = {
    .show = show, .event = event, .changed = changed};
