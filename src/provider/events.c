/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.1.2 and 7.1.3: arrival and departure of devices. Their names
 * are looked at whenever the back end says that they may have changed; where
 * it cannot tell, a few times a second
 * (docs/decisions/0023-events-by-looking.md).
 *
 * What is known is kept between calls, so that nothing is missed while the
 * caller deals with an event. At first it is what the caller was told that
 * there is, so that nothing is missed before it waits either.
 */
#include <string.h>
#include <time.h>

#include "provider/back_end.h"
#include "provider/give.h"

#define LOOK_MS 250

static bool
lists(const struct buf *names, const char *name)
{
	size_t at = 0;

	while (at < names->len) {
		const char *s = (const char *)names->p + at;

		if (strcmp(s, name) == 0)
			return true;
		at += strlen(s) + 1;
	}
	return false;
}

/* The first name that is in a and not in b; NULL if there is none. */
static const char *
first_missing(const struct buf *a, const struct buf *b)
{
	size_t at = 0;

	while (at < a->len) {
		const char *s = (const char *)a->p + at;

		if (!lists(b, s))
			return s;
		at += strlen(s) + 1;
	}
	return NULL;
}

static uint32_t
learn(struct buf *known, const char *name)
{
	buf_put(known, BYTES(name, strlen(name) + 1));
	return sar_from_err(buf_status(known));
}

static void
unlearn(struct buf *known, const char *name)
{
	size_t len = strlen(name) + 1;
	uint8_t *at = known->p;

	while (strcmp((const char *)at, name) != 0)
		at += strlen((const char *)at) + 1;
	memmove(at, at + len, (size_t)(known->p + known->len - (at + len)));
	buf_truncate(known, known->len - len);
}

struct event {
	char name[FILE_PATH_MAX];
	ULONG kind; /* 0: none */
};

/* The names of what is there. Without the service that devices come by there
 * are none, and waiting goes on: they come back when it is started again. */
static uint32_t
present(struct entry *e, struct buf *names)
{
	uint32_t sar = back_end.names(e, false, names);

	return sar == SAR_CARD_SERVICE ? SAR_OK : sar;
}

/* One difference between what is known and what is there, now known. */
static uint32_t
look(struct entry *e, struct event *ev)
{
	struct buf *known = &e->state->events.known;
	AUTO_DONE(buf) now = BUF(NAMES_MAX);
	const char *name;

	SAR_TRY(present(e, &now));
	ev->kind = DEV_EVENT_REMOVED;
	name = first_missing(known, &now);
	if (name == NULL) {
		ev->kind = DEV_EVENT_INSERTED;
		name = first_missing(&now, known);
	}
	if (name == NULL) {
		ev->kind = 0;
		return SAR_OK;
	}
	if (strlen(name) >= sizeof(ev->name))
		return SAR_NAMELENERR;
	memcpy(ev->name, name, strlen(name) + 1);
	if (ev->kind == DEV_EVENT_INSERTED)
		return learn(known, ev->name);
	unlearn(known, ev->name);
	return SAR_OK;
}

static struct timespec
next_look(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += LOOK_MS * 1000000L;
	if (t.tv_nsec >= 1000000000L) {
		t.tv_nsec -= 1000000000L;
		t.tv_sec++;
	}
	return t;
}

/* Let others in until it is worth looking again. */
static void
rest(struct entry *e)
{
	struct state *s = e->state;
	const struct timespec until = next_look();

	if (back_end.wait == NULL) {
		pthread_cond_timedwait(&s->events.wake, &s->mutex, &until);
		return;
	}
	pthread_mutex_unlock(&s->mutex);
	back_end.wait(e->back);
	pthread_mutex_lock(&s->mutex);
}

/* Until there is something or a cancel. */
static uint32_t
wait_for(struct entry *e, struct event *ev)
{
	for (;;) {
		if (e->state->events.cancelled)
			return SAR_NOT_EVENTERR;
		SAR_TRY(look(e, ev));
		if (ev->kind != 0)
			return SAR_OK;
		rest(e);
	}
}

void
events_told(struct entry *e, const struct buf *names)
{
	struct event_state *ev = &e->state->events;

	if (ev->started)
		return;
	buf_truncate(&ev->known, 0);
	buf_put(&ev->known, buf_bytes(names));
	ev->is_told = buf_status(&ev->known) == ERR_OK;
}

/* The first call learns what is there, of a caller who did not ask before; only
 * changes after that are events. */
static uint32_t
start(struct entry *e)
{
	struct event_state *ev = &e->state->events;

	if (ev->started)
		return SAR_OK;
	if (!ev->is_told) {
		buf_truncate(&ev->known, 0);
		SAR_TRY(present(e, &ev->known));
	}
	ev->started = true;
	return SAR_OK;
}

ULONG DEVAPI
SKF_WaitForDevEvent(LPSTR szDevName, ULONG *pulDevNameLen, ULONG *pulEvent)
{
	AUTO_DONE(entry) e = {0};
	struct event ev = {.kind = 0};
	struct event_state *state;
	uint32_t sar;

	SAR_TRY(entry_begin(&e));
	state = &e.state->events;
	if (pulDevNameLen == NULL || pulEvent == NULL)
		return SAR_INVALIDPARAMERR;
	if (state->waiting)
		return SAR_FAIL; /* one waiter in a process */
	SAR_TRY(start(&e));
	state->waiting = true;
	state->cancelled = false;
	sar = wait_for(&e, &ev);
	state->waiting = false;
	SAR_TRY(sar);
	*pulEvent = ev.kind;
	return give_octets(
	    BYTES(ev.name, strlen(ev.name) + 1), szDevName, pulDevNameLen);
}

ULONG DEVAPI
SKF_CancelWaitForDevEvent(void)
{
	AUTO_DONE(entry) e = {0};

	SAR_TRY(entry_begin(&e));
	if (!e.state->events.waiting)
		return SAR_NOT_EVENTERR;
	e.state->events.cancelled = true;
	if (back_end.wake == NULL)
		pthread_cond_broadcast(&e.state->events.wake);
	else
		back_end.wake(e.back);
	return SAR_OK;
}
