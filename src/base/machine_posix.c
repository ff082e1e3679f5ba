/* SPDX-License-Identifier: Apache-2.0 */
#include "base/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum err
machine_env(const char *name, char *out, size_t size)
{
	const char *value = getenv(name);

	if (value == NULL || *value == '\0')
		return ERR_FILE_MISSING;
	if (strlen(value) >= size)
		return ERR_TOO_LARGE;
	memcpy(out, value, strlen(value) + 1);
	return ERR_OK;
}

enum err
machine_set_env(const char *name, const char *value)
{
	return setenv(name, value, 1) == 0 ? ERR_OK : ERR_NOMEM;
}

enum err
machine_data_dir(char out[FILE_PATH_MAX])
{
	char home[FILE_PATH_MAX];
	enum err e = machine_env("XDG_DATA_HOME", out, FILE_PATH_MAX);

	/* The XDG specification has relative paths ignored. */
	if (e == ERR_TOO_LARGE || (e == ERR_OK && out[0] == '/'))
		return e;
	TRY(machine_env("HOME", home, sizeof(home)));
	return file_path(out, home, ".local/share");
}

enum err
machine_program_dir(char out[FILE_PATH_MAX])
{
	char path[FILE_PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *last;

	if (n <= 0)
		return ERR_FILE_MISSING;
	path[n] = '\0';
	last = strrchr(path, '/');
	if (last == NULL)
		return ERR_FILE_MISSING;
	*last = '\0';
	memcpy(out, path, strlen(path) + 1);
	return ERR_OK;
}

enum err
machine_home(char out[FILE_PATH_MAX])
{
	return machine_env("HOME", out, FILE_PATH_MAX);
}

void
machine_describe(char *out, size_t size)
{
	struct utsname u;

	if (uname(&u) != 0)
		memset(&u, 0, sizeof(u));
	(void)snprintf(out, size, "%s %s %s", u.sysname, u.release, u.machine);
}

enum err
machine_id(struct buf *b)
{
	static const char *const paths[] = {
	    "/etc/machine-id", "/var/lib/dbus/machine-id"};

	for (size_t i = 0; i < COUNT(paths); i++) {
		enum err e = file_read(paths[i], b);

		if (e != ERR_FILE_MISSING)
			return e;
	}
	return ERR_OK;
}
