/* SPDX-License-Identifier: Apache-2.0 */
#include "library.h"

#include <stdlib.h>
#include <windows.h>

struct library {
	HMODULE module;
};

#define WIDE_PATH_MAX 4096 /* units of UTF-16 */

/*
 * A full path brings its own folder into the search for what it needs; a bare
 * name is looked for in the system's folder only. Never the current folder.
 */
static HMODULE
load(const wchar_t *path)
{
	HMODULE module = LoadLibraryExW(path, NULL,
	    LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);

	/* Windows 7 without KB2533623 does not know these flags. */
	if (module == NULL && GetLastError() == ERROR_INVALID_PARAMETER)
		module =
		    LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
	if (module == NULL)
		module =
		    LoadLibraryExW(path, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
	return module;
}

enum err
library_open(const char *path, struct library **ret_library)
{
	AUTO(library) l = calloc(1, sizeof(*l));
	wchar_t wide[WIDE_PATH_MAX];

	if (l == NULL)
		return ERR_NOMEM;
	if (MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide,
		WIDE_PATH_MAX) == 0)
		return ERR_TOKEN_LIBRARY;
	l->module = load(wide);
	if (l->module == NULL)
		return ERR_TOKEN_LIBRARY;
	*ret_library = TAKE(l);
	return ERR_OK;
}

library_symbol *
library_find(const struct library *l, const char *name)
{
	return (library_symbol *)GetProcAddress(l->module, name);
}

void
library_free(struct library *l)
{
	if (l == NULL)
		return;
	if (l->module != NULL)
		FreeLibrary(l->module);
	free(l);
}
