/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/instance.h"

#include <string.h>

#define HASH_CHARS 16
#define GONE_WITHIN_S 10

struct instance {
	struct instance_calls calls;
	GApplication *application; /* NULL: there is no bus */
	bool first;
};

static char *
id_of_home(const char *home, bool usual)
{
	g_autofree char *hash = NULL;

	if (usual)
		return g_strdup(INSTANCE_APPLICATION_ID);
	hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, home, -1);
	return g_strdup_printf(
	    INSTANCE_APPLICATION_ID ".Home%.*s", HASH_CHARS, hash);
}

/* By another program, such as the shell. */
static void
activated(GApplication *application, gpointer self)
{
	const struct instance_calls *c = &((struct instance *)self)->calls;

	(void)application;
	c->open(c->self, "", "");
}

static void
open_asked(GSimpleAction *action, GVariant *asked, gpointer self)
{
	const struct instance_calls *c = &((struct instance *)self)->calls;
	const char *screen, *token;

	(void)action;
	g_variant_get(asked, "(&s&s)", &screen, &token);
	c->open(c->self, screen, token);
}

static void
quit_asked(GSimpleAction *action, GVariant *nothing, gpointer self)
{
	const struct instance_calls *c = &((struct instance *)self)->calls;

	(void)action;
	(void)nothing;
	c->quit(c->self);
}

static void
listen_for_later_ones(struct instance *i)
{
	const GActionEntry actions[] = {
	    {.name = "open", .activate = open_asked, .parameter_type = "(ss)"},
	    {.name = "quit", .activate = quit_asked},
	};

	g_signal_connect(i->application, "activate", G_CALLBACK(activated), i);
	g_action_map_add_action_entries(
	    G_ACTION_MAP(i->application), actions, COUNT(actions), i);
}

struct instance *
instance_new(const char *home, bool usual, const struct instance_calls *calls)
{
	struct instance *i = g_new0(struct instance, 1);
	g_autofree char *id = id_of_home(home, usual);

	i->calls = *calls;
	i->application = g_application_new(id, G_APPLICATION_DEFAULT_FLAGS);
	listen_for_later_ones(i);
	i->first = !g_application_register(i->application, NULL, NULL) ||
		   !g_application_get_is_remote(i->application);
	/* GTK 4.8 crashes with one that is not on a bus, if there is a bus for
	 * screen readers: it has no path for its windows then. */
	if (instance_bus(i) == NULL)
		g_clear_object(&i->application);
	return i;
}

void
instance_free(struct instance *i)
{
	if (i == NULL)
		return;
	g_clear_object(&i->application);
	g_free(i);
}

bool
instance_is_first(const struct instance *i)
{
	return i->first;
}

GDBusConnection *
instance_bus(const struct instance *i)
{
	return i->application != NULL
		   ? g_application_get_dbus_connection(i->application)
		   : NULL;
}

/* --- to the first one --- */

/* Of the launcher that started us. */
static const char *
start_token(void)
{
	const char *token = g_getenv("XDG_ACTIVATION_TOKEN");

	if (token == NULL)
		token = g_getenv("DESKTOP_STARTUP_ID");
	return token != NULL ? token : "";
}

void
instance_hand_open(struct instance *i, const char *screen)
{
	g_action_group_activate_action(G_ACTION_GROUP(i->application), "open",
	    g_variant_new("(ss)", screen != NULL ? screen : "", start_token()));
	g_dbus_connection_flush_sync(instance_bus(i), NULL, NULL);
}

struct farewell {
	GMainLoop *loop;
	bool late;
};

static void
gone(GDBusConnection *bus, const char *name, gpointer self)
{
	const struct farewell *f = self;

	(void)bus;
	(void)name;
	g_main_loop_quit(f->loop);
}

static gboolean
waited_long_enough(gpointer self)
{
	struct farewell *f = self;

	f->late = true;
	g_main_loop_quit(f->loop);
	return G_SOURCE_CONTINUE;
}

enum err
instance_hand_quit(struct instance *i)
{
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	struct farewell f = {.loop = loop};
	guint timer =
	    g_timeout_add_seconds(GONE_WITHIN_S, waited_long_enough, &f);
	guint watch;

	g_action_group_activate_action(
	    G_ACTION_GROUP(i->application), "quit", NULL);
	watch = g_bus_watch_name_on_connection(instance_bus(i),
	    g_application_get_application_id(i->application),
	    G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, gone, &f, NULL);
	g_main_loop_run(loop);
	g_bus_unwatch_name(watch);
	g_source_remove(timer);
	return f.late ? ERR_FILE_BUSY : ERR_OK;
}
