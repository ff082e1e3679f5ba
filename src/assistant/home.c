/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/home.h"

#include <stdio.h>
#include <stdlib.h>

#define FOLDER "cert-assistant"

/* Environment variables that name a folder, and what goes between. */
static const struct {
	const char *variable, *below;
} places[] = {
#ifdef _WIN32
    {"APPDATA", ""},
#else
    {"XDG_DATA_HOME", ""},
    {"HOME", ".local/share/"},
#endif
};

enum err
home_default(char out[FILE_PATH_MAX])
{
	for (size_t i = 0; i < COUNT(places); i++) {
		const char *folder = getenv(places[i].variable);

		if (folder == NULL || *folder == '\0')
			continue;
		if (snprintf(out, FILE_PATH_MAX, "%s/%s%s", folder,
			places[i].below, FOLDER) >= FILE_PATH_MAX)
			return ERR_TOO_LARGE;
		return ERR_OK;
	}
	return ERR_NOT_FOUND;
}

enum err
home_set_tokens(const char *folder)
{
#ifdef _WIN32
	return _putenv_s("CERT_TOKENS", folder) == 0 ? ERR_OK : ERR_NOMEM;
#else
	return setenv("CERT_TOKENS", folder, 1) == 0 ? ERR_OK : ERR_NOMEM;
#endif
}
