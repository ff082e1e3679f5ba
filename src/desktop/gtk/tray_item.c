/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/tray_item.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "desktop/gtk/tray_icon.h"
#include "desktop/gtk/tray_menu.h"

#define ITEM_INTERFACE "org.kde.StatusNotifierItem"
#define ITEM_PATH "/StatusNotifierItem"
#define WATCHER "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define MENU_LOOKS 500 /* some tenths of a second: then without it */

static const char interface_xml[] =
    "<node><interface name='" ITEM_INTERFACE "'>"
    "<property name='Category' type='s' access='read'/>"
    "<property name='Id' type='s' access='read'/>"
    "<property name='Title' type='s' access='read'/>"
    "<property name='Status' type='s' access='read'/>"
    "<property name='WindowId' type='i' access='read'/>"
    "<property name='IconThemePath' type='s' access='read'/>"
    "<property name='IconName' type='s' access='read'/>"
    "<property name='IconPixmap' type='a(iiay)' access='read'/>"
    "<property name='IconAccessibleDesc' type='s' access='read'/>"
    "<property name='AttentionIconName' type='s' access='read'/>"
    "<property name='AttentionIconPixmap' type='a(iiay)' access='read'/>"
    "<property name='AttentionAccessibleDesc' type='s' access='read'/>"
    "<property name='ToolTip' type='(sa(iiay)ss)' access='read'/>"
    "<property name='ItemIsMenu' type='b' access='read'/>"
    "<property name='Menu' type='o' access='read'/>"
    "<method name='Activate'><arg type='i'/><arg type='i'/></method>"
    "<method name='SecondaryActivate'><arg type='i'/><arg type='i'/></method>"
    "<method name='ContextMenu'><arg type='i'/><arg type='i'/></method>"
    "<method name='Scroll'><arg type='i'/><arg type='s'/></method>"
    "<method name='ProvideXdgActivationToken'><arg type='s'/></method>"
    "<signal name='NewTitle'/><signal name='NewIcon'/>"
    "<signal name='NewAttentionIcon'/><signal name='NewToolTip'/>"
    "<signal name='NewStatus'><arg type='s'/></signal>"
    "</interface></node>";

struct tray_item {
	struct tray_item_options options;
	struct tray_menu *menu;
	GDBusNodeInfo *node;
	guint object, name, watch, hosts[2]; /* GLib's numbers for them */
	char *own_name;			     /* on the bus */
	char *icon_folder;		     /* or NULL */
	/* What is shown. */
	enum tray_icon icon;
	char *text;
	char *told; /* instead of a notification, or NULL */
	GCancellable *asking;
	int looks; /* that are left, for the menu */
	bool known, seen;
};

/* --- what it looks like --- */

static bool
wants_attention(const struct tray_item *t)
{
	return t->told != NULL || t->icon == TRAY_EXPIRING ||
	       t->icon == TRAY_PROBLEM;
}

static GVariant *
get_title(const struct tray_item *t)
{
	return g_variant_new_string(
	    text_in(TEXT_PROGRAM, desk_lang(t->options.desk)));
}

static GVariant *
get_status(const struct tray_item *t)
{
	return g_variant_new_string(
	    wants_attention(t) ? "NeedsAttention" : "Active");
}

static GVariant *
get_window(const struct tray_item *t)
{
	(void)t;
	return g_variant_new_int32(0);
}

static GVariant *
get_icon_folder(const struct tray_item *t)
{
	return g_variant_new_string(
	    t->icon_folder != NULL ? t->icon_folder : "");
}

/* Without a name panels take the dots. */
static GVariant *
get_icon_name(const struct tray_item *t)
{
	return g_variant_new_string(
	    t->icon_folder != NULL ? tray_icon_name(t->icon) : "");
}

static GVariant *
get_pixmaps(const struct tray_item *t)
{
	return tray_icon_pixmaps(t->icon);
}

static const char *
text_of(const struct tray_item *t)
{
	return t->told != NULL ? t->told : t->text;
}

static GVariant *
get_text(const struct tray_item *t)
{
	return g_variant_new_string(text_of(t));
}

static GVariant *
get_tool_tip(const struct tray_item *t)
{
	return g_variant_new("(s@a(iiay)ss)", "",
	    g_variant_new_array(G_VARIANT_TYPE("(iiay)"), NULL, 0),
	    text_in(TEXT_PROGRAM, desk_lang(t->options.desk)), text_of(t));
}

static GVariant *
get_is_menu(const struct tray_item *t)
{
	(void)t;
	return g_variant_new_boolean(FALSE);
}

static GVariant *
get_menu(const struct tray_item *t)
{
	(void)t;
	return g_variant_new_object_path(TRAY_MENU_PATH);
}

static const struct {
	const char *name, *text; /* text: the same for ever */
	GVariant *(*get)(const struct tray_item *t);
} properties[] = {
    {"Category", "ApplicationStatus", NULL},
    {"Id", "cert-assistant", NULL},
    {"Title", NULL, get_title},
    {"Status", NULL, get_status},
    {"WindowId", NULL, get_window},
    {"IconThemePath", NULL, get_icon_folder},
    {"IconName", NULL, get_icon_name},
    {"IconPixmap", NULL, get_pixmaps},
    {"IconAccessibleDesc", NULL, get_text},
    {"AttentionIconName", NULL, get_icon_name},
    {"AttentionIconPixmap", NULL, get_pixmaps},
    {"AttentionAccessibleDesc", NULL, get_text},
    {"ToolTip", NULL, get_tool_tip},
    {"ItemIsMenu", NULL, get_is_menu},
    {"Menu", NULL, get_menu},
};

static GVariant *
get_property(GDBusConnection *bus, const char *sender, const char *path,
    const char *interface, const char *name, GError **error, gpointer self)
{
	(void)bus, (void)sender, (void)path, (void)interface;
	for (size_t n = 0; n < COUNT(properties); n++) {
		if (strcmp(properties[n].name, name) != 0)
			continue;
		return properties[n].get != NULL
			   ? properties[n].get(self)
			   : g_variant_new_string(properties[n].text);
	}
	g_set_error(
	    error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_PROPERTY, "%s", name);
	return NULL;
}

/* --- what panels ask for --- */

static void
come_forward(struct tray_item *t)
{
	t->options.clicked(t->options.self);
}

static void
show_entries(struct tray_item *t)
{
	(void)desk_open(t->options.desk, SCREEN_MAIN, NULL);
}

static void
method_called(GDBusConnection *bus, const char *sender, const char *path,
    const char *interface, const char *method, GVariant *arguments,
    GDBusMethodInvocation *invocation, gpointer self)
{
	static const struct {
		const char *name;
		void (*run)(struct tray_item *t);
	} methods[] = {
	    {"Activate", come_forward},
	    {"SecondaryActivate", come_forward},
	    {"ContextMenu", show_entries},
	};
	struct tray_item *t = self;
	const char *token;

	(void)bus, (void)sender, (void)path, (void)interface;
	/* First the answer: panels wait for it, and a window takes a while. */
	g_dbus_method_invocation_return_value(invocation, NULL);
	if (strcmp(method, "ProvideXdgActivationToken") == 0) {
		g_variant_get(arguments, "(&s)", &token);
		t->options.token(t->options.self, token);
	}
	for (size_t n = 0; n < COUNT(methods); n++)
		if (strcmp(methods[n].name, method) == 0)
			methods[n].run(t);
}

static const GDBusInterfaceVTable functions = {
    .method_call = method_called, .get_property = get_property};

/* --- what panels are told --- */

static void
emit(struct tray_item *t, const char *signal, GVariant *arguments)
{
	g_dbus_connection_emit_signal(t->options.bus, NULL, ITEM_PATH,
	    ITEM_INTERFACE, signal, arguments, NULL);
}

static void
emit_text(struct tray_item *t)
{
	emit(t, "NewToolTip", NULL);
	emit(t, "NewStatus", g_variant_new("(@s)", get_status(t)));
}

void
tray_item_update(struct tray_item *t)
{
	struct tray look = desk_tray(t->options.desk);
	bool other_icon = look.icon != t->icon;

	tray_menu_update(t->menu);
	if (!other_icon && strcmp(look.text, t->text) == 0)
		return;
	t->icon = look.icon;
	g_free(t->text);
	t->text = g_strdup(look.text);
	if (other_icon) {
		emit(t, "NewIcon", NULL);
		emit(t, "NewAttentionIcon", NULL);
	}
	emit(t, "NewTitle", NULL); /* the language may be another */
	emit_text(t);
}

void
tray_item_tell(struct tray_item *t, const char *text)
{
	if (g_strcmp0(text, t->told) == 0)
		return;
	g_free(t->told);
	t->told = g_strdup(text);
	emit_text(t);
}

/* --- the desktop's tray --- */

static void
set_seen(struct tray_item *t, bool seen)
{
	if (t->known && t->seen == seen)
		return;
	t->known = true;
	t->seen = seen;
	t->options.seen(t->options.self, seen);
}

/* A watcher that does not say whether anybody draws it has a panel. */
static void
told_of_host(GObject *bus, GAsyncResult *result, gpointer self)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_finish(
	    G_DBUS_CONNECTION(bus), result, &error);
	g_autoptr(GVariant) there = NULL;

	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (answer != NULL)
		g_variant_get(answer, "(v)", &there);
	set_seen(
	    self, there == NULL ||
		      !g_variant_is_of_type(there, G_VARIANT_TYPE_BOOLEAN) ||
		      g_variant_get_boolean(there));
}

static void
ask_for_host(struct tray_item *t)
{
	g_dbus_connection_call(t->options.bus, WATCHER, WATCHER_PATH,
	    "org.freedesktop.DBus.Properties", "Get",
	    g_variant_new("(ss)", WATCHER, "IsStatusNotifierHostRegistered"),
	    G_VARIANT_TYPE("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
	    t->asking, told_of_host, t);
}

static void
registered(GObject *bus, GAsyncResult *result, gpointer self)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_finish(
	    G_DBUS_CONNECTION(bus), result, &error);

	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (answer != NULL) {
		ask_for_host(self);
		return;
	}
	log_line(LOG_WARNING, "tray: %s", error->message);
	set_seen(self, false);
}

static void
offer(struct tray_item *t)
{
	g_dbus_connection_call(t->options.bus, WATCHER, WATCHER_PATH, WATCHER,
	    "RegisterStatusNotifierItem", g_variant_new("(s)", t->own_name),
	    NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, t->asking, registered,
	    t);
}

static void look_for_menu(struct tray_item *t);

static void
told_of_menu(GObject *bus, GAsyncResult *result, gpointer self)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_finish(
	    G_DBUS_CONNECTION(bus), result, &error);
	struct tray_item *t = self;

	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (answer != NULL || --t->looks <= 0)
		offer(t);
	else
		look_for_menu(t);
}

/* libdbusmenu puts the menu on the bus a little later and does not say when; a
 * panel that reads it before that shows an empty one. */
static void
look_for_menu(struct tray_item *t)
{
	g_dbus_connection_call(t->options.bus,
	    g_dbus_connection_get_unique_name(t->options.bus), TRAY_MENU_PATH,
	    "org.freedesktop.DBus.Properties", "Get",
	    g_variant_new("(ss)", TRAY_MENU_INTERFACE, "Version"),
	    G_VARIANT_TYPE("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
	    t->asking, told_of_menu, t);
}

static void
watcher_came(
    GDBusConnection *bus, const char *name, const char *owner, gpointer self)
{
	struct tray_item *t = self;

	(void)bus, (void)name, (void)owner;
	t->looks = MENU_LOOKS;
	look_for_menu(t);
}

static void
watcher_went(GDBusConnection *bus, const char *name, gpointer self)
{
	(void)bus, (void)name;
	set_seen(self, false);
}

/* A panel began or ceased to draw what the watcher knows. */
static void
host_changed(GDBusConnection *bus, const char *sender, const char *path,
    const char *interface, const char *signal, GVariant *arguments,
    gpointer self)
{
	(void)bus, (void)sender, (void)path, (void)interface, (void)signal;
	(void)arguments;
	ask_for_host(self);
}

static void
look_for_tray(struct tray_item *t)
{
	static const char *const signals[] = {
	    "StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"};

	for (size_t n = 0; n < COUNT(t->hosts); n++)
		t->hosts[n] = g_dbus_connection_signal_subscribe(t->options.bus,
		    WATCHER, WATCHER, signals[n], WATCHER_PATH, NULL,
		    G_DBUS_SIGNAL_FLAGS_NONE, host_changed, t, NULL);
	t->watch = g_bus_watch_name_on_connection(t->options.bus, WATCHER,
	    G_BUS_NAME_WATCHER_FLAGS_NONE, watcher_came, watcher_went, t, NULL);
}

/* --- its life --- */

static void
serve(struct tray_item *t)
{
	g_autoptr(GError) error = NULL;

	t->node = g_dbus_node_info_new_for_xml(interface_xml, NULL);
	t->object = g_dbus_connection_register_object(t->options.bus, ITEM_PATH,
	    t->node->interfaces[0], &functions, t, NULL, &error);
	if (t->object == 0)
		log_line(LOG_WARNING, "tray: %s", error->message);
	t->own_name = g_strdup_printf(ITEM_INTERFACE "-%ld-1", (long)getpid());
	t->name = g_bus_own_name_on_connection(t->options.bus, t->own_name,
	    G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

struct tray_item *
tray_item_new(const struct tray_item_options *o)
{
	struct tray_item *t = g_new0(struct tray_item, 1);
	struct tray look = desk_tray(o->desk);

	t->options = *o;
	t->icon = look.icon;
	t->text = g_strdup(look.text);
	t->icon_folder = tray_icon_folder();
	t->menu = tray_menu_new(o->desk);
	t->asking = g_cancellable_new();
	serve(t);
	look_for_tray(t);
	return t;
}

void
tray_item_free(struct tray_item *t)
{
	if (t == NULL)
		return;
	g_cancellable_cancel(t->asking);
	g_object_unref(t->asking);
	g_bus_unwatch_name(t->watch);
	for (size_t n = 0; n < COUNT(t->hosts); n++)
		g_dbus_connection_signal_unsubscribe(
		    t->options.bus, t->hosts[n]);
	g_bus_unown_name(t->name);
	if (t->object != 0)
		g_dbus_connection_unregister_object(t->options.bus, t->object);
	g_dbus_node_info_unref(t->node);
	tray_menu_free(t->menu);
	g_free(t->own_name);
	g_free(t->icon_folder);
	g_free(t->text);
	g_free(t->told);
	g_free(t);
}
