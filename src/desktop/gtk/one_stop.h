/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list box that is one stop for the Tab key: Tab enters it at the row that is
 * chosen or had the keyboard last, goes through what is in that row, and leaves
 * it; arrows go from row to row. By itself GTK 4.8 stops at each row, and
 * choosing goes with it.
 */
#ifndef DESKTOP_ONE_STOP_H
#define DESKTOP_ONE_STOP_H

#include <gtk/gtk.h>

/* Around that list, which is its child. */
GtkWidget *one_stop_new(GtkListBox *list);

#endif
