/* SPDX-License-Identifier: Apache-2.0 */
#include "table_columns.h"

enum {
	CELL_PADDING = 12, /* of style.css, at both sides together */
	SORT_ARROW = 26,
	CHECK_WIDTH = 34,
	WIDE_LEAST = 120,
	LEAST_MOST = 280,
};

/* --- measuring --- */

static int
text_width(PangoLayout *layout, const char *text)
{
	int width;

	pango_layout_set_text(layout, text, -1);
	pango_layout_get_pixel_size(layout, &width, NULL);
	return width;
}

static int
column_width(PangoLayout *layout, const struct table *table, size_t column)
{
	const struct table_column *c = &table->columns[column];
	/* Heads are bold: a tenth wider. */
	int width = text_width(layout, c->label) * 11 / 10 +
		    (c->sortable ? SORT_ARROW : 0);

	for (size_t n = 0; n < table->row_count; n++)
		width = MAX(width,
		    text_width(layout, table->rows[n].cells[column].text));
	return width + CELL_PADDING;
}

struct table_columns
table_columns_measure(const struct table *table, GtkWidget *widget)
{
	PangoLayout *layout = gtk_widget_create_pango_layout(widget, NULL);
	struct table_columns c = {
	    .count = MIN(table->column_count, TABLE_COLUMNS_MAX),
	    .check = table->several ? CHECK_WIDTH : 0,
	};

	for (size_t n = 0; n < c.count; n++) {
		bool wide = table->columns[n].wide;

		c.of[n].full = column_width(layout, table, n);
		c.of[n].least =
		    MIN(c.of[n].full, wide ? WIDE_LEAST : LEAST_MOST);
		c.of[n].wide = wide || c.of[n].full > LEAST_MOST;
	}
	g_object_unref(layout);
	return c;
}

/* --- a line --- */

G_DECLARE_FINAL_TYPE(LineLayout, line_layout, LINE, LAYOUT, GtkLayoutManager)

struct _LineLayout {
	GtkLayoutManager parent;
	struct table_columns columns;
};

G_DEFINE_FINAL_TYPE(LineLayout, line_layout, GTK_TYPE_LAYOUT_MANAGER)

static int
least_width(const struct table_columns *c)
{
	int width = c->check;

	for (size_t n = 0; n < c->count; n++)
		width += c->of[n].least;
	return width;
}

/* Of each column, in a line with that room. */
static void
share(const struct table_columns *c, int room, int ret_widths[])
{
	int spare = MAX(room - least_width(c), 0), wanted = 0, wide = 0, given;

	for (size_t n = 0; n < c->count; n++) {
		wanted += c->of[n].full - c->of[n].least;
		wide += c->of[n].wide;
	}
	given = MIN(spare, wanted);
	for (size_t n = 0; n < c->count; n++) {
		int more = c->of[n].full - c->of[n].least;

		ret_widths[n] = c->of[n].least;
		if (more > 0)
			ret_widths[n] += (int)((gint64)more * given / wanted);
		if (c->of[n].wide)
			ret_widths[n] += (spare - given) / wide;
	}
}

static int
line_height(GtkWidget *line)
{
	int height = 0, natural;

	for (GtkWidget *cell = gtk_widget_get_first_child(line); cell;
	     cell = gtk_widget_get_next_sibling(cell)) {
		gtk_widget_measure(cell, GTK_ORIENTATION_VERTICAL, -1, NULL,
		    &natural, NULL, NULL);
		height = MAX(height, natural);
	}
	return height;
}

static void
measure(GtkLayoutManager *manager, GtkWidget *line, GtkOrientation orientation,
    int for_size, int *minimum, int *natural, int *minimum_baseline,
    int *natural_baseline)
{
	*minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL
				  ? least_width(&LINE_LAYOUT(manager)->columns)
				  : line_height(line);
}

static void
allocate(GtkLayoutManager *manager, GtkWidget *line, int width, int height,
    int baseline)
{
	const struct table_columns *c = &LINE_LAYOUT(manager)->columns;
	GtkWidget *cell = gtk_widget_get_first_child(line);
	GtkAllocation place = {.width = c->check, .height = height};
	int widths[TABLE_COLUMNS_MAX];

	share(c, width, widths);
	if (cell && c->check > 0) {
		gtk_widget_size_allocate(cell, &place, -1);
		cell = gtk_widget_get_next_sibling(cell);
	}
	for (size_t n = 0; cell && n < c->count;
	     n++, cell = gtk_widget_get_next_sibling(cell)) {
		place.x += place.width;
		place.width = widths[n];
		gtk_widget_size_allocate(cell, &place, -1);
	}
}

static void
line_layout_class_init(LineLayoutClass *class)
{
	GtkLayoutManagerClass *manager = GTK_LAYOUT_MANAGER_CLASS(class);

	manager->measure = measure;
	manager->allocate = allocate;
}

static void
line_layout_init(LineLayout *l)
{
}

GtkWidget *
table_line_new(void)
{
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);

	gtk_widget_set_layout_manager(
	    line, g_object_new(line_layout_get_type(), NULL));
	return line;
}

void
table_line_show(GtkWidget *line, const struct table_columns *columns)
{
	GtkLayoutManager *manager = gtk_widget_get_layout_manager(line);

	LINE_LAYOUT(manager)->columns = *columns;
	gtk_layout_manager_layout_changed(manager);
}
