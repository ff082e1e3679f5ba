/* SPDX-License-Identifier: Apache-2.0 */
#include "foot.h"

#include "piece.h"
#include "wrap_layout.h"

enum { GAP = 12 };

struct foot {
	GtkWidget *all, *spinner, *line, *buttons;
};

struct foot *
foot_new(void)
{
	struct foot *f = g_new0(struct foot, 1);
	GtkWidget *status = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, GAP);

	f->all = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, GAP);
	gtk_widget_add_css_class(f->all, "foot");
	f->spinner = gtk_spinner_new();
	f->line = g_object_new(GTK_TYPE_LABEL, "accessible-role",
	    GTK_ACCESSIBLE_ROLE_STATUS, "wrap", TRUE, "xalign", 0.0, NULL);
	gtk_widget_add_css_class(f->line, "hint");
	gtk_widget_add_css_class(f->line, "plain");
	gtk_widget_set_hexpand(status, TRUE);
	gtk_box_append(GTK_BOX(status), f->spinner);
	gtk_box_append(GTK_BOX(status), f->line);
	f->buttons = wrap_box_new(GAP, true);
	gtk_box_append(GTK_BOX(f->all), status);
	gtk_box_append(GTK_BOX(f->all), f->buttons);
	return f;
}

void
foot_free(struct foot *f)
{
	g_free(f);
}

GtkWidget *
foot_widget(const struct foot *f)
{
	return f->all;
}

GtkWidget *
foot_buttons(const struct foot *f)
{
	return f->buttons;
}

/* Of the button that Enter would press, or of another one. */
static const char *
why_not(const struct view *v)
{
	const char *why = NULL;

	for (size_t n = 0; n < v->count; n++) {
		const struct item *i = &v->items[n];

		if (i->kind != ITEM_BUTTON || !(i->flags & ITEM_FOOT) ||
		    !i->why_not)
			continue;
		if (!why || i->flags & ITEM_DEFAULT)
			why = i->why_not;
	}
	return why;
}

void
foot_show(struct foot *f, const struct view *v)
{
	const char *line = v->busy ? v->busy : why_not(v);

	gtk_widget_set_visible(f->spinner, v->busy != NULL);
	gtk_spinner_set_spinning(GTK_SPINNER(f->spinner), v->busy != NULL);
	label_show(f->line, line);
	gtk_widget_set_visible(
	    f->all, line || gtk_widget_get_first_child(f->buttons));
}
