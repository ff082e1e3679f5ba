/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "skf/token_private.h"

static enum err
load(const struct token_library_options *o, struct skf_library *ret_skf)
{
	const struct skf_host_options apart = {
	    .path = o->path, .layout = o->layout, .longest_ms = o->longest_ms};

	return o->apart ? skf_library_load_apart(&apart, ret_skf)
			: skf_library_load(o->path, o->layout, ret_skf);
}

enum err
token_library_open(struct gm *gm, const struct token_library_options *o,
    struct token_library **ret_lib)
{
	AUTO(token_library) lib = calloc(1, sizeof(*lib));

	if (lib == NULL)
		return ERR_NOMEM;
	lib->gm = gm;
	lib->kind = o->kind;
	lib->readers = o->readers;
	lib->listed.names = (struct buf)BUF(TOKEN_LIST_MAX);
	pthread_mutex_init(&lib->listed.mutex, NULL);
	lib->path = strdup(o->path);
	if (lib->path == NULL)
		return ERR_NOMEM;
	lib->failure = load(o, &lib->skf);
	*ret_lib = TAKE(lib);
	return ERR_OK;
}

enum err
token_library_status(struct token_library *lib)
{
	return lib->failure != ERR_OK ? lib->failure
				      : skf_library_status(&lib->skf);
}

enum err
token_library_revive(struct token_library *lib)
{
	return lib->failure != ERR_OK ? lib->failure
				      : skf_library_revive(&lib->skf);
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
	pthread_mutex_destroy(&lib->listed.mutex);
	buf_done(&lib->listed.names);
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

bool
token_has_name(const struct buf *names, const char *name)
{
	struct reader r = reader_of(buf_bytes(names));
	const char *n;

	while ((n = token_next_name(&r)) != NULL)
		if (strcmp(n, name) == 0)
			return true;
	return false;
}
