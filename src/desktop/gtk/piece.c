/* SPDX-License-Identifier: Apache-2.0 */
#include "piece.h"

#include "mnemonic.h"
#include "window_private.h"

static const struct piece_class *
choice_class(const struct item *i)
{
	if (i->flags & ITEM_COMPACT)
		return &piece_drop_down;
	for (size_t n = 0; n < i->option_count; n++)
		if (i->options[n].hint || i->options[n].why_not)
			return &piece_radios;
	return i->option_count > RADIOS_MAX ? &piece_drop_down : &piece_radios;
}

const struct piece_class *
piece_class_of(const struct item *i)
{
	switch (i->kind) {
	case ITEM_HEADING:
		return &piece_heading;
	case ITEM_TEXT:
		return &piece_text;
	case ITEM_NOTE:
		return &piece_note;
	case ITEM_FACT:
		return &piece_fact;
	case ITEM_ENTRY:
		return i->flags & ITEM_SEARCH ? &piece_search : &piece_entry;
	case ITEM_SECRET:
		return &piece_secret;
	case ITEM_CHOICE:
		return choice_class(i);
	case ITEM_SWITCH:
		return &piece_switch;
	case ITEM_TABLE:
		return &piece_table;
	case ITEM_PICTURE:
		return &piece_picture;
	case ITEM_STEPS:
		return &piece_steps;
	case ITEM_DOCUMENT:
		return &piece_document;
	case ITEM_BUTTON:
		return i->flags & ITEM_FOOT ? &piece_foot_button
					    : &piece_button;
	}
	return &piece_text;
}

static void
forget(void *self)
{
	struct piece *p = self;

	if (p->class->done)
		p->class->done(p);
	g_free(p);
}

struct piece *
piece_new(struct window *w, const struct item *i, unsigned nth)
{
	const struct piece_class *class = piece_class_of(i);
	struct piece *p = g_malloc0(class->size);

	p->class = class;
	p->window = w;
	p->id = i->id;
	p->nth = nth;
	class->make(p, i);
	g_object_ref_sink(p->widget);
	g_object_set_data_full(G_OBJECT(p->widget), "piece", p, forget);
	return p;
}

bool
piece_is_labelled(const struct item *i)
{
	return i->kind == ITEM_BUTTON ||
	       (i->kind == ITEM_ENTRY && !(i->flags & ITEM_SEARCH)) ||
	       i->kind == ITEM_SECRET || i->kind == ITEM_SWITCH;
}

void
piece_update(struct piece *p, const struct item *i, char mnemonic)
{
	p->mnemonic = mnemonic;
	p->drawing = true;
	p->class->update(p, i);
	p->drawing = false;
}

void
piece_free(struct piece *p)
{
	p->window = NULL;
	g_object_unref(p->widget);
}

void
piece_tell(struct piece *p, struct event e)
{
	e.id = p->id;
	if (p->window && !p->drawing)
		window_send(p->window, &e);
}

struct soon {
	struct piece *piece;
	GSourceFunc call;
};

static gboolean
call_soon(void *self)
{
	struct soon *s = self;

	if (s->piece->window)
		s->call(s->piece);
	return G_SOURCE_REMOVE;
}

static void
forget_soon(void *self)
{
	struct soon *s = self;

	g_object_unref(s->piece->widget);
	g_free(s);
}

void
piece_soon(struct piece *p, GSourceFunc call)
{
	struct soon *s = g_new0(struct soon, 1);

	s->piece = p;
	s->call = call;
	g_object_ref(p->widget);
	g_idle_add_full(G_PRIORITY_HIGH_IDLE, call_soon, s, forget_soon);
}

enum lang
piece_lang(const struct piece *p)
{
	return p->window ? window_lang(p->window) : LANG_ZH;
}

GtkWidget *
label_new(const char *style)
{
	GtkWidget *label = gtk_label_new(NULL);

	gtk_label_set_wrap(GTK_LABEL(label), TRUE);
	gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
	gtk_label_set_xalign(GTK_LABEL(label), 0);
	if (style)
		gtk_widget_add_css_class(label, style);
	return label;
}

void
label_show(GtkWidget *label, const char *text)
{
	if (text && strcmp(gtk_label_get_label(GTK_LABEL(label)), text) != 0)
		gtk_label_set_label(GTK_LABEL(label), text);
	gtk_widget_set_visible(label, text && *text);
}

void
label_show_mnemonic(const struct piece *p, GtkWidget *label, const char *text)
{
	char *marked = text ? mnemonic_mark(text, p->mnemonic) : NULL;

	label_show(label, marked);
	gtk_label_set_use_underline(GTK_LABEL(label), TRUE);
	g_free(marked);
}

GtkWidget *
symbol_new(const char *icon)
{
	return g_object_new(GTK_TYPE_IMAGE, "icon-name", icon,
	    "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static const struct {
	const char *style, *icon;
} tones[] = {
    [TONE_PLAIN] = {"plain", NULL},
    [TONE_GOOD] = {"success", "emblem-ok-symbolic"},
    [TONE_CAUTION] = {"warning", "dialog-warning-symbolic"},
    [TONE_PROBLEM] = {"error", "dialog-error-symbolic"},
    [TONE_BUSY] = {"busy", NULL},
};

void
tone_show(GtkWidget *widget, enum tone tone)
{
	for (size_t n = 0; n < COUNT(tones); n++)
		if (n == tone)
			gtk_widget_add_css_class(widget, tones[n].style);
		else
			gtk_widget_remove_css_class(widget, tones[n].style);
}

const char *
tone_icon(enum tone tone)
{
	return tones[tone].icon;
}

void
access_name(GtkWidget *widget, const char *name)
{
	if (name)
		gtk_accessible_update_property(GTK_ACCESSIBLE(widget),
		    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
	else
		gtk_accessible_reset_property(
		    GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

void
access_describe(GtkWidget *widget, const char *description)
{
	if (description)
		gtk_accessible_update_property(GTK_ACCESSIBLE(widget),
		    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
	else
		gtk_accessible_reset_property(GTK_ACCESSIBLE(widget),
		    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

void
access_labelled_by(GtkWidget *widget, GtkWidget *label)
{
	gtk_accessible_update_relation(GTK_ACCESSIBLE(widget),
	    GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
}

static gboolean
enter_pressed(GtkEventControllerKey *keys, guint key, guint code,
    GdkModifierType held, void *self)
{
	GtkWidget *widget =
	    gtk_event_controller_get_widget(GTK_EVENT_CONTROLLER(keys));

	if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
		return FALSE;
	gtk_widget_activate_default(widget);
	return TRUE;
}

void
enter_is_default(GtkWidget *widget)
{
	GtkEventController *keys = gtk_event_controller_key_new();

	gtk_event_controller_set_propagation_phase(keys, GTK_PHASE_CAPTURE);
	g_signal_connect(keys, "key-pressed", G_CALLBACK(enter_pressed), NULL);
	gtk_widget_add_controller(widget, keys);
}

void
usable_show(GtkWidget *widget, const struct item *i)
{
	gtk_widget_set_sensitive(widget, !i->why_not);
	gtk_widget_set_tooltip_text(widget, i->why_not);
	access_describe(widget, i->why_not ? i->why_not : i->hint);
}
