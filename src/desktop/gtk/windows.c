/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/windows.h"

#include <gmodule.h>

#include "base/log.h"
#include "desktop/gtk/process_memory.h"
#include "desktop/gtk/windows_part.h"
#include "skf/piece.h"

/* After the last window: by then nobody waits for the next one. */
#define REST_AFTER_S 5

struct windows {
	const struct windows_part *part; /* NULL: not loaded yet */
	void *self;			 /* of the part */
	char *token;			 /* or NULL */
	size_t count;
	guint rest_timer; /* 0: not about to rest */
};

/* For good: GTK cannot be unloaded. */
static const struct windows_part *
load_part(void)
{
	char path[FILE_PATH_MAX];
	GModule *module;
	void *part;

	if (piece_path(PIECE_WINDOWS, path) != ERR_OK) {
		log_line(LOG_ERROR, "libcert-windows is not installed");
		return NULL;
	}
	/* Not local: GtkBuilder finds types by the names of functions. */
	module = g_module_open(path, G_MODULE_BIND_LAZY);
	if (module == NULL ||
	    !g_module_symbol(module, WINDOWS_PART_NAME, &part)) {
		log_line(LOG_ERROR, "windows: %s", g_module_error());
		return NULL;
	}
	g_module_make_resident(module);
	return part;
}

static bool
make_ready(struct windows *all, struct desk *d)
{
	if (all->part == NULL)
		all->part = load_part();
	if (all->part == NULL)
		return false;
	if (all->self == NULL)
		all->self = all->part->begin(d);
	if (all->self == NULL)
		log_line(LOG_ERROR, "no display: windows cannot be shown");
	return all->self != NULL;
}

/* --- none is open --- */

/* Once: the program may sit in the tray for weeks. */
static gboolean
rest(gpointer self)
{
	struct windows *all = self;

	all->rest_timer = 0;
	process_memory_give_back();
	return G_SOURCE_REMOVE;
}

static void
rest_not_yet(struct windows *all)
{
	if (all->rest_timer != 0)
		g_source_remove(all->rest_timer);
	all->rest_timer = 0;
}

static void
rest_soon(struct windows *all)
{
	rest_not_yet(all);
	if (all->count == 0)
		all->rest_timer =
		    g_timeout_add_seconds(REST_AFTER_S, rest, all);
}

/* --- its life --- */

struct windows *
windows_new(void)
{
	return g_new0(struct windows, 1);
}

void
windows_free(struct windows *all)
{
	if (all == NULL)
		return;
	rest_not_yet(all);
	if (all->self != NULL)
		all->part->end(all->self);
	g_free(all->token);
	g_free(all);
}

/* --- each of them --- */

void
windows_open(struct windows *all, struct screen *s)
{
	g_autofree char *token = g_steal_pointer(&all->token);

	if (!make_ready(all, screen_desk(s))) {
		screen_close(s);
		return;
	}
	rest_not_yet(all);
	all->part->open(all->self, s, token);
	all->count++;
}

void
windows_raise(struct windows *all, struct screen *s)
{
	g_autofree char *token = g_steal_pointer(&all->token);

	if (screen_face(s) != NULL)
		all->part->raise(s, token);
}

void
windows_update(struct windows *all, struct screen *s)
{
	if (screen_face(s) != NULL)
		all->part->update(s);
}

void
windows_close(struct windows *all, struct screen *s)
{
	if (screen_face(s) == NULL)
		return;
	all->part->close(s);
	all->count--;
	rest_soon(all);
}

void
windows_set_token(struct windows *all, const char *token)
{
	g_free(all->token);
	all->token = g_strdup(token);
}

void
windows_copy(struct windows *all, struct desk *d, const char *text)
{
	if (!make_ready(all, d))
		return;
	all->part->copy(text);
	rest_soon(all);
}
