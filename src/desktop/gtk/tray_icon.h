/* SPDX-License-Identifier: Apache-2.0 */
/* The tray's icons: drawn for each size that panels have, from icons/. States
 * differ in shape, so that nothing is said by colour alone. */
#ifndef DESKTOP_TRAY_ICON_H
#define DESKTOP_TRAY_ICON_H

#include <glib.h>

#include "assistant/screens/desk.h"

/* Type a(iiay), as StatusNotifierItem has it; floating. */
GVariant *tray_icon_pixmaps(enum tray_icon icon);

/* Its name in icon themes: "cert-assistant-fine". */
const char *tray_icon_name(enum tray_icon icon);

/* The folder of the theme "hicolor" with our icons in it, new; NULL: they are
 * not installed, and no panel finds one by its name. */
char *tray_icon_folder(void);

#endif
