/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's menu on the bus, for panels to draw: com.canonical.dbusmenu. An
 * entry that cannot be used says why, in brackets. */
#ifndef DESKTOP_TRAY_MENU_H
#define DESKTOP_TRAY_MENU_H

#include "assistant/screens/desk.h"

#define TRAY_MENU_PATH "/MenuBar"
#define TRAY_MENU_INTERFACE "com.canonical.dbusmenu"

struct tray_menu;

/* Served on the session bus, from a moment later on, until it is freed. d is
 * borrowed. */
struct tray_menu *tray_menu_new(struct desk *d);
void tray_menu_free(struct tray_menu *m);

/* The desk's menu is another one: what differs is changed in place. */
void tray_menu_update(struct tray_menu *m);

#endif
