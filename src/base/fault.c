/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fault.h"

#ifdef CERT_FAULT_POINTS

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault_os.h"

/* What the environment asks for: the same for the whole process, like it. */
static struct {
	const char *point; /* NULL: none */
	const char *once;  /* NULL: every time */
	FILE *mark;	   /* NULL if once is NULL or could not be opened */
} config;

void
fault_init(void)
{
	config.point = getenv("CERT_FAULT");
	config.once = getenv("CERT_FAULT_ONCE");
	config.mark = NULL;
	if (config.point == NULL || config.once == NULL)
		return;
	config.mark = fault_open_mark(config.once);
	if (config.mark != NULL)
		setvbuf(config.mark, NULL, _IONBF, 0);
}

__attribute__((constructor)) static void
init_when_loaded(void)
{
	fault_init();
}

/* Appending gives each process its own place in the file: one is the first. */
static bool
is_first(FILE *mark)
{
	return mark != NULL && fputc('x', mark) != EOF && ftell(mark) == 1;
}

void
fault_point(const char *name)
{
	if (config.point == NULL || strcmp(config.point, name) != 0)
		return;
	if (config.once == NULL || is_first(config.mark))
		fault_die();
}

#endif
