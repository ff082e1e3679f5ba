/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "skf/token_private.h"

enum err
token_library_open(struct gm *gm, const struct token_library_options *o,
    struct token_library **ret_lib)
{
	AUTO(token_library) lib = calloc(1, sizeof(*lib));

	if (lib == NULL)
		return ERR_NOMEM;
	lib->gm = gm;
	lib->kind = o->kind;
	lib->path = strdup(o->path);
	if (lib->path == NULL)
		return ERR_NOMEM;
	lib->status = skf_library_load(o->path, o->layout, &lib->skf);
	*ret_lib = TAKE(lib);
	return ERR_OK;
}

enum err
token_library_status(const struct token_library *lib)
{
	return lib->status;
}

const char *
token_library_path(const struct token_library *lib)
{
	return lib->path;
}

enum carrier_kind
token_library_kind(const struct token_library *lib)
{
	return lib->kind;
}

void
token_library_free(struct token_library *lib)
{
	if (lib == NULL)
		return;
	skf_library_done(&lib->skf);
	free(lib->path);
	free(lib);
}

const char *
token_next_name(struct reader *r)
{
	const char *name = (const char *)r->rest.p;
	const void *end =
	    r->rest.len == 0 ? NULL : memchr(name, 0, r->rest.len);
	size_t len;

	if (end == NULL || end == (const void *)name)
		return NULL;
	len = (size_t)((const char *)end - name) + 1;
	r->rest = BYTES(name + len, r->rest.len - len);
	return name;
}

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
list_devices(struct token_library *lib, struct buf *names)
{
	TRY(lib->status);
	return sar_to_err(
	    lib->skf.abi->enum_devices(&lib->skf.calls, true, names));
}

static enum err
add_library(struct token_list *list, struct token_library *lib)
{
	AUTO_DONE(buf) names = BUF(TOKEN_LIST_MAX);
	struct token_entry e = {.library = lib};
	struct reader r;
	const char *name;

	e.err = list_devices(lib, &names);
	if (e.err != ERR_OK)
		return add_entry(list, &e);
	r = reader_of(buf_bytes(&names));
	while ((name = token_next_name(&r)) != NULL) {
		if (strlen(name) >= sizeof(e.device))
			continue;
		e = (struct token_entry){.library = lib};
		memcpy(e.device, name, strlen(name) + 1);
		look_at(&e);
		TRY(add_entry(list, &e));
	}
	return ERR_OK;
}

enum err
token_list_make(struct token_library *const libraries[], size_t count,
    struct token_list **ret_list)
{
	AUTO(token_list) list = calloc(1, sizeof(*list));

	if (list == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		TRY(add_library(list, libraries[i]));
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

enum err
token_open_serial(struct token_library *const libraries[], size_t count,
    const char *serial, struct token **ret_token)
{
	AUTO(token_list) list = NULL;
	enum err first = ERR_OK;

	TRY(token_list_make(libraries, count, &list));
	for (size_t i = 0; i < list->count; i++) {
		const struct token_entry *e = &list->entries[i];

		if (e->err == ERR_OK && strcmp(e->info.serial, serial) == 0)
			return token_open(e->library, e->device, ret_token);
		if (e->err != ERR_OK && first == ERR_OK)
			first = e->err;
	}
	return first != ERR_OK ? first : ERR_TOKEN_MISSING;
}
