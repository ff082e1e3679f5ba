/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/tray_menu.h"

#include <libdbusmenu-glib/client.h>
#include <libdbusmenu-glib/server.h>

struct tray_menu {
	struct desk *desk;
	DbusmenuServer *server;
	DbusmenuMenuitem *root, *items[MENU_COUNT];
};

struct press {
	struct desk *desk;
	enum menu_id id;
};

static void
pressed(DbusmenuMenuitem *item, guint time, gpointer self)
{
	const struct press *p = self;

	(void)item;
	(void)time;
	desk_press(p->desk, p->id);
}

static void
free_press(gpointer self, GClosure *closure)
{
	(void)closure;
	g_free(self);
}

/* Panels draw a line where a group begins. */
static void
add_line(struct tray_menu *m)
{
	DbusmenuMenuitem *line = dbusmenu_menuitem_new();

	dbusmenu_menuitem_property_set(
	    line, DBUSMENU_MENUITEM_PROP_TYPE, DBUSMENU_CLIENT_TYPES_SEPARATOR);
	dbusmenu_menuitem_child_append(m->root, line);
	g_object_unref(line);
}

static DbusmenuMenuitem *
add_item(struct tray_menu *m, enum menu_id id)
{
	DbusmenuMenuitem *item = dbusmenu_menuitem_new();
	struct press *p = g_new(struct press, 1);

	*p = (struct press){m->desk, id};
	g_signal_connect_data(item, DBUSMENU_MENUITEM_SIGNAL_ITEM_ACTIVATED,
	    G_CALLBACK(pressed), p, free_press, 0);
	dbusmenu_menuitem_child_append(m->root, item);
	return item;
}

/* What an entry says; "_" would mark a letter. */
static char *
label_of(const struct menu_entry *e, enum lang lang)
{
	g_autofree char *all = NULL;
	g_auto(GStrv) parts = NULL;

	if (e->why_not == NULL)
		all = g_strdup(e->label);
	else
		all = g_strdup_printf(lang == LANG_ZH ? "%s（%s）" : "%s (%s)",
		    e->label, e->why_not);
	parts = g_strsplit(all, "_", -1);
	return g_strjoinv("__", parts);
}

/* libdbusmenu tells panels only of what differs. */
static void
write_item(DbusmenuMenuitem *item, const struct menu_entry *e, enum lang lang)
{
	g_autofree char *label = label_of(e, lang);

	dbusmenu_menuitem_property_set(
	    item, DBUSMENU_MENUITEM_PROP_LABEL, label);
	dbusmenu_menuitem_property_set_bool(
	    item, DBUSMENU_MENUITEM_PROP_ENABLED, e->why_not == NULL);
	if (e->why_not != NULL)
		dbusmenu_menuitem_property_set(
		    item, DBUSMENU_MENUITEM_PROP_ACCESSIBLE_DESC, label);
	else
		dbusmenu_menuitem_property_remove(
		    item, DBUSMENU_MENUITEM_PROP_ACCESSIBLE_DESC);
}

void
tray_menu_update(struct tray_menu *m)
{
	size_t count;
	const struct menu_entry *menu = desk_menu(m->desk, &count);

	for (size_t n = 0; n < count; n++) {
		enum menu_id id = menu[n].id;

		if (m->items[id] == NULL && menu[n].group != NULL)
			add_line(m);
		if (m->items[id] == NULL)
			m->items[id] = add_item(m, id);
		write_item(m->items[id], &menu[n], desk_lang(m->desk));
	}
}

struct tray_menu *
tray_menu_new(struct desk *d)
{
	struct tray_menu *m = g_new0(struct tray_menu, 1);

	m->desk = d;
	m->server = dbusmenu_server_new(TRAY_MENU_PATH);
	m->root = dbusmenu_menuitem_new();
	tray_menu_update(m);
	dbusmenu_server_set_root(m->server, m->root);
	return m;
}

void
tray_menu_free(struct tray_menu *m)
{
	if (m == NULL)
		return;
	for (size_t n = 0; n < MENU_COUNT; n++)
		g_clear_object(&m->items[n]);
	g_clear_object(&m->root);
	g_clear_object(&m->server);
	g_free(m);
}
