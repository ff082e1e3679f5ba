/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/windows_part.h"

#include "desktop/gtk/window.h"

#define SIZE_MAX_DOTS 32767 /* of X11 */

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
	g_autofree char *memo = memo_name(name);
	g_auto(GStrv) parts = g_strsplit(desk_memo_get(self, memo), " ", 3);
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
	g_autofree char *memo = memo_name(name);
	g_autofree char *value = g_strdup_printf(
	    "%d %d %d", size->width, size->height, size->maximized);

	desk_memo_set(self, memo, value);
}

/* --- all of them --- */

static void *
begin(struct desk *d)
{
	struct window_host *host;

	gtk_disable_setlocale(); /* toolkit_locale.h */
	if (!gtk_init_check())
		return NULL;
	window_setup();
	gtk_window_set_default_icon_name("cert-assistant");
	host = g_new(struct window_host, 1);
	*host = (struct window_host){
	    .self = d, .size = size_of, .keep_size = keep_size};
	return host;
}

static void
use_token(struct window *w, const char *token)
{
	if (token != NULL)
		gtk_window_set_startup_id(window_frame(w), token);
}

static void
open_window(void *self, struct screen *s, const char *token)
{
	struct window *w = window_new(s, self);

	screen_set_face(s, w);
	use_token(w, token);
}

static void
raise_window(struct screen *s, const char *token)
{
	use_token(screen_face(s), token);
	window_raise(screen_face(s));
}

static void
update_window(struct screen *s)
{
	window_update(screen_face(s));
}

static void
close_window(struct screen *s)
{
	window_free(screen_face(s));
	screen_set_face(s, NULL);
}

static void
copy(const char *text)
{
	gdk_clipboard_set_text(
	    gdk_display_get_clipboard(gdk_display_get_default()), text);
}

__attribute__((visibility("default")))
const struct windows_part WINDOWS_PART = {
    .begin = begin,
    .end = g_free,
    .open = open_window,
    .raise = raise_window,
    .update = update_window,
    .close = close_window,
    .copy = copy,
};
