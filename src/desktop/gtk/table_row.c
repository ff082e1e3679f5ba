/* SPDX-License-Identifier: Apache-2.0 */
#include "table_row.h"

#include "piece.h"

struct row {
	int id;
	size_t cells;
	GtkWidget *check; /* NULL: there is none */
	struct table_row_told told;
	bool drawing;
};

static struct row *
row_of(GtkWidget *widget)
{
	return g_object_get_data(G_OBJECT(widget), "row");
}

static void
check_toggled(GtkCheckButton *check, void *self)
{
	struct row *r = self;

	if (!r->drawing)
		r->told.checked(
		    r->told.self, r->id, gtk_check_button_get_active(check));
}

/* Of a cell that is too narrow for it. */
static gboolean
show_whole_text(GtkLabel *cell, int x, int y, gboolean by_keyboard,
    GtkTooltip *tooltip, void *self)
{
	if (!pango_layout_is_ellipsized(gtk_label_get_layout(cell)))
		return FALSE;
	gtk_tooltip_set_text(tooltip, gtk_label_get_text(cell));
	return TRUE;
}

static GtkWidget *
cell_new(void)
{
	GtkWidget *label = gtk_label_new(NULL);

	g_object_set(label, "has-tooltip", TRUE, NULL);
	g_signal_connect(
	    label, "query-tooltip", G_CALLBACK(show_whole_text), NULL);
	gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
	/* The width of the column counts, not that of the text. */
	gtk_label_set_width_chars(GTK_LABEL(label), 1);
	gtk_label_set_max_width_chars(GTK_LABEL(label), 1);
	return label;
}

GtkWidget *
table_row_new(const struct table *table, const struct table_row_told *told)
{
	GtkWidget *widget = gtk_list_box_row_new();
	GtkWidget *line = table_line_new();
	struct row *r = g_new0(struct row, 1);

	r->told = *told;
	r->cells = MIN(table->column_count, TABLE_COLUMNS_MAX);
	g_object_set_data_full(G_OBJECT(widget), "row", r, g_free);
	if (table->several) {
		r->check = gtk_check_button_new();
		g_signal_connect(
		    r->check, "toggled", G_CALLBACK(check_toggled), r);
		gtk_box_append(GTK_BOX(line), r->check);
	}
	for (size_t n = 0; n < r->cells; n++)
		gtk_box_append(GTK_BOX(line), cell_new());
	gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(widget), line);
	return widget;
}

bool
table_row_fits(GtkWidget *row, const struct table *table)
{
	const struct row *r = row_of(row);

	return r->cells == MIN(table->column_count, TABLE_COLUMNS_MAX) &&
	       (r->check != NULL) == table->several;
}

static void
show_cell(GtkWidget *label, const struct table *table, size_t at, size_t n)
{
	const struct table_cell *cell = &table->rows[at].cells[n];
	bool number = table->columns[n].number;

	if (strcmp(gtk_label_get_label(GTK_LABEL(label)), cell->text) != 0) {
		gtk_label_set_label(GTK_LABEL(label), cell->text);
	}
	gtk_label_set_xalign(GTK_LABEL(label), number ? 1 : 0);
	tone_show(label, cell->tone);
}

/* "使用者: …, 有效期到: …": what screen readers say of the row. */
static char *
row_name(const struct table *table, size_t at)
{
	GString *name = g_string_new(NULL);

	for (size_t n = 0; n < table->column_count; n++) {
		const char *text = table->rows[at].cells[n].text;

		if (*text)
			g_string_append_printf(name, "%s%s: %s",
			    name->len ? ", " : "", table->columns[n].label,
			    text);
	}
	return g_string_free(name, FALSE);
}

static void
show_check(struct row *r, const struct table_row *row, const char *name)
{
	r->drawing = true;
	gtk_check_button_set_active(GTK_CHECK_BUTTON(r->check), row->chosen);
	r->drawing = false;
	gtk_widget_set_sensitive(r->check, !row->why_not);
	access_name(r->check, name);
	access_describe(r->check, row->why_not);
}

void
table_row_show(GtkWidget *widget, const struct table *table, size_t at,
    const struct table_columns *columns)
{
	struct row *r = row_of(widget);
	const struct table_row *row = &table->rows[at];
	GtkWidget *line = gtk_list_box_row_get_child(GTK_LIST_BOX_ROW(widget));
	GtkWidget *cell = gtk_widget_get_first_child(line);
	char *name = row_name(table, at);

	r->id = row->id;
	if (r->check) {
		show_check(r, row, name);
		cell = gtk_widget_get_next_sibling(cell);
	}
	for (size_t n = 0; n < r->cells;
	     n++, cell = gtk_widget_get_next_sibling(cell))
		show_cell(cell, table, at, n);
	table_line_show(line, columns);
	gtk_list_box_row_set_selectable(
	    GTK_LIST_BOX_ROW(widget), !row->why_not);
	gtk_widget_set_tooltip_text(widget, row->why_not);
	access_name(widget, name);
	access_describe(widget, row->why_not);
	g_free(name);
}

int
table_row_id(GtkWidget *row)
{
	return row_of(row)->id;
}

bool
table_row_toggle(GtkWidget *row)
{
	GtkWidget *check = row_of(row)->check;

	if (!check || !gtk_widget_is_sensitive(check))
		return false;
	gtk_check_button_set_active(GTK_CHECK_BUTTON(check),
	    !gtk_check_button_get_active(GTK_CHECK_BUTTON(check)));
	return true;
}
