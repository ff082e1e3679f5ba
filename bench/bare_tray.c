/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare-tray: an icon in the tray with a menu, and nothing else, by the same
 * libraries as the assistant's: what start-up and memory cannot go below.
 */
#include <gio/gio.h>
#include <libdbusmenu-glib/server.h>
#include <unistd.h>

#define ENTRIES 14
#define ITEM "org.kde.StatusNotifierItem"
#define WATCHER "org.kde.StatusNotifierWatcher"

static const char xml[] = "<node><interface name='" ITEM "'>"
			  "<property name='Category' type='s' access='read'/>"
			  "<property name='Id' type='s' access='read'/>"
			  "<property name='Status' type='s' access='read'/>"
			  "<property name='Menu' type='o' access='read'/>"
			  "</interface></node>";

static GVariant *
get(GDBusConnection *bus, const char *sender, const char *path,
    const char *interface, const char *name, GError **error, gpointer self)
{
	(void)bus, (void)sender, (void)path, (void)interface;
	(void)error, (void)self;
	return g_str_equal(name, "Menu") ? g_variant_new_object_path("/MenuBar")
					 : g_variant_new_string("bare");
}

static void
serve_menu(void)
{
	DbusmenuServer *server = dbusmenu_server_new("/MenuBar");
	DbusmenuMenuitem *root = dbusmenu_menuitem_new();

	for (int n = 0; n < ENTRIES; n++) {
		DbusmenuMenuitem *item = dbusmenu_menuitem_new();

		dbusmenu_menuitem_property_set(
		    item, DBUSMENU_MENUITEM_PROP_LABEL, "entry");
		dbusmenu_menuitem_child_append(root, item);
	}
	dbusmenu_server_set_root(server, root);
}

int
main(void)
{
	static const GDBusInterfaceVTable functions = {.get_property = get};
	GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
	GDBusNodeInfo *node = g_dbus_node_info_new_for_xml(xml, NULL);
	g_autofree char *name = g_strdup_printf(ITEM "-%d-1", getpid());

	if (bus == NULL)
		return 1;
	g_dbus_connection_register_object(bus, "/StatusNotifierItem",
	    node->interfaces[0], &functions, NULL, NULL, NULL);
	serve_menu();
	g_bus_own_name_on_connection(bus, name, 0, NULL, NULL, NULL, NULL);
	g_dbus_connection_call(bus, WATCHER, "/StatusNotifierWatcher", WATCHER,
	    "RegisterStatusNotifierItem", g_variant_new("(s)", name), NULL, 0,
	    -1, NULL, NULL, NULL);
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
	return 0;
}
