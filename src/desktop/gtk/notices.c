/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/notices.h"

#include <string.h>

#include "base/log.h"
#include "desktop/gtk/instance.h"

#define SERVICE "org.freedesktop.Notifications"
#define SERVICE_PATH "/org/freedesktop/Notifications"
#define ICON "cert-assistant"

struct shown {
	struct notices *all;
	int id;
	enum tone tone;
	char *title, *text, *action; /* action: or NULL */
	uint32_t number;	     /* the service's; 0: none yet */
	bool wanted;		     /* the service is to be given it */
	bool asking;		     /* … and has not answered yet */
	bool gone;		     /* it was withdrawn meanwhile */
	bool told;		     /* in another way */
};

struct notices {
	struct notices_options options;
	GHashTable *shown; /* struct shown by id */
	int last_told;	   /* id */
	GCancellable *asking;
	guint signals[3];    /* GLib's numbers */
	bool knows, looking; /* what the service can */
	bool markup;	     /* it reads texts as markup */
};

static void
forget_texts(struct shown *s)
{
	g_free(s->title);
	g_free(s->text);
	g_free(s->action);
}

static void
free_shown(gpointer self)
{
	forget_texts(self);
	g_free(self);
}

static void
take_texts(struct shown *s, const struct notice *n)
{
	forget_texts(s);
	s->tone = n->tone;
	s->title = g_strdup(n->title);
	s->text = g_strdup(n->text);
	s->action = g_strdup(n->action);
}

static struct shown *
find(struct notices *all, int id)
{
	return g_hash_table_lookup(all->shown, GINT_TO_POINTER(id));
}

static struct shown *
find_number(struct notices *all, uint32_t number)
{
	GHashTableIter each;
	struct shown *s;

	g_hash_table_iter_init(&each, all->shown);
	while (g_hash_table_iter_next(&each, NULL, (gpointer *)&s))
		if (s->number == number)
			return s;
	return NULL;
}

/* --- where there is no service --- */

static void
tell(struct notices *all)
{
	const struct shown *s = find(all, all->last_told);
	g_autofree char *text = NULL;

	if (s != NULL && s->told)
		text = g_strdup_printf("%s\n%s", s->title, s->text);
	all->options.tell(all->options.self, text);
}

static void
tell_instead(struct shown *s)
{
	s->wanted = false;
	s->told = true;
	s->all->last_told = s->id;
	tell(s->all);
}

static void
tell_wanted(struct notices *all)
{
	GHashTableIter each;
	struct shown *s;

	g_hash_table_iter_init(&each, all->shown);
	while (g_hash_table_iter_next(&each, NULL, (gpointer *)&s))
		if (s->wanted)
			tell_instead(s);
}

bool
notices_follow_told(struct notices *all)
{
	const struct shown *s = find(all, all->last_told);

	if (s == NULL || !s->told || s->action == NULL)
		return false;
	desk_follow(all->options.desk, s->id);
	return true;
}

/* --- to the service --- */

static void post(struct shown *s);

static void
close_at_service(struct shown *s)
{
	g_dbus_connection_call(s->all->options.bus, SERVICE, SERVICE_PATH,
	    SERVICE, "CloseNotification", g_variant_new("(u)", s->number), NULL,
	    G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
forget(struct shown *s)
{
	struct notices *all = s->all;

	g_hash_table_remove(all->shown, GINT_TO_POINTER(s->id));
	tell(all);
}

static void
answered(GObject *bus, GAsyncResult *result, gpointer self)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_finish(
	    G_DBUS_CONNECTION(bus), result, &error);
	struct shown *s = self;

	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	s->asking = false;
	if (answer != NULL) {
		g_variant_get(answer, "(u)", &s->number);
		s->told = false;
	} else {
		log_line(LOG_WARNING, "notification: %s", error->message);
		s->all->knows = false;
	}
	if (s->gone) {
		if (answer != NULL)
			close_at_service(s);
		forget(s);
	} else if (answer == NULL) {
		tell_instead(s);
	} else {
		tell(s->all);
		if (s->wanted)
			post(s);
	}
}

static GVariant *
actions_of(const struct shown *s)
{
	GVariantBuilder actions;

	g_variant_builder_init(&actions, G_VARIANT_TYPE("as"));
	if (s->action != NULL) {
		/* "default" is a click on the text itself. */
		g_variant_builder_add(&actions, "s", "default");
		g_variant_builder_add(&actions, "s", s->action);
		g_variant_builder_add(&actions, "s", "follow");
		g_variant_builder_add(&actions, "s", s->action);
	}
	return g_variant_builder_end(&actions);
}

static GVariant *
hints_of(const struct shown *s)
{
	enum { NORMAL = 1, CRITICAL = 2 };
	GVariantBuilder hints;

	g_variant_builder_init(&hints, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(&hints, "{sv}", "urgency",
	    g_variant_new_byte(s->tone == TONE_PROBLEM ? CRITICAL : NORMAL));
	g_variant_builder_add(&hints, "{sv}", "desktop-entry",
	    g_variant_new_string(INSTANCE_APPLICATION_ID));
	return g_variant_builder_end(&hints);
}

static void
post(struct shown *s)
{
	const struct notices_options *o = &s->all->options;
	g_autofree char *text = s->all->markup
				    ? g_markup_escape_text(s->text, -1)
				    : g_strdup(s->text);

	s->wanted = false;
	s->asking = true;
	g_dbus_connection_call(o->bus, SERVICE, SERVICE_PATH, SERVICE, "Notify",
	    g_variant_new("(susss@as@a{sv}i)",
		text_in(TEXT_PROGRAM, desk_lang(o->desk)), s->number, ICON,
		s->title, text, actions_of(s), hints_of(s), -1),
	    G_VARIANT_TYPE("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, s->all->asking,
	    answered, s);
}

static void
post_wanted(struct notices *all)
{
	GHashTableIter each;
	struct shown *s;

	g_hash_table_iter_init(&each, all->shown);
	while (g_hash_table_iter_next(&each, NULL, (gpointer *)&s))
		if (s->wanted && !s->asking)
			post(s);
}

static void
told_what_it_can(GObject *bus, GAsyncResult *result, gpointer self)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_finish(
	    G_DBUS_CONNECTION(bus), result, &error);
	g_autofree const char **can = NULL;
	struct notices *all = self;

	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	all->looking = false;
	all->knows = answer != NULL;
	if (answer == NULL) {
		tell_wanted(all);
		return;
	}
	g_variant_get(answer, "(^a&s)", &can);
	all->markup = g_strv_contains((const char *const *)can, "body-markup");
	post_wanted(all);
}

/* Asked when there is something to say: asking starts the service. */
static void
look_what_it_can(struct notices *all)
{
	if (all->looking)
		return;
	all->looking = true;
	g_dbus_connection_call(all->options.bus, SERVICE, SERVICE_PATH, SERVICE,
	    "GetCapabilities", NULL, G_VARIANT_TYPE("(as)"),
	    G_DBUS_CALL_FLAGS_NONE, -1, all->asking, told_what_it_can, all);
}

void
notices_show(struct notices *all, const struct notice *n)
{
	struct shown *s = find(all, n->id);

	if (s == NULL) {
		s = g_new0(struct shown, 1);
		*s = (struct shown){.all = all, .id = n->id};
		g_hash_table_insert(all->shown, GINT_TO_POINTER(n->id), s);
	}
	take_texts(s, n);
	s->wanted = true;
	s->gone = false;
	if (all->options.bus == NULL)
		tell_instead(s);
	else if (!all->knows)
		look_what_it_can(all);
	else if (!s->asking)
		post(s);
}

void
notices_withdraw(struct notices *all, int id)
{
	struct shown *s = find(all, id);

	if (s == NULL)
		return;
	s->wanted = false;
	s->gone = true;
	if (s->asking)
		return;
	if (s->number != 0)
		close_at_service(s);
	forget(s);
}

/* --- from the service --- */

static void
clicked(struct notices *all, GVariant *arguments)
{
	uint32_t number;
	const char *action;
	const struct shown *s;

	g_variant_get(arguments, "(u&s)", &number, &action);
	s = find_number(all, number);
	if (s != NULL)
		desk_follow(all->options.desk, s->id);
}

static void
token_given(struct notices *all, GVariant *arguments)
{
	uint32_t number;
	const char *token;

	g_variant_get(arguments, "(u&s)", &number, &token);
	if (find_number(all, number) != NULL)
		all->options.token(all->options.self, token);
}

static void
closed(struct notices *all, GVariant *arguments)
{
	uint32_t number, reason;
	struct shown *s;

	g_variant_get(arguments, "(uu)", &number, &reason);
	s = find_number(all, number);
	if (s == NULL)
		return;
	s->number = 0;
	if (!s->asking && !s->wanted)
		forget(s);
}

static const struct {
	const char *name, *type;
	void (*run)(struct notices *all, GVariant *arguments);
} signals[] = {
    {"ActionInvoked", "(us)", clicked},
    {"ActivationToken", "(us)", token_given},
    {"NotificationClosed", "(uu)", closed},
};

static void
signalled(GDBusConnection *bus, const char *sender, const char *path,
    const char *interface, const char *signal, GVariant *arguments,
    gpointer self)
{
	(void)bus, (void)sender, (void)path, (void)interface;
	for (size_t n = 0; n < COUNT(signals); n++)
		if (strcmp(signals[n].name, signal) == 0 &&
		    g_variant_is_of_type(
			arguments, G_VARIANT_TYPE(signals[n].type)))
			signals[n].run(self, arguments);
}

/* --- their life --- */

struct notices *
notices_new(const struct notices_options *o)
{
	struct notices *all = g_new0(struct notices, 1);

	all->options = *o;
	all->shown = g_hash_table_new_full(NULL, NULL, NULL, free_shown);
	all->asking = g_cancellable_new();
	for (size_t n = 0; o->bus != NULL && n < COUNT(signals); n++)
		all->signals[n] = g_dbus_connection_signal_subscribe(o->bus,
		    SERVICE, SERVICE, signals[n].name, SERVICE_PATH, NULL,
		    G_DBUS_SIGNAL_FLAGS_NONE, signalled, all, NULL);
	return all;
}

void
notices_free(struct notices *all)
{
	if (all == NULL)
		return;
	g_cancellable_cancel(all->asking);
	g_object_unref(all->asking);
	for (size_t n = 0; n < COUNT(all->signals); n++)
		if (all->signals[n] != 0)
			g_dbus_connection_signal_unsubscribe(
			    all->options.bus, all->signals[n]);
	g_hash_table_unref(all->shown);
	g_free(all);
}
