/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The desk: what stands behind the windows, the menu and the notifications of
 * one assistant, without a toolkit. A face (src/desktop) draws what it says
 * and tells it what people do; tests have a face that is a script.
 *
 * Threads: one thread draws, and calls all that is here; the desk's worker
 * uses the assistant. What the worker has found arrives in desk_turn, which the
 * face calls soon after the desk asked for it by wake, and at desk_next_at.
 * Nothing here waits for tokens, files or the office, but desk_free, which
 * waits for a step that must not be cut off.
 */
#ifndef ASSISTANT_SCREENS_DESK_H
#define ASSISTANT_SCREENS_DESK_H

#include "assistant/screens/job.h"
#include "assistant/screens/state.h"

/* --- what a face does --- */

/* A notification. The same id replaces an earlier one. */
struct notice {
	int id;
	enum tone tone;
	const char *title, *text;
	/* What a click leads to: desk_follow with the same id. NULL: nothing */
	const char *action;
};

struct desk_face {
	void *self;
	/* From any thread: call desk_turn soon, on the drawing thread. */
	void (*wake)(void *self);
	/* A window is wanted; it is to be in front. */
	void (*open)(void *self, struct screen *s);
	void (*raise)(void *self, struct screen *s);
	/* Its view is another one. */
	void (*changed)(void *self, struct screen *s);
	/* Take the window away; s is gone afterwards. */
	void (*closed)(void *self, struct screen *s);
	/* Menu, icon or its text are others. */
	void (*menu)(void *self);
	void (*notify)(void *self, const struct notice *n);
	void (*withdraw)(void *self, int id);
	/* Into the clipboard; never a secret. */
	void (*copy)(void *self, const char *text);
	/* Show a page, https:// or of this computer, in the browser. */
	void (*visit)(void *self, const char *url);
	/* 退出: end the program when desk_turn returns. */
	void (*quit)(void *self);
};

struct desk_options {
	struct assistant_options assistant; /* progress is the desk's */
	const struct desk_face *face;	    /* borrowed */
	/* A tray shows the menu; without one, closing the last window ends
	 * the program. May change: desk_set_tray. */
	bool tray;
};

/* Starts the worker, which opens the assistant. NOMEM. */
MUST_USE enum err desk_new(
    const struct desk_options *o, struct desk **ret_desk);
/* Ends it all; the face is told of windows that close. */
void desk_free(struct desk *d);
DEFINE_AUTO(desk)

void desk_turn(struct desk *d);
/* When desk_turn is to be called next at the latest, by the desk's clock;
 * INT64_MAX: not by itself. */
int64_t desk_next_at(const struct desk *d);
void desk_set_tray(struct desk *d, bool tray);

/* Wait, for tests and to end well: until nothing is being done and turns
 * have nothing to do, or ms have passed. Makes the turns. */
bool desk_settle(struct desk *d, int64_t ms);

/* Follow a notification that was clicked. */
void desk_follow(struct desk *d, int notice_id);
/* The program was started once more: bring what is open to the front, or open
 * what a person expects: the main window if somebody is logged in or something
 * needs attention, else the login; before all that is known, the start. */
void desk_come_forward(struct desk *d);

/* --- menu and tray: menu.c --- */

enum menu_id {
#define M(NAME, ...) MENU_##NAME,
#include "assistant/screens/menu.def"
#undef M
	MENU_COUNT
};
struct menu_entry {
	enum menu_id id;
	const char *label;
	const char *why_not; /* a few words; NULL: it can be used */
	const char *group;   /* one begins with it: its heading; or NULL */
};
/* In their order; borrowed until the next turn. */
const struct menu_entry *desk_menu(struct desk *d, size_t *ret_count);
/* "login": stable, for tests. */
const char *menu_name(enum menu_id id);
/* Nothing happens if it cannot be used now. */
void desk_press(struct desk *d, enum menu_id id);

enum tray_icon {
	TRAY_NONE, /* no certificate */
	TRAY_FINE,
	TRAY_EXPIRING,
	TRAY_PROBLEM,
	TRAY_BUSY
};
struct tray {
	enum tray_icon icon;
	const char *text; /* what it means: its tooltip */
};
struct tray desk_tray(struct desk *d);

/* --- for screens --- */

enum lang desk_lang(const struct desk *d);
/* At once, in all that is open; kept as the setting "language". */
void desk_set_lang(struct desk *d, const char *setting);
int64_t desk_now(const struct desk *d);
const struct desk_state *desk_state(const struct desk *d);
const struct desk_face *desk_face(const struct desk *d);

/* Open it, or bring it to the front; NULL: NOMEM, or again was called. w may
 * be NULL. */
struct screen *desk_open(
    struct desk *d, enum screen_kind kind, const struct wish *w);

/* The open one of that kind, the last one opened; NULL: there is none. */
struct screen *desk_find(struct desk *d, enum screen_kind kind);

/* Look at carriers and account again. */
void desk_refresh(struct desk *d);

/* A setting is to have that value; the state has it at once, and the file
 * soon. A value that breaks its rule is not taken (state.h, settings_wrong). */
void desk_set(struct desk *d, const char *name, const char *value);

/* What is remembered from one run to the next, under names of the callers'
 * own; never a secret. The value is borrowed until the next change, "" if there
 * is none, as before the file was read (then changed is called). Setting it to
 * "" forgets it; what breaks a rule of memo.h is not remembered. */
const char *desk_memo_get(const struct desk *d, const char *name);
void desk_memo_set(struct desk *d, const char *name, const char *value);

/* Tell people of it, outside windows. Kept until it is withdrawn, so that a
 * click can be followed: it opens kind with that serial number. */
struct desk_notice {
	int id;
	enum tone tone;
	enum text title, action; /* action TEXT_COUNT: nothing to click */
	const char *text;
	enum screen_kind kind;
	const char *serial; /* for the wish, or NULL */
};
void desk_notify(struct desk *d, const struct desk_notice *n);
void desk_withdraw(struct desk *d, int id);

/* Have changed of s called at that time. One for a screen: the last that was
 * asked for; 0: none. */
void desk_call_at(struct screen *s, int64_t at);

#endif
