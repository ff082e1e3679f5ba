/* SPDX-License-Identifier: Apache-2.0 */
#include "office/cli/workspace.h"

#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/text.h"

#define LABEL_WIDTH 14
#define LIMIT_MAX 100000

enum err
workspace_open(struct verb_call *c, struct workspace *w)
{
	char where[FILE_PATH_MAX];

	TRY(office_config_read(c->dir, &w->config, c->detail));
	TRY(gm_new(&w->gm));
	TRY(authority_load(w->gm, c->dir, &w->authority));
	TRY(office_config_store(&w->config, c->dir, where, sizeof(where)));
	TRY(store_open(where, &w->store));
	w->office = (struct office){.config = &w->config,
	    .authority = &w->authority,
	    .store = w->store,
	    .clock = clock_system(),
	    .random = random_system()};
	return ERR_OK;
}

void
workspace_done(struct workspace *w)
{
	store_free(w->store);
	authority_done(&w->authority);
	gm_free(w->gm);
}

enum err
print_json(const struct verb_call *c, json_t *json)
{
	if (json == NULL)
		return ERR_NOMEM;
	json_dumpf(json, c->out, JSON_INDENT(2));
	fputc('\n', c->out);
	json_decref(json);
	return ERR_OK;
}

/* Places on a terminal: two for what is as wide as a Chinese character. */
static int
width(const char *text)
{
	int places = 0;

	for (const unsigned char *p = (const unsigned char *)text; *p != '\0';
	     p++) {
		if ((*p & 0xc0) == 0x80) /* inside a character */
			continue;
		places += *p >= 0xe3 ? 2 : 1;
	}
	return places;
}

static void
print_padded(const struct verb_call *c, const char *text, int places)
{
	fputs(text, c->out);
	for (int i = width(text); i < places; i++)
		fputc(' ', c->out);
}

void
print_row(const struct verb_call *c, const struct print_cell cells[])
{
	for (; cells[1].text != NULL; cells++) {
		print_padded(c, cells->text, cells->width);
		fputs("  ", c->out);
	}
	fprintf(c->out, "%s\n", cells->text);
}

void
print_fact(const struct verb_call *c, const char *label, const char *value)
{
	fputs("  ", c->out);
	print_padded(c, label, LABEL_WIDTH);
	fprintf(c->out, "  %s\n", value);
}

void
print_time(int64_t at, char out[PRINT_TIME_SIZE])
{
	time_t t = (time_t)at;
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(out, PRINT_TIME_SIZE, "%Y-%m-%d %H:%M", &tm);
}

enum err
read_limit(
    struct verb_call *c, const char *text, size_t otherwise, size_t *ret_limit)
{
	uint64_t limit = otherwise;

	if (text != NULL &&
	    (text_u64(text, LIMIT_MAX, &limit) != ERR_OK || limit == 0)) {
		verb_detail(c, "--limit: 1 … %d", LIMIT_MAX);
		return ERR_USAGE;
	}
	*ret_limit = limit;
	return ERR_OK;
}
