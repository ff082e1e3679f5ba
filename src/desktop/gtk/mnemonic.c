/* SPDX-License-Identifier: Apache-2.0 */
#include "mnemonic.h"

#include <glib.h>

static bool *
place_of(struct mnemonics *m, char c)
{
	return &m->taken[g_ascii_tolower(c) - 'a'];
}

char
mnemonic_take(struct mnemonics *m, const char *label)
{
	const char *found = NULL;
	char before = ' ';

	for (const char *c = label; c && *c; before = *c++) {
		if (!g_ascii_isalpha(*c) || *place_of(m, *c))
			continue;
		if (!g_ascii_isalpha(before)) {
			found = c;
			break;
		}
		if (!found)
			found = c;
	}
	if (!found)
		return '\0';
	*place_of(m, *found) = true;
	return *found;
}

char *
mnemonic_mark(const char *label, char letter)
{
	GString *marked = g_string_new(NULL);
	const char *at = NULL;
	char before = ' ';

	/* As it was taken: at the beginning of a word, or anywhere. */
	for (const char *c = label; letter && *c; before = *c++)
		if (*c == letter && !g_ascii_isalpha(before)) {
			at = c;
			break;
		} else if (*c == letter && !at) {
			at = c;
		}
	for (const char *c = label; *c; c++) {
		if (c == at || *c == '_')
			g_string_append_c(marked, '_');
		g_string_append_c(marked, *c);
	}
	return g_string_free(marked, FALSE);
}
