/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A piece is one item of a view as it is drawn: its widgets, and what they tell
 * the screen. Each way of drawing is a row of struct piece_class, in a file of
 * its own; body.c puts pieces into a window, keeps them while the item stays,
 * and takes them away.
 *
 * A piece lives as long as its widget, which GTK may keep beyond the window;
 * once it is taken away, nothing it tells arrives anywhere.
 */
#ifndef DESKTOP_PIECE_H
#define DESKTOP_PIECE_H

#include <gtk/gtk.h>

#include "assistant/screens/view.h"
#include "desktop/gtk/window.h"

/* Where a piece stands; neighbours of one place share a container. */
enum piece_place {
	PIECE_BLOCK, /* alone, in full width */
	PIECE_CARD,  /* a row of a card */
	PIECE_LINE,  /* beside its neighbours */
	PIECE_ASIDE, /* at the end of a field before it; or a block */
	PIECE_FOOT,  /* below everything */
};

struct piece;
struct piece_class {
	enum piece_place place;
	bool grows;  /* takes what height is left */
	size_t size; /* of the struct that begins with struct piece */
	/* Sets p->widget, and p->focus if the keyboard can be here. */
	void (*make)(struct piece *p, const struct item *i);
	/* Shows what the item says now; after make too. */
	void (*update)(struct piece *p, const struct item *i);
	/* Frees what the piece has besides widgets; may be NULL. */
	void (*done)(struct piece *p);
};

struct piece {
	const struct piece_class *class;
	struct window *window; /* NULL: taken away */
	int id;
	unsigned nth; /* among those with this class and id */
	GtkWidget *widget;
	GtkWidget *focus;
	GtkWidget *caption; /* is as wide as those of the same card; or NULL */
	GtkWidget *aside; /* a GtkBox for a PIECE_ASIDE that follows; or NULL */
	char mnemonic;	  /* of its label; 0: none */
	bool drawing;	  /* what changes now, we change: nothing is told */
};

/* How an item is drawn. */
const struct piece_class *piece_class_of(const struct item *i);

/* To be shown by piece_update, which is told the mnemonic of its label. */
struct piece *piece_new(struct window *w, const struct item *i, unsigned nth);
void piece_update(struct piece *p, const struct item *i, char mnemonic);
/* Whether its label leads to it. */
bool piece_is_labelled(const struct item *i);
/* Takes it away; its widget goes when GTK is done with it. */
void piece_free(struct piece *p);

/* Tell the screen. The window may be gone afterwards, and p with it: return at
 * once. id is filled in. */
void piece_tell(struct piece *p, struct event e);
/* Call it with p when the event at hand is over, if p is still there. */
void piece_soon(struct piece *p, GSourceFunc call);
enum lang piece_lang(const struct piece *p);

/* The rows. */
extern const struct piece_class piece_heading, piece_text, piece_note,
    piece_fact, piece_entry, piece_search, piece_secret, piece_radios,
    piece_drop_down, piece_switch, piece_table, piece_picture, piece_steps,
    piece_document, piece_button, piece_foot_button;

/* From this many options on, those without hints drop down. */
#define RADIOS_MAX 4

/* --- what several of them need --- */

/* A text that wraps, from the left; style: a class of style.css, or NULL. */
GtkWidget *label_new(const char *style);
/* Shows text, or hides the label for NULL. */
void label_show(GtkWidget *label, const char *text);

/* The same for a label that leads to p->focus. */
void label_show_mnemonic(
    const struct piece *p, GtkWidget *label, const char *text);

/* A small picture that says nothing a text beside it does not. */
GtkWidget *symbol_new(const char *icon);

/* Exactly that class of those that tell a tone. */
void tone_show(GtkWidget *widget, enum tone tone);
/* The symbol of a tone; NULL for TONE_PLAIN and TONE_BUSY. */
const char *tone_icon(enum tone tone);

/* What screen readers say of a widget; NULL: nothing. */
void access_name(GtkWidget *widget, const char *name);
void access_describe(GtkWidget *widget, const char *description);
void access_labelled_by(GtkWidget *widget, GtkWidget *label);

/* Enter presses the window's default here too, though the toolkit has another
 * use for it: what space does. */
void enter_is_default(GtkWidget *widget);

/* Whether it can be used now, and if not, why: as tooltip and description. */
void usable_show(GtkWidget *widget, const struct item *i);

#endif
