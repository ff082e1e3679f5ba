/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/soft_library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#define SOFT_LIBRARY "skf-soft.dll"
#else
#include <unistd.h>
#define SOFT_LIBRARY "libskf-soft.so"
#endif

/* The folder of the running program, without a slash at its end. */
static bool
program_folder(char out[FILE_PATH_MAX])
{
	char *last;
#ifdef _WIN32
	DWORD n = GetModuleFileNameA(NULL, out, FILE_PATH_MAX);

	if (n == 0 || n >= FILE_PATH_MAX)
		return false;
	last = strrchr(out, '\\');
#else
	ssize_t n = readlink("/proc/self/exe", out, FILE_PATH_MAX - 1);

	if (n <= 0)
		return false;
	out[n] = '\0';
	last = strrchr(out, '/');
#endif
	if (last == NULL)
		return false;
	*last = '\0';
	return true;
}

enum err
soft_library_path(char out[FILE_PATH_MAX])
{
	static const char *const places[] = {
	    "../softtoken", "../../softtoken", ".", "../lib/cert-assistant"};
	const char *given = getenv("CERT_SKF_SOFT");
	char folder[FILE_PATH_MAX];
	int n;

	if (given != NULL && *given != '\0') {
		n = snprintf(out, FILE_PATH_MAX, "%s", given);
		return n < FILE_PATH_MAX ? ERR_OK : ERR_TOO_LARGE;
	}
	for (size_t i = 0; program_folder(folder) && i < COUNT(places); i++) {
		n = snprintf(out, FILE_PATH_MAX, "%s/%s/" SOFT_LIBRARY, folder,
		    places[i]);
		if (n < FILE_PATH_MAX && file_exists(out))
			return ERR_OK;
	}
	memcpy(out, SOFT_LIBRARY, sizeof(SOFT_LIBRARY));
	return ERR_OK;
}
