/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The columns of a table: how wide each is, the same in its head and in every
 * row. A column has its least width always. What a line has beyond that goes
 * to the columns whose texts are wider, until all of them show whole, and then
 * to those that are to be wide.
 */
#ifndef DESKTOP_TABLE_COLUMNS_H
#define DESKTOP_TABLE_COLUMNS_H

#include <gtk/gtk.h>

#include "assistant/screens/view.h"

#define TABLE_COLUMNS_MAX 16

/* In pixels of the toolkit. Columns past the limit are not shown. */
struct table_columns {
	size_t count;
	int check; /* the width of check marks at the left; 0: there are none */
	struct {
		int least, full; /* full: of its widest text, or least */
		bool wide;
	} of[TABLE_COLUMNS_MAX];
};

/* widget: whose letters are measured. */
struct table_columns table_columns_measure(
    const struct table *table, GtkWidget *widget);

/* A line of the table, to be filled with the check mark, if there are any, and
 * a cell for each column. */
GtkWidget *table_line_new(void);
void table_line_show(GtkWidget *line, const struct table_columns *columns);

#endif
