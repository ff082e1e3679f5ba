/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/settings.h"

#include <stdlib.h>
#include <string.h>

#include "assistant/libraries.h"
#include "assistant/proxy.h"
#include "assistant/transport.h"
#include "base/named_line.h"
#include "base/text.h"

#define SETTINGS_FILE_MAX 65536 /* octets */

static bool
is_office(const char *v)
{
	return *v == '\0' || strncmp(v, "https://", 8) == 0 ||
	       transport_is_loopback(v);
}

static bool
is_digest(const char *v)
{
	return *v == '\0' ||
	       (strlen(v) == 64 && strspn(v, "0123456789abcdef") == 64);
}

static bool
is_language(const char *v)
{
	return strcmp(v, "auto") == 0 || strcmp(v, "zh") == 0 ||
	       strcmp(v, "en") == 0;
}

static bool
is_proxy(const char *v)
{
	return strcmp(v, "none") == 0 || strcmp(v, "system") == 0 ||
	       proxy_is_address(v);
}

static bool
is_switch(const char *v)
{
	return strcmp(v, "on") == 0 || strcmp(v, "off") == 0;
}

/* "HH:MM" at v as minutes; -1 if it is none. */
static int
minute_of_day(const char *v)
{
	int hour, minute;

	for (size_t i = 0; i < 5; i++)
		if (i == 2 ? v[i] != ':' : v[i] < '0' || v[i] > '9')
			return -1;
	hour = (v[0] - '0') * 10 + v[1] - '0';
	minute = (v[3] - '0') * 10 + v[4] - '0';
	return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

bool
settings_quiet(const char *value, struct quiet_hours *ret_quiet)
{
	struct quiet_hours q;

	if (strlen(value) != strlen("22:00-08:00") || value[5] != '-')
		return false;
	q.from = minute_of_day(value);
	q.to = minute_of_day(value + 6);
	if (q.from < 0 || q.to < 0 || q.from == q.to)
		return false;
	*ret_quiet = q;
	return true;
}

static bool
is_quiet(const char *v)
{
	struct quiet_hours q;

	return strcmp(v, "none") == 0 || settings_quiet(v, &q);
}

bool
settings_idle(const char *value, int *ret_minutes)
{
	size_t len = strspn(value, "0123456789");
	int minutes = 0;

	if (len == 0 || len > 3 || value[len] != '\0' || value[0] == '0')
		return false;
	for (size_t i = 0; i < len; i++)
		minutes = minutes * 10 + value[i] - '0';
	if (minutes > SETTING_IDLE_MAX)
		return false;
	*ret_minutes = minutes;
	return true;
}

static bool
is_idle(const char *v)
{
	int minutes;

	return settings_idle(v, &minutes);
}

static const struct {
	const char *name, *fallback;
	bool (*rule)(const char *value);
} table[SETTING_COUNT] = {
    [SETTING_OFFICE] = {"office", "", is_office},
    [SETTING_ROOT] = {"root", "", is_digest},
    [SETTING_LANGUAGE] = {"language", "auto", is_language},
    [SETTING_LIBRARIES] = {"libraries", "", libraries_are_well_formed},
    [SETTING_PROXY] = {"proxy", "system", is_proxy},
    [SETTING_AUTOSTART] = {"autostart", "on", is_switch},
    [SETTING_REMINDERS] = {"reminders", "on", is_switch},
    [SETTING_QUIET] = {"quiet", "22:00-08:00", is_quiet},
    [SETTING_IDLE] = {"idle-minutes", "30", is_idle},
};

const char *
setting_name(enum setting n)
{
	return table[n].name;
}

static enum setting
setting_of(struct bytes name)
{
	size_t n = 0;

	while (
	    n < SETTING_COUNT && !bytes_equal(name, bytes_str(table[n].name)))
		n++;
	return (enum setting)n;
}

enum setting
setting_find(const char *name)
{
	return setting_of(bytes_str(name));
}

bool
settings_fits(enum setting n, const char *value)
{
	return strlen(value) < SETTING_VALUE_SIZE &&
	       text_is_plain(bytes_str(value)) && table[n].rule(value);
}

static void
store_value(struct settings *s, enum setting n, const char *value)
{
	memcpy(s->value[n], value, strlen(value) + 1);
}

static void
keep_unknown(struct settings *s, const struct named_line *line)
{
	if (!text_is_plain(line->name) || !text_is_plain(line->value))
		return;
	buf_put(&s->unknown, line->name);
	buf_str(&s->unknown, " = ");
	buf_put(&s->unknown, line->value);
	buf_str(&s->unknown, "\n");
}

static void
take_line(struct settings *s, const struct named_line *line)
{
	enum setting n = setting_of(line->name);
	char value[SETTING_VALUE_SIZE] = "";

	if (n == SETTING_COUNT) {
		keep_unknown(s, line);
		return;
	}
	s->invalid[n] = line->value.len >= sizeof(value);
	if (s->invalid[n])
		return;
	if (line->value.len > 0)
		memcpy(value, line->value.p, line->value.len);
	s->invalid[n] = !settings_fits(n, value);
	if (!s->invalid[n])
		store_value(s, n, value);
}

static void
set_defaults(struct settings *s)
{
	*s = (struct settings){.unknown = BUF(SETTINGS_FILE_MAX)};
	for (size_t n = 0; n < SETTING_COUNT; n++)
		store_value(s, (enum setting)n, table[n].fallback);
}

enum err
settings_parse(struct bytes text, struct settings *ret_s)
{
	struct named_line line;

	set_defaults(ret_s);
	if (!text_is_utf8(text))
		return ERR_OK; /* not our file any more: all defaults */
	while (named_line_next(&text, &line))
		take_line(ret_s, &line);
	return buf_status(&ret_s->unknown);
}

enum err
settings_read(const char *path, struct settings *ret_s)
{
	AUTO_DONE(buf) text = BUF(SETTINGS_FILE_MAX);
	enum err e = file_read(path, &text);

	if (e != ERR_OK && e != ERR_FILE_MISSING)
		return e;
	TRY(settings_parse(buf_bytes(&text), ret_s));
	if (strlen(path) >= sizeof(ret_s->path))
		return ERR_TOO_LARGE;
	memcpy(ret_s->path, path, strlen(path) + 1);
	return ERR_OK;
}

void
settings_done(struct settings *s)
{
	buf_done(&s->unknown);
}

static enum err
write_file(const struct settings *s)
{
	AUTO_DONE(buf) text = BUF(SETTINGS_FILE_MAX);

	for (size_t n = 0; n < SETTING_COUNT; n++)
		buf_printf(&text, "%s = %s\n", table[n].name, s->value[n]);
	buf_put(&text, buf_bytes(&s->unknown));
	TRY(buf_status(&text));
	return file_replace(s->path, buf_bytes(&text), 0600);
}

enum err
settings_set(struct settings *s, enum setting n, const char *value)
{
	if (n == SETTING_COUNT || !settings_fits(n, value))
		return ERR_FIELD_INVALID;
	store_value(s, n, value);
	TRY(write_file(s));
	memset(s->invalid, 0, sizeof(s->invalid)); /* it has all of them */
	return ERR_OK;
}
