/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's own state, shared by desk*.c and menu.c. */
#ifndef ASSISTANT_SCREENS_DESK_PRIVATE_H
#define ASSISTANT_SCREENS_DESK_PRIVATE_H

#include "assistant/screens/desk.h"
#include "assistant/screens/memo.h"
#include "assistant/screens/screen_private.h"
#include "assistant/screens/worker.h"

#define DESK_NOTICES_MAX 32

struct kept_notice {
	int id; /* 0: none */
	enum screen_kind kind;
	char serial[CERT_SERIAL_TEXT_SIZE];
};

struct desk {
	struct desk_options options;
	const struct desk_face *face;
	struct worker *worker;
	struct desk_state *state;
	enum lang lang;
	bool tray;
	struct screen *screens; /* the one opened last is first */
	struct job *jobs;	/* that are not over */
	int depth;		/* see desk_enter */
	bool menu_touched, closed_one, over;
	bool looking, look_again;
	struct memo *memo;
	/* The file was read; changed since it was written; being written. */
	bool memo_known, memo_touched, memo_writing;
	struct kept_notice notices[DESK_NOTICES_MAX];
	/* What menu and tray last said; borrowed by faces. */
	struct view menu_texts, tray_texts;
	struct menu_entry menu[MENU_COUNT];
};

/* Menu or tray are to be written anew. */
void desk_touch_menu(struct desk *d);

#endif
