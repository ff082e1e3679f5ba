/* SPDX-License-Identifier: Apache-2.0 */
#include "toolkit_words.h"

#include <libintl.h>
#include <stddef.h>

#include "base/own.h"

/* Without a catalogue the words are those of the source, English. */
#define NOWHERE "/nonexistent"

/* Unlike the environment, where catalogues are may change while other threads
 * translate: gettext has a lock for it, and looks for each text anew. */
void
toolkit_words_speak(enum lang lang)
{
	static const char *const domains[] = {"gtk40", "libadwaita"};

	for (size_t n = 0; n < COUNT(domains); n++)
		bindtextdomain(
		    domains[n], lang == LANG_ZH ? TOOLKIT_CATALOGUES : NOWHERE);
}
