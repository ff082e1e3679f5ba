/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables: a head that sorts, and rows in a list box, which brings the keyboard
 * with it. GtkColumnView is not used: in GTK 4.8 its heads cannot be reached by
 * the keyboard and its cells have no names (docs/decisions/0121-tables.md).
 */
#include "one_stop.h"
#include "piece.h"
#include "table_row.h"

/* The rows show this many pixels at least and, by themselves, at most. */
enum { ROWS_LEAST = 110, ROWS_MOST = 420 };

struct table_piece {
	struct piece piece;
	GtkWidget *label, *head, *list, *empty;
	struct table_columns columns;
	int selected; /* the row that is, if any is */
	bool any_selected;
};

/* --- the head --- */

static void
head_pressed(GtkButton *button, void *self)
{
	piece_tell(self, (struct event){
			     .kind = EVENT_SORT,
			     .index = GPOINTER_TO_SIZE(
				 g_object_get_data(G_OBJECT(button), "column")),
			 });
}

static GtkWidget *
sort_button(struct table_piece *t, const struct table *table, size_t n)
{
	const struct table_column *c = &table->columns[n];
	bool sorted = table->sorted_by == n;
	GtkWidget *button = gtk_button_new();
	GtkWidget *inside = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 4);
	GtkWidget *arrow = symbol_new(
	    table->descending ? "pan-down-symbolic" : "pan-up-symbolic");

	gtk_widget_set_opacity(arrow, sorted ? 1 : 0);
	gtk_widget_set_halign(
	    inside, c->number ? GTK_ALIGN_END : GTK_ALIGN_START);
	gtk_box_append(GTK_BOX(inside), gtk_label_new(c->label));
	gtk_box_append(GTK_BOX(inside), arrow);
	gtk_button_set_child(GTK_BUTTON(button), inside);
	gtk_widget_add_css_class(button, "flat");
	g_object_set_data(G_OBJECT(button), "column", GSIZE_TO_POINTER(n));
	g_signal_connect(button, "clicked", G_CALLBACK(head_pressed), t);
	access_name(button, c->label);
	access_describe(
	    button, text_in(!sorted		? TEXT_FACE_SORT
			    : table->descending ? TEXT_FACE_SORTED_DOWN
						: TEXT_FACE_SORTED_UP,
			piece_lang(&t->piece)));
	return button;
}

static GtkWidget *
head_cell(struct table_piece *t, const struct table *table, size_t n)
{
	const struct table_column *c = &table->columns[n];
	GtkWidget *label;

	if (c->sortable)
		return sort_button(t, table, n);
	label = gtk_label_new(c->label);
	gtk_label_set_xalign(GTK_LABEL(label), c->number ? 1 : 0);
	return label;
}

/* A head is made anew only when it says something else, so that the keyboard
 * can stay on it: then the same column gets it back. */
static char *
head_key(const struct table_piece *t, const struct table *table)
{
	GString *key = g_string_new(NULL);

	g_string_printf(key, "%d %zu %d %d", piece_lang(&t->piece),
	    table->sorted_by, table->descending, table->several);
	for (size_t n = 0; n < t->columns.count; n++)
		g_string_append_printf(key, "\n%s %d", table->columns[n].label,
		    t->columns.of[n].full);
	return g_string_free(key, FALSE);
}

static int
focused_column(GtkWidget *head)
{
	int n = 0;

	for (GtkWidget *c = gtk_widget_get_first_child(head); c;
	     c = gtk_widget_get_next_sibling(c), n++)
		if (gtk_widget_is_focus(c))
			return n;
	return -1;
}

static void
focus_column(GtkWidget *head, int column)
{
	GtkWidget *c = gtk_widget_get_first_child(head);

	while (c && column-- > 0)
		c = gtk_widget_get_next_sibling(c);
	if (c)
		gtk_widget_grab_focus(c);
}

static void
update_head(struct table_piece *t, const struct table *table)
{
	char *key = head_key(t, table);
	int focused = focused_column(t->head);
	GtkWidget *child;

	if (g_strcmp0(g_object_get_data(G_OBJECT(t->head), "key"), key) == 0) {
		g_free(key);
		return;
	}
	g_object_set_data_full(G_OBJECT(t->head), "key", key, g_free);
	while ((child = gtk_widget_get_first_child(t->head)))
		gtk_box_remove(GTK_BOX(t->head), child);
	if (table->several)
		gtk_box_append(GTK_BOX(t->head), gtk_label_new(NULL));
	for (size_t n = 0; n < t->columns.count; n++)
		gtk_box_append(GTK_BOX(t->head), head_cell(t, table, n));
	table_line_show(t->head, &t->columns);
	if (focused >= 0)
		focus_column(t->head, focused);
}

/* --- what rows tell --- */

static void
tell_row(struct table_piece *t, enum event_kind kind, int row, bool on)
{
	piece_tell(
	    &t->piece, (struct event){.kind = kind, .row = row, .on = on});
}

static void
row_selected(GtkListBox *list, GtkListBoxRow *row, void *self)
{
	struct table_piece *t = self;
	bool was = t->any_selected;
	int old = t->selected;

	if (t->piece.drawing)
		return;
	t->any_selected = row != NULL;
	if (row) {
		t->selected = table_row_id(GTK_WIDGET(row));
		tell_row(t, EVENT_ROW, t->selected, true);
	} else if (was) {
		tell_row(t, EVENT_ROW, old, false);
	}
}

static void
row_opened(GtkListBox *list, GtkListBoxRow *row, void *self)
{
	tell_row(self, EVENT_OPEN_ROW, table_row_id(GTK_WIDGET(row)), true);
}

static void
row_checked(void *self, int row, bool on)
{
	tell_row(self, EVENT_ROW, row, on);
}

/* Space sets and takes the check mark of the row that has the keyboard. */
static gboolean
key_in_rows(GtkEventControllerKey *keys, guint key, guint code,
    GdkModifierType state, void *self)
{
	struct table_piece *t = self;
	GtkWidget *row = gtk_widget_get_focus_child(t->list);

	if (key != GDK_KEY_space || !row || !gtk_widget_is_focus(row))
		return FALSE;
	return table_row_toggle(row);
}

/* --- making --- */

static GtkWidget *
make_list(struct table_piece *t)
{
	GtkEventController *keys = gtk_event_controller_key_new();

	t->list = gtk_list_box_new();
	t->empty = label_new("dim-label");
	gtk_widget_add_css_class(t->empty, "table-empty");
	gtk_label_set_justify(GTK_LABEL(t->empty), GTK_JUSTIFY_CENTER);
	gtk_label_set_xalign(GTK_LABEL(t->empty), 0.5F);
	gtk_widget_add_css_class(t->list, "table-rows");
	gtk_list_box_set_activate_on_single_click(GTK_LIST_BOX(t->list), FALSE);
	gtk_list_box_set_placeholder(GTK_LIST_BOX(t->list), t->empty);
	gtk_event_controller_set_propagation_phase(keys, GTK_PHASE_CAPTURE);
	gtk_widget_add_controller(t->list, keys);
	g_signal_connect(keys, "key-pressed", G_CALLBACK(key_in_rows), t);
	g_signal_connect(t->list, "row-selected", G_CALLBACK(row_selected), t);
	g_signal_connect(t->list, "row-activated", G_CALLBACK(row_opened), t);
	t->piece.focus = one_stop_new(GTK_LIST_BOX(t->list));
	return t->piece.focus;
}

/* Rows scroll below their head; head and rows scroll sideways together. */
static GtkWidget *
make_scrollers(struct table_piece *t)
{
	GtkWidget *both = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	GtkScrolledWindow *rows =
	    GTK_SCROLLED_WINDOW(gtk_scrolled_window_new());
	GtkScrolledWindow *sideways =
	    GTK_SCROLLED_WINDOW(gtk_scrolled_window_new());

	t->head = table_line_new();
	gtk_widget_add_css_class(t->head, "table-head");
	gtk_scrolled_window_set_policy(
	    rows, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
	gtk_scrolled_window_set_min_content_height(rows, ROWS_LEAST);
	gtk_scrolled_window_set_max_content_height(rows, ROWS_MOST);
	gtk_scrolled_window_set_propagate_natural_height(rows, TRUE);
	gtk_scrolled_window_set_child(rows, make_list(t));
	gtk_widget_set_focusable(GTK_WIDGET(rows), FALSE);
	gtk_widget_set_vexpand(GTK_WIDGET(rows), TRUE);
	gtk_box_append(GTK_BOX(both), t->head);
	gtk_box_append(GTK_BOX(both), GTK_WIDGET(rows));
	gtk_scrolled_window_set_policy(
	    sideways, GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
	gtk_scrolled_window_set_propagate_natural_height(sideways, TRUE);
	gtk_scrolled_window_set_child(sideways, both);
	gtk_widget_set_focusable(GTK_WIDGET(sideways), FALSE);
	gtk_widget_set_vexpand(GTK_WIDGET(sideways), TRUE);
	gtk_widget_add_css_class(GTK_WIDGET(sideways), "card");
	gtk_widget_set_overflow(GTK_WIDGET(sideways), GTK_OVERFLOW_HIDDEN);
	return GTK_WIDGET(sideways);
}

static void
make_table(struct piece *p, const struct item *i)
{
	struct table_piece *t = (struct table_piece *)p;
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);

	t->label = label_new("field-label");
	gtk_box_append(GTK_BOX(box), t->label);
	gtk_box_append(GTK_BOX(box), make_scrollers(t));
	p->widget = box;
}

/* --- showing --- */

static void
select_chosen(struct table_piece *t, const struct table *table)
{
	t->any_selected = false;
	for (size_t n = 0; n < table->row_count; n++)
		if (table->rows[n].chosen) {
			t->any_selected = true;
			t->selected = table->rows[n].id;
			gtk_list_box_select_row(GTK_LIST_BOX(t->list),
			    gtk_list_box_get_row_at_index(
				GTK_LIST_BOX(t->list), (int)n));
		}
	if (!t->any_selected)
		gtk_list_box_unselect_all(GTK_LIST_BOX(t->list));
}

/* The place of the row that has the keyboard, or -1. */
static int
focused_row(struct table_piece *t)
{
	GtkWidget *row = gtk_widget_get_focus_child(t->list);

	return row ? gtk_list_box_row_get_index(GTK_LIST_BOX_ROW(row)) : -1;
}

/* Rows are used again in their order, whatever they showed before. */
static void
update_rows(struct table_piece *t, const struct table *table)
{
	GtkListBox *list = GTK_LIST_BOX(t->list);
	const struct table_row_told told = {row_checked, t};
	int at = focused_row(t), id = 0;
	GtkListBoxRow *row;
	size_t n;

	if (at >= 0)
		id = table_row_id(
		    GTK_WIDGET(gtk_list_box_get_row_at_index(list, at)));
	for (n = 0; n < table->row_count; n++) {
		row = gtk_list_box_get_row_at_index(list, (int)n);
		if (!row || !table_row_fits(GTK_WIDGET(row), table)) {
			if (row)
				gtk_list_box_remove(list, GTK_WIDGET(row));
			row = GTK_LIST_BOX_ROW(table_row_new(table, &told));
			gtk_list_box_insert(list, GTK_WIDGET(row), (int)n);
		}
		table_row_show(GTK_WIDGET(row), table, n, &t->columns);
		if (at >= 0 && table->rows[n].id == id &&
		    gtk_list_box_row_get_index(row) != at)
			gtk_widget_grab_focus(GTK_WIDGET(row));
	}
	while ((row = gtk_list_box_get_row_at_index(list, (int)n)))
		gtk_list_box_remove(list, GTK_WIDGET(row));
}

static void
update_table(struct piece *p, const struct item *i)
{
	struct table_piece *t = (struct table_piece *)p;
	const struct table *table = i->table;

	label_show(t->label, i->label);
	label_show(t->empty, table->empty);
	access_name(
	    t->list, i->label ? i->label
			      : gtk_window_get_title(window_frame(p->window)));
	/* The list may not be in its window yet, which has the letters. */
	t->columns =
	    table_columns_measure(table, GTK_WIDGET(window_frame(p->window)));
	update_head(t, table);
	gtk_list_box_set_selection_mode(GTK_LIST_BOX(t->list),
	    table->several ? GTK_SELECTION_NONE : GTK_SELECTION_SINGLE);
	update_rows(t, table);
	if (!table->several)
		select_chosen(t, table);
	gtk_widget_set_sensitive(t->list, !i->why_not);
	access_describe(t->list, i->why_not ? i->why_not : i->hint);
}

const struct piece_class piece_table = {
    .place = PIECE_BLOCK,
    .grows = true,
    .size = sizeof(struct table_piece),
    .make = make_table,
    .update = update_table,
};
