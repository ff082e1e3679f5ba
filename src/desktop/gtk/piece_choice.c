/* SPDX-License-Identifier: Apache-2.0 */
/* Choices and switches. */
#include "piece.h"

/* --- one of a few: radio buttons in a card, each with its hint --- */

struct radios {
	struct piece piece;
	GtkWidget *label, *card, *hint;
	/* Not shown: in one group with it, a button that is alone cannot be
	 * switched off either, and is told to be one of a choice. Chosen when
	 * no other is. */
	GtkCheckButton *leader;
	size_t count; /* of the buttons in the card */
};

/* What is in a radio button. */
static GtkWidget *
option_words(const struct option *o)
{
	GtkWidget *words = gtk_box_new(GTK_ORIENTATION_VERTICAL, 2);
	GtkWidget *label = label_new(NULL), *hint = label_new("hint");

	label_show(label, o->label);
	label_show(hint, o->why_not ? o->why_not : o->hint);
	tone_show(hint, TONE_PLAIN);
	gtk_box_append(GTK_BOX(words), label);
	gtk_box_append(GTK_BOX(words), hint);
	return words;
}

static void
picked(GtkCheckButton *button, void *self)
{
	const struct radios *r = self;
	size_t index = 0;

	if (!gtk_check_button_get_active(button))
		return;
	for (GtkWidget *w = gtk_widget_get_first_child(r->card);
	     w && w != GTK_WIDGET(button); w = gtk_widget_get_next_sibling(w))
		index++;
	piece_tell(self, (struct event){.kind = EVENT_CHOOSE, .index = index});
}

static void
add_radio(struct radios *r)
{
	GtkWidget *button = g_object_new(GTK_TYPE_CHECK_BUTTON,
	    "accessible-role", GTK_ACCESSIBLE_ROLE_RADIO, NULL);

	gtk_widget_add_css_class(button, "row");
	gtk_check_button_set_group(GTK_CHECK_BUTTON(button), r->leader);
	enter_is_default(button);
	if (r->count == 0)
		r->piece.focus = button;
	g_signal_connect(button, "toggled", G_CALLBACK(picked), r);
	gtk_box_append(GTK_BOX(r->card), button);
	r->count++;
}

static void
drop_radio(struct radios *r)
{
	gtk_box_remove(GTK_BOX(r->card), gtk_widget_get_last_child(r->card));
	if (--r->count == 0)
		r->piece.focus = NULL;
}

static void
make_radios(struct piece *p, const struct item *i)
{
	struct radios *r = (struct radios *)p;
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);

	r->label = label_new("field-label");
	r->card =
	    g_object_new(GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
		"accessible-role", GTK_ACCESSIBLE_ROLE_RADIO_GROUP, NULL);
	r->leader = g_object_ref_sink(GTK_CHECK_BUTTON(gtk_check_button_new()));
	gtk_widget_add_css_class(r->card, "card");
	gtk_widget_add_css_class(r->card, "rows");
	access_labelled_by(r->card, r->label);
	r->hint = label_new("hint");
	gtk_box_append(GTK_BOX(box), r->label);
	gtk_box_append(GTK_BOX(box), r->card);
	gtk_box_append(GTK_BOX(box), r->hint);
	p->widget = box;
}

static void
update_radio(GtkWidget *button, const struct option *o, bool chosen)
{
	gtk_check_button_set_child(GTK_CHECK_BUTTON(button), option_words(o));
	gtk_check_button_set_active(GTK_CHECK_BUTTON(button), chosen);
	gtk_widget_set_sensitive(button, !o->why_not);
	access_name(button, o->label);
	access_describe(button, o->why_not ? o->why_not : o->hint);
}

static void
update_radios(struct piece *p, const struct item *i)
{
	struct radios *r = (struct radios *)p;
	GtkWidget *button;
	size_t n = 0;

	label_show(r->label, i->label);
	label_show(r->hint, i->why_not ? i->why_not : i->hint);
	tone_show(r->hint, i->why_not ? TONE_PLAIN : i->tone);
	while (r->count < i->option_count)
		add_radio(r);
	while (r->count > i->option_count)
		drop_radio(r);
	gtk_check_button_set_active(r->leader, TRUE);
	for (button = gtk_widget_get_first_child(r->card); button;
	     button = gtk_widget_get_next_sibling(button), n++) {
		update_radio(button, &i->options[n], n == i->chosen);
		if (n == i->chosen)
			p->focus = button;
	}
	gtk_widget_set_sensitive(r->card, !i->why_not);
	access_describe(r->card, i->why_not ? i->why_not : i->hint);
}

static void
done_radios(struct piece *p)
{
	g_object_unref(((struct radios *)p)->leader);
}

const struct piece_class piece_radios = {
    .place = PIECE_BLOCK,
    .size = sizeof(struct radios),
    .make = make_radios,
    .update = update_radios,
    .done = done_radios,
};

/* --- one of many: drops down --- */

struct drop_down {
	struct piece piece;
	GtkWidget *label, *list, *hint;
	GtkStringList *options;
};

static void
dropped(GtkDropDown *list, GParamSpec *property, void *self)
{
	guint index = gtk_drop_down_get_selected(list);

	if (index != GTK_INVALID_LIST_POSITION)
		piece_tell(
		    self, (struct event){.kind = EVENT_CHOOSE, .index = index});
}

static void
make_drop_down(struct piece *p, const struct item *i)
{
	struct drop_down *d = (struct drop_down *)p;
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);

	d->label = label_new("field-label");
	d->options = gtk_string_list_new(NULL);
	d->list = gtk_drop_down_new(G_LIST_MODEL(d->options), NULL);
	d->hint = label_new("hint");
	gtk_label_set_mnemonic_widget(GTK_LABEL(d->label), d->list);
	access_labelled_by(d->list, d->label);
	gtk_box_append(GTK_BOX(box), d->label);
	gtk_box_append(GTK_BOX(box), d->list);
	gtk_box_append(GTK_BOX(box), d->hint);
	g_signal_connect(d->list, "notify::selected", G_CALLBACK(dropped), p);
	p->widget = box;
	p->focus = d->list;
}

static bool
same_options(GtkStringList *list, const struct item *i)
{
	if (g_list_model_get_n_items(G_LIST_MODEL(list)) != i->option_count)
		return false;
	for (guint n = 0; n < i->option_count; n++)
		if (strcmp(gtk_string_list_get_string(list, n),
			i->options[n].label) != 0)
			return false;
	return true;
}

static void
show_options(GtkStringList *list, const struct item *i)
{
	guint old = g_list_model_get_n_items(G_LIST_MODEL(list));
	GPtrArray *labels = g_ptr_array_new();

	for (size_t n = 0; n < i->option_count; n++)
		g_ptr_array_add(labels, (void *)(uintptr_t)i->options[n].label);
	g_ptr_array_add(labels, NULL);
	gtk_string_list_splice(
	    list, 0, old, (const char *const *)labels->pdata);
	g_ptr_array_unref(labels);
}

static void
update_drop_down(struct piece *p, const struct item *i)
{
	struct drop_down *d = (struct drop_down *)p;

	label_show(d->label, i->label);
	label_show(d->hint, i->why_not ? i->why_not : i->hint);
	tone_show(d->hint, i->why_not ? TONE_PLAIN : i->tone);
	if (!same_options(d->options, i))
		show_options(d->options, i);
	gtk_drop_down_set_selected(GTK_DROP_DOWN(d->list),
	    i->chosen < i->option_count ? (guint)i->chosen
					: GTK_INVALID_LIST_POSITION);
	usable_show(d->list, i);
	/* What takes the keyboard is the button in it. */
	access_name(gtk_widget_get_first_child(d->list), i->label);
	access_describe(gtk_widget_get_first_child(d->list),
	    i->why_not ? i->why_not : i->hint);
}

const struct piece_class piece_drop_down = {
    .place = PIECE_BLOCK,
    .size = sizeof(struct drop_down),
    .make = make_drop_down,
    .update = update_drop_down,
};

/* --- switch --- */

struct toggle {
	struct piece piece;
	GtkWidget *label, *hint, *toggle;
};

static void
toggled(GtkSwitch *toggle, GParamSpec *property, void *self)
{
	piece_tell(self, (struct event){
			     .kind = EVENT_SWITCH,
			     .on = gtk_switch_get_active(toggle),
			 });
}

/* The whole row is the switch's target for the mouse. */
static void
row_clicked(GtkGestureClick *click, int times, double x, double y, void *self)
{
	struct toggle *t = self;

	if (gtk_widget_is_sensitive(t->toggle))
		gtk_switch_set_active(GTK_SWITCH(t->toggle),
		    !gtk_switch_get_active(GTK_SWITCH(t->toggle)));
}

static void
make_switch(struct piece *p, const struct item *i)
{
	struct toggle *t = (struct toggle *)p;
	GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 18);
	GtkWidget *words = gtk_box_new(GTK_ORIENTATION_VERTICAL, 2);
	GtkGesture *click = gtk_gesture_click_new();

	t->label = label_new(NULL);
	t->hint = label_new("hint");
	t->toggle = gtk_switch_new();
	gtk_widget_set_valign(t->toggle, GTK_ALIGN_CENTER);
	gtk_widget_set_valign(words, GTK_ALIGN_CENTER);
	gtk_widget_set_hexpand(words, TRUE);
	gtk_box_append(GTK_BOX(words), t->label);
	gtk_box_append(GTK_BOX(words), t->hint);
	gtk_box_append(GTK_BOX(row), words);
	gtk_box_append(GTK_BOX(row), t->toggle);
	gtk_label_set_mnemonic_widget(GTK_LABEL(t->label), t->toggle);
	enter_is_default(t->toggle);
	access_labelled_by(t->toggle, t->label);
	g_signal_connect(t->toggle, "notify::active", G_CALLBACK(toggled), p);
	g_signal_connect(click, "released", G_CALLBACK(row_clicked), p);
	gtk_widget_add_controller(words, GTK_EVENT_CONTROLLER(click));
	p->widget = row;
	p->focus = t->toggle;
}

static void
update_switch(struct piece *p, const struct item *i)
{
	struct toggle *t = (struct toggle *)p;

	label_show_mnemonic(p, t->label, i->label);
	label_show(t->hint, i->why_not ? i->why_not : i->hint);
	tone_show(t->hint, i->why_not ? TONE_PLAIN : i->tone);
	gtk_switch_set_active(GTK_SWITCH(t->toggle), i->on);
	usable_show(t->toggle, i);
}

const struct piece_class piece_switch = {
    .place = PIECE_CARD,
    .size = sizeof(struct toggle),
    .make = make_switch,
    .update = update_switch,
};
