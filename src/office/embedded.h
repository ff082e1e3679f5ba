/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Data files that are built into the program by embed.py: a table that ends
 * with a NULL name. Each content is followed by a NUL that is not counted.
 */
#ifndef OFFICE_EMBEDDED_H
#define OFFICE_EMBEDDED_H

#include <string.h>

#include "base/bytes.h"

struct embedded {
	const char *name; /* of the file, without folder */
	struct bytes content;
};

/* The content of the file of that name, BYTES_NONE if there is none. */
static inline struct bytes
embedded_find(const struct embedded table[], const char *name)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table->content;
	return BYTES_NONE;
}

#endif
