/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/folder.h"

#include <string.h>

#include "base/machine.h"
#include "softtoken/store.h"

static enum err
add_name(void *arg, const char *file)
{
	struct buf *names = arg;
	size_t len = strlen(file) - (sizeof(STORE_SUFFIX) - 1);

	if (len == 0)
		return ERR_OK;
	buf_put(names, BYTES(file, len));
	buf_u8(names, 0);
	return buf_status(names);
}

enum err
folder_path(char out[FILE_PATH_MAX])
{
	char data[FILE_PATH_MAX];
	enum err e = machine_env("CERT_TOKENS", out, FILE_PATH_MAX);

	if (e != ERR_FILE_MISSING)
		return e;
	TRY(machine_data_dir(data));
	return file_path(out, data, "cert-assistant/tokens");
}

enum err
folder_names(struct buf *names)
{
	char folder[FILE_PATH_MAX];
	enum err e;

	TRY(folder_path(folder));
	e = file_list(folder, STORE_SUFFIX, add_name, names);
	return e == ERR_FILE_MISSING ? ERR_OK : e;
}

static bool
ends_in(const char *s, const char *end)
{
	size_t len = strlen(s), end_len = strlen(end);

	return len > end_len && strcmp(s + len - end_len, end) == 0;
}

static bool
is_absolute(const char *path)
{
	return path[0] == '/' || (path[0] != '\0' && path[1] == ':' &&
				     (path[2] == '\\' || path[2] == '/'));
}

bool
folder_takes(const char *path)
{
	return is_absolute(path) && ends_in(path, STORE_SUFFIX) &&
	       strlen(path) < FILE_PATH_MAX;
}

enum err
folder_file(const char *name, char out[FILE_PATH_MAX])
{
	char folder[FILE_PATH_MAX], file[FILE_PATH_MAX];
	size_t len = strlen(name);

	if (is_absolute(name)) {
		if (!folder_takes(name))
			return ERR_TOKEN_MISSING;
		memcpy(out, name, len + 1);
		return ERR_OK;
	}
	if (len == 0 || len + sizeof(STORE_SUFFIX) > sizeof(file) ||
	    strpbrk(name, "/\\:") != NULL)
		return ERR_TOKEN_MISSING;
	memcpy(file, name, len);
	memcpy(file + len, STORE_SUFFIX, sizeof(STORE_SUFFIX));
	TRY(folder_path(folder));
	return file_path(out, folder, file);
}

bool
folder_means_blank(const char *name, const char **ret_path)
{
	size_t len = sizeof(SOFT_NEW) - 1;

	if (strncmp(name, SOFT_NEW, len) != 0 ||
	    (name[len] != '\0' && name[len] != ':'))
		return false;
	*ret_path = name[len] == ':' ? name + len + 1 : name + len;
	return true;
}
