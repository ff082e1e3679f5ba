/* SPDX-License-Identifier: Apache-2.0 */
#include "wrap_layout.h"

G_DECLARE_FINAL_TYPE(WrapLayout, wrap_layout, WRAP, LAYOUT, GtkLayoutManager)

enum { MANY = 6 };

struct _WrapLayout {
	GtkLayoutManager parent;
	int least; /* width of a child, among many */
	int spacing;
	bool at_end;
};

G_DEFINE_FINAL_TYPE(WrapLayout, wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static int
natural_width(GtkWidget *child)
{
	int natural;

	gtk_widget_measure(
	    child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
	return natural;
}

static int
height_for(GtkWidget *child, int width)
{
	int minimum, natural;

	gtk_widget_measure(
	    child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
	gtk_widget_measure(child, GTK_ORIENTATION_VERTICAL, MAX(width, minimum),
	    NULL, &natural, NULL, NULL);
	return natural;
}

static int
width_of(const WrapLayout *l, GtkWidget *child)
{
	return MAX(natural_width(child), l->least);
}

static GtkWidget *
next_shown(GtkWidget *child)
{
	while (child && !gtk_widget_should_layout(child))
		child = gtk_widget_get_next_sibling(child);
	return child;
}

static GtkWidget *
shown_after(GtkWidget *child)
{
	return next_shown(gtk_widget_get_next_sibling(child));
}

/* One line: from first up to end, which is not in it. */
struct line {
	GtkWidget *first, *end;
	int width, height, expanding;
};

static struct line
line_from(const WrapLayout *l, GtkWidget *first, int room)
{
	struct line line = {.first = first};
	GtkWidget *child = first;

	while (child) {
		int width = MIN(width_of(l, child), room);
		int gap = child == first ? 0 : l->spacing;

		if (child != first && line.width + gap + width > room)
			break;
		line.width += gap + width;
		line.height = MAX(line.height, height_for(child, width));
		line.expanding += gtk_widget_compute_expand(
		    child, GTK_ORIENTATION_HORIZONTAL);
		child = shown_after(child);
	}
	line.end = child;
	return line;
}

static GtkWidget *
first_shown(GtkWidget *box)
{
	return next_shown(gtk_widget_get_first_child(box));
}

/* room: of a line; below 0: as much as they like. */
static void
find_least(WrapLayout *l, GtkWidget *box, int room)
{
	int n = 0, columns;

	l->least = 0;
	for (GtkWidget *c = first_shown(box); c; c = shown_after(c), n++)
		l->least = MAX(l->least, natural_width(c));
	if (n < MANY) {
		l->least = 0;
		return;
	}
	columns = (room + l->spacing) / (l->least + l->spacing);
	if (columns > 0)
		l->least = (room + l->spacing) / columns - l->spacing;
}

/* The widest child at least, all in one line by choice. */
static void
measure_width(WrapLayout *l, GtkWidget *box, int *ret_min, int *ret_natural)
{
	int widest = 0, sum = 0, minimum;

	find_least(l, box, -1);
	for (GtkWidget *c = first_shown(box); c; c = shown_after(c)) {
		gtk_widget_measure(c, GTK_ORIENTATION_HORIZONTAL, -1, &minimum,
		    NULL, NULL, NULL);
		widest = MAX(widest, minimum);
		sum += width_of(l, c) + (sum > 0 ? l->spacing : 0);
	}
	*ret_min = widest;
	*ret_natural = MAX(sum, widest);
}

static int
height_of_lines(WrapLayout *l, GtkWidget *box, int width)
{
	int height = 0;
	struct line line = {.end = first_shown(box)};

	find_least(l, box, width);
	while (line.end) {
		line = line_from(l, line.end, width < 0 ? G_MAXINT : width);
		height += line.height + (height > 0 ? l->spacing : 0);
	}
	return height;
}

static void
measure(GtkLayoutManager *manager, GtkWidget *box, GtkOrientation orientation,
    int for_size, int *minimum, int *natural, int *minimum_baseline,
    int *natural_baseline)
{
	WrapLayout *l = WRAP_LAYOUT(manager);

	if (orientation == GTK_ORIENTATION_HORIZONTAL) {
		measure_width(l, box, minimum, natural);
		return;
	}
	*minimum = *natural = height_of_lines(l, box, for_size);
}

static void
place_line(WrapLayout *l, const struct line *line, int y, int room)
{
	int spare = MAX(room - line->width, 0);
	int each = line->expanding ? spare / line->expanding : 0;
	int x = l->at_end && !line->expanding ? spare : 0;
	GtkAllocation place;

	for (GtkWidget *c = line->first; c != line->end; c = shown_after(c)) {
		int width = MIN(width_of(l, c), room);

		if (gtk_widget_compute_expand(c, GTK_ORIENTATION_HORIZONTAL))
			width += each;
		place = (GtkAllocation){x, y, width, line->height};
		gtk_widget_size_allocate(c, &place, -1);
		x += width + l->spacing;
	}
}

static void
allocate(GtkLayoutManager *manager, GtkWidget *box, int width, int height,
    int baseline)
{
	WrapLayout *l = WRAP_LAYOUT(manager);
	struct line line = {.end = first_shown(box)};
	int y = 0;

	find_least(l, box, width);
	while (line.end) {
		line = line_from(l, line.end, width);
		place_line(l, &line, y, width);
		y += line.height + l->spacing;
	}
}

static GtkSizeRequestMode
request_mode(GtkLayoutManager *manager, GtkWidget *box)
{
	return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
wrap_layout_class_init(WrapLayoutClass *class)
{
	GtkLayoutManagerClass *manager = GTK_LAYOUT_MANAGER_CLASS(class);

	manager->measure = measure;
	manager->allocate = allocate;
	manager->get_request_mode = request_mode;
}

static void
wrap_layout_init(WrapLayout *l)
{
}

GtkWidget *
wrap_box_new(int spacing, bool at_end)
{
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
	WrapLayout *l = g_object_new(wrap_layout_get_type(), NULL);

	l->spacing = spacing;
	l->at_end = at_end;
	gtk_widget_set_layout_manager(box, GTK_LAYOUT_MANAGER(l));
	return box;
}
