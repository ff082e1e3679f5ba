/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All windows that are open. GTK is initialised for the first of them: a
 * program that only sits in the tray does not pay for it (decisions/0125).
 * Their sizes are remembered by the desk.
 */
#ifndef DESKTOP_WINDOWS_H
#define DESKTOP_WINDOWS_H

#include "assistant/screens/desk.h"

struct windows;

struct windows *windows_new(void);
/* After the screens are gone. */
void windows_free(struct windows *all);

/* A window for a screen that has none. Where none can be shown, the log says
 * why and the screen closes. */
void windows_open(struct windows *all, struct screen *s);
void windows_raise(struct windows *all, struct screen *s);
void windows_update(struct windows *all, struct screen *s);
/* The screen is about to go. */
void windows_close(struct windows *all, struct screen *s);

/* The token with which the next window comes to the front, copied. */
void windows_set_token(struct windows *all, const char *token);

/* Into the clipboard. */
void windows_copy(struct windows *all, struct desk *d, const char *text);

#endif
