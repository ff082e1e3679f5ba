/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "skf/token_private.h"

static enum err
add_entry(struct token_list *list, const struct token_entry *e)
{
	struct token_entry *more =
	    realloc(list->entries, (list->count + 1) * sizeof(*list->entries));

	if (more == NULL)
		return ERR_NOMEM;
	list->entries = more;
	list->entries[list->count++] = *e;
	return ERR_OK;
}

/* --- what a library tells --- */

/* What the device says, or why it does not. */
static void
look_at(struct token_entry *e)
{
	AUTO(token) t = NULL;

	e->err = token_open(e->library, e->device, &t);
	if (e->err == ERR_OK)
		e->err = token_get_info(t, &e->info);
}

static enum err
device_names(struct token_library *lib, bool present, struct buf *names)
{
	return sar_to_err(
	    lib->skf.abi->enum_devices(&lib->skf.calls, present, names));
}

static enum err
add_device(struct token_list *list, struct token_library *lib, const char *name,
    enum err err)
{
	struct token_entry e = {.library = lib, .err = err};

	if (strlen(name) >= sizeof(e.device))
		return ERR_OK;
	memcpy(e.device, name, strlen(name) + 1);
	if (err == ERR_OK)
		look_at(&e);
	return add_entry(list, &e);
}

/* Readers that have nothing in them; no more are shown than there may be
 * devices. */
static enum err
add_absent(struct token_list *list, struct token_library *lib,
    const struct buf *present)
{
	AUTO_DONE(buf) all = BUF(TOKEN_LIST_MAX);
	struct reader r;
	const char *name;

	if (device_names(lib, false, &all) != ERR_OK)
		return ERR_OK;
	r = reader_of(buf_bytes(&all));
	for (size_t n = 0; n < TOKEN_DEVICES_MAX; n++) {
		name = token_next_name(&r);
		if (name == NULL)
			break;
		if (!token_has_name(present, name))
			TRY(add_device(list, lib, name, ERR_CARD_ABSENT));
	}
	return ERR_OK;
}

static enum err
add_present(
    struct token_list *list, struct token_library *lib, const struct buf *names)
{
	struct reader r = reader_of(buf_bytes(names));

	for (size_t n = 0; n < TOKEN_DEVICES_MAX; n++) {
		const char *name = token_next_name(&r);

		if (name == NULL)
			break;
		TRY(add_device(list, lib, name, ERR_OK));
	}
	return ERR_OK;
}

static unsigned
watches_begun(struct listed *l)
{
	unsigned begun;

	pthread_mutex_lock(&l->mutex);
	begun = l->begun;
	pthread_mutex_unlock(&l->mutex);
	return begun;
}

/* Keep names, unless a watch began meanwhile: it may know newer ones, and has
 * compared them with older. */
static bool
keep(struct listed *l, unsigned begun, const struct buf *names)
{
	bool same;

	pthread_mutex_lock(&l->mutex);
	same = l->begun == begun;
	if (same) {
		buf_truncate(&l->names, 0);
		buf_put(&l->names, buf_bytes(names));
		l->known = true;
	}
	pthread_mutex_unlock(&l->mutex);
	return same;
}

static enum err
names_to_keep(struct token_library *lib, struct buf *names)
{
	unsigned begun;

	do {
		begun = watches_begun(&lib->listed);
		buf_truncate(names, 0);
		TRY(device_names(lib, true, names));
	} while (!keep(&lib->listed, begun, names));
	return ERR_OK;
}

/* That its process died since it was asked last is found out by asking: then
 * it is started anew, and asked once more. */
static enum err
present_names(struct token_library *lib, struct buf *names)
{
	enum err e = ERR_TOKEN_LIBRARY_LOST;

	for (int n = 0; n < 2 && e == ERR_TOKEN_LIBRARY_LOST; n++) {
		e = token_library_revive(lib);
		if (e == ERR_OK)
			e = names_to_keep(lib, names);
	}
	return e;
}

static enum err
add_library(struct token_list *list, struct token_library *lib)
{
	AUTO_DONE(buf) names = BUF(TOKEN_LIST_MAX);
	struct token_entry broken = {.library = lib};

	broken.err = present_names(lib, &names);
	if (broken.err != ERR_OK)
		return add_entry(list, &broken);
	TRY(add_present(list, lib, &names));
	return lib->readers ? add_absent(list, lib, &names) : ERR_OK;
}

/* --- one key through two libraries --- */

/* A key that says which it is. */
static bool
is_known_key(const struct token_entry *e)
{
	return e->err == ERR_OK && e->info.kind == CARRIER_HARD &&
	       e->info.serial[0] != '\0';
}

static bool
same_serial(const struct token_entry *a, const struct token_entry *b)
{
	return is_known_key(a) && is_known_key(b) &&
	       strcmp(a->info.serial, b->info.serial) == 0;
}

/* How many keys of the same number the same library told of before: makers
 * have given one number to two keys, which are two keys all the same. */
static size_t
rank(const struct token_list *list, size_t i)
{
	const struct token_entry *e = list->entries;
	size_t n = 0;

	for (size_t j = 0; j < i; j++)
		n += e[j].library == e[i].library && same_serial(&e[j], &e[i]);
	return n;
}

/* Is it another library's view of the same key, and the one to be used: that
 * in which our application is seen, else the first? */
static bool
hides(const struct token_list *list, size_t j, size_t i)
{
	const struct token_entry *a = &list->entries[j], *b = &list->entries[i];

	if (a->library == b->library || !same_serial(a, b) ||
	    rank(list, j) != rank(list, i))
		return false;
	return a->info.blank != b->info.blank ? b->info.blank : j < i;
}

static bool
is_hidden(const struct token_list *list, size_t i)
{
	for (size_t j = 0; j < list->count; j++)
		if (hides(list, j, i))
			return true;
	return false;
}

bool
token_entry_is_idle(const struct token_entry *e)
{
	return e->err == ERR_CARD_ABSENT ||
	       (e->device[0] == '\0' && e->library->readers);
}

static enum err
arrange(const struct token_list *all, struct token_list *list)
{
	for (int idle = 0; idle <= 1; idle++)
		for (size_t i = 0; i < all->count; i++)
			if (token_entry_is_idle(&all->entries[i]) == idle &&
			    !is_hidden(all, i))
				TRY(add_entry(list, &all->entries[i]));
	return ERR_OK;
}

/* --- the list --- */

enum err
token_list_make(struct token_library *const libraries[], size_t count,
    struct token_list **ret_list)
{
	AUTO(token_list) all = calloc(1, sizeof(*all));
	AUTO(token_list) list = calloc(1, sizeof(*list));

	if (all == NULL || list == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		TRY(add_library(all, libraries[i]));
	TRY(arrange(all, list));
	*ret_list = TAKE(list);
	return ERR_OK;
}

void
token_list_free(struct token_list *list)
{
	if (list == NULL)
		return;
	free(list->entries);
	free(list);
}

/* May what is looked for be behind the error? */
static bool
may_be_it(const struct token_entry *e)
{
	return e->err != ERR_OK && e->err != ERR_CARD_FOREIGN &&
	       !token_entry_is_idle(e);
}

enum err
token_open_serial(struct token_library *const libraries[], size_t count,
    const char *serial, struct token **ret_token)
{
	AUTO(token_list) list = NULL;
	enum err first = ERR_TOKEN_MISSING;

	TRY(token_list_make(libraries, count, &list));
	for (size_t i = 0; i < list->count; i++) {
		const struct token_entry *e = &list->entries[i];

		if (e->err == ERR_OK && strcmp(e->info.serial, serial) == 0)
			return token_open(e->library, e->device, ret_token);
		if (first == ERR_TOKEN_MISSING && may_be_it(e))
			first = e->err;
	}
	return first;
}
