/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The foot of a window, which never scrolls: its buttons at the end, and before
 * them one line that says what is being done now, or why the button that comes
 * next cannot be used yet.
 */
#ifndef DESKTOP_FOOT_H
#define DESKTOP_FOOT_H

#include <gtk/gtk.h>

#include "assistant/screens/view.h"

struct foot;

struct foot *foot_new(void);
void foot_free(struct foot *f);

/* All of it, and the box its buttons go to; borrowed. */
GtkWidget *foot_widget(const struct foot *f);
GtkWidget *foot_buttons(const struct foot *f);

/* After its buttons are there. */
void foot_show(struct foot *f, const struct view *v);

#endif
