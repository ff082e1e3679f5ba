/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a window shows now: a plain description that a screen writes anew after
 * each change (screen.h) and a face draws. A face has no opinion of its own:
 * what is not in a view is not in a window.
 *
 * A view owns its texts, all UTF-8, and lives until the screen's next turn;
 * two views of one screen are alike if their items have the same kinds and ids
 * in the same order, and then a face changes what it drew in place, so that
 * the keyboard's focus and what is being typed stay.
 *
 * A PIN or code is not in a view: of an ITEM_SECRET there is its length alone.
 */
#ifndef ASSISTANT_SCREENS_VIEW_H
#define ASSISTANT_SCREENS_VIEW_H

#include "assistant/screens/text.h"
#include "base/bytes.h"

enum tone { TONE_PLAIN, TONE_GOOD, TONE_CAUTION, TONE_PROBLEM, TONE_BUSY };

enum item_kind {
	ITEM_HEADING,  /* label: what the items below are about */
	ITEM_TEXT,     /* label: a paragraph */
	ITEM_NOTE,     /* label: what happened; value: what to do, or NULL.
			* In its tone; told to screen readers when it is new */
	ITEM_FACT,     /* label and value, which can be selected */
	ITEM_ENTRY,    /* a line of text, value: EVENT_TEXT */
	ITEM_SECRET,   /* a PIN or code, of length characters: EVENT_SECRET */
	ITEM_CHOICE,   /* one of options, chosen: EVENT_CHOOSE */
	ITEM_SWITCH,   /* on or off: EVENT_SWITCH */
	ITEM_TABLE,    /* see struct table: EVENT_ROW, _OPEN_ROW, _SORT */
	ITEM_PICTURE,  /* PNG; label says what it is. EVENT_PRESS: another */
	ITEM_STEPS,    /* long work, step by step */
	ITEM_DOCUMENT, /* value: a long text to read and select */
	ITEM_BUTTON,   /* label: EVENT_PRESS */
};

enum item_flag {
	ITEM_FOOT = 1,	     /* a button below everything, from left to right */
	ITEM_DEFAULT = 2,    /* Enter presses it */
	ITEM_CANCEL = 4,     /* Escape presses it */
	ITEM_DANGER = 8,     /* a button for what cannot be taken back */
	ITEM_SEARCH = 16,    /* an entry that narrows the table below it */
	ITEM_FOCUS = 32,     /* the keyboard is here when the items are new */
	ITEM_OPEN_FILE = 64, /* a button: choose a file, then EVENT_FILE */
	ITEM_SAVE_FILE = 128, /* a button: where to save (value: the name that
			       * is proposed), then EVENT_FILE */
	ITEM_LARGE = 256,     /* a text that stands out, as a site's name */
	ITEM_COMPACT = 512,   /* a choice of few that drops down all the same;
			       * without hints of options, which would not be
			       * seen */
};

struct option {
	const char *label;
	const char *hint;    /* a second line, or NULL */
	const char *why_not; /* why it cannot be chosen, or NULL */
};

struct table_column {
	const char *label;
	bool number;   /* aligned at the end */
	bool sortable; /* by a press on its head */
	bool wide;     /* takes the room that is left */
};
struct table_cell {
	const char *text; /* never NULL */
	enum tone tone;	  /* said by the text too: never by colour alone */
};
struct table_row {
	int id; /* of the row, stays with it when rows are sorted */
	const struct table_cell *cells;
	bool chosen;
	const char *why_not; /* why it cannot be chosen, or NULL */
};
struct table {
	const struct table_column *columns;
	size_t column_count;
	struct table_row *rows;
	size_t row_count;
	size_t sorted_by; /* SIZE_MAX: by no column */
	bool descending;
	bool several;	   /* rows are chosen one by one, by check marks */
	const char *empty; /* said when there is no row */
};

enum step_state { STEP_WAITING, STEP_WORKING, STEP_DONE, STEP_FAILED };
struct step_line {
	const char *label;
	enum step_state state;
};

struct item {
	enum item_kind kind;
	int id; /* in its screen; 0 where nothing refers to it */
	const char *label;
	const char *value;   /* NULL: none */
	const char *hint;    /* below it: a rule, a strength, tries left */
	enum tone tone;	     /* of note, hint or fact */
	const char *why_not; /* cannot be used now, and why; NULL: it can */
	unsigned flags;	     /* enum item_flag */
	size_t length, max;  /* characters: of a secret; at most, or 0 */
	const struct option *options;
	size_t option_count, chosen; /* SIZE_MAX: none is chosen */
	bool on;
	const struct table *table;
	const struct step_line *steps;
	size_t step_count;
	struct bytes png;
};

#define VIEW_ITEMS_MAX 256

struct view {
	enum lang lang;
	const char *title;
	const char *busy; /* work is being done that this names; or NULL */
	/* Pages to go to, EVENT_PAGE; none: there is one. */
	const char *const *pages;
	size_t page_count, page;
	struct item *items;
	size_t count;
	struct view_memory *memory; /* of view.c */
	struct item spare;	    /* where there is no room for an item */
	enum err err;		    /* NOMEM: what is there is not all */
};

/* An empty view in that language; free what it holds. */
void view_init(struct view *v, enum lang lang);
void view_done(struct view *v);
DEFINE_AUTO_DONE(view)

/* Alike, as said above. */
bool view_alike(const struct view *a, const struct view *b);
/* The item with that id, or NULL. */
const struct item *view_find(const struct view *v, int id);

/* --- for screens, which write views --- */

/* Memory of the view, zeroed; n * size at most 1 MiB. NULL on failure, with
 * v->err set: then leave out what it was for. */
void *view_alloc(struct view *v, size_t n, size_t size);
/* A copy of s; NULL stays NULL. "" on failure, as of the next ones. */
const char *view_copy(struct view *v, const char *s);
/* A text of the catalogue with its values, as printf. */
const char *view_text(struct view *v, enum text t, ...);
const char *view_printf(struct view *v, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A date, and a date with time, by this computer's clock: "2031-11-22",
 * "2031-11-22 16:00". */
const char *view_date(struct view *v, int64_t at);
const char *view_time(struct view *v, int64_t at);

/* One more item, to be filled in; never NULL (one too many is shown to nobody).
 * label may be NULL; it is not copied: take it from view_text or view_copy. */
struct item *view_add(
    struct view *v, enum item_kind kind, int id, const char *label);

/* The commonest, written short. */
struct item *view_fact(struct view *v, enum text label, const char *value);
struct item *view_button(
    struct view *v, int id, enum text label, unsigned flags);
/* What an error says and what to do about it, with the tries left and the
 * carrier where they are known; known may be NULL. */
struct failure;
struct item *view_error(
    struct view *v, enum err e, const struct failure *known);

#endif
