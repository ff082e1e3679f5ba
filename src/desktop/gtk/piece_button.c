/* SPDX-License-Identifier: Apache-2.0 */
/* Buttons, among the items and below them, and the choosers of files. */
#include "piece.h"

#include "mnemonic.h"
#include "window_private.h"

struct button {
	struct piece piece;
	unsigned flags;
	char *title, *file_name;       /* of the chooser */
	GtkFileChooserNative *chooser; /* while it is open */
};

/* --- files --- */

static void
file_chosen(GtkNativeDialog *dialog, int response, void *self)
{
	struct button *b = self;
	GFile *file = NULL;
	char *path = NULL;

	if (response == GTK_RESPONSE_ACCEPT)
		file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
	if (file)
		path = g_file_get_path(file);
	g_clear_object(&file);
	b->chooser = NULL;
	g_object_unref(dialog);
	/* A file that is not of this computer has no path. */
	if (path)
		piece_tell(&b->piece,
		    (struct event){.kind = EVENT_FILE, .text = path});
	g_free(path);
}

static void
choose_file(struct button *b)
{
	bool save = b->flags & ITEM_SAVE_FILE;
	enum lang lang = piece_lang(&b->piece);

	if (b->chooser)
		return;
	b->chooser = gtk_file_chooser_native_new(b->title,
	    window_frame(b->piece.window),
	    save ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN,
	    text_in(save ? TEXT_FACE_SAVE : TEXT_FACE_OPEN, lang),
	    text_in(TEXT_FACE_CANCEL, lang));
	gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(b->chooser), TRUE);
	if (save && b->file_name)
		gtk_file_chooser_set_current_name(
		    GTK_FILE_CHOOSER(b->chooser), b->file_name);
	g_signal_connect(b->chooser, "response", G_CALLBACK(file_chosen), b);
	gtk_native_dialog_show(GTK_NATIVE_DIALOG(b->chooser));
}

static void
pressed(GtkButton *button, void *self)
{
	struct button *b = self;

	if (!b->piece.window)
		return;
	if (b->flags & (ITEM_OPEN_FILE | ITEM_SAVE_FILE))
		choose_file(b);
	else
		piece_tell(&b->piece, (struct event){.kind = EVENT_PRESS});
}

static void
done_button(struct piece *p)
{
	struct button *b = (struct button *)p;

	if (b->chooser) {
		g_signal_handlers_disconnect_by_data(b->chooser, b);
		gtk_native_dialog_destroy(GTK_NATIVE_DIALOG(b->chooser));
		g_object_unref(b->chooser);
	}
	g_free(b->title);
	g_free(b->file_name);
}

/* --- both kinds --- */

static void
make_button(struct piece *p, const struct item *i)
{
	p->widget = gtk_button_new_with_mnemonic("");
	p->focus = p->widget;
	gtk_widget_set_valign(p->widget, GTK_ALIGN_CENTER);
	g_signal_connect(p->widget, "clicked", G_CALLBACK(pressed), p);
}

static void
style_button(GtkWidget *button, const char *style, bool on)
{
	if (on)
		gtk_widget_add_css_class(button, style);
	else
		gtk_widget_remove_css_class(button, style);
}

static void
update_button(struct piece *p, const struct item *i)
{
	struct button *b = (struct button *)p;
	bool danger = i->flags & ITEM_DANGER;
	char *marked;

	b->flags = i->flags;
	g_free(b->title);
	b->title = g_strdup(i->label);
	g_free(b->file_name);
	b->file_name = g_strdup(i->value);
	marked = mnemonic_mark(i->label, p->mnemonic);
	gtk_button_set_label(GTK_BUTTON(p->widget), marked);
	/* The label in it is its name; GTK would add this one with its mark. */
	access_name(p->widget, NULL);
	g_free(marked);
	style_button(p->widget, "destructive-action", danger);
	style_button(
	    p->widget, "suggested-action", !danger && i->flags & ITEM_DEFAULT);
	usable_show(p->widget, i);
	if (!i->why_not)
		gtk_widget_set_tooltip_text(p->widget, i->hint);
}

const struct piece_class piece_button = {
    .place = PIECE_LINE,
    .size = sizeof(struct button),
    .make = make_button,
    .update = update_button,
    .done = done_button,
};
const struct piece_class piece_foot_button = {
    .place = PIECE_FOOT,
    .size = sizeof(struct button),
    .make = make_button,
    .update = update_button,
    .done = done_button,
};
