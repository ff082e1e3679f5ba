/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/autostart.h"

#include <string.h>

#include "assistant/context.h"
#include "base/autostart.h"
#include "base/machine.h"
#include "skf/piece.h"

#define NAME "cert-assistant"
#ifdef _WIN32
#define PROGRAM NAME ".exe"
#else
#define PROGRAM NAME
#endif

/* Beside the running program, by a path without turns; else where our pieces
 * are. */
static enum err
find_program(char out[FILE_PATH_MAX])
{
	char dir[FILE_PATH_MAX];

	if (machine_program_dir(dir) == ERR_OK &&
	    file_path(out, dir, PROGRAM) == ERR_OK && file_exists(out))
		return ERR_OK;
	return piece_path(PIECE_ASSISTANT, out);
}

static bool
is_wanted(const struct assistant *a)
{
	return strcmp(a->settings.value[SETTING_AUTOSTART], "on") == 0;
}

/* One that cannot be read starts nothing. */
static enum err
get(struct autostart *ret_now)
{
	enum err e = autostart_get(NAME, ret_now);

	if (e != ERR_FILE_MISSING && e != ERR_BAD_TEXT)
		return e;
	*ret_now = (struct autostart){.on = false};
	return ERR_OK;
}

static enum autostart_state
judge(bool wanted, const struct autostart *now)
{
	char program[FILE_PATH_MAX];

	if (!wanted)
		return now->on ? AUTOSTART_UNWANTED : AUTOSTART_OFF;
	if (now->on && file_exists(now->program))
		return AUTOSTART_FINE;
	if (find_program(program) != ERR_OK)
		return AUTOSTART_NO_PROGRAM;
	return now->on ? AUTOSTART_GONE : AUTOSTART_MISSING;
}

enum err
autostart_look(struct assistant *a, enum autostart_state *ret_state,
    char ret_program[FILE_PATH_MAX])
{
	struct autostart now;

	TRY(get(&now));
	*ret_state = judge(is_wanted(a), &now);
	memcpy(ret_program, now.program, sizeof(now.program));
	return ERR_OK;
}

enum err
assistant_autostart_apply(struct assistant *a)
{
	struct autostart now, then = {.on = is_wanted(a)};

	if (then.on)
		TRY(find_program(then.program));
	if (autostart_get(NAME, &now) == ERR_OK && now.on == then.on &&
	    (!then.on || strcmp(now.program, then.program) == 0))
		return ERR_OK;
	return autostart_set(NAME, &then);
}

enum err
assistant_autostart_file(char out[FILE_PATH_MAX])
{
	return autostart_file(NAME, out);
}
