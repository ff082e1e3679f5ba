/* SPDX-License-Identifier: Apache-2.0 */
/* Settings that change while the assistant is open. */
#include <string.h>

#include "assistant/autostart.h"
#include "assistant/office.h"

enum err
assistant_setting_get(
    struct assistant *a, const char *name, char *out, size_t size)
{
	enum setting n = setting_find(name);

	failure_clear(a);
	if (n == SETTING_COUNT)
		return ERR_FIELD_INVALID;
	if (strlen(a->settings.value[n]) >= size)
		return ERR_TOO_LARGE;
	memcpy(out, a->settings.value[n], strlen(a->settings.value[n]) + 1);
	return ERR_OK;
}

/* Another office: nothing that is known of the last one is good for it, and it
 * is not shown the login there. */
static enum err
leave_office(struct assistant *a)
{
	a->connected = false;
	return session_forget(a);
}

/* Where there are no windows there is nothing to start. */
static enum err
set_autostart(struct assistant *a)
{
	enum err e = assistant_autostart_apply(a);

	return e == ERR_FILE_MISSING ? ERR_OK : e;
}

static enum err
take_effect(struct assistant *a, enum setting n)
{
	switch (n) {
	case SETTING_OFFICE:
		return leave_office(a);
	case SETTING_ROOT:
		a->connected = false;
		return ERR_OK;
	case SETTING_LIBRARIES:
		return assistant_open_libraries(a);
	case SETTING_PROXY:
		return assistant_open_transport(a);
	case SETTING_AUTOSTART:
		return set_autostart(a);
	default:
		return ERR_OK;
	}
}

enum err
assistant_setting_change(struct assistant *a, enum setting n, const char *value)
{
	bool same_office =
	    n == SETTING_OFFICE && strcmp(a->settings.value[n], value) == 0;

	TRY(settings_set(&a->settings, n, value));
	return same_office ? ERR_OK : take_effect(a, n);
}

enum err
assistant_setting_set(struct assistant *a, const char *name, const char *value)
{
	failure_clear(a);
	return assistant_setting_change(a, setting_find(name), value);
}

enum err
assistant_settings_reread(struct assistant *a)
{
	struct settings before = a->settings, now;
	enum err e = settings_read(before.path, &now);

	if (e != ERR_OK)
		return e;
	a->settings = now;
	for (size_t n = 0; n < SETTING_COUNT; n++) {
		enum err one = ERR_OK;

		if (strcmp(before.value[n], now.value[n]) != 0)
			one = take_effect(a, (enum setting)n);
		if (e == ERR_OK)
			e = one;
	}
	settings_done(&before);
	return e;
}
