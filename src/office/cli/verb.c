/* SPDX-License-Identifier: Apache-2.0 */
#include "office/cli/verb.h"

#include <stdarg.h>
#include <string.h>

void
verb_detail(struct verb_call *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->detail, sizeof(c->detail), format, args);
	va_end(args);
}

/* The option that --name or --name=… is, or NULL. */
static const struct verb_option *
find_option(
    const char *argument, const struct verb_option options[], size_t count)
{
	size_t len = strcspn(argument + 2, "=");

	for (size_t i = 0; i < count; i++)
		if (strlen(options[i].name) == len &&
		    strncmp(argument + 2, options[i].name, len) == 0)
			return &options[i];
	return NULL;
}

static enum err
set_flag(struct verb_call *c, const struct verb_option *o, const char *argument)
{
	if (strchr(argument, '=') != NULL) {
		verb_detail(c, "--%s takes no value", o->name);
		return ERR_USAGE;
	}
	if (*o->flag) {
		verb_detail(c, "--%s is given twice", o->name);
		return ERR_USAGE;
	}
	*o->flag = true;
	return ERR_OK;
}

/* *i is at the option; on return, at the last argument that belongs to it. */
static enum err
set_text(struct verb_call *c, const struct verb_option *o, int *i)
{
	const char *value = strchr(c->arguments[*i], '=');

	if (*o->text != NULL) {
		verb_detail(c, "--%s is given twice", o->name);
		return ERR_USAGE;
	}
	if (value != NULL) {
		value++;
	} else if (*i + 1 < c->count) {
		value = c->arguments[++*i];
	} else {
		verb_detail(c, "--%s needs a value", o->name);
		return ERR_USAGE;
	}
	*o->text = value;
	return ERR_OK;
}

enum err
verb_read(struct verb_call *c, const struct verb_option options[], size_t count,
    const char *positional[], size_t min, size_t max)
{
	const struct verb_option *o;
	size_t n = 0;

	for (size_t i = 0; i < max; i++)
		positional[i] = NULL;
	for (int i = 0; i < c->count; i++) {
		const char *argument = c->arguments[i];

		if (strncmp(argument, "--", 2) != 0) {
			if (n == max) {
				verb_detail(c, "%s is one too many", argument);
				return ERR_USAGE;
			}
			positional[n++] = argument;
			continue;
		}
		o = find_option(argument, options, count);
		if (o == NULL) {
			verb_detail(c, "there is no option %s", argument);
			return ERR_USAGE;
		}
		if (o->flag != NULL)
			TRY(set_flag(c, o, argument));
		else
			TRY(set_text(c, o, &i));
	}
	if (n < min) {
		verb_detail(c, "something is missing; see --help");
		return ERR_USAGE;
	}
	return ERR_OK;
}
