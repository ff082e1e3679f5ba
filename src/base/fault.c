/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fault.h"

#ifdef CERT_FAULT_POINTS

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault_os.h"

/* What the environment asks for: the same for the whole process, like it. */
static struct {
	const char *point; /* NULL: none; name or name:N */
	size_t name_len;
	const char *once; /* NULL: every time */
	FILE *mark;	  /* NULL if once is NULL or could not be opened */
	atomic_long left; /* 1: the next time it gets there is the one */
} config;

/* Split name:N. */
static void
read_point(const char *point)
{
	config.name_len = strcspn(point, ":");
	point += config.name_len;
	config.left = *point == ':' ? strtol(point + 1, NULL, 10) : 1;
}

void
fault_init(void)
{
	config.point = getenv("CERT_FAULT");
	config.once = getenv("CERT_FAULT_ONCE");
	config.mark = NULL;
	if (config.point != NULL)
		read_point(config.point);
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

static bool
is_asked_for(const char *name)
{
	return config.point != NULL && strlen(name) == config.name_len &&
	       memcmp(config.point, name, config.name_len) == 0;
}

void
fault_point(const char *name)
{
	if (!is_asked_for(name) || atomic_fetch_sub(&config.left, 1) != 1)
		return;
	if (config.once == NULL || is_first(config.mark))
		fault_die();
}

#endif
