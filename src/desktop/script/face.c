/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk tells its face: kept until the script asks. */
#include <string.h>

#include "desktop/script/script.h"

/* The main thread makes its turns when the script says. */
static void
wake(void *self)
{
	(void)self;
}

static void
remove_window(struct script *s, const struct screen *w)
{
	size_t n = 0;

	while (n < s->window_count && s->windows[n] != w)
		n++;
	if (n == s->window_count)
		return;
	s->window_count--;
	memmove(&s->windows[n], &s->windows[n + 1],
	    (s->window_count - n) * sizeof(struct screen *));
}

static void
raise_window(void *self, struct screen *w)
{
	struct script *s = self;

	remove_window(s, w);
	if (s->window_count < COUNT(s->windows))
		s->windows[s->window_count++] = w;
}

static void
close_window(void *self, struct screen *w)
{
	remove_window(self, w);
}

static void
change_window(void *self, struct screen *w)
{
	(void)self;
	(void)screen_view(w);
}

static void
change_menu(void *self)
{
	(void)self;
}

void
script_tell(struct script *s, json_t *what)
{
	json_array_append_new(s->told, what);
}

static void
notify(void *self, const struct notice *n)
{
	script_tell(
	    self, json_pack("{s:i, s:s, s:s, s:s?}", "notice", n->id, "title",
		      n->title, "text", n->text, "action", n->action));
}

static void
withdraw(void *self, int id)
{
	script_tell(self, json_pack("{s:i}", "withdrawn", id));
}

static void
copy(void *self, const char *text)
{
	script_tell(self, json_pack("{s:s}", "copied", text));
}

static void
visit(void *self, const char *url)
{
	script_tell(self, json_pack("{s:s}", "visited", url));
}

static void
quit(void *self)
{
	struct script *s = self;

	s->over = true;
	script_tell(s, json_pack("{s:b}", "quit", 1));
}

void
script_face(struct script *s)
{
	s->face = (struct desk_face){
	    .self = s,
	    .wake = wake,
	    .open = raise_window,
	    .raise = raise_window,
	    .changed = change_window,
	    .closed = close_window,
	    .menu = change_menu,
	    .notify = notify,
	    .withdraw = withdraw,
	    .copy = copy,
	    .visit = visit,
	    .quit = quit,
	};
}
