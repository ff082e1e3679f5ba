/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/piece.h"

#include <stdio.h>
#include <string.h>

#include "base/machine.h"

#ifdef _WIN32
#define LIBRARY(name) name ".dll"
#define PROGRAM(name) name ".exe"
#else
#define LIBRARY(name) "lib" name ".so"
#define PROGRAM(name) name
#endif

static const struct {
	const char *variable, *room, *file;
	bool searched; /* by the system, as a last resort */
} pieces[PIECE_COUNT] = {
    [PIECE_SKF_SOFT] = {"CERT_SKF_SOFT", "softtoken", LIBRARY("skf-soft"),
	true},
    [PIECE_SKF_CARD] = {"CERT_SKF_CARD", "cardtoken", LIBRARY("skf-card"),
	false},
    [PIECE_SKF_HOST] = {"CERT_SKF_HOST", "skfhost", PROGRAM("cert-skf-host"),
	false},
    [PIECE_ASSISTANT] = {"CERT_ASSISTANT", "desktop/gtk",
	PROGRAM("cert-assistant"), false},
    [PIECE_WINDOWS] = {"CERT_WINDOWS", "desktop/gtk", LIBRARY("cert-windows"),
	false},
};

/* dir/below/file, if it is there. */
static bool
is_at(const char *dir, const char *below, const char *file,
    char out[FILE_PATH_MAX])
{
	char path[FILE_PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s/%s", dir, below, file);

	if (n < 0 || n >= FILE_PATH_MAX || !file_exists(path))
		return false;
	memcpy(out, path, (size_t)n + 1);
	return true;
}

static bool
is_near_the_program(enum piece p, char out[FILE_PATH_MAX])
{
	static const char *const ups[] = {"..", "../.."};
	const char *file = pieces[p].file;
	char dir[FILE_PATH_MAX], up[FILE_PATH_MAX];

	if (machine_program_dir(dir) != ERR_OK)
		return false;
	for (size_t i = 0; i < COUNT(ups); i++)
		if (file_path(up, dir, ups[i]) == ERR_OK &&
		    is_at(up, pieces[p].room, file, out))
			return true;
	return is_at(dir, ".", file, out) ||
	       is_at(dir, "../lib/cert-assistant", file, out);
}

static bool
is_installed(enum piece p, char out[FILE_PATH_MAX])
{
#ifdef CERT_LIBRARY_DIR
	return is_at(CERT_LIBRARY_DIR, ".", pieces[p].file, out);
#else
	(void)p, (void)out;
	return false;
#endif
}

/* What the variable names counts alone, be it there or not. */
static enum err
named(enum piece p, char out[FILE_PATH_MAX])
{
	char path[FILE_PATH_MAX];

	TRY(machine_env(pieces[p].variable, path, sizeof(path)));
	if (!pieces[p].searched && !file_exists(path))
		return ERR_NOT_FOUND;
	memcpy(out, path, strlen(path) + 1);
	return ERR_OK;
}

enum err
piece_path(enum piece p, char out[FILE_PATH_MAX])
{
	enum err e = named(p, out);

	if (e == ERR_NOT_FOUND)
		return ERR_FILE_MISSING;
	if (e != ERR_FILE_MISSING)
		return e;
	if (is_near_the_program(p, out) || is_installed(p, out))
		return ERR_OK;
	if (!pieces[p].searched)
		return ERR_FILE_MISSING;
	memcpy(out, pieces[p].file, strlen(pieces[p].file) + 1);
	return ERR_OK;
}
