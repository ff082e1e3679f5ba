/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stddef.h>
#include <string.h>

struct row {
	const char *name;
	int http, exit;
	const char *text[2], *remedy[2]; /* by enum lang */
};

static const struct row rows[ERR_COUNT] = {
    [ERR_OK] = {"OK", 200, 0, {"完成。", "Done."}, {"", ""}},
#define E(name, http, exit, zh, en, todo_zh, todo_en) \
	[ERR_##name] = {#name, http, exit, {zh, en}, {todo_zh, todo_en}},
#include "err.def"
#undef E
};

/* A value from outside the list is a fault of the program itself. */
static const struct row *
row_of(enum err e)
{
	return &rows[(unsigned)e < ERR_COUNT ? e : ERR_INTERNAL];
}

const char *
err_name(enum err e)
{
	return row_of(e)->name;
}

const char *
err_text(enum err e, enum lang l)
{
	return row_of(e)->text[l == LANG_ZH ? LANG_ZH : LANG_EN];
}

const char *
err_remedy(enum err e, enum lang l)
{
	return row_of(e)->remedy[l == LANG_ZH ? LANG_ZH : LANG_EN];
}

int
err_http(enum err e)
{
	return row_of(e)->http;
}

int
err_exit(enum err e)
{
	return row_of(e)->exit;
}

enum err
err_from_name(const char *name)
{
	for (size_t e = ERR_OK + 1; name != NULL && e < ERR_COUNT; e++) {
		if (strcmp(rows[e].name, name) == 0)
			return (enum err)e;
	}
	return ERR_OFFICE_ANSWER;
}
