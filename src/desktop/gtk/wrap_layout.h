/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A layout that puts children side by side and goes on in a new line where one
 * does not fit, as words do; GTK 4.8 has none. Lines are aligned at the start
 * or, for feet of windows, at the end. A child that expands takes what is left
 * of its line. Many children, which would make ragged lines, all are as wide as
 * the widest at least, so that they stand in columns that fill the line.
 */
#ifndef DESKTOP_WRAP_LAYOUT_H
#define DESKTOP_WRAP_LAYOUT_H

#include <gtk/gtk.h>

/* A GtkBox with this layout; spacing between children and between lines. */
GtkWidget *wrap_box_new(int spacing, bool at_end);

#endif
