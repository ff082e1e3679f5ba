/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What to do about an error, as a button: a certificate that has expired leads
 * to 证书换发, a locked PIN to 证书解锁, an office that cannot be reached to
 * 环境修复. One table for all windows.
 */
#ifndef ASSISTANT_SCREENS_NEXT_STEP_H
#define ASSISTANT_SCREENS_NEXT_STEP_H

#include "assistant/screens/screen.h"

/* The window that helps; SCREEN_COUNT if none does. */
enum screen_kind next_step(enum err e);

/* A button to it, named as in the menu, if there is one; NULL otherwise. */
struct item *next_step_button(
    struct view *v, int id, enum err e, unsigned flags);

/* It was pressed: open the window with that wish. */
void next_step_go(struct screen *s, enum err e, const struct wish *w);

#endif
