/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Things that have names, and octets that are owned.
 *
 * A list is an array of pointers, in the order in which they were added, to
 * structs whose first member is `char name[]`. The array belongs to a struct
 * of the caller's, which has the count beside it: named_find(a->files,
 * a->file_count, name).
 */
#ifndef BASE_NAMED_H
#define BASE_NAMED_H

#include "base/bytes.h"

struct blob {
	uint8_t *p; /* owned; NULL: absent */
	size_t len;
};

/* Copies of octets; what was there is freed. NOMEM. */
MUST_USE enum err blob_set(struct blob *b, struct bytes content);
void blob_done(struct blob *b);

/* NULL if there is none of that name. Borrowed. */
void *named_find(const void *list, size_t count, const char *name);

struct named_rules {
	size_t size;	  /* of the struct */
	size_t name_size; /* of its name, with NUL */
	size_t max;	  /* things in the list, which has room for them */
};

/* A new one, zeroed but for its name; added at the end, owned by the list.
 * BAD_TEXT for a name that is empty or too long, FILE_EXISTS, TOKEN_FULL past
 * the maximum, NOMEM. */
MUST_USE enum err named_add(void *list, size_t *count,
    const struct named_rules *rules, const char *name, void **ret_thing);

/* Take it, which must be there, out of the list; the others keep their order.
 * Freeing it is the caller's. */
void named_remove(void *list, size_t *count, const void *thing);

#endif
