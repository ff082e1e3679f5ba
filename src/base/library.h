/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared libraries that are loaded while running. Paths are UTF-8.
 */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include "err.h"
#include "own.h"

struct library;

/* Any function; cast to its real type before a call. */
typedef void library_symbol(void);

/*
 * Load a library with what it needs, its symbols kept to itself. A path with a
 * folder in it names that file and no other. TOKEN_LIBRARY, NOMEM.
 */
MUST_USE enum err library_open(const char *path, struct library **ret_library);

/* The function of that name, or NULL. */
library_symbol *library_find(const struct library *l, const char *name);

/* Unload; nothing found in it may be called any more. l may be NULL. */
void library_free(struct library *l);
DEFINE_AUTO(library)

#endif
