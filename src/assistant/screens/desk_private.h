/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's own state, shared by desk*.c and menu.c. */
#ifndef ASSISTANT_SCREENS_DESK_PRIVATE_H
#define ASSISTANT_SCREENS_DESK_PRIVATE_H

#include <stdatomic.h>

#include "assistant/screens/desk.h"
#include "assistant/screens/memo.h"
#include "assistant/screens/screen_private.h"
#include "assistant/screens/worker.h"

#define DESK_NOTICES_MAX 32

/* Ids of the desk's own notifications; those of screens begin at 100. */
enum desk_notice_id {
	NOTICE_ENDING = 1, /* certificates that will end */
	NOTICE_ENDED,
	NOTICE_UNFINISHED,
	NOTICE_LOGGED_OUT,
	NOTICE_QUITTING,
};

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
	bool menu_touched, closed_one, quitting, quit_told, over;
	bool looking, look_again;
	atomic_bool plugged; /* carriers came or went: any thread */
	int64_t active_at;   /* somebody did something last */
	bool logging_out;
	/* The last turn, by the desk's clock and by clock_monotonic_ms. */
	int64_t turn_at, turn_ms;
	int64_t remind_at; /* when reminders are to be looked at again */
	bool reminded[2], unfinished_told; /* desk_remind.c: what is shown */
	struct memo *memo;
	/* The file was read; changed since it was written; being written. */
	bool memo_known, memo_touched, memo_writing;
	struct kept_notice notices[DESK_NOTICES_MAX];
	/* What menu and tray last said; borrowed by faces. */
	struct view menu_texts, tray_texts;
	struct menu_entry menu[MENU_COUNT];
};

/* A job that takes its time and must not be forgotten: with a window, or left
 * by one that was closed. NULL: none. */
const struct job *desk_find_work(const struct desk *d);
/* End the program, when no such work goes on any more. */
void desk_quit(struct desk *d);

/* Menu or tray are to be written anew. */
void desk_touch_menu(struct desk *d);

#endif
