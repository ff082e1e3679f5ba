/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"

#include <adwaita.h>

#include "body.h"
#include "foot.h"
#include "pages.h"
#include "piece.h"
#include "sizing.h"
#include "style.h"
#include "toolkit_words.h"
#include "window_private.h"

struct window {
	struct window_content content;
	const struct window_host *host;
	GtkWindow *frame;
	GtkWidget *header, *title, *scroller, *clamp;
	struct pages *pages;
	struct foot *foot;
	struct body *body;
	struct sizing *sizing;
	enum lang lang;
	guint draw_id; /* GLib's source that draws; 0: nothing is new */
	unsigned sending;
	bool gone;
};

void
window_setup(void)
{
	adw_init();
	style_load();
}

enum lang
window_lang(const struct window *w)
{
	return w->lang;
}

GtkWindow *
window_frame(const struct window *w)
{
	return w->frame;
}

/* --- its end --- */

static void
destroy(struct window *w)
{
	gtk_window_destroy(w->frame);
	body_free(w->body);
	pages_free(w->pages);
	foot_free(w->foot);
	sizing_free(w->sizing);
	g_free(w);
}

static gboolean
destroy_late(void *self)
{
	destroy(self);
	return G_SOURCE_REMOVE;
}

void
window_free(struct window *w)
{
	if (!w)
		return;
	sizing_keep(w->sizing);
	w->gone = true;
	if (w->draw_id)
		g_source_remove(w->draw_id);
	gtk_widget_set_visible(GTK_WIDGET(w->frame), FALSE);
	/* Within an event GTK still is in the widgets that told of it. */
	if (w->sending)
		g_idle_add(destroy_late, w);
	else
		destroy(w);
}

void
window_send(struct window *w, const struct event *e)
{
	if (w->gone)
		return;
	w->sending++;
	w->content.send(w->content.self, e);
	w->sending--;
}

/* --- drawing --- */

/* The room of a window's items, and what is beside them, in pixels of the
 * toolkit at 100 %. */
enum {
	FORM_WIDTH = 520,
	DOCUMENT_WIDTH = 660,
	TABLE_WIDTH = 880,
	FRAME_WIDTH = 40
};

static int
width_for(const struct view *v)
{
	int width = FORM_WIDTH;

	for (size_t n = 0; n < v->count; n++)
		if (v->items[n].kind == ITEM_TABLE)
			width = MAX(width, TABLE_WIDTH);
		else if (v->items[n].kind == ITEM_DOCUMENT)
			width = MAX(width, DOCUMENT_WIDTH);
	return style_scaled(width);
}

static void
show_frame_buttons(struct window *w, bool shown)
{
	AdwHeaderBar *header = ADW_HEADER_BAR(w->header);

	adw_header_bar_set_show_start_title_buttons(header, shown);
	adw_header_bar_set_show_end_title_buttons(header, shown);
}

/* The frame's buttons have the names with which they were made. */
static void
speak(struct window *w, enum lang lang)
{
	if (w->lang == lang)
		return;
	w->lang = lang;
	toolkit_words_speak(lang);
	show_frame_buttons(w, false);
	show_frame_buttons(w, true);
}

static void
draw_head(struct window *w, const struct view *v)
{
	if (g_strcmp0(gtk_window_get_title(w->frame), v->title) == 0)
		return;
	adw_window_title_set_title(
	    ADW_WINDOW_TITLE(w->title), v->title ? v->title : "");
	gtk_window_set_title(w->frame, v->title ? v->title : "");
	access_name(w->scroller, v->title);
}

/* Returns what it drew, borrowed. */
static const struct view *
draw_now(struct window *w)
{
	const struct view *v = w->content.view(w->content.self);

	speak(w, v->lang);
	draw_head(w, v);
	pages_show(w->pages, v);
	adw_clamp_set_maximum_size(ADW_CLAMP(w->clamp), width_for(v));
	adw_clamp_set_tightening_threshold(ADW_CLAMP(w->clamp), width_for(v));
	body_show(w->body, v);
	foot_show(w->foot, v);
	gtk_window_set_default_widget(w->frame, body_default(w->body));
	return v;
}

/* The width for all there is to show. */
static int
full_width(const struct window *w, const struct view *v)
{
	return width_for(v) + style_scaled(FRAME_WIDTH) + pages_width(w->pages);
}

static gboolean
draw_late(void *self)
{
	struct window *w = self;
	const struct view *v;

	w->draw_id = 0;
	v = draw_now(w);
	sizing_follow(w->sizing, full_width(w, v), pages_height(w->pages));
	return G_SOURCE_REMOVE;
}

void
window_update(struct window *w)
{
	if (!w->gone && !w->draw_id)
		w->draw_id =
		    g_idle_add_full(G_PRIORITY_HIGH_IDLE, draw_late, w, NULL);
}

void
window_raise(struct window *w)
{
	gtk_window_present(w->frame);
}

/* --- its making --- */

static gboolean
close_asked(GtkWindow *frame, void *self)
{
	window_send(self, &(struct event){.kind = EVENT_CLOSE});
	return TRUE;
}

/* What nobody else wants of the keyboard. */
static gboolean
scroll_page(struct window *w, int pages)
{
	GtkAdjustment *place = gtk_scrolled_window_get_vadjustment(
	    GTK_SCROLLED_WINDOW(w->scroller));

	gtk_adjustment_set_value(
	    place, gtk_adjustment_get_value(place) +
		       pages * gtk_adjustment_get_page_increment(place));
	return TRUE;
}

static gboolean
key_pressed(GtkEventControllerKey *keys, guint key, guint code,
    GdkModifierType state, void *self)
{
	struct window *w = self;
	GtkWidget *cancel = body_cancel(w->body);

	if (key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down)
		return scroll_page(w, key == GDK_KEY_Page_Up ? -1 : 1);
	if (key != GDK_KEY_Escape || !cancel || w->gone)
		return FALSE;
	g_signal_emit_by_name(cancel, "clicked");
	return TRUE;
}

static GtkWidget *
header_new(struct window *w)
{
	w->header = adw_header_bar_new();
	w->title = adw_window_title_new("", NULL);
	adw_header_bar_set_title_widget(ADW_HEADER_BAR(w->header), w->title);
	return w->header;
}

/* Items in a column that scrolls when there is no room. */
static GtkWidget *
column_new(struct window *w, GtkWidget *items)
{
	gtk_widget_add_css_class(items, "items");
	w->clamp = adw_clamp_new();
	adw_clamp_set_child(ADW_CLAMP(w->clamp), items);
	w->scroller = gtk_scrolled_window_new();
	gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(w->scroller),
	    GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
	gtk_scrolled_window_set_propagate_natural_height(
	    GTK_SCROLLED_WINDOW(w->scroller), TRUE);
	gtk_scrolled_window_set_child(
	    GTK_SCROLLED_WINDOW(w->scroller), w->clamp);
	gtk_widget_set_vexpand(w->scroller, TRUE);
	gtk_widget_set_hexpand(w->scroller, TRUE);
	return w->scroller;
}

static void
build(struct window *w)
{
	GtkWidget *all = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	GtkWidget *middle = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
	GtkWidget *items = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	GtkEventController *keys = gtk_event_controller_key_new();
	GtkWidget *header = header_new(w);

	w->frame = g_object_new(ADW_TYPE_WINDOW, "accessible-role",
	    GTK_ACCESSIBLE_ROLE_WINDOW, NULL);
	w->foot = foot_new();
	w->pages = pages_new(w, ADW_HEADER_BAR(header), middle);
	w->body = body_new(w, items, foot_buttons(w->foot));
	gtk_box_append(GTK_BOX(middle), column_new(w, items));
	gtk_widget_set_vexpand(middle, TRUE);
	gtk_box_append(GTK_BOX(all), header);
	gtk_box_append(GTK_BOX(all), middle);
	gtk_box_append(GTK_BOX(all), foot_widget(w->foot));
	adw_window_set_content(ADW_WINDOW(w->frame), all);
	g_signal_connect(w->frame, "close-request", G_CALLBACK(close_asked), w);
	g_signal_connect(keys, "key-pressed", G_CALLBACK(key_pressed), w);
	gtk_widget_add_controller(GTK_WIDGET(w->frame), keys);
}

struct window *
window_new_for(
    const struct window_content *content, const struct window_host *host)
{
	struct window *w = g_new0(struct window, 1);
	const struct view *v;

	w->content = *content;
	w->host = host;
	w->lang = content->view(content->self)->lang;
	toolkit_words_speak(w->lang);
	build(w);
	w->sizing = sizing_new(w->frame, host, w->content.name);
	if (host->application)
		gtk_window_set_application(w->frame, host->application);
	v = draw_now(w);
	sizing_begin(w->sizing, full_width(w, v), pages_height(w->pages));
	gtk_window_present(w->frame);
	return w;
}
