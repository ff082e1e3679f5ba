/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The desk in GLib's main loop: a source that calls desk_turn when the desk's
 * worker asks for it, and when desk_next_at has come. It waits for both without
 * looking again and again, and keeps time by the computer's clock: a reminder
 * comes after the computer slept, and when somebody sets the clock.
 */
#ifndef DESKTOP_DESK_SOURCE_H
#define DESKTOP_DESK_SOURCE_H

#include <glib.h>

#include "assistant/screens/desk.h"

/* Attached to the default context; end it with g_source_destroy and
 * g_source_unref. NULL if the system gives no timer. */
GSource *desk_source_new(void);

/* The desk, borrowed; before the loop runs. */
void desk_source_set(GSource *s, struct desk *d);

/* From any thread. */
void desk_source_wake(GSource *s);

#endif
