/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How GTK draws: by the processor. Its OpenGL renderer loads the graphics
 * drivers, which cost five times the memory of all the rest, for windows that
 * stand still; and a broken driver shows blank windows (decisions/0125). What
 * the environment asks for already is left.
 */
#ifndef DESKTOP_RENDERING_H
#define DESKTOP_RENDERING_H

#include <gio/gio.h>

/* At start, before threads. */
void rendering_by_processor(void);

/* Programs that we start are to draw as they like. */
void rendering_not_for(GAppLaunchContext *started);

#endif
