/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/gtk/toolkit_locale.h"

#include <locale.h>
#include <string.h>

#include "base/own.h"

#define VARIABLE "LANGUAGE"
#define CHINESE "zh_CN"

/* gettext looks at LANGUAGE in every locale but "C". */
static void
set_category(int category)
{
	const char *found = setlocale(category, "");

	if (found == NULL || strcmp(found, "C") == 0)
		(void)setlocale(category, "C.UTF-8");
}

void
toolkit_locale_set(void)
{
	/* Not of numbers: files and protocols have them with a point. */
	static const int categories[] = {
	    LC_CTYPE, LC_COLLATE, LC_TIME, LC_MESSAGES};
	const char *before = g_getenv(VARIABLE);
	g_autofree char *all = before != NULL
				   ? g_strconcat(CHINESE ":", before, NULL)
				   : g_strdup(CHINESE);

	g_setenv(VARIABLE, all, TRUE);
	for (size_t n = 0; n < COUNT(categories); n++)
		set_category(categories[n]);
}

void
toolkit_locale_not_for(GAppLaunchContext *started)
{
	const char *all = g_getenv(VARIABLE);

	if (g_strcmp0(all, CHINESE) == 0)
		g_app_launch_context_unsetenv(started, VARIABLE);
	else if (all != NULL && g_str_has_prefix(all, CHINESE ":"))
		g_app_launch_context_setenv(
		    started, VARIABLE, all + strlen(CHINESE ":"));
}
