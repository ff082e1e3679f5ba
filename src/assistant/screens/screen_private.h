/* SPDX-License-Identifier: Apache-2.0 */
/* Between desk.c, screen.c, and what else is called from outside a turn. */
#ifndef ASSISTANT_SCREENS_SCREEN_PRIVATE_H
#define ASSISTANT_SCREENS_SCREEN_PRIVATE_H

#include "assistant/screens/screen.h"

struct screen {
	enum screen_kind kind;
	struct desk *desk;
	void *state, *face;
	struct view view;
	bool stale;   /* the view is to be written anew */
	bool touched; /* and the face is to hear of it */
	bool closing;
	int64_t call_at;
	struct screen *next;
};

const struct screen_class *screen_class_of(const struct screen *s);

/* Not yet opened. NULL: NOMEM. */
struct screen *screen_new(struct desk *d, enum screen_kind kind);
/* Lets its class close, and frees it. */
void screen_free(struct screen *s);

/* Around calls of the class: what it opened, closed and touched is carried out
 * when the outermost one is over. */
void desk_enter(struct desk *d);
void desk_leave(struct desk *d);
/* Somebody is at the computer. */
void desk_note_activity(struct desk *d);

#endif
