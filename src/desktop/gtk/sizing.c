/* SPDX-License-Identifier: Apache-2.0 */
#include "sizing.h"

#include "style.h"

/* So long it may take until the window manager has heard of a size. */
#define UNDONE_US (2 * G_USEC_PER_SEC)

struct sizing {
	GtkWindow *frame;
	const struct window_host *host;
	const char *name;
	int width, least_height;   /* what is to be shown wants */
	struct window_size asked;  /* the size it was given */
	struct window_size before; /* and the one it had before it grew */
	gint64 grew_at;		   /* by GLib's monotonic clock */
	bool theirs;		   /* begun as people left it */
	bool growing;		   /* with the next frame */
};

static struct window_size
size_now(const struct sizing *s)
{
	struct window_size now = {
	    .maximized = gtk_window_is_maximized(s->frame),
	};

	gtk_window_get_default_size(s->frame, &now.width, &now.height);
	return now;
}

static bool
is_same(struct window_size a, struct window_size b)
{
	return a.width == b.width && a.height == b.height &&
	       a.maximized == b.maximized;
}

/* For all there is to show, as far as its screen has room. */
static struct window_size
size_wanted(const struct sizing *s, int width)
{
	struct window_size room = style_room(s->frame);
	int least, height;

	gtk_widget_measure(GTK_WIDGET(s->frame), GTK_ORIENTATION_HORIZONTAL, -1,
	    &least, NULL, NULL, NULL);
	width = MAX(MAX(width, least), MIN(s->width, room.width));
	gtk_widget_measure(GTK_WIDGET(s->frame), GTK_ORIENTATION_VERTICAL,
	    width, NULL, &height, NULL, NULL);
	height = MIN(MAX(height, s->least_height), room.height);
	return (struct window_size){.width = width, .height = height};
}

/* While a window appears, the window manager's word on the size that it had
 * first may arrive after it grew, and GTK goes by that. */
static bool
is_undone(const struct sizing *s, struct window_size now)
{
	return is_same(now, s->before) &&
	       g_get_monotonic_time() - s->grew_at < UNDONE_US;
}

static void
grow(struct sizing *s)
{
	struct window_size now = size_now(s), wanted;

	if (!is_same(now, s->asked) && !is_undone(s, now))
		return;
	wanted = size_wanted(s, now.width);
	wanted.height = MAX(wanted.height, now.height);
	s->before = now;
	s->grew_at = g_get_monotonic_time();
	s->asked = wanted;
	if (!is_same(now, wanted))
		gtk_window_set_default_size(
		    s->frame, wanted.width, wanted.height);
}

/* With a frame that is drawn: its first size is known by then. */
static gboolean
grow_late(GtkWidget *frame, GdkFrameClock *clock, void *self)
{
	struct sizing *s = self;

	if (gtk_widget_get_width(frame) <= 0)
		return G_SOURCE_CONTINUE;
	s->growing = false;
	grow(s);
	return G_SOURCE_REMOVE;
}

static void
grow_soon(struct sizing *s)
{
	if (s->growing || s->theirs || gtk_window_is_maximized(s->frame))
		return;
	s->growing = true;
	gtk_widget_add_tick_callback(GTK_WIDGET(s->frame), grow_late, s, NULL);
}

static void
size_changed(GtkWindow *frame, GParamSpec *property, void *self)
{
	struct sizing *s = self;
	struct window_size now = size_now(s);

	if (!is_same(now, s->asked) && is_undone(s, now))
		grow_soon(s);
}

struct sizing *
sizing_new(GtkWindow *frame, const struct window_host *host, const char *name)
{
	struct sizing *s = g_new0(struct sizing, 1);

	s->frame = frame;
	s->host = host;
	s->name = name;
	g_signal_connect(
	    frame, "notify::default-width", G_CALLBACK(size_changed), s);
	g_signal_connect(
	    frame, "notify::default-height", G_CALLBACK(size_changed), s);
	return s;
}

void
sizing_free(struct sizing *s)
{
	g_free(s);
}

void
sizing_begin(struct sizing *s, int width, int least_height)
{
	struct window_size room = style_room(s->frame), *asked = &s->asked;

	s->width = width;
	s->least_height = least_height;
	s->theirs =
	    s->host->size && s->host->size(s->host->self, s->name, asked);
	if (!s->theirs)
		*asked = size_wanted(s, 0);
	asked->width = MIN(asked->width, room.width);
	asked->height = MIN(asked->height, room.height);
	gtk_window_set_default_size(s->frame, asked->width, asked->height);
	if (asked->maximized)
		gtk_window_maximize(s->frame);
}

void
sizing_follow(struct sizing *s, int width, int least_height)
{
	s->width = width;
	s->least_height = least_height;
	grow_soon(s);
}

void
sizing_keep(const struct sizing *s)
{
	struct window_size now = size_now(s);

	if (s->host->keep_size && now.width > 0 && now.height > 0 &&
	    !is_same(now, s->asked))
		s->host->keep_size(s->host->self, s->name, &now);
}
