/* SPDX-License-Identifier: Apache-2.0 */
/* Headings, texts, notes and facts: what is only read. */
#include "piece.h"

/* --- heading and text --- */

static void
make_heading(struct piece *p, const struct item *i)
{
	p->widget = g_object_new(GTK_TYPE_LABEL, "accessible-role",
	    GTK_ACCESSIBLE_ROLE_HEADING, "wrap", TRUE, "xalign", 0.0, NULL);
	gtk_widget_add_css_class(p->widget, "heading");
}

static void
make_text(struct piece *p, const struct item *i)
{
	p->widget = label_new(i->flags & ITEM_LARGE ? "title-2" : NULL);
}

static void
update_label(struct piece *p, const struct item *i)
{
	label_show(p->widget, i->label);
	tone_show(p->widget, i->tone);
}

const struct piece_class piece_heading = {
    .place = PIECE_BLOCK,
    .size = sizeof(struct piece),
    .make = make_heading,
    .update = update_label,
};
const struct piece_class piece_text = {
    .place = PIECE_BLOCK,
    .size = sizeof(struct piece),
    .make = make_text,
    .update = update_label,
};

/* --- note --- */

/* GTK 4.8 has no live regions. Screen readers speak up for an alert that
 * appears, so a note that says something new is a new alert. */
enum { ROOM = 12 }; /* around what is scrolled to */

struct note {
	struct piece piece;
	char *said;
};

static void
make_note(struct piece *p, const struct item *i)
{
	p->widget = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
}

static GtkWidget *
note_symbol(enum tone tone)
{
	const char *icon = tone_icon(tone);
	GtkWidget *symbol;

	if (tone == TONE_BUSY) {
		symbol = gtk_spinner_new();
		gtk_spinner_start(GTK_SPINNER(symbol));
	} else {
		symbol =
		    symbol_new(icon ? icon : "dialog-information-symbolic");
	}
	gtk_widget_set_valign(symbol, GTK_ALIGN_START);
	return symbol;
}

static GtkWidget *
note_words(const struct item *i)
{
	GtkWidget *words = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
	GtkWidget *what = label_new(i->value ? "note-title" : NULL);
	GtkWidget *next = label_new(NULL);

	label_show(what, i->label);
	label_show(next, i->value);
	gtk_box_append(GTK_BOX(words), what);
	gtk_box_append(GTK_BOX(words), next);
	gtk_widget_set_hexpand(words, TRUE);
	return words;
}

static GtkWidget *
alert_new(const struct item *i)
{
	GtkWidget *alert = g_object_new(GTK_TYPE_BOX, "accessible-role",
	    GTK_ACCESSIBLE_ROLE_ALERT, "spacing", 12, NULL);

	gtk_widget_add_css_class(alert, "note");
	tone_show(alert, i->tone);
	gtk_box_append(GTK_BOX(alert), note_symbol(i->tone));
	gtk_box_append(GTK_BOX(alert), note_words(i));
	access_name(alert, i->label);
	access_describe(alert, i->value);
	return alert;
}

/* What went wrong is to be seen, also where the items scroll: as soon as it has
 * its place, which is after the frame in which it came. */
static gboolean
scroll_to(GtkWidget *alert, GdkFrameClock *clock, void *self)
{
	GtkWidget *view = gtk_widget_get_ancestor(alert, GTK_TYPE_VIEWPORT);
	graphene_rect_t place;
	GtkAdjustment *scroll;
	double top;

	if (!view || gtk_widget_get_height(alert) == 0)
		return G_SOURCE_CONTINUE;
	scroll = gtk_scrollable_get_vadjustment(GTK_SCROLLABLE(view));
	if (gtk_widget_compute_bounds(alert, view, &place)) {
		top = gtk_adjustment_get_value(scroll) + place.origin.y;
		gtk_adjustment_clamp_page(
		    scroll, top - ROOM, top + place.size.height + ROOM);
	}
	return G_SOURCE_REMOVE;
}

static void
update_note(struct piece *p, const struct item *i)
{
	struct note *n = (struct note *)p;
	char *says = g_strdup_printf("%d\n%s\n%s", i->tone,
	    i->label ? i->label : "", i->value ? i->value : "");
	GtkWidget *old = gtk_widget_get_first_child(p->widget), *alert;

	if (g_strcmp0(says, n->said) == 0) {
		g_free(says);
		return;
	}
	if (old)
		gtk_box_remove(GTK_BOX(p->widget), old);
	alert = alert_new(i);
	gtk_box_append(GTK_BOX(p->widget), alert);
	if (n->said || i->tone == TONE_PROBLEM)
		gtk_widget_add_tick_callback(alert, scroll_to, NULL, NULL);
	g_free(n->said);
	n->said = says;
}

static void
done_note(struct piece *p)
{
	g_free(((struct note *)p)->said);
}

const struct piece_class piece_note = {
    .place = PIECE_BLOCK,
    .size = sizeof(struct note),
    .make = make_note,
    .update = update_note,
    .done = done_note,
};

/* --- fact --- */

/* The width of a caption, in Latin letters. */
enum { CAPTION_LEAST = 10, CAPTION_MOST = 24 };

struct fact {
	struct piece piece;
	GtkWidget *label, *value, *hint;
};

/* With the keyboard on it all of it is selected, to be copied; not longer, but
 * while another window has the keyboard, where it may be pasted. If the
 * keyboard came to another such text, that one has taken the selection over. To
 * give it back before that, in the same millisecond, would make GTK on X11 take
 * its own giving back for another program's claim, and nothing would be
 * selected. */
static gboolean
select_nothing(gpointer label)
{
	GtkRoot *window = gtk_widget_get_root(label);

	if (window == NULL || gtk_root_get_focus(window) != label)
		gtk_label_select_region(label, 0, 0);
	return G_SOURCE_REMOVE;
}

static void
select_nothing_soon(GtkEventControllerFocus *focus, gpointer label)
{
	g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, select_nothing,
	    g_object_ref(label), g_object_unref);
}

static GtkWidget *
value_new(void)
{
	GtkWidget *label = label_new(NULL);
	GtkEventController *focus = gtk_event_controller_focus_new();

	gtk_label_set_selectable(GTK_LABEL(label), TRUE);
	g_signal_connect(
	    focus, "leave", G_CALLBACK(select_nothing_soon), label);
	gtk_widget_add_controller(label, focus);
	return label;
}

static void
make_fact(struct piece *p, const struct item *i)
{
	struct fact *f = (struct fact *)p;
	GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 18);
	GtkWidget *right = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);

	f->label = label_new("dim-label");
	gtk_widget_set_valign(f->label, GTK_ALIGN_START);
	f->value = value_new();
	f->hint = label_new("caption");
	gtk_widget_set_hexpand(right, TRUE);
	gtk_box_append(GTK_BOX(right), f->value);
	gtk_box_append(GTK_BOX(right), f->hint);
	gtk_box_append(GTK_BOX(row), f->label);
	gtk_box_append(GTK_BOX(row), right);
	p->widget = row;
	p->caption = f->label;
	p->focus = f->value;
}

static int
letters_wide(const char *text)
{
	glong count = g_utf8_strlen(text, -1);
	int wide = 0;

	for (glong n = 0; n < count; n++)
		wide += g_unichar_iswide(
			    g_utf8_get_char(g_utf8_offset_to_pointer(text, n)))
			    ? 2
			    : 1;
	return wide;
}

/* Captions of a card are one column, so that none gives way to a long value:
 * it wraps when it is too long by itself, and then at the limit. */
static void
show_caption(GtkWidget *label, const char *text)
{
	bool wraps = text && letters_wide(text) > CAPTION_MOST;

	label_show(label, text);
	gtk_label_set_wrap(GTK_LABEL(label), wraps);
	gtk_label_set_width_chars(
	    GTK_LABEL(label), wraps ? CAPTION_MOST : CAPTION_LEAST);
	gtk_label_set_max_width_chars(
	    GTK_LABEL(label), wraps ? CAPTION_MOST : -1);
}

static void
update_fact(struct piece *p, const struct item *i)
{
	struct fact *f = (struct fact *)p;
	char *description;

	show_caption(f->label, i->label);
	label_show(f->value, i->value ? i->value : "—");
	label_show(f->hint, i->hint);
	tone_show(i->hint ? f->hint : f->value, i->tone);
	/* The name of a text is the text; what it is about comes after it. */
	description = g_strjoin(", ", i->label, i->hint, NULL);
	access_describe(f->value, description);
	g_free(description);
}

const struct piece_class piece_fact = {
    .place = PIECE_CARD,
    .size = sizeof(struct fact),
    .make = make_fact,
    .update = update_fact,
};
