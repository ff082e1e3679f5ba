/* SPDX-License-Identifier: Apache-2.0 */
#include "base/autostart.h"

#include <stdio.h>
#include <string.h>

#include "base/desktop_entry.h"
#include "base/machine.h"

#define SUFFIX ".desktop"

static enum err
folder(char out[FILE_PATH_MAX])
{
	char config[FILE_PATH_MAX], home[FILE_PATH_MAX];
	enum err e = machine_env("XDG_CONFIG_HOME", config, sizeof(config));

	/* The XDG specification has relative paths ignored. */
	if (e == ERR_OK && config[0] == '/')
		return file_path(out, config, "autostart");
	if (e == ERR_TOO_LARGE)
		return e;
	TRY(machine_home(home));
	return file_path(out, home, ".config/autostart");
}

enum err
autostart_file(const char *name, char out[FILE_PATH_MAX])
{
	char dir[FILE_PATH_MAX], file[256];

	if (snprintf(file, sizeof(file), "%s" SUFFIX, name) >=
	    (int)sizeof(file))
		return ERR_TOO_LARGE;
	TRY(folder(dir));
	return file_path(out, dir, file);
}

enum err
autostart_get(const char *name, struct autostart *ret_a)
{
	AUTO_DONE(buf) text = BUF(DESKTOP_ENTRY_MAX);
	struct desktop_entry e;
	char path[FILE_PATH_MAX];

	TRY(autostart_file(name, path));
	TRY(file_read(path, &text));
	TRY(desktop_entry_read(buf_bytes(&text), &e));
	ret_a->on = !e.hidden;
	memcpy(ret_a->program, e.program, sizeof(e.program));
	return ERR_OK;
}

enum err
autostart_set(const char *name, const struct autostart *a)
{
	AUTO_DONE(buf) text = BUF(DESKTOP_ENTRY_MAX);
	struct desktop_entry e = {.hidden = !a->on};
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX];

	memcpy(e.program, a->program, sizeof(e.program));
	desktop_entry_write(&text, &e);
	TRY(buf_status(&text));
	TRY(folder(dir));
	TRY(file_make_dir(dir, 0700));
	TRY(autostart_file(name, path));
	return file_replace(path, buf_bytes(&text), 0600);
}
