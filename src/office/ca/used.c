/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/used.h"

#include <stdlib.h>
#include <string.h>

#define PART 16		/* octets kept of a digest */
#define START_SIZE 1024 /* entries; a power of two */

struct entry {
	uint8_t key[PART], value[PART];
	uint32_t number; /* 0: the place is free */
};

/* Open addressing, at most three quarters full. */
struct used {
	struct gm *gm;
	uint8_t secret[SM3_LEN];
	struct entry *entries;
	size_t size, count;
};

enum err
used_new(struct gm *gm, struct used **ret_u)
{
	AUTO(used) u = calloc(1, sizeof(*u));

	if (u == NULL)
		return ERR_NOMEM;
	u->gm = gm;
	u->size = START_SIZE;
	u->entries = calloc(u->size, sizeof(*u->entries));
	if (u->entries == NULL)
		return ERR_NOMEM;
	TRY(gm_random(gm, u->secret, sizeof(u->secret)));
	*ret_u = TAKE(u);
	return ERR_OK;
}

void
used_free(struct used *u)
{
	if (u == NULL)
		return;
	free(u->entries);
	free(u);
}

size_t
used_count(const struct used *u)
{
	return u->count;
}

static enum err
shorten(struct used *u, struct bytes b, uint8_t out[PART])
{
	const struct bytes parts[] = {BYTES_ARRAY(u->secret), b};
	uint8_t digest[SM3_LEN];

	TRY(sm3(u->gm, parts, COUNT(parts), digest));
	memcpy(out, digest, PART);
	return ERR_OK;
}

/* Where key is, or where it would go. */
static struct entry *
find(struct entry *entries, size_t size, const uint8_t key[PART])
{
	uint64_t at;

	memcpy(&at, key, sizeof(at));
	for (;; at++) {
		struct entry *e = &entries[at & (size - 1)];

		if (e->number == 0 || memcmp(e->key, key, PART) == 0)
			return e;
	}
}

static enum err
grow(struct used *u)
{
	size_t size = u->size * 2;
	struct entry *entries = calloc(size, sizeof(*entries));

	if (entries == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < u->size; i++)
		if (u->entries[i].number != 0)
			*find(entries, size, u->entries[i].key) = u->entries[i];
	free(u->entries);
	u->entries = entries;
	u->size = size;
	return ERR_OK;
}

/* Where key is or would go, and what would stand there then, but for its
 * number. */
static enum err
look_up(struct used *u, struct bytes key, struct bytes value,
    struct entry *ret_new, struct entry **ret_e)
{
	struct entry *e;

	TRY(shorten(u, key, ret_new->key));
	TRY(shorten(u, value, ret_new->value));
	e = find(u->entries, u->size, ret_new->key);
	if (e->number != 0 && memcmp(e->value, ret_new->value, PART) != 0)
		return ERR_EVIDENCE_REPLAYED;
	*ret_e = e;
	return ERR_OK;
}

enum err
used_number(
    struct used *u, struct bytes key, struct bytes value, uint32_t *ret_number)
{
	struct entry new, *e;

	TRY(look_up(u, key, value, &new, &e));
	*ret_number = e->number;
	return ERR_OK;
}

enum err
used_check(struct used *u, struct bytes key, struct bytes value, bool *ret_new)
{
	uint32_t number;

	TRY(used_number(u, key, value, &number));
	*ret_new = number == 0;
	return ERR_OK;
}

enum err
used_has(struct used *u, struct bytes key, bool *ret_has)
{
	uint8_t part[PART];

	TRY(shorten(u, key, part));
	*ret_has = find(u->entries, u->size, part)->number != 0;
	return ERR_OK;
}

enum err
used_note(struct used *u, struct bytes key, struct bytes value)
{
	return used_note_number(u, key, value, USED_NUMBER_MIN);
}

enum err
used_note_number(
    struct used *u, struct bytes key, struct bytes value, uint32_t number)
{
	struct entry new, *e;

	if (u->count >= u->size / 4 * 3)
		TRY(grow(u));
	TRY(look_up(u, key, value, &new, &e));
	if (e->number != 0)
		return ERR_OK;
	new.number = number;
	*e = new;
	u->count++;
	return ERR_OK;
}
