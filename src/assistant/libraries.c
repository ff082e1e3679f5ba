/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/libraries.h"

#include <string.h>

#include "skf/abi.h"

static void
copy(char *out, const char *text, size_t len)
{
	memcpy(out, text, len);
	out[len] = '\0';
}

/* The entry at the start of text; false if it is none. */
static bool
parse_entry(const char *text, struct library_setting *l)
{
	size_t len = strcspn(text, ";"), path = strcspn(text, ",;");
	const char *layout = path < len ? text + path + 1 : "auto";
	size_t layout_len = path < len ? len - path - 1 : strlen(layout);

	if (path >= sizeof(l->path) || layout_len >= sizeof(l->layout))
		return false;
	copy(l->path, text, path);
	copy(l->layout, layout, layout_len);
	return file_is_absolute(l->path) &&
	       (strcmp(l->layout, "auto") == 0 ||
		   skf_abi_find(l->layout) != NULL);
}

bool
libraries_next(const char **rest, struct library_setting *ret_library)
{
	const char *text = *rest;
	size_t len = strcspn(text, ";");

	if (*text == '\0' || !parse_entry(text, ret_library))
		return false;
	*rest = text + len + (text[len] == ';');
	return true;
}

/* Is the path of the entry at here in an earlier one? */
static bool
is_repeated(const char *value, const char *here, const char *path)
{
	struct library_setting l;

	while (value < here && libraries_next(&value, &l))
		if (strcmp(l.path, path) == 0)
			return true;
	return false;
}

bool
libraries_are_well_formed(const char *value)
{
	const char *rest = value, *here = value;
	struct library_setting l;
	size_t count = 0;

	while (*rest != '\0') {
		here = rest;
		if (!libraries_next(&rest, &l) ||
		    is_repeated(value, here, l.path) ||
		    ++count > LIBRARIES_LISTED_MAX)
			return false;
	}
	return count == 0 || here[strlen(here) - 1] != ';';
}
