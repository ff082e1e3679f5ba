/* SPDX-License-Identifier: Apache-2.0 */
/* Fields: a label, below it what is typed into, below that a hint. */
#include "piece.h"
#include "secret_entry.h"

struct field {
	struct piece piece;
	GtkWidget *label, *entry, *hint;
};

static void
place_field(struct field *f, GtkWidget *entry)
{
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);

	f->label = label_new("field-label");
	f->hint = label_new("hint");
	f->entry = entry;
	f->piece.aside = line;
	gtk_widget_set_valign(entry, GTK_ALIGN_CENTER);
	gtk_label_set_mnemonic_widget(GTK_LABEL(f->label), entry);
	access_labelled_by(entry, f->label);
	gtk_widget_set_hexpand(entry, TRUE);
	gtk_box_append(GTK_BOX(box), f->label);
	gtk_box_append(GTK_BOX(line), entry);
	gtk_box_append(GTK_BOX(box), line);
	gtk_box_append(GTK_BOX(box), f->hint);
	f->piece.widget = box;
	f->piece.focus = entry;
}

static void
update_field(struct field *f, const struct item *i)
{
	label_show_mnemonic(&f->piece, f->label, i->label);
	label_show(f->hint, i->why_not ? i->why_not : i->hint);
	tone_show(f->hint, i->why_not ? TONE_PLAIN : i->tone);
	usable_show(f->entry, i);
}

/* What is typed into stays as it is where it already says the same: the
 * cursor is in it. */
static void
show_text(GtkWidget *entry, const char *text)
{
	if (!text)
		text = "";
	if (strcmp(gtk_editable_get_text(GTK_EDITABLE(entry)), text) == 0)
		return;
	gtk_editable_set_text(GTK_EDITABLE(entry), text);
	gtk_editable_set_position(GTK_EDITABLE(entry), -1);
}

static void
typed(GtkEditable *entry, void *self)
{
	piece_tell(self, (struct event){
			     .kind = EVENT_TEXT,
			     .text = gtk_editable_get_text(entry),
			 });
}

/* --- entry --- */

static void
make_entry(struct piece *p, const struct item *i)
{
	GtkWidget *entry = gtk_entry_new();

	gtk_entry_set_activates_default(GTK_ENTRY(entry), TRUE);
	place_field((struct field *)p, entry);
	g_signal_connect(entry, "changed", G_CALLBACK(typed), p);
}

static void
update_entry(struct piece *p, const struct item *i)
{
	struct field *f = (struct field *)p;

	update_field(f, i);
	gtk_entry_set_max_length(
	    GTK_ENTRY(f->entry), i->max < G_MAXUINT16 ? (int)i->max : 0);
	show_text(f->entry, i->value);
}

const struct piece_class piece_entry = {
    .place = PIECE_BLOCK,
    .size = sizeof(struct field),
    .make = make_entry,
    .update = update_entry,
};

/* --- search --- */

static void
make_search(struct piece *p, const struct item *i)
{
	p->widget = gtk_search_entry_new();
	p->focus = p->widget;
	gtk_widget_set_hexpand(p->widget, TRUE);
	/* "search-changed" waits; here the screen decides what to do when. */
	g_signal_connect(p->widget, "changed", G_CALLBACK(typed), p);
}

static void
update_search(struct piece *p, const struct item *i)
{
	g_object_set(p->widget, "placeholder-text", i->label, NULL);
	usable_show(p->widget, i);
	access_name(p->widget, i->label);
	show_text(p->widget, i->value);
}

const struct piece_class piece_search = {
    .place = PIECE_LINE,
    .size = sizeof(struct piece),
    .make = make_search,
    .update = update_search,
};

/* --- secret --- */

static void
typed_secret(GtkEditable *entry, void *self)
{
	piece_tell(self, (struct event){
			     .kind = EVENT_SECRET,
			     .secret = secret_entry_bytes(GTK_WIDGET(entry)),
			 });
}

static void
make_secret(struct piece *p, const struct item *i)
{
	GtkWidget *entry = secret_entry_new();

	g_object_set(entry, "activates-default", TRUE, NULL);
	place_field((struct field *)p, entry);
	g_signal_connect(entry, "changed", G_CALLBACK(typed_secret), p);
}

static gboolean
tell_as_it_is(void *self)
{
	struct field *f = self;

	typed_secret(GTK_EDITABLE(f->entry), f);
	return G_SOURCE_REMOVE;
}

static void
update_secret(struct piece *p, const struct item *i)
{
	struct field *f = (struct field *)p;
	size_t typed_length = secret_entry_length(f->entry);

	update_field(f, i);
	secret_entry_limit(f->entry, i->max);
	if (i->length == 0 && typed_length > 0)
		secret_entry_clear(f->entry);
	/* The screen kept what was typed while the field was away. People do
	 * not see it any more, so it does not count: soon, since a view must
	 * not change while it is drawn. */
	if (i->length > 0 && typed_length == 0)
		piece_soon(p, tell_as_it_is);
}

const struct piece_class piece_secret = {
    .place = PIECE_BLOCK,
    .size = sizeof(struct field),
    .make = make_secret,
    .update = update_secret,
};
