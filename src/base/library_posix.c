/* SPDX-License-Identifier: Apache-2.0 */
#include "library.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

struct library {
	void *handle;
};

enum err
library_open(const char *path, struct library **ret_library)
{
	AUTO(library) l = calloc(1, sizeof(*l));

	if (l == NULL)
		return ERR_NOMEM;
	l->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (l->handle == NULL)
		return ERR_TOKEN_LIBRARY;
	*ret_library = TAKE(l);
	return ERR_OK;
}

library_symbol *
library_find(const struct library *l, const char *name)
{
	void *object = dlsym(l->handle, name);
	library_symbol *function;

	/* POSIX promises that the one holds the other; C has no cast. */
	_Static_assert(sizeof(object) == sizeof(function), "dlsym");
	memcpy(&function, &object, sizeof(function));
	return function;
}

void
library_free(struct library *l)
{
	if (l == NULL)
		return;
	if (l->handle != NULL)
		dlclose(l->handle);
	free(l);
}
