/* SPDX-License-Identifier: Apache-2.0 */
#include "base/named.h"

#include <stdlib.h>
#include <string.h>

enum err
blob_set(struct blob *b, struct bytes content)
{
	uint8_t *p = malloc(content.len == 0 ? 1 : content.len);

	if (p == NULL)
		return ERR_NOMEM;
	if (content.len > 0)
		memcpy(p, content.p, content.len);
	blob_done(b);
	*b = (struct blob){p, content.len};
	return ERR_OK;
}

void
blob_done(struct blob *b)
{
	free(b->p);
	*b = (struct blob){NULL, 0};
}

/* The pointers are of another type than void *: they are copied. */
static void *
thing_at(const void *list, size_t i)
{
	void *thing;

	memcpy(&thing, (const char *)list + i * sizeof(thing), sizeof(thing));
	return thing;
}

void *
named_find(const void *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		void *thing = thing_at(list, i);

		if (strcmp(thing, name) == 0)
			return thing;
	}
	return NULL;
}

enum err
named_add(void *list, size_t *count, const struct named_rules *rules,
    const char *name, void **ret_thing)
{
	size_t len = strlen(name);
	void *thing;

	if (len < 1 || len >= rules->name_size)
		return ERR_BAD_TEXT;
	if (named_find(list, *count, name) != NULL)
		return ERR_FILE_EXISTS;
	if (*count >= rules->max)
		return ERR_TOKEN_FULL;
	thing = calloc(1, rules->size);
	if (thing == NULL)
		return ERR_NOMEM;
	memcpy(thing, name, len);
	memcpy((char *)list + *count * sizeof(thing), &thing, sizeof(thing));
	(*count)++;
	*ret_thing = thing;
	return ERR_OK;
}

void
named_remove(void *list, size_t *count, const void *thing)
{
	char *base = list;
	size_t i = 0;

	while (thing_at(list, i) != thing)
		i++;
	(*count)--;
	memmove(base + i * sizeof(thing), base + (i + 1) * sizeof(thing),
	    (*count - i) * sizeof(thing));
}
