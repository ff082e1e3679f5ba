/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows: each draws one screen (assistant/screens/screen.h) from its view,
 * with GTK 4.8 and libadwaita 1.2. A window says nothing of its own and keeps
 * no state but what is the toolkit's: scroll positions, the text cursor, and
 * the octets of a PIN that is being typed (secret_entry.h).
 *
 * All of it runs on the thread of the main loop, the drawing thread. Functions
 * may be called from within what a window sends: drawing is put off until the
 * event at hand is over, and window_free may be called at any time.
 */
#ifndef DESKTOP_WINDOW_H
#define DESKTOP_WINDOW_H

#include <gtk/gtk.h>

#include "assistant/screens/screen.h"

struct window;

/* As people left it, without the shadow around it. */
struct window_size {
	int width, height; /* in pixels of the toolkit, above 0 */
	bool maximized;
};

/* Around all windows; to outlive them. */
struct window_host {
	void *self;
	GtkApplication *application; /* NULL: none, in tests */
	/* The size that was kept under that name; false: none. Both functions
	 * may be NULL: sizes are not remembered. */
	bool (*size)(
	    void *self, const char *name, struct window_size *ret_size);
	void (*keep_size)(
	    void *self, const char *name, const struct window_size *size);
};

/* Once, after gtk_init or in the application's "startup": libadwaita, our
 * fonts and styles. */
void window_setup(void);

/*
 * A window for that screen, drawn and in front. It sends events to the screen
 * until window_free; when its frame is closed it sends EVENT_CLOSE, and stays.
 * The window is the caller's; keep it by screen_set_face. Never NULL: as
 * everywhere in GLib, a lack of memory ends the program.
 */
struct window *window_new(struct screen *s, const struct window_host *host);

/* What is behind the functions above and a screen: for tests, which have views
 * without a desk. Borrowed strings and self outlive the window. */
struct window_content {
	void *self;
	const char *name; /* of window_host's sizes */
	const struct view *(*view)(void *self);
	void (*send)(void *self, const struct event *e);
};
struct window *window_new_for(
    const struct window_content *content, const struct window_host *host);

/* The screen's view is another one: draw it soon. */
void window_update(struct window *w);

/* To the front, with the keyboard. */
void window_raise(struct window *w);

/* The frame, borrowed: for what needs a parent or a picture of it. */
GtkWindow *window_frame(const struct window *w);

/* Takes it away; its screen is not called any more. w may be NULL. */
void window_free(struct window *w);

#endif
