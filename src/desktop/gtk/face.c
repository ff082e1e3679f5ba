/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/face.h"

#include <glib-unix.h>
#include <string.h>

#include "base/log.h"
#include "desktop/gtk/desk_source.h"
#include "desktop/gtk/notices.h"
#include "desktop/gtk/rendering.h"
#include "desktop/gtk/toolkit_locale.h"
#include "desktop/gtk/tray_item.h"
#include "desktop/gtk/windows.h"

/* While loading takes no longer than this, its window would only flash up. */
#define START_WINDOW_AFTER_MS 250
/* A panel that is restarted, or starts later than the autostarted assistant,
 * has this long before its tray counts as missing. */
#define TRAY_BACK_WITHIN_S 10

enum begin {
	BEGIN_NOTHING, /* it has begun */
	BEGIN_FORWARD,
	BEGIN_SCREEN
};

struct face {
	struct desk_face calls;
	struct desk *desk;
	GMainLoop *loop;
	GSource *source;
	struct windows *windows;
	struct tray_item *tray; /* NULL: no bus */
	struct notices *notices;
	enum begin begin;	/* what to do once all is loaded */
	enum screen_kind first; /* with BEGIN_SCREEN */
	bool hidden;		/* nobody asked for a window yet */
	bool tray_seen;
	guint start_timer, begin_idle, tray_timer;
	guint signals[3];
};

/* --- the beginning --- */

static void
stop_timer(guint *timer)
{
	if (*timer != 0)
		g_source_remove(*timer);
	*timer = 0;
}

/* Whether somebody is logged in, and so what a person expects, is known once
 * the office has answered or could not be reached. */
static bool
is_loaded(const struct face *f)
{
	const struct desk_state *s = desk_state(f->desk);

	return s->opened != ERR_CANCELLED &&
	       (s->opened != ERR_OK || s->office != ERR_CANCELLED);
}

static bool
can_begin(const struct face *f)
{
	switch (f->begin) {
	case BEGIN_FORWARD:
		return is_loaded(f);
	case BEGIN_SCREEN:
		return desk_state(f->desk)->opened != ERR_CANCELLED;
	default:
		return false;
	}
}

/* With no tray to come back from, the main window is there while all loads: who
 * closes the one that says so would end the program. */
static void
come_forward(struct face *f)
{
	f->hidden = false;
	f->begin = BEGIN_NOTHING;
	stop_timer(&f->start_timer);
	if (f->tray_seen || is_loaded(f))
		desk_come_forward(f->desk);
	else
		(void)desk_open(f->desk, SCREEN_MAIN, NULL);
}

static gboolean
begin(gpointer self)
{
	struct face *f = self;
	bool screen = f->begin == BEGIN_SCREEN;

	f->begin_idle = 0;
	if (!can_begin(f))
		return G_SOURCE_REMOVE;
	if (screen && desk_state(f->desk)->opened == ERR_OK) {
		f->begin = BEGIN_NOTHING;
		(void)desk_open(f->desk, f->first, NULL);
	} else {
		come_forward(f);
	}
	return G_SOURCE_REMOVE;
}

/* Not within what the desk is doing. */
static void
begin_soon(struct face *f)
{
	if (can_begin(f) && f->begin_idle == 0)
		f->begin_idle = g_idle_add(begin, f);
}

/* Loading takes a while: say so. */
static gboolean
begin_late(gpointer self)
{
	struct face *f = self;

	f->start_timer = 0;
	come_forward(f);
	return G_SOURCE_REMOVE;
}

/* --- the tray --- */

static gboolean
tray_is_missing(gpointer self)
{
	struct face *f = self;

	f->tray_timer = 0;
	desk_set_tray(f->desk, false);
	if (!f->hidden)
		(void)desk_open(f->desk, SCREEN_MAIN, NULL);
	return G_SOURCE_REMOVE;
}

static void
tray_seen(void *self, bool seen)
{
	struct face *f = self;
	/* Right after a start by hand, somebody waits for a window. */
	bool wait = f->hidden || f->begin == BEGIN_NOTHING;

	f->tray_seen = seen;
	stop_timer(&f->tray_timer);
	if (seen)
		desk_set_tray(f->desk, true);
	else if (wait)
		f->tray_timer = g_timeout_add_seconds(
		    TRAY_BACK_WITHIN_S, tray_is_missing, f);
	else
		desk_set_tray(f->desk, false);
}

static void
tray_clicked(void *self)
{
	struct face *f = self;

	if (!notices_follow_told(f->notices))
		come_forward(f);
}

static void
take_token(void *self, const char *token)
{
	windows_set_token(((struct face *)self)->windows, token);
}

/* A notification that no service shows: in the tray; else the window that says
 * how things stand comes to the front. */
static void
tell(void *self, const char *text)
{
	struct face *f = self;

	if (f->tray != NULL)
		tray_item_tell(f->tray, text);
	if (text != NULL && !f->tray_seen && !f->hidden)
		(void)desk_open(f->desk, SCREEN_MAIN, NULL);
}

/* --- what the desk asks for --- */

static void
wake(void *self)
{
	desk_source_wake(((struct face *)self)->source);
}

static void
open_window(void *self, struct screen *s)
{
	windows_open(((struct face *)self)->windows, s);
}

static void
raise_window(void *self, struct screen *s)
{
	windows_raise(((struct face *)self)->windows, s);
}

static void
update_window(void *self, struct screen *s)
{
	windows_update(((struct face *)self)->windows, s);
}

static void
close_window(void *self, struct screen *s)
{
	windows_close(((struct face *)self)->windows, s);
}

/* Also when the state is another one. */
static void
update_menu(void *self)
{
	struct face *f = self;

	if (f->tray != NULL)
		tray_item_update(f->tray);
	begin_soon(f);
}

static void
notify(void *self, const struct notice *n)
{
	notices_show(((struct face *)self)->notices, n);
}

static void
withdraw(void *self, int id)
{
	notices_withdraw(((struct face *)self)->notices, id);
}

static void
copy(void *self, const char *text)
{
	struct face *f = self;

	windows_copy(f->windows, f->desk, text);
}

static void
visited(GObject *nothing, GAsyncResult *result, gpointer self)
{
	g_autoptr(GError) error = NULL;

	(void)nothing;
	(void)self;
	if (!g_app_info_launch_default_for_uri_finish(result, &error))
		log_line(LOG_WARNING, "browser: %s", error->message);
}

static void
visit(void *self, const char *url)
{
	g_autoptr(GAppLaunchContext) started = g_app_launch_context_new();

	(void)self;
	rendering_not_for(started);
	toolkit_locale_not_for(started);
	g_app_info_launch_default_for_uri_async(
	    url, started, NULL, visited, NULL);
}

static void
quit(void *self)
{
	g_main_loop_quit(((struct face *)self)->loop);
}

/* --- its life --- */

static const struct desk_face functions = {
    .wake = wake,
    .open = open_window,
    .raise = raise_window,
    .changed = update_window,
    .closed = close_window,
    .menu = update_menu,
    .notify = notify,
    .withdraw = withdraw,
    .copy = copy,
    .visit = visit,
    .quit = quit,
};

static gboolean
told_to_end(gpointer self)
{
	quit(self);
	return G_SOURCE_CONTINUE;
}

static void
start_tray(struct face *f, GDBusConnection *bus)
{
	if (bus != NULL)
		f->tray = tray_item_new(&(struct tray_item_options){
		    .bus = bus,
		    .desk = f->desk,
		    .seen = tray_seen,
		    .clicked = tray_clicked,
		    .token = take_token,
		    .self = f,
		});
	else
		tray_seen(f, false);
}

static void
start_notices(struct face *f, GDBusConnection *bus)
{
	f->notices = notices_new(&(struct notices_options){
	    .bus = bus,
	    .desk = f->desk,
	    .tell = tell,
	    .token = take_token,
	    .self = f,
	});
}

static void
plan_beginning(struct face *f, const struct face_options *o)
{
	f->hidden = o->hidden;
	f->first = o->open;
	if (o->open != SCREEN_COUNT)
		f->begin = BEGIN_SCREEN;
	else if (!o->hidden)
		f->begin = BEGIN_FORWARD;
	if (f->begin == BEGIN_FORWARD)
		f->start_timer =
		    g_timeout_add(START_WINDOW_AFTER_MS, begin_late, f);
}

static enum err
start_desk(struct face *f, const struct assistant_options *a)
{
	f->windows = windows_new();
	f->source = desk_source_new();
	if (f->source == NULL)
		return ERR_NOMEM;
	TRY(desk_new(
	    &(struct desk_options){
		.assistant = *a, .face = &f->calls, .tray = true},
	    &f->desk));
	desk_source_set(f->source, f->desk);
	return ERR_OK;
}

enum err
face_new(const struct face_options *o, struct face **ret_f)
{
	static const int ends[] = {SIGTERM, SIGINT, SIGHUP};
	AUTO(face) f = g_new0(struct face, 1);

	f->calls = functions;
	f->calls.self = f;
	f->loop = g_main_loop_new(NULL, FALSE);
	TRY(start_desk(f, &o->assistant));
	plan_beginning(f, o);
	start_notices(f, o->bus);
	start_tray(f, o->bus);
	for (size_t n = 0; n < COUNT(ends); n++)
		f->signals[n] = g_unix_signal_add(ends[n], told_to_end, f);
	*ret_f = TAKE(f);
	return ERR_OK;
}

void
face_run(struct face *f)
{
	g_main_loop_run(f->loop);
}

void
face_free(struct face *f)
{
	if (f == NULL)
		return;
	stop_timer(&f->start_timer);
	stop_timer(&f->begin_idle);
	stop_timer(&f->tray_timer);
	tray_item_free(TAKE(f->tray));
	desk_free(f->desk);
	if (f->source != NULL) {
		g_source_destroy(f->source);
		g_source_unref(f->source);
	}
	for (size_t n = 0; n < COUNT(f->signals); n++)
		stop_timer(&f->signals[n]);
	notices_free(f->notices);
	windows_free(f->windows);
	g_main_loop_unref(f->loop);
	g_free(f);
}

struct desk *
face_desk(struct face *f)
{
	return f->desk;
}

/* --- a later start --- */

void
face_open(struct face *f, const char *screen, const char *token)
{
	enum screen_kind kind = screen_named(screen);

	if (token[0] != '\0')
		windows_set_token(f->windows, token);
	if (kind == SCREEN_COUNT) {
		come_forward(f);
		return;
	}
	f->hidden = false;
	f->first = kind;
	f->begin = BEGIN_SCREEN;
	begin_soon(f);
}

void
face_quit(struct face *f)
{
	desk_press(f->desk, MENU_QUIT);
}
