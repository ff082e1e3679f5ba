/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/named_line.h"
#include "base/text.h"

struct entry {
	char name[MEMO_NAME_SIZE], value[MEMO_VALUE_SIZE];
};

struct memo {
	struct entry *entries;
	size_t count, room;
};

struct memo *
memo_new(void)
{
	return calloc(1, sizeof(struct memo));
}

void
memo_free(struct memo *m)
{
	if (m == NULL)
		return;
	free(m->entries);
	free(m);
}

static size_t
find(const struct memo *m, const char *name)
{
	size_t n = 0;

	while (n < m->count && strcmp(m->entries[n].name, name) != 0)
		n++;
	return n;
}

const char *
memo_get(const struct memo *m, const char *name)
{
	size_t n = find(m, name);

	return n < m->count ? m->entries[n].value : "";
}

static bool
is_name(struct bytes b)
{
	for (size_t n = 0; n < b.len; n++) {
		uint8_t c = b.p[n];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_')
			return false;
	}
	return b.len > 0 && b.len < MEMO_NAME_SIZE;
}

static bool
is_value(struct bytes b)
{
	return b.len < MEMO_VALUE_SIZE && text_is_plain(b);
}

static void
drop(struct memo *m, size_t n)
{
	m->count--;
	memmove(&m->entries[n], &m->entries[n + 1],
	    (m->count - n) * sizeof(m->entries[0]));
}

static enum err
make_room(struct memo *m)
{
	size_t room = m->room > 0 ? 2 * m->room : 16;
	struct entry *entries;

	if (m->count == MEMO_ENTRIES_MAX)
		drop(m, 0);
	if (m->count < m->room)
		return ERR_OK;
	entries = realloc(m->entries, room * sizeof(*entries));
	if (entries == NULL)
		return ERR_NOMEM;
	m->entries = entries;
	m->room = room;
	return ERR_OK;
}

static enum err
put(struct memo *m, struct bytes name, struct bytes value)
{
	struct entry e = {.name = ""};
	size_t old;

	if (!is_name(name) || !is_value(value))
		return ERR_FIELD_INVALID;
	memcpy(e.name, name.p, name.len);
	if (value.len > 0)
		memcpy(e.value, value.p, value.len);
	old = find(m, e.name);
	if (old < m->count)
		drop(m, old);
	if (value.len == 0)
		return ERR_OK;
	TRY(make_room(m));
	m->entries[m->count++] = e;
	return ERR_OK;
}

enum err
memo_set(struct memo *m, const char *name, const char *value)
{
	return put(m, bytes_str(name), bytes_str(value));
}

const char *
memo_next(const struct memo *m, const char *prefix, size_t *at)
{
	while (*at < m->count) {
		const char *name = m->entries[(*at)++].name;

		if (strncmp(name, prefix, strlen(prefix)) == 0)
			return name;
	}
	return NULL;
}

/* A line that is none of ours sets nothing. */
enum err
memo_parse(struct memo *m, struct bytes text)
{
	struct named_line line;

	while (named_line_next(&text, &line)) {
		enum err e = put(m, line.name, line.value);

		if (e != ERR_OK && e != ERR_FIELD_INVALID)
			return e;
	}
	return ERR_OK;
}

void
memo_encode(const struct memo *m, struct buf *out)
{
	for (size_t n = 0; n < m->count; n++)
		buf_printf(
		    out, "%s = %s\n", m->entries[n].name, m->entries[n].value);
}
