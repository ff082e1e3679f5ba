/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a window shows of its view's items: pieces, arranged. A view that is
 * alike changes pieces in place; another one is arranged anew, and the pieces
 * whose items are still there stay as they are, with what is typed in them and
 * with the keyboard's focus.
 */
#ifndef DESKTOP_BODY_H
#define DESKTOP_BODY_H

#include <gtk/gtk.h>

#include "assistant/screens/view.h"
#include "desktop/gtk/window.h"

struct body;

/* It fills items, a vertical GtkBox, and foot, a GtkBox; both outlive it. */
struct body *body_new(struct window *w, GtkWidget *items, GtkWidget *foot);
void body_free(struct body *b);

void body_show(struct body *b, const struct view *v);

/* The button that Enter, and the one that Escape presses, if it can be used
 * now; NULL: none. */
GtkWidget *body_default(const struct body *b);
GtkWidget *body_cancel(const struct body *b);

#endif
