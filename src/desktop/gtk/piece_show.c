/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures, steps and documents. */
#include "piece.h"

/* --- picture --- */

static void
picture_pressed(GtkButton *button, void *self)
{
	piece_tell(self, (struct event){.kind = EVENT_PRESS});
}

struct picture {
	struct piece piece;
	GtkWidget *picture;
	GBytes *png;
};

static void
make_picture(struct piece *p, const struct item *i)
{
	struct picture *c = (struct picture *)p;

	c->picture = gtk_picture_new();
	gtk_picture_set_can_shrink(GTK_PICTURE(c->picture), FALSE);
	p->widget = gtk_button_new();
	p->focus = p->widget;
	gtk_widget_add_css_class(p->widget, "picture");
	gtk_widget_set_halign(p->widget, GTK_ALIGN_START);
	gtk_widget_set_valign(p->widget, GTK_ALIGN_CENTER);
	gtk_button_set_child(GTK_BUTTON(p->widget), c->picture);
	g_signal_connect(p->widget, "clicked", G_CALLBACK(picture_pressed), p);
}

static void
show_png(struct picture *c, struct bytes png)
{
	GBytes *bytes = g_bytes_new(png.p, png.len);
	GdkTexture *texture = NULL;

	if (c->png && g_bytes_equal(c->png, bytes)) {
		g_bytes_unref(bytes);
		return;
	}
	if (png.len > 0)
		texture = gdk_texture_new_from_bytes(bytes, NULL);
	gtk_picture_set_paintable(
	    GTK_PICTURE(c->picture), GDK_PAINTABLE(texture));
	g_clear_object(&texture);
	g_clear_pointer(&c->png, g_bytes_unref);
	c->png = bytes;
}

static void
update_picture(struct piece *p, const struct item *i)
{
	struct picture *c = (struct picture *)p;

	show_png(c, i->png);
	usable_show(p->widget, i);
	if (!i->why_not)
		gtk_widget_set_tooltip_text(p->widget, i->hint);
	access_name(p->widget, i->label);
}

static void
done_picture(struct piece *p)
{
	g_clear_pointer(&((struct picture *)p)->png, g_bytes_unref);
}

const struct piece_class piece_picture = {
    .place = PIECE_ASIDE,
    .size = sizeof(struct picture),
    .make = make_picture,
    .update = update_picture,
    .done = done_picture,
};

/* --- steps --- */

static void
make_steps(struct piece *p, const struct item *i)
{
	p->widget =
	    g_object_new(GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
		"accessible-role", GTK_ACCESSIBLE_ROLE_LIST, NULL);
	gtk_widget_add_css_class(p->widget, "steps");
}

static const struct {
	const char *icon, *style;
	enum text said;
} steps[] = {
    [STEP_WAITING] = {"content-loading-symbolic", "dim-label",
	TEXT_FACE_STEP_WAITING},
    [STEP_WORKING] = {NULL, "step-working", TEXT_FACE_STEP_WORKING},
    [STEP_DONE] = {"object-select-symbolic", "success", TEXT_FACE_STEP_DONE},
    [STEP_FAILED] = {"dialog-error-symbolic", "error", TEXT_FACE_STEP_FAILED},
};

static GtkWidget *
step_symbol(enum step_state state)
{
	GtkWidget *symbol;

	if (state == STEP_WORKING) {
		symbol = gtk_spinner_new();
		gtk_spinner_start(GTK_SPINNER(symbol));
	} else {
		symbol = symbol_new(steps[state].icon);
		gtk_widget_add_css_class(symbol, steps[state].style);
	}
	gtk_widget_set_valign(symbol, GTK_ALIGN_START);
	gtk_widget_set_size_request(symbol, 16, 16);
	return symbol;
}

static GtkWidget *
step_new(const struct step_line *s, enum lang lang)
{
	GtkWidget *row = g_object_new(GTK_TYPE_BOX, "spacing", 12,
	    "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
	GtkWidget *label =
	    label_new(s->state == STEP_WAITING ? "dim-label" : NULL);
	const char *state = text_in(steps[s->state].said, lang);
	char *name = g_strdup_printf("%s: %s", s->label, state);

	label_show(label, s->label);
	gtk_box_append(GTK_BOX(row), step_symbol(s->state));
	gtk_box_append(GTK_BOX(row), label);
	access_name(row, name);
	g_free(name);
	return row;
}

/* Each line is drawn anew when it changed, and only then: screen readers hear
 * of what is new, and spinners go on turning. */
static void
update_steps(struct piece *p, const struct item *i)
{
	GtkWidget *row = gtk_widget_get_first_child(p->widget), *next, *made;

	for (size_t n = 0; n < i->step_count; n++, row = next) {
		const struct step_line *s = &i->steps[n];
		char *key = g_strdup_printf(
		    "%d%d%s", s->state, piece_lang(p), s->label);

		next = row ? gtk_widget_get_next_sibling(row) : NULL;
		if (row &&
		    strcmp(g_object_get_data(G_OBJECT(row), "key"), key) == 0) {
			g_free(key);
			continue;
		}
		made = step_new(s, piece_lang(p));
		g_object_set_data_full(G_OBJECT(made), "key", key, g_free);
		gtk_box_insert_child_after(GTK_BOX(p->widget), made,
		    row ? row : gtk_widget_get_last_child(p->widget));
		if (row)
			gtk_box_remove(GTK_BOX(p->widget), row);
	}
	for (; row; row = next) {
		next = gtk_widget_get_next_sibling(row);
		gtk_box_remove(GTK_BOX(p->widget), row);
	}
}

const struct piece_class piece_steps = {
    .place = PIECE_BLOCK,
    .size = sizeof(struct piece),
    .make = make_steps,
    .update = update_steps,
};

/* --- document --- */

/* A text view does not know its height before it is drawn: so much at least,
 * and what the window has left. */
enum { DOCUMENT_HEIGHT = 300 };

struct document {
	struct piece piece;
	GtkWidget *label, *text;
};

static void
make_document(struct piece *p, const struct item *i)
{
	struct document *d = (struct document *)p;
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
	GtkWidget *scroller = gtk_scrolled_window_new();

	d->label = label_new("field-label");
	d->text = g_object_new(GTK_TYPE_TEXT_VIEW, "editable", FALSE,
	    "cursor-visible", FALSE, "monospace", TRUE, "wrap-mode",
	    GTK_WRAP_WORD_CHAR, "left-margin", 12, "right-margin", 12,
	    "top-margin", 12, "bottom-margin", 12, "accepts-tab", FALSE, NULL);
	access_labelled_by(d->text, d->label);
	gtk_widget_add_css_class(d->text, "document");
	gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), d->text);
	gtk_scrolled_window_set_min_content_height(
	    GTK_SCROLLED_WINDOW(scroller), DOCUMENT_HEIGHT);
	gtk_widget_set_focusable(scroller, FALSE);
	gtk_widget_add_css_class(scroller, "card");
	gtk_widget_set_overflow(scroller, GTK_OVERFLOW_HIDDEN);
	gtk_widget_set_vexpand(scroller, TRUE);
	gtk_box_append(GTK_BOX(box), d->label);
	gtk_box_append(GTK_BOX(box), scroller);
	p->widget = box;
	p->focus = d->text;
}

static void
update_document(struct piece *p, const struct item *i)
{
	struct document *d = (struct document *)p;
	GtkTextBuffer *buffer =
	    gtk_text_view_get_buffer(GTK_TEXT_VIEW(d->text));
	GtkTextIter from, to;
	char *old;

	label_show(d->label, i->label);
	gtk_text_buffer_get_bounds(buffer, &from, &to);
	old = gtk_text_buffer_get_text(buffer, &from, &to, FALSE);
	if (g_strcmp0(old, i->value ? i->value : "") != 0)
		gtk_text_buffer_set_text(buffer, i->value ? i->value : "", -1);
	g_free(old);
	access_describe(d->text, i->hint);
}

const struct piece_class piece_document = {
    .place = PIECE_BLOCK,
    .grows = true,
    .size = sizeof(struct document),
    .make = make_document,
    .update = update_document,
};
