/* SPDX-License-Identifier: Apache-2.0 */
#include "one_stop.h"

#include <adwaita.h>

G_DECLARE_FINAL_TYPE(OneStop, one_stop, ONE, STOP, AdwBin)

struct _OneStop {
	AdwBin parent;
	GtkListBox *list;
	GtkListBoxRow *last; /* had the keyboard last; compared, never used */
};

G_DEFINE_FINAL_TYPE(OneStop, one_stop, ADW_TYPE_BIN)

/* Where the keyboard comes in; NULL: there is no row. */
static GtkListBoxRow *
entrance(OneStop *s)
{
	GtkListBoxRow *row = gtk_list_box_get_selected_row(s->list);

	for (int n = 0; !row; n++) {
		GtkListBoxRow *at = gtk_list_box_get_row_at_index(s->list, n);

		if (!at)
			break;
		if (at == s->last)
			row = at;
	}
	return row ? row : gtk_list_box_get_row_at_index(s->list, 0);
}

static gboolean
enter(OneStop *s)
{
	GtkListBoxRow *row = entrance(s);

	return row && gtk_widget_is_sensitive(GTK_WIDGET(row)) &&
	       gtk_widget_grab_focus(GTK_WIDGET(row));
}

static gboolean
one_stop_focus(GtkWidget *widget, GtkDirectionType direction)
{
	OneStop *s = ONE_STOP(widget);
	GtkWidget *row = gtk_widget_get_focus_child(GTK_WIDGET(s->list));

	if (direction != GTK_DIR_TAB_FORWARD &&
	    direction != GTK_DIR_TAB_BACKWARD)
		return GTK_WIDGET_CLASS(one_stop_parent_class)
		    ->focus(widget, direction);
	if (!row)
		return enter(s);
	s->last = GTK_LIST_BOX_ROW(row);
	return gtk_widget_child_focus(row, direction);
}

static gboolean
one_stop_grab_focus(GtkWidget *widget)
{
	return enter(ONE_STOP(widget));
}

static void
one_stop_class_init(OneStopClass *class)
{
	GTK_WIDGET_CLASS(class)->focus = one_stop_focus;
	GTK_WIDGET_CLASS(class)->grab_focus = one_stop_grab_focus;
}

static void
one_stop_init(OneStop *s)
{
}

GtkWidget *
one_stop_new(GtkListBox *list)
{
	OneStop *s = g_object_new(one_stop_get_type(), NULL);

	s->list = list;
	adw_bin_set_child(ADW_BIN(s), GTK_WIDGET(list));
	/* It takes the keyboard through its rows alone. */
	gtk_widget_set_focusable(GTK_WIDGET(list), FALSE);
	return GTK_WIDGET(s);
}
