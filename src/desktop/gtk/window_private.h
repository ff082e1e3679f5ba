/* SPDX-License-Identifier: Apache-2.0 */
/* What a window's own parts know of it. */
#ifndef DESKTOP_WINDOW_PRIVATE_H
#define DESKTOP_WINDOW_PRIVATE_H

#include "window.h"

/* To the screen behind it. w may be gone afterwards. */
void window_send(struct window *w, const struct event *e);
enum lang window_lang(const struct window *w);

#endif
