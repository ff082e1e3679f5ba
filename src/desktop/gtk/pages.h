/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a window: up to three are tabs in its head, more a list beside
 * it. */
#ifndef DESKTOP_PAGES_H
#define DESKTOP_PAGES_H

#include <adwaita.h>

#include "assistant/screens/view.h"
#include "desktop/gtk/window.h"

struct pages;

/* Tabs go into header, the list to the start of side, a GtkBox. */
struct pages *pages_new(
    struct window *w, AdwHeaderBar *header, GtkWidget *side);
void pages_free(struct pages *p);

void pages_show(struct pages *p, const struct view *v);

/* What the list beside takes; 0: there is none. */
int pages_width(const struct pages *p);
/* What a window with that list has in height at least, so that it is the same
 * for all its pages; 0: there is none. */
int pages_height(const struct pages *p);

#endif
