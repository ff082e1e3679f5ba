/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The size of a window. It begins as people left it, or with room for all there
 * is to show; it grows with that, as far as its screen has room, unless people
 * gave it another size, and never shrinks under the mouse. Sizes that nobody
 * changed are not kept.
 */
#ifndef DESKTOP_SIZING_H
#define DESKTOP_SIZING_H

#include <gtk/gtk.h>

#include "desktop/gtk/window.h"

struct sizing;

/* All are borrowed, and outlive it; name is that of host's functions. */
struct sizing *sizing_new(
    GtkWindow *frame, const struct window_host *host, const char *name);
void sizing_free(struct sizing *s);

/* What is to be shown wants that width, and that height at least: before the
 * window appears, and each time that it is drawn. */
void sizing_begin(struct sizing *s, int width, int least_height);
void sizing_follow(struct sizing *s, int width, int least_height);

/* When the window goes. */
void sizing_keep(const struct sizing *s);

#endif
