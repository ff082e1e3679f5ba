/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A screen is a window without a toolkit: a state machine that gets events and
 * writes views. What screens there are is one list, screens.def; each is a row
 * of class below, in a file of its own.
 *
 * All functions here run on the drawing thread. Work that touches tokens or
 * the office is a job (job.h), which runs elsewhere and comes back.
 *
 * Closing is safe at any time: a screen that goes away forgets its secrets;
 * its jobs are cancelled where that is safe, and otherwise end by themselves.
 */
#ifndef ASSISTANT_SCREENS_SCREEN_H
#define ASSISTANT_SCREENS_SCREEN_H

#include "assistant/screens/view.h"

struct desk;
struct job;
struct screen;

enum screen_kind {
#define S(NAME, name) SCREEN_##NAME,
#include "assistant/screens/screens.def"
#undef S
	SCREEN_COUNT
};

enum event_kind {
	EVENT_PRESS,	/* id: a button or picture */
	EVENT_TEXT,	/* id, text: an entry's whole content */
	EVENT_SECRET,	/* id, secret: a secret's whole content */
	EVENT_CHOOSE,	/* id, index of the option */
	EVENT_SWITCH,	/* id, on */
	EVENT_ROW,	/* id, row: the row's id; on: chosen or not */
	EVENT_OPEN_ROW, /* id, row: double click, or Enter */
	EVENT_SORT,	/* id, index of the column */
	EVENT_PAGE,	/* index */
	EVENT_FILE,	/* id of the button, text: the path that was chosen */
	EVENT_CLOSE,	/* the window is being closed by the person */
};
struct event {
	enum event_kind kind;
	int id;
	const char *text;    /* UTF-8 */
	struct bytes secret; /* borrowed for the call */
	size_t index;
	int row;
	bool on;
};

/* --- for faces --- */

enum screen_kind screen_kind(const struct screen *s);
/* "login": stable, for window sizes and tests. */
const char *screen_name(enum screen_kind kind);
/* Of that name; SCREEN_COUNT if there is none. */
enum screen_kind screen_named(const char *name);

/* What it shows now; borrowed until the next event or turn. */
const struct view *screen_view(struct screen *s);
/* Something happened. What an item that cannot be used now would send is
 * ignored, as is an id that is not shown. s may be closed by it. */
void screen_send(struct screen *s, const struct event *e);

/* The face's own, borrowed. */
void screen_set_face(struct screen *s, void *window);
void *screen_face(const struct screen *s);

/* --- for screens --- */

/* What a screen is opened with; what does not matter is NULL or 0. */
struct wish {
	const char *serial;  /* the certificate that is meant */
	const char *carrier; /* or the carrier */
	const char *site;    /* consent: who asks, "https://wssq.example" */
	const char *program; /* consent: through what, a browser's name */
	int page;
	/* consent: who is told the answer; see consent.h */
	void *self;
};

struct screen_class {
	size_t state_size; /* zeroed before open */
	/* May be NULL, as all but show. */
	void (*open)(struct screen *s, const struct wish *w);
	/* Write what is to be seen. Changes nothing. */
	void (*show)(const struct screen *s, struct view *v);
	void (*event)(struct screen *s, const struct event *e);
	/* Carriers, certificates, account or settings are others now. */
	void (*changed)(struct screen *s);
	/* A job of this screen moved on, or is done (job->over). */
	void (*moved)(struct screen *s, struct job *j);
	/* May it close now? Without it: yes. */
	bool (*may_close)(struct screen *s);
	void (*close)(struct screen *s); /* free and wipe what state holds */
	/* A second wish for one that is open; NULL: it comes to the front as
	 * it is, and for classes with several, another one is opened. */
	void (*again)(struct screen *s, const struct wish *w);
	bool several; /* more than one may be open */
};

#define S(NAME, name) extern const struct screen_class screen_##name;
#include "assistant/screens/screens.def"
#undef S

void *screen_state(const struct screen *s);
struct desk *screen_desk(const struct screen *s);
/* To be drawn anew: after whatever happened outside event, changed and moved,
 * which imply it. */
void screen_touch(struct screen *s);
/* Close it; the screen is gone when the desk's turn is over. */
void screen_close(struct screen *s);

#endif
