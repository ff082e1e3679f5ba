/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/desk_source.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct desk_source {
	GSource base;
	struct desk *desk;
	int timer;	/* timerfd(2) */
	gpointer watch; /* of timer */
	int64_t armed;	/* what it is set to; INT64_MAX: to nothing */
};

/* A clock that is set makes the timer readable as well: look at the time
 * again. What is due already comes in a second, so that nothing the desk may
 * say can keep the loop busy. */
static void
arm(struct desk_source *s, int64_t at)
{
	const struct itimerspec when = {
	    .it_value.tv_sec =
		at == INT64_MAX ? 0 : MAX(at, desk_now(s->desk) + 1)};

	if (timerfd_settime(s->timer,
		TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) == 0)
		s->armed = at;
}

/* Before each wait: what happened since may have moved desk_next_at. */
static gboolean
prepare(GSource *source, gint *timeout)
{
	struct desk_source *s = (struct desk_source *)source;
	int64_t at = desk_next_at(s->desk);

	if (at != s->armed)
		arm(s, at);
	*timeout = -1;
	return FALSE;
}

static gboolean
check(GSource *source)
{
	struct desk_source *s = (struct desk_source *)source;

	return g_source_query_unix_fd(source, s->watch) != 0;
}

static gboolean
dispatch(GSource *source, GSourceFunc call, gpointer self)
{
	struct desk_source *s = (struct desk_source *)source;
	uint64_t times;

	(void)call;
	(void)self;
	g_source_set_ready_time(source, -1);
	/* Nothing to read: it was a wake. ECANCELED: the clock was set. */
	if (read(s->timer, &times, sizeof(times)) != -1 || errno == ECANCELED)
		s->armed = 0;
	desk_turn(s->desk);
	return G_SOURCE_CONTINUE;
}

static void
finalize(GSource *source)
{
	close(((struct desk_source *)source)->timer);
}

GSource *
desk_source_new(void)
{
	/* GLib wants to write to it, though it never does. */
	static GSourceFuncs functions = {
	    prepare, check, dispatch, finalize, NULL, NULL};
	int timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	struct desk_source *s;

	if (timer == -1)
		return NULL;
	s = (struct desk_source *)g_source_new(&functions, sizeof(*s));
	s->timer = timer;
	s->armed = INT64_MAX;
	s->watch = g_source_add_unix_fd(&s->base, timer, G_IO_IN);
	g_source_set_name(&s->base, "desk");
	return &s->base;
}

void
desk_source_set(GSource *source, struct desk *d)
{
	((struct desk_source *)source)->desk = d;
	g_source_attach(source, NULL);
}

void
desk_source_wake(GSource *source)
{
	g_source_set_ready_time(source, 0);
}
