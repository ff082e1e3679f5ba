/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/lang.h"
#include "desktop/script/script.h"

#define LINE_MAX_SIZE 65536

static const char *
text_of(const json_t *command, const char *name)
{
	return json_string_value(json_object_get(command, name));
}

static int64_t
number_of(const json_t *command, const char *name)
{
	return json_integer_value(json_object_get(command, name));
}

static json_t *
refusal(const char *why)
{
	return json_pack("{s:s}", "refused", why);
}

static json_t *
done(void)
{
	return json_pack("{s:b}", "done", 1);
}

/* The window of that name that is most in front. */
static struct screen *
window_of(struct script *s, const json_t *command)
{
	const char *name = text_of(command, "screen");

	for (size_t n = s->window_count; name != NULL && n-- > 0;) {
		if (strcmp(screen_name(screen_kind(s->windows[n])), name) == 0)
			return s->windows[n];
	}
	return NULL;
}

/* --- sending events --- */

static bool
means(const struct item *i, const json_t *command)
{
	const char *label = text_of(command, "label");
	const json_t *id = json_object_get(command, "id");

	if (i->id == 0 || (label != NULL && (i->label == NULL ||
						strcmp(i->label, label) != 0)))
		return false;
	return id == NULL || json_integer_value(id) == i->id;
}

/* NULL: none, as for events of a whole window. */
static const struct item *
item_of(const struct view *v, const json_t *command)
{
	if (text_of(command, "label") == NULL &&
	    json_object_get(command, "id") == NULL)
		return NULL;
	for (size_t n = 0; n < v->count; n++) {
		if (means(&v->items[n], command))
			return &v->items[n];
	}
	return NULL;
}

static bool
event_kind_of(const json_t *command, enum event_kind *ret_kind)
{
	static const char *const names[] = {
	    [EVENT_PRESS] = "press",
	    [EVENT_TEXT] = "text",
	    [EVENT_SECRET] = "secret",
	    [EVENT_CHOOSE] = "choose",
	    [EVENT_SWITCH] = "switch",
	    [EVENT_ROW] = "row",
	    [EVENT_OPEN_ROW] = "open-row",
	    [EVENT_SORT] = "sort",
	    [EVENT_PAGE] = "page",
	    [EVENT_FILE] = "file",
	    [EVENT_CLOSE] = "close",
	};
	const char *name = text_of(command, "event");

	for (size_t n = 0; name != NULL && n < COUNT(names); n++) {
		if (strcmp(names[n], name) == 0) {
			*ret_kind = (enum event_kind)n;
			return true;
		}
	}
	return false;
}

static json_t *
do_send(struct script *s, const json_t *command)
{
	struct screen *w = window_of(s, command);
	const char *value = text_of(command, "value");
	const struct item *i;
	struct event e = {.text = value,
	    .secret = bytes_str(value),
	    .index = (size_t)number_of(command, "index"),
	    .row = (int)number_of(command, "row"),
	    .on = json_is_true(json_object_get(command, "on"))};

	if (w == NULL || !event_kind_of(command, &e.kind))
		return refusal("no such window or event");
	i = item_of(screen_view(w), command);
	if (i == NULL && e.kind != EVENT_PAGE && e.kind != EVENT_CLOSE)
		return refusal("no such item");
	if (i != NULL && i->why_not != NULL)
		return refusal(i->why_not);
	e.id = i != NULL ? i->id : 0;
	screen_send(w, &e);
	return done();
}

/* --- the other commands --- */

static json_t *
do_view(struct script *s, const json_t *command)
{
	struct screen *w = window_of(s, command);

	return w == NULL ? refusal("no such window")
			 : script_view(screen_view(w));
}

static json_t *
do_windows(struct script *s, const json_t *command)
{
	json_t *list = json_array();

	(void)command;
	for (size_t n = s->window_count; n-- > 0;)
		json_array_append_new(
		    list, json_string(screen_name(screen_kind(s->windows[n]))));
	return list;
}

static json_t *
do_open(struct script *s, const json_t *command)
{
	const char *name = text_of(command, "screen");
	enum screen_kind kind =
	    name == NULL ? SCREEN_COUNT : screen_named(name);
	const struct wish w = {
	    .serial = text_of(command, "serial"),
	    .carrier = text_of(command, "carrier"),
	    .site = text_of(command, "site"),
	    .program = text_of(command, "program"),
	    .page = (int)number_of(command, "page"),
	};

	if (kind == SCREEN_COUNT)
		return refusal("no such screen");
	(void)desk_open(s->desk, kind, &w);
	return done();
}

static json_t *
do_menu(struct script *s, const json_t *command)
{
	json_t *list = json_array();
	size_t count;
	const struct menu_entry *menu = desk_menu(s->desk, &count);

	(void)command;
	for (size_t n = 0; n < count; n++)
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s?}", "name", menu_name(menu[n].id),
			"label", menu[n].label, "why_not", menu[n].why_not));
	return list;
}

static json_t *
do_press(struct script *s, const json_t *command)
{
	const char *name = text_of(command, "name");

	for (size_t n = 0; name != NULL && n < MENU_COUNT; n++) {
		if (strcmp(menu_name((enum menu_id)n), name) == 0) {
			desk_press(s->desk, (enum menu_id)n);
			return done();
		}
	}
	return refusal("no such entry");
}

static json_t *
do_tray(struct script *s, const json_t *command)
{
	static const char *const icons[] = {
	    [TRAY_NONE] = "none",
	    [TRAY_FINE] = "fine",
	    [TRAY_EXPIRING] = "expiring",
	    [TRAY_PROBLEM] = "problem",
	    [TRAY_BUSY] = "busy",
	};
	struct tray t = desk_tray(s->desk);

	(void)command;
	return json_pack("{s:s, s:s}", "icon", icons[t.icon], "text", t.text);
}

static json_t *
do_told(struct script *s, const json_t *command)
{
	json_t *told = s->told;

	(void)command;
	s->told = json_array();
	return told;
}

static json_t *
do_follow(struct script *s, const json_t *command)
{
	desk_follow(s->desk, (int)number_of(command, "id"));
	return done();
}

static json_t *
do_forward(struct script *s, const json_t *command)
{
	(void)command;
	desk_come_forward(s->desk);
	return done();
}

static json_t *
do_settle(struct script *s, const json_t *command)
{
	bool settled = desk_settle(s->desk, number_of(command, "ms"));

	return json_pack("{s:b}", "settled", settled);
}

static json_t *
do_turn(struct script *s, const json_t *command)
{
	(void)command;
	desk_turn(s->desk);
	return done();
}

static json_t *
do_clock(struct script *s, const json_t *command)
{
	s->ahead_s += number_of(command, "plus");
	desk_turn(s->desk);
	return done();
}

static json_t *
do_lang(struct script *s, const json_t *command)
{
	desk_set_lang(s->desk, text_of(command, "setting"));
	return done();
}

static json_t *
do_set(struct script *s, const json_t *command)
{
	desk_set(s->desk, text_of(command, "name"), text_of(command, "value"));
	return done();
}

static json_t *
do_consent(struct script *s, const json_t *command)
{
	return script_consent(s, command) ? done() : refusal("no such id");
}

static json_t *
do_withdraw(struct script *s, const json_t *command)
{
	return script_withdraw(s, command) ? done() : refusal("no such id");
}

json_t *
script_do(struct script *s, const json_t *command)
{
	static const struct {
		const char *name;
		json_t *(*run)(struct script *s, const json_t *command);
	} rows[] = {
	    {"send", do_send},
	    {"view", do_view},
	    {"windows", do_windows},
	    {"open", do_open},
	    {"menu", do_menu},
	    {"press", do_press},
	    {"tray", do_tray},
	    {"told", do_told},
	    {"follow", do_follow},
	    {"forward", do_forward},
	    {"settle", do_settle},
	    {"turn", do_turn},
	    {"clock", do_clock},
	    {"lang", do_lang},
	    {"set", do_set},
	    {"consent", do_consent},
	    {"withdraw", do_withdraw},
	};
	const char *name = text_of(command, "do");

	for (size_t n = 0; name != NULL && n < COUNT(rows); n++) {
		if (strcmp(rows[n].name, name) == 0)
			return rows[n].run(s, command);
	}
	return refusal("no such command");
}

static int64_t
moved_now(void *self)
{
	const struct script *s = self;

	return clock_now(clock_system()) + s->ahead_s;
}

/* Commands until there are no more. */
static void
serve(struct script *s)
{
	char line[LINE_MAX_SIZE];

	while (!s->over && fgets(line, sizeof(line), stdin) != NULL) {
		json_t *command = json_loads(line, 0, NULL);
		json_t *answer = script_do(s, command);

		json_dumpf(answer, stdout, JSON_COMPACT);
		putchar('\n');
		fflush(stdout);
		json_decref(answer);
		json_decref(command);
		secret_wipe(line, sizeof(line));
	}
}

/* --home DIR, --office URL, --lang zh|en, --no-tray */
static bool
read_options(int argc, char **argv, struct desk_options *o)
{
	for (int n = 1; n < argc; n++) {
		const char *value = n + 1 < argc ? argv[n + 1] : NULL;

		if (strcmp(argv[n], "--no-tray") == 0) {
			o->tray = false;
			continue;
		}
		if (value == NULL)
			return false;
		if (strcmp(argv[n], "--home") == 0)
			o->assistant.home = value;
		else if (strcmp(argv[n], "--office") == 0)
			o->assistant.office = value;
		else if (strcmp(argv[n], "--lang") != 0 ||
			 lang_find(value, &o->assistant.lang) != ERR_OK)
			return false;
		n++;
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct script s = {.told = json_array()};
	struct desk_options o = {.face = &s.face,
	    .tray = true,
	    .assistant = {.clock = {moved_now, &s},
		.random = random_system(),
		.lang = LANG_ZH}};
	enum err e = ERR_USAGE;

	fault_init();
	script_face(&s);
	if (read_options(argc, argv, &o))
		e = desk_new(&o, &s.desk);
	if (e == ERR_OK)
		serve(&s);
	else
		fprintf(stderr, "cert-desk-script: %s\n", err_name(e));
	desk_free(s.desk);
	json_decref(s.told);
	return err_exit(e);
}
