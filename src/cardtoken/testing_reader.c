/* SPDX-License-Identifier: Apache-2.0 */
#include "cardtoken/testing_reader.h"

#include <stdlib.h>
#include <string.h>

struct testing_readers {
	struct card_readers readers;
	struct testing_world *world;
};

struct testing_link {
	struct card_link link;
	struct testing_slot *slot;
	uint32_t changes, resets; /* as this program knows them */
};

static struct testing_slot *
slot_of(struct card_link *l)
{
	return ((struct testing_link *)l)->slot;
}

static enum card_io
state_of(struct card_link *link)
{
	const struct testing_link *l = (struct testing_link *)link;

	if (!l->slot->here || l->slot->changes != l->changes)
		return CARD_IO_REMOVED;
	return l->slot->resets == l->resets ? CARD_IO_OK : CARD_IO_RESET;
}

static enum card_io
testing_list(struct card_readers *r, struct card_reader_list *ret_list)
{
	const struct testing_world *w = ((struct testing_readers *)r)->world;
	struct card_reader_list list = {.count = 0};

	if (w->no_service)
		return CARD_IO_SERVICE;
	for (size_t i = 0; i < TESTING_SLOTS; i++) {
		const struct testing_slot *s = &w->slots[i];
		struct card_reader *row = &list.rows[list.count];

		if (s->name == NULL)
			continue;
		memcpy(row->name, s->name, strlen(s->name) + 1);
		row->card = s->here;
		row->changes = s->changes;
		list.count++;
	}
	*ret_list = list;
	return CARD_IO_OK;
}

static struct testing_slot *
find_slot(struct testing_world *w, const char *name)
{
	for (size_t i = 0; i < TESTING_SLOTS; i++)
		if (w->slots[i].name != NULL &&
		    strcmp(w->slots[i].name, name) == 0)
			return &w->slots[i];
	return NULL;
}

static enum card_io
testing_connect(
    struct card_readers *r, const char *name, struct card_link **ret_link)
{
	struct testing_world *w = ((struct testing_readers *)r)->world;
	struct testing_slot *s = find_slot(w, name);
	struct testing_link *l;

	if (w->no_service)
		return CARD_IO_SERVICE;
	if (s == NULL)
		return CARD_IO_REMOVED;
	if (!s->here)
		return CARD_IO_ABSENT;
	if (s->mute)
		return CARD_IO_MUTE;
	l = calloc(1, sizeof(*l));
	if (l == NULL)
		return CARD_IO_NOMEM;
	*l = (struct testing_link){{r->class}, s, s->changes, s->resets};
	/* Not &l->link, the same, in which gcc's analyzer loses sight of l. */
	*ret_link = (struct card_link *)l;
	return CARD_IO_OK;
}

static void
testing_disconnect(struct card_link *link, bool reset)
{
	if (reset)
		testing_reset(slot_of(link));
	free(link);
}

static enum card_io
testing_begin(struct card_link *link)
{
	enum card_io io = state_of(link);

	if (io != CARD_IO_OK)
		return io;
	if (slot_of(link)->holder != NULL)
		return CARD_IO_BUSY; /* one thread cannot wait for itself */
	slot_of(link)->holder = link;
	slot_of(link)->transactions++;
	return CARD_IO_OK;
}

static void
testing_end(struct card_link *link)
{
	if (slot_of(link)->holder == link)
		slot_of(link)->holder = NULL;
}

static enum card_io
testing_reconnect(struct card_link *link)
{
	struct testing_link *l = (struct testing_link *)link;

	if (state_of(link) == CARD_IO_REMOVED)
		return CARD_IO_REMOVED;
	l->resets = l->slot->resets;
	return CARD_IO_OK;
}

static void
happen(unsigned *at, unsigned now, void (*what)(struct testing_slot *s),
    struct testing_slot *s)
{
	if (*at != now)
		return;
	*at = 0;
	what(s);
}

static enum card_io
testing_transmit(
    struct card_link *link, struct bytes command, struct buf *answer)
{
	struct testing_slot *s = slot_of(link);
	size_t before = answer->len;
	enum card_io io;
	bool answered;

	if (s->holder != link)
		return CARD_IO_BUSY; /* nobody sends outside a transaction */
	s->commands++;
	happen(&s->remove_before, s->commands, testing_unplug, s);
	happen(&s->reset_before, s->commands, testing_reset, s);
	io = state_of(link);
	if (io != CARD_IO_OK)
		return io;
	if (s->longest > 0 && command.len > s->longest)
		return CARD_IO_FAILED;
	answered = s->card.transmit(s->card.self, command, answer);
	happen(&s->remove_after, s->commands, testing_unplug, s);
	if (answered && s->here &&
	    (s->longest == 0 || answer->len - before <= s->longest))
		return CARD_IO_OK;
	buf_truncate(answer, before);
	return CARD_IO_FAILED;
}

static enum card_io
testing_status(struct card_link *link, bool settle)
{
	(void)settle;
	return state_of(link);
}

static void
testing_wait_or_wake(struct card_readers *r)
{
	(void)r;
}

static void
testing_free(struct card_readers *r)
{
	free(r);
}

static const struct card_readers_class testing_class = {
    .list = testing_list,
    .connect = testing_connect,
    .wait = testing_wait_or_wake,
    .wake = testing_wait_or_wake,
    .free = testing_free,
    .begin = testing_begin,
    .end = testing_end,
    .transmit = testing_transmit,
    .reconnect = testing_reconnect,
    .status = testing_status,
    .disconnect = testing_disconnect,
};

enum card_io
card_readers_testing(struct testing_world *w, struct card_readers **ret_r)
{
	struct testing_readers *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return CARD_IO_NOMEM;
	*r = (struct testing_readers){{&testing_class}, w};
	*ret_r = (struct card_readers *)r;
	return CARD_IO_OK;
}

void
testing_plug(struct testing_slot *s)
{
	s->here = true;
	s->changes++;
	s->card.reset(s->card.self);
}

void
testing_unplug(struct testing_slot *s)
{
	s->here = false;
	s->changes++;
	s->holder = NULL;
}

void
testing_reset(struct testing_slot *s)
{
	s->resets++;
	s->card.reset(s->card.self);
}
