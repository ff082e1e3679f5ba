/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/state.h"

#include <stdlib.h>

#include "provider/back_end.h"

#define ROWS_MAX 4096 /* handles open at once */
#define KNOWN_MAX 65536

struct handle_row {
	uint32_t generation; /* 0: free */
	enum handle_kind kind;
	void *object;
};

static struct state the_state = {
    .mutex = PTHREAD_MUTEX_INITIALIZER,
    .events = {.known = BUF(KNOWN_MAX), .wake = PTHREAD_COND_INITIALIZER},
};

static void (*const free_object[HANDLE_KIND_COUNT])(
    struct entry *e, void *object) = {
    [HANDLE_DEVICE] = connection_free,
    [HANDLE_APPLICATION] = application_free,
    [HANDLE_CONTAINER] = container_free,
    [HANDLE_KEY] = session_key_free,
    [HANDLE_HASH] = hash_free,
    [HANDLE_MAC] = mac_free,
    [HANDLE_AGREEMENT] = agreement_free,
};

/* What the first entry makes. */
static uint32_t
start(struct state *s)
{
	if (s->gm == NULL && gm_new(&s->gm) != ERR_OK)
		return SAR_MEMORYERR;
	return s->back == NULL ? back_end.begin(s->gm, &s->back) : SAR_OK;
}

uint32_t
entry_begin(struct entry *ret_e)
{
	struct state *s = &the_state;
	uint32_t sar;

	pthread_mutex_lock(&s->mutex);
	sar = start(s);
	if (sar != SAR_OK) {
		pthread_mutex_unlock(&s->mutex);
		return sar;
	}
	*ret_e = (struct entry){s, s->gm, s->back};
	return SAR_OK;
}

void
entry_done(struct entry *e)
{
	if (e->state != NULL)
		pthread_mutex_unlock(&e->state->mutex);
	e->state = NULL;
}

/* The number of a row, from 1, in the low 12 bits; its generation above. */
static HANDLE
handle_of(size_t index, uint32_t generation)
{
	return (HANDLE)((uintptr_t)generation << 12 | (index + 1));
}

static struct handle_row *
find_row(struct state *s, enum handle_kind kind, HANDLE h)
{
	size_t index = ((uintptr_t)h & (ROWS_MAX - 1)) - 1;
	struct handle_row *row;

	if (index >= s->row_count)
		return NULL;
	row = &s->rows[index];
	if (row->generation == 0 || row->kind != kind ||
	    handle_of(index, row->generation) != h)
		return NULL;
	return row;
}

static struct handle_row *
free_row(struct state *s)
{
	struct handle_row *more;

	for (size_t i = 0; i < s->row_count; i++)
		if (s->rows[i].generation == 0)
			return &s->rows[i];
	if (s->row_count == ROWS_MAX - 1)
		return NULL;
	more = realloc(s->rows, (s->row_count + 1) * sizeof(*more));
	if (more == NULL)
		return NULL;
	s->rows = more;
	s->rows[s->row_count] = (struct handle_row){0};
	return &s->rows[s->row_count++];
}

/* Never 0, and small enough for a handle of 32 bits. */
static uint32_t
next_generation(struct state *s)
{
	s->generation = (s->generation + 1) & 0xfffff;
	if (s->generation == 0)
		s->generation = 1;
	return s->generation;
}

uint32_t
handle_add(struct entry *e, enum handle_kind kind, void *object, HANDLE *ret_h)
{
	struct handle_row *row = free_row(e->state);

	if (row == NULL) {
		free_object[kind](e, object);
		return SAR_MEMORYERR;
	}
	*row = (struct handle_row){next_generation(e->state), kind, object};
	*ret_h = handle_of((size_t)(row - e->state->rows), row->generation);
	return SAR_OK;
}

uint32_t
handle_get(struct entry *e, enum handle_kind kind, HANDLE h, void **ret_object)
{
	struct handle_row *row = find_row(e->state, kind, h);

	if (row == NULL)
		return SAR_INVALIDHANDLEERR;
	*ret_object = row->object;
	return SAR_OK;
}

uint32_t
handle_close(struct entry *e, enum handle_kind kind, HANDLE h)
{
	struct handle_row *row = find_row(e->state, kind, h);
	void *object;

	if (row == NULL)
		return SAR_INVALIDHANDLEERR;
	object = row->object;
	*row = (struct handle_row){0};
	free_object[kind](e, object);
	return SAR_OK;
}

/* Unloading: nobody else is inside any more. */
__attribute__((destructor)) static void
forget_all(void)
{
	struct state *s = &the_state;
	struct entry e = {s, s->gm, s->back};

	for (size_t i = 0; i < s->row_count; i++)
		if (s->rows[i].generation != 0)
			free_object[s->rows[i].kind](&e, s->rows[i].object);
	free(s->rows);
	s->rows = NULL;
	s->row_count = 0;
	if (s->back != NULL)
		back_end.end(TAKE(s->back));
	buf_done(&s->events.known);
	gm_free(s->gm);
	s->gm = NULL;
}
