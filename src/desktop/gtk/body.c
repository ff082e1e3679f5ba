/* SPDX-License-Identifier: Apache-2.0 */
#include "body.h"

#include "mnemonic.h"
#include "piece.h"
#include "wrap_layout.h"

/* Distances between blocks, in pixels of the toolkit. */
enum {
	GAP = 18,
	GAP_BEFORE_HEADING = 30,
	GAP_AFTER_HEADING = 9,
	GAP_BETWEEN_TEXTS = 9,
	GAP_IN_LINE = 12,
};

struct body {
	struct window *window;
	GtkWidget *items, *foot;
	GPtrArray *pieces; /* as the view's items, in their order */
	struct piece *enter, *escape;
	GtkWidget *left;   /* what had the keyboard before it was unusable */
	GtkWidget *refuge; /* where it went for want of something better, then
			    * or when nothing had it; compared, never used */
};

struct body *
body_new(struct window *w, GtkWidget *items, GtkWidget *foot)
{
	struct body *b = g_new0(struct body, 1);

	b->window = w;
	b->items = items;
	b->foot = foot;
	b->pieces = g_ptr_array_new();
	return b;
}

static struct piece *
piece_at(const struct body *b, size_t n)
{
	return g_ptr_array_index(b->pieces, n);
}

static void
forget_left(struct body *b)
{
	g_clear_object(&b->left);
	b->refuge = NULL;
}

void
body_free(struct body *b)
{
	forget_left(b);
	for (size_t n = 0; n < b->pieces->len; n++)
		piece_free(piece_at(b, n));
	g_ptr_array_unref(b->pieces);
	g_free(b);
}

/* --- which pieces stay --- */

/* Which of those before it are of its class and id. */
static unsigned
nth_of(const struct view *v, size_t at)
{
	const struct piece_class *class = piece_class_of(&v->items[at]);
	unsigned nth = 0;

	for (size_t n = 0; n < at; n++)
		nth += v->items[n].id == v->items[at].id &&
		       piece_class_of(&v->items[n]) == class;
	return nth;
}

static bool
draws(const struct piece *p, const struct item *i, unsigned nth)
{
	return p && p->class == piece_class_of(i) && p->id == i->id &&
	       p->nth == nth;
}

static bool
is_alike(const struct body *b, const struct view *v)
{
	if (b->pieces->len != v->count)
		return false;
	for (size_t n = 0; n < v->count; n++)
		if (piece_at(b, n)->class != piece_class_of(&v->items[n]) ||
		    piece_at(b, n)->id != v->items[n].id)
			return false;
	return true;
}

/* The old piece of that item, which leaves the array; or NULL. */
static struct piece *
take_old(GPtrArray *old, const struct item *i, unsigned nth)
{
	for (size_t n = 0; n < old->len; n++) {
		struct piece *p = g_ptr_array_index(old, n);

		if (draws(p, i, nth)) {
			g_ptr_array_index(old, n) = NULL;
			return p;
		}
	}
	return NULL;
}

/* Widgets of pieces leave the boxes they are in, and boxes go. */
static void
clear(struct body *b)
{
	GtkWidget *child;

	for (size_t n = 0; n < b->pieces->len; n++) {
		GtkWidget *widget = piece_at(b, n)->widget;

		gtk_box_remove(GTK_BOX(gtk_widget_get_parent(widget)), widget);
	}
	while ((child = gtk_widget_get_first_child(b->items)))
		gtk_box_remove(GTK_BOX(b->items), child);
}

/* --- where they stand --- */

static bool
is_class(const struct piece *p, const struct piece_class *class)
{
	return p && p->class == class;
}

static int
gap_between(const struct piece *before, const struct piece *p)
{
	if (!before)
		return 0;
	if (is_class(before, &piece_heading))
		return GAP_AFTER_HEADING;
	if (is_class(p, &piece_heading))
		return GAP_BEFORE_HEADING;
	if (is_class(before, &piece_text) && is_class(p, &piece_text))
		return GAP_BETWEEN_TEXTS;
	return GAP;
}

static GtkWidget *
container_for(enum piece_place place)
{
	GtkWidget *box;

	if (place == PIECE_LINE)
		return wrap_box_new(GAP_IN_LINE, false);
	box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	gtk_widget_add_css_class(box, "card");
	gtk_widget_add_css_class(box, "rows");
	g_object_set_data_full(G_OBJECT(box), "captions",
	    gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL), g_object_unref);
	return box;
}

/* Where the last piece went. */
struct cursor {
	struct piece *before;
	GtkWidget *container; /* of cards and lines: still open; or NULL */
};

static void
place_in_container(struct body *b, struct cursor *c, struct piece *p)
{
	if (p->class->place == PIECE_CARD)
		gtk_widget_add_css_class(p->widget, "row");
	if (!c->container || c->before->class->place != p->class->place) {
		c->container = container_for(p->class->place);
		gtk_widget_set_margin_top(
		    c->container, gap_between(c->before, p));
		gtk_box_append(GTK_BOX(b->items), c->container);
	}
	gtk_box_append(GTK_BOX(c->container), p->widget);
	if (p->caption)
		gtk_size_group_add_widget(
		    g_object_get_data(G_OBJECT(c->container), "captions"),
		    p->caption);
}

static void
place(struct body *b, struct cursor *c, struct piece *p)
{
	switch (p->class->place) {
	case PIECE_FOOT:
		gtk_box_append(GTK_BOX(b->foot), p->widget);
		return;
	case PIECE_CARD:
	case PIECE_LINE:
		place_in_container(b, c, p);
		c->before = p;
		return;
	case PIECE_ASIDE:
		if (c->before && c->before->aside) {
			gtk_widget_set_margin_top(p->widget, 0);
			gtk_box_append(GTK_BOX(c->before->aside), p->widget);
			return;
		}
		break;
	case PIECE_BLOCK:
		break;
	}
	gtk_widget_set_margin_top(p->widget, gap_between(c->before, p));
	gtk_widget_set_vexpand(p->widget, p->class->grows);
	gtk_box_append(GTK_BOX(b->items), p->widget);
	*c = (struct cursor){.before = p};
}

/* --- where the keyboard is --- */

struct focus {
	GtkWidget *widget; /* what had the focus, or NULL */
	int position;	   /* of its text cursor; -1: it has none */
	bool walks;	   /* it is a row of the list of pages */
};

static GtkRoot *
root_of(const struct body *b)
{
	return gtk_widget_get_root(b->items);
}

static struct focus
focus_of(const struct body *b)
{
	GtkWidget *widget = gtk_root_get_focus(root_of(b));
	struct focus f = {.widget = widget,
	    .position = -1,
	    .walks = widget && GTK_IS_LIST_BOX_ROW(widget) &&
		     !gtk_widget_is_ancestor(widget, b->items)};

	if (widget && GTK_IS_EDITABLE(widget))
		f.position = gtk_editable_get_position(GTK_EDITABLE(widget));
	return f;
}

static bool
can_focus(const struct body *b, GtkWidget *widget)
{
	return widget && gtk_widget_get_root(widget) == root_of(b) &&
	       gtk_widget_is_visible(widget) && gtk_widget_is_sensitive(widget);
}

/* For GTK the keyboard never left a widget that was taken out of its boxes and
 * put into others; but Tab goes on from it only if each of those knows that. */
static void
lead_to(GtkWidget *widget)
{
	GtkWidget *box;

	for (; (box = gtk_widget_get_parent(widget)); widget = box)
		gtk_widget_set_focus_child(box, widget);
}

/* Back to where it was, if that still is in the window. */
static bool
focus_back(const struct body *b, const struct focus *f)
{
	if (!can_focus(b, f->widget) || !gtk_widget_grab_focus(f->widget))
		return false;
	lead_to(f->widget);
	if (f->position >= 0)
		gtk_editable_set_position(GTK_EDITABLE(f->widget), f->position);
	return true;
}

static bool
focus_piece(const struct piece *p)
{
	return p->focus && gtk_widget_is_sensitive(p->focus) &&
	       gtk_widget_grab_focus(p->focus);
}

/* Facts and documents can have the focus, but nobody begins there. */
static bool
is_to_use(const struct piece *p)
{
	return !is_class(p, &piece_fact) && !is_class(p, &piece_document);
}

/* Where one goes on: what is wanted, the first field, the default button. */
static bool
focus_best(const struct body *b, size_t wanted)
{
	if (wanted < b->pieces->len && focus_piece(piece_at(b, wanted)))
		return true;
	for (size_t n = 0; n < b->pieces->len; n++) {
		const struct piece *p = piece_at(b, n);

		if (p->class->place != PIECE_FOOT && is_to_use(p) &&
		    !is_class(p, &piece_button) && focus_piece(p))
			return true;
	}
	return b->enter && focus_piece(b->enter);
}

static void
focus_first(struct body *b, size_t wanted)
{
	if (focus_best(b, wanted))
		return;
	for (size_t n = 0; n < b->pieces->len; n++)
		if (is_to_use(piece_at(b, n)) && focus_piece(piece_at(b, n)))
			break;
	b->refuge = gtk_root_get_focus(root_of(b));
}

/* From where it was only put: back, or to what can be used by now. */
static bool
leave_refuge(struct body *b, const GtkWidget *here)
{
	g_autoptr(GtkWidget) left = NULL;
	bool put = here && here == b->refuge;

	if (b->left && gtk_widget_get_root(b->left) && !can_focus(b, b->left))
		return false;
	left = g_steal_pointer(&b->left);
	b->refuge = NULL;
	if (put && !(left && can_focus(b, left) && gtk_widget_grab_focus(left)))
		focus_first(b, SIZE_MAX);
	return put;
}

/* --- showing --- */

static void
find_keys(struct body *b, const struct view *v)
{
	b->enter = b->escape = NULL;
	for (size_t n = 0; n < v->count; n++) {
		if (v->items[n].kind != ITEM_BUTTON)
			continue;
		if (v->items[n].flags & ITEM_DEFAULT)
			b->enter = piece_at(b, n);
		if (v->items[n].flags & ITEM_CANCEL)
			b->escape = piece_at(b, n);
	}
}

static char
letter_for(struct mnemonics *letters, const struct item *i)
{
	return piece_is_labelled(i) ? mnemonic_take(letters, i->label) : '\0';
}

/* The first new item that asks for the keyboard; SIZE_MAX: none. */
static void
arrange(struct body *b, const struct view *v, size_t *ret_wanted)
{
	GPtrArray *old = b->pieces;
	struct mnemonics letters = {0};
	struct cursor c = {0};

	clear(b);
	b->pieces = g_ptr_array_new();
	*ret_wanted = SIZE_MAX;
	for (size_t n = 0; n < v->count; n++) {
		const struct item *i = &v->items[n];
		unsigned nth = nth_of(v, n);
		struct piece *p = take_old(old, i, nth);

		if (!p && i->flags & ITEM_FOCUS && *ret_wanted == SIZE_MAX)
			*ret_wanted = n;
		if (!p)
			p = piece_new(b->window, i, nth);
		piece_update(p, i, letter_for(&letters, i));
		g_ptr_array_add(b->pieces, p);
		place(b, &c, p);
	}
	for (size_t n = 0; n < old->len; n++)
		if (g_ptr_array_index(old, n))
			piece_free(g_ptr_array_index(old, n));
	g_ptr_array_unref(old);
}

static void
update(struct body *b, const struct view *v)
{
	struct mnemonics letters = {0};

	for (size_t n = 0; n < v->count; n++)
		piece_update(piece_at(b, n), &v->items[n],
		    letter_for(&letters, &v->items[n]));
	find_keys(b, v);
}

/* In place, the keyboard moves only if what had it cannot be used any more,
 * and goes back once it can: to the PIN, when it was wrong. */
static void
focus_in_place(struct body *b, GtkWidget *before)
{
	if (leave_refuge(b, before))
		return;
	if (before && !can_focus(b, before) && before != b->left) {
		forget_left(b);
		b->left = g_object_ref(before);
		focus_first(b, SIZE_MAX);
		b->refuge = gtk_root_get_focus(root_of(b));
	} else if (!can_focus(b, gtk_root_get_focus(root_of(b)))) {
		focus_first(b, SIZE_MAX);
	}
}

static void
show_in_place(struct body *b, const struct view *v)
{
	GtkWidget *before = gtk_root_get_focus(root_of(b));

	if (before)
		g_object_ref(before);
	update(b, v);
	/* A table's head takes the keyboard with it. */
	if (before && gtk_widget_get_root(before))
		focus_in_place(b, before);
	else if (!gtk_root_get_focus(root_of(b)))
		focus_first(b, SIZE_MAX);
	g_clear_object(&before);
}

static void
show_anew(struct body *b, const struct view *v)
{
	struct focus f = focus_of(b);
	size_t wanted;

	if (f.widget)
		g_object_ref(f.widget);
	arrange(b, v, &wanted);
	find_keys(b, v);
	/* Who walks through the pages by arrow keys goes on walking. */
	if (wanted < SIZE_MAX && !f.walks) {
		forget_left(b);
		focus_first(b, wanted);
	} else if (!leave_refuge(b, f.widget) && !focus_back(b, &f)) {
		focus_first(b, wanted);
	}
	g_clear_object(&f.widget);
}

void
body_show(struct body *b, const struct view *v)
{
	if (is_alike(b, v))
		show_in_place(b, v);
	else
		show_anew(b, v);
}

static GtkWidget *
usable(const struct piece *p)
{
	return p && gtk_widget_is_sensitive(p->widget) ? p->widget : NULL;
}

GtkWidget *
body_default(const struct body *b)
{
	return usable(b->enter);
}

GtkWidget *
body_cancel(const struct body *b)
{
	return usable(b->escape);
}
