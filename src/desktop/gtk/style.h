/* SPDX-License-Identifier: Apache-2.0 */
/* Looks: fonts and the little that libadwaita lacks (style.css), and sizes. */
#ifndef DESKTOP_STYLE_H
#define DESKTOP_STYLE_H

#include <gtk/gtk.h>

#include "desktop/gtk/window.h"

/* Once, after adw_init. */
void style_load(void);

/* A length that is to grow with the letters: the desktop's text scale. */
int style_scaled(int length);

/* What a window may take of the screen it is on, or would be on. */
struct window_size style_room(GtkWindow *frame);

#endif
