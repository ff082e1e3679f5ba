/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a verb works with: the office of a folder, opened, and how to print.
 */
#ifndef OFFICE_WORKSPACE_H
#define OFFICE_WORKSPACE_H

#include <jansson.h>

#include "office/cli/verb.h"
#include "office/registry/office.h"

struct workspace {
	struct gm *gm;
	struct office_config config;
	struct authority authority;
	struct store *store;
	struct office office; /* of the above; no other process is asked */
};

/* Open the office in call->dir. OFFICE_MISSING, FILE_…, CONFIG, CERT_…, STORE,
 * STORE_VERSION; w is {0}. */
MUST_USE enum err workspace_open(struct verb_call *c, struct workspace *w);
void workspace_done(struct workspace *w);
DEFINE_AUTO_DONE(workspace)

/* Print json, indented, and let go of it; NULL is NOMEM. */
MUST_USE enum err print_json(const struct verb_call *c, json_t *json);

/*
 * A line of a table for people: each text in a column of so many places (a
 * Chinese character takes two), the last one as it is; NULL ends.
 */
struct print_cell {
	const char *text;
	int width;
};
void print_row(const struct verb_call *c, const struct print_cell cells[]);

/* "label  value", labels in a column. */
void print_fact(
    const struct verb_call *c, const char *label, const char *value);

/* Local date and time, for people: "2026-11-22 08:00". */
#define PRINT_TIME_SIZE 17
void print_time(int64_t at, char out[PRINT_TIME_SIZE]);

/* --limit N: 1 to 100000; text may be NULL, then otherwise. USAGE. */
MUST_USE enum err read_limit(
    struct verb_call *c, const char *text, size_t otherwise, size_t *ret_limit);

#endif
