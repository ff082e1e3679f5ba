/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/standing.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_ENTRIES 256
#define START_BLOCKS 16

/* A serial number with zeros in front: so numbers and octets sort alike. */
struct key {
	uint8_t octets[CERT_SERIAL_MAX];
};

/* 40 octets, of which there may be millions. */
struct slot {
	int64_t at : 56, status : 8;
	int64_t not_after : 56, reason : 8;
	uint32_t since;
	struct key key;
};

/* At most BLOCK_ENTRIES slots, in order, and never none. */
struct block {
	size_t count;
	struct slot slots[BLOCK_ENTRIES];
};

/* Blocks, in order: all keys of one are less than those of the next. */
struct standing {
	struct block **blocks;
	size_t count, room; /* of blocks */
	size_t entries;
};

enum err
standing_new(struct standing **ret_s)
{
	AUTO(standing) s = calloc(1, sizeof(*s));

	if (s == NULL)
		return ERR_NOMEM;
	s->blocks = calloc(START_BLOCKS, sizeof(struct block *));
	if (s->blocks == NULL)
		return ERR_NOMEM;
	s->room = START_BLOCKS;
	*ret_s = TAKE(s);
	return ERR_OK;
}

void
standing_free(struct standing *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++)
		free(s->blocks[i]);
	free(s->blocks);
	free(s);
}

size_t
standing_count(const struct standing *s)
{
	return s->entries;
}

/* --- slots and entries --- */

static struct key
key_of(const struct cert_serial *serial)
{
	struct key k = {{0}};

	memcpy(k.octets + CERT_SERIAL_MAX - serial->len, serial->octets,
	    serial->len);
	return k;
}

static int
compare(const struct key *a, const struct key *b)
{
	return memcmp(a->octets, b->octets, CERT_SERIAL_MAX);
}

static struct slot
slot_of(const struct standing_entry *e)
{
	return (struct slot){.at = e->at,
	    .not_after = e->not_after,
	    .since = e->since,
	    .key = key_of(&e->serial),
	    .status = e->status,
	    .reason = e->reason};
}

static struct cert_serial
serial_of(const struct slot *slot)
{
	struct cert_serial s = {.len = CERT_SERIAL_MAX};
	const uint8_t *p = slot->key.octets;

	while (s.len > 0 && *p == 0) {
		p++;
		s.len--;
	}
	memcpy(s.octets, p, s.len);
	return s;
}

static struct standing_entry
entry_of(const struct slot *slot)
{
	return (struct standing_entry){.serial = serial_of(slot),
	    .status = (enum status)slot->status,
	    .reason = (enum crl_reason)slot->reason,
	    .at = slot->at,
	    .not_after = slot->not_after,
	    .since = slot->since};
}

/* --- finding --- */

struct place {
	size_t block, slot; /* where it is, or would go */
	bool there;
};

/* The last block that begins with key or less; the first if none does. */
static size_t
find_block(const struct standing *s, const struct key *key)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&s->blocks[middle]->slots[0].key, key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? 0 : low - 1;
}

static struct place
find(const struct standing *s, const struct key *key)
{
	struct place p = {.block = find_block(s, key)};
	const struct block *b;
	size_t high;

	if (s->count == 0)
		return p;
	b = s->blocks[p.block];
	high = b->count;
	while (p.slot < high) {
		size_t middle = p.slot + (high - p.slot) / 2;
		int order = compare(&b->slots[middle].key, key);

		if (order == 0) {
			p.slot = middle;
			p.there = true;
			return p;
		}
		if (order < 0)
			p.slot = middle + 1;
		else
			high = middle;
	}
	return p;
}

bool
standing_get(const struct standing *s, const struct cert_serial *serial,
    struct standing_entry *ret_e)
{
	const struct key key = key_of(serial);
	const struct place p = find(s, &key);

	if (p.there)
		*ret_e = entry_of(&s->blocks[p.block]->slots[p.slot]);
	return p.there;
}

/* --- putting in --- */

static enum err
insert_block(struct standing *s, size_t at, struct block **ret_b)
{
	struct block *b;

	if (s->count == s->room) {
		const size_t room = 2 * s->room + 1;
		struct block **more =
		    realloc(s->blocks, room * sizeof(struct block *));

		if (more == NULL)
			return ERR_NOMEM;
		s->blocks = more;
		s->room = room;
	}
	b = calloc(1, sizeof(*b));
	if (b == NULL)
		return ERR_NOMEM;
	memmove(s->blocks + at + 1, s->blocks + at,
	    (s->count - at) * sizeof(struct block *));
	s->blocks[at] = b;
	s->count++;
	*ret_b = b;
	return ERR_OK;
}

/* Halve a full block; p goes to where its key would be then. */
static enum err
split(struct standing *s, struct place *p)
{
	const size_t half = BLOCK_ENTRIES / 2;
	struct block *lower, *upper;

	TRY(insert_block(s, p->block + 1, &upper));
	lower = s->blocks[p->block];
	memcpy(upper->slots, lower->slots + half, sizeof(lower->slots) / 2);
	lower->count = upper->count = half;
	if (p->slot > half) {
		p->block++;
		p->slot -= half;
	}
	return ERR_OK;
}

enum err
standing_set(struct standing *s, const struct standing_entry *e)
{
	const struct slot slot = slot_of(e);
	struct place p = find(s, &slot.key);
	struct block *b;

	if (p.there) {
		s->blocks[p.block]->slots[p.slot] = slot;
		return ERR_OK;
	}
	if (s->count == 0)
		TRY(insert_block(s, 0, &b));
	else if (s->blocks[p.block]->count == BLOCK_ENTRIES)
		TRY(split(s, &p));
	b = s->blocks[p.block];
	memmove(b->slots + p.slot + 1, b->slots + p.slot,
	    (b->count - p.slot) * sizeof(struct slot));
	b->slots[p.slot] = slot;
	b->count++;
	s->entries++;
	return ERR_OK;
}

/* --- walking --- */

struct standing_walk
standing_walk(const struct standing *s, uint32_t partition)
{
	return (struct standing_walk){.s = s, .partition = partition};
}

static const struct slot *
next_slot(struct standing_walk *w)
{
	while (w->block < w->s->count) {
		const struct block *b = w->s->blocks[w->block];

		if (w->entry < b->count)
			return &b->slots[w->entry++];
		w->block++;
		w->entry = 0;
	}
	return NULL;
}

bool
standing_next(struct standing_walk *w, struct standing_entry *ret_e)
{
	const struct slot *slot;

	while ((slot = next_slot(w)) != NULL) {
		struct standing_entry e = entry_of(slot);

		if (cert_serial_partition(&e.serial) != w->partition)
			continue;
		*ret_e = e;
		return true;
	}
	return false;
}

/* --- letting go --- */

static bool
has_had_its_time(
    const struct slot *slot, uint32_t partition, uint32_t released_before)
{
	const struct cert_serial serial = serial_of(slot);

	return slot->status == STATUS_VALID && slot->since < released_before &&
	       cert_serial_partition(&serial) == partition;
}

void
standing_prune(struct standing *s, uint32_t partition, uint32_t released_before)
{
	size_t blocks = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct block *b = s->blocks[i];
		size_t kept = 0;

		for (size_t j = 0; j < b->count; j++)
			if (!has_had_its_time(
				&b->slots[j], partition, released_before))
				b->slots[kept++] = b->slots[j];
		s->entries -= b->count - kept;
		b->count = kept;
		if (kept > 0)
			s->blocks[blocks++] = b;
		else
			free(b);
	}
	s->count = blocks;
}
