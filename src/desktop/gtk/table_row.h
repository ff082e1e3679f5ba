/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table as they are drawn. */
#ifndef DESKTOP_TABLE_ROW_H
#define DESKTOP_TABLE_ROW_H

#include <gtk/gtk.h>

#include "assistant/screens/view.h"
#include "desktop/gtk/table_columns.h"

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
    const struct table_columns *columns);

/* Of the table's row that it shows. */
int table_row_id(GtkWidget *row);
/* Sets or takes its check mark; false: it has none that can be used. */
bool table_row_toggle(GtkWidget *row);

#endif
