/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/windows.h"

#include <malloc.h>

#include "base/log.h"
#include "desktop/gtk/window.h"

#define SIZE_MAX_DOTS 32767 /* of X11 */

struct windows {
	struct window_host host;
	struct desk *desk; /* once there is a window */
	char *token;
	size_t count;
	bool ready; /* GTK is */
};

/* --- their sizes: "width height maximized" in the desk's memo --- */

static char *
memo_name(const char *name)
{
	return g_strdup_printf("size.%s", name);
}

static bool
read_number(const char *text, gint64 least, gint64 *ret_n)
{
	return text != NULL && g_ascii_string_to_signed(
				   text, 10, least, SIZE_MAX_DOTS, ret_n, NULL);
}

static bool
size_of(void *self, const char *name, struct window_size *ret_size)
{
	const struct windows *all = self;
	g_autofree char *memo = memo_name(name);
	g_auto(GStrv) parts =
	    g_strsplit(desk_memo_get(all->desk, memo), " ", 3);
	gint64 n[3];

	if (g_strv_length(parts) != COUNT(n))
		return false;
	for (size_t at = 0; at < COUNT(n); at++)
		if (!read_number(parts[at], at < 2 ? 1 : 0, &n[at]))
			return false;
	*ret_size = (struct window_size){
	    .width = (int)n[0], .height = (int)n[1], .maximized = n[2] != 0};
	return true;
}

static void
keep_size(void *self, const char *name, const struct window_size *size)
{
	const struct windows *all = self;
	g_autofree char *memo = memo_name(name);
	g_autofree char *value = g_strdup_printf(
	    "%d %d %d", size->width, size->height, size->maximized);

	desk_memo_set(all->desk, memo, value);
}

/* --- GTK --- */

static bool
make_ready(struct windows *all)
{
	if (all->ready)
		return true;
	if (!gtk_init_check()) {
		log_line(LOG_ERROR, "no display: windows cannot be shown");
		return false;
	}
	window_setup();
	gtk_window_set_default_icon_name("cert-assistant");
	all->ready = true;
	return true;
}

struct windows *
windows_new(void)
{
	struct windows *all = g_new0(struct windows, 1);

	all->host = (struct window_host){
	    .self = all, .size = size_of, .keep_size = keep_size};
	return all;
}

void
windows_free(struct windows *all)
{
	if (all == NULL)
		return;
	g_free(all->token);
	g_free(all);
}

/* --- each of them --- */

static void
use_token(struct windows *all, struct window *w)
{
	if (all->token != NULL)
		gtk_window_set_startup_id(window_frame(w), all->token);
	g_clear_pointer(&all->token, g_free);
}

void
windows_open(struct windows *all, struct screen *s)
{
	struct window *w;

	if (!make_ready(all)) {
		screen_close(s);
		return;
	}
	all->desk = screen_desk(s);
	w = window_new(s, &all->host);
	screen_set_face(s, w);
	use_token(all, w);
	all->count++;
}

void
windows_raise(struct windows *all, struct screen *s)
{
	struct window *w = screen_face(s);

	if (w == NULL)
		return;
	use_token(all, w);
	window_raise(w);
}

void
windows_update(struct windows *all, struct screen *s)
{
	(void)all;
	if (screen_face(s) != NULL)
		window_update(screen_face(s));
}

/* What windows leave behind is given back once all is quiet: the program may
 * sit in the tray for weeks. */
static gboolean
give_memory_back(gpointer self)
{
	const struct windows *all = self;

	if (all->count == 0)
		malloc_trim(0);
	return G_SOURCE_REMOVE;
}

void
windows_close(struct windows *all, struct screen *s)
{
	struct window *w = screen_face(s);

	if (w == NULL)
		return;
	screen_set_face(s, NULL);
	window_free(w);
	if (--all->count == 0)
		g_timeout_add_seconds(1, give_memory_back, all);
}

void
windows_set_token(struct windows *all, const char *token)
{
	g_free(all->token);
	all->token = g_strdup(token);
}

void
windows_copy(struct windows *all, const char *text)
{
	if (make_ready(all))
		gdk_clipboard_set_text(
		    gdk_display_get_clipboard(gdk_display_get_default()), text);
}
