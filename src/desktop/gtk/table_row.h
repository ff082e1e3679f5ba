/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table as they are drawn, and the widths of its columns. */
#ifndef DESKTOP_TABLE_ROW_H
#define DESKTOP_TABLE_ROW_H

#include <gtk/gtk.h>

#include "assistant/screens/view.h"

#define TABLE_COLUMNS_MAX 16

/* Each column is as wide as its widest text, within limits; what is left is
 * shared by those that are to be wide, and those over the limit. */
struct table_shape {
	int widths[TABLE_COLUMNS_MAX];
	bool wide[TABLE_COLUMNS_MAX];
};
/* widget: whose letters are measured. Columns past the limit are not shown. */
void table_shape_measure(
    struct table_shape *s, const struct table *table, GtkWidget *widget);
void table_shape_apply(
    const struct table_shape *s, GtkWidget *cell, size_t column);

/* What stands above the check marks. */
GtkWidget *table_check_space(void);

/* Who hears of check marks. */
struct table_row_told {
	void (*checked)(void *self, int row, bool on);
	void *self;
};

/* A GtkListBoxRow for that table, to be shown. */
GtkWidget *table_row_new(
    const struct table *table, const struct table_row_told *told);
/* Has it as many cells, and a check mark if there are several? */
bool table_row_fits(GtkWidget *row, const struct table *table);
/* Shows the row that is at that place of the table. */
void table_row_show(GtkWidget *widget, const struct table *table, size_t at,
    const struct table_shape *s);

/* Of the table's row that it shows. */
int table_row_id(GtkWidget *row);
/* Sets or takes its check mark; false: it has none that can be used. */
bool table_row_toggle(GtkWidget *row);

#endif
