/* SPDX-License-Identifier: Apache-2.0 */
#include "pages.h"

#include "one_stop.h"
#include "piece.h"
#include "style.h"
#include "window_private.h"

enum { LIST_WIDTH = 190, LIST_HEIGHT = 560, TABS_MAX = 3 };

struct pages {
	struct window *window;
	AdwHeaderBar *header;
	GtkWidget *title;	    /* of the header, when there are no tabs */
	GtkWidget *side, *scroller; /* around the list */
	GtkWidget *list, *tabs;
	size_t count;
	bool drawing;
};

static void
tell(struct pages *p, size_t index)
{
	if (!p->drawing)
		window_send(p->window,
		    &(struct event){.kind = EVENT_PAGE, .index = index});
}

/* --- a list beside --- */

static void
row_selected(GtkListBox *list, GtkListBoxRow *row, void *self)
{
	if (row)
		tell(self, (size_t)gtk_list_box_row_get_index(row));
}

static void
make_list(struct pages *p)
{
	GtkWidget *line = gtk_separator_new(GTK_ORIENTATION_VERTICAL);

	p->list = gtk_list_box_new();
	gtk_widget_add_css_class(p->list, "navigation-sidebar");
	gtk_list_box_set_selection_mode(
	    GTK_LIST_BOX(p->list), GTK_SELECTION_BROWSE);
	p->scroller = gtk_scrolled_window_new();
	gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(p->scroller),
	    GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
	gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(p->scroller),
	    one_stop_new(GTK_LIST_BOX(p->list)));
	gtk_widget_set_focusable(p->scroller, FALSE);
	gtk_widget_set_size_request(p->scroller, style_scaled(LIST_WIDTH), -1);
	gtk_box_prepend(GTK_BOX(p->side), line);
	gtk_box_prepend(GTK_BOX(p->side), p->scroller);
	g_signal_connect(p->list, "row-selected", G_CALLBACK(row_selected), p);
}

static void
fill_list(struct pages *p, const struct view *v)
{
	for (size_t n = 0; n < v->page_count; n++) {
		GtkWidget *row = gtk_list_box_row_new();

		gtk_list_box_row_set_child(
		    GTK_LIST_BOX_ROW(row), label_new(NULL));
		gtk_list_box_append(GTK_LIST_BOX(p->list), row);
	}
}

static void
show_list(struct pages *p, const struct view *v)
{
	for (size_t n = 0; n < v->page_count; n++) {
		GtkListBoxRow *row = gtk_list_box_get_row_at_index(
		    GTK_LIST_BOX(p->list), (int)n);

		label_show(gtk_list_box_row_get_child(row), v->pages[n]);
		access_name(GTK_WIDGET(row), v->pages[n]);
		if (n == v->page)
			gtk_list_box_select_row(GTK_LIST_BOX(p->list), row);
	}
}

/* --- tabs --- */

static void
tab_toggled(GtkToggleButton *tab, void *self)
{
	struct pages *p = self;
	size_t index = 0;

	if (!gtk_toggle_button_get_active(tab))
		return;
	for (GtkWidget *before = gtk_widget_get_prev_sibling(GTK_WIDGET(tab));
	     before; before = gtk_widget_get_prev_sibling(before))
		index++;
	tell(p, index);
}

static void
make_tabs(struct pages *p)
{
	p->tabs = g_object_new(GTK_TYPE_BOX, "accessible-role",
	    GTK_ACCESSIBLE_ROLE_TAB_LIST, NULL);
	gtk_widget_add_css_class(p->tabs, "linked");
	adw_header_bar_set_title_widget(p->header, p->tabs);
}

static void
fill_tabs(struct pages *p, const struct view *v)
{
	GtkWidget *first = NULL;

	for (size_t n = 0; n < v->page_count; n++) {
		GtkWidget *tab = g_object_new(GTK_TYPE_TOGGLE_BUTTON,
		    "accessible-role", GTK_ACCESSIBLE_ROLE_TAB, NULL);

		gtk_toggle_button_set_group(GTK_TOGGLE_BUTTON(tab),
		    first ? GTK_TOGGLE_BUTTON(first) : NULL);
		first = first ? first : tab;
		gtk_box_append(GTK_BOX(p->tabs), tab);
		g_signal_connect(tab, "toggled", G_CALLBACK(tab_toggled), p);
	}
}

static void
show_tabs(struct pages *p, const struct view *v)
{
	GtkWidget *tab = gtk_widget_get_first_child(p->tabs);

	for (size_t n = 0; n < v->page_count;
	     n++, tab = gtk_widget_get_next_sibling(tab)) {
		gtk_button_set_label(GTK_BUTTON(tab), v->pages[n]);
		gtk_accessible_update_state(GTK_ACCESSIBLE(tab),
		    GTK_ACCESSIBLE_STATE_SELECTED, n == v->page, -1);
		gtk_toggle_button_set_active(
		    GTK_TOGGLE_BUTTON(tab), n == v->page);
	}
}

/* --- both --- */

struct pages *
pages_new(struct window *w, AdwHeaderBar *header, GtkWidget *side)
{
	struct pages *p = g_new0(struct pages, 1);

	p->window = w;
	p->header = header;
	p->title = g_object_ref(adw_header_bar_get_title_widget(header));
	p->side = side;
	return p;
}

void
pages_free(struct pages *p)
{
	g_object_unref(p->title);
	g_free(p);
}

static void
remove_all(struct pages *p)
{
	if (p->tabs)
		adw_header_bar_set_title_widget(p->header, p->title);
	if (p->list) {
		gtk_box_remove(
		    GTK_BOX(p->side), gtk_widget_get_next_sibling(p->scroller));
		gtk_box_remove(GTK_BOX(p->side), p->scroller);
	}
	p->tabs = p->list = p->scroller = NULL;
}

static void
make(struct pages *p, const struct view *v)
{
	remove_all(p);
	p->count = v->page_count;
	if (v->page_count > TABS_MAX) {
		make_list(p);
		fill_list(p, v);
	} else if (v->page_count > 1) {
		make_tabs(p);
		fill_tabs(p, v);
	}
}

void
pages_show(struct pages *p, const struct view *v)
{
	const char *name = text_in(TEXT_FACE_PAGES, v->lang);

	p->drawing = true;
	if (p->count != v->page_count)
		make(p, v);
	if (p->list)
		show_list(p, v);
	if (p->tabs)
		show_tabs(p, v);
	if (p->list || p->tabs)
		access_name(p->list ? p->list : p->tabs, name);
	p->drawing = false;
}

int
pages_width(const struct pages *p)
{
	return p->list ? style_scaled(LIST_WIDTH) : 0;
}

int
pages_height(const struct pages *p)
{
	return p->list ? style_scaled(LIST_HEIGHT) : 0;
}
