/* SPDX-License-Identifier: Apache-2.0 */
#include "base/lang.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"

static const char *const names[] = {[LANG_ZH] = "zh", [LANG_EN] = "en"};

static enum lang
lang_of_locale(const char *locale)
{
	static const char *const chinese[] = {"zh", "C", "POSIX"};

	for (size_t i = 0; i < COUNT(chinese); i++) {
		size_t len = strlen(chinese[i]);

		if (strncmp(locale, chinese[i], len) == 0 &&
		    strchr("_.@-", locale[len]) != NULL)
			return LANG_ZH;
	}
	return LANG_EN;
}

enum lang
lang_of_environment(void)
{
	static const char *const variables[] = {
	    "LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < COUNT(variables); i++) {
		const char *locale = getenv(variables[i]);

		if (locale != NULL && locale[0] != '\0')
			return lang_of_locale(locale);
	}
	return LANG_ZH;
}

enum err
lang_find(const char *name, enum lang *ret_l)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0) {
			*ret_l = (enum lang)i;
			return ERR_OK;
		}
	return ERR_NOT_SUPPORTED;
}

const char *
lang_gap(enum lang l)
{
	return l == LANG_ZH ? "" : " ";
}

const char *
lang_name(enum lang l)
{
	return names[l];
}
