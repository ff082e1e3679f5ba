/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/templates.h"

#include <stdio.h>
#include <string.h>

#include "office/embedded.h"
#include "office/mail/message.h"

/* Everything in templates/, from embed.py. */
extern const struct embedded mail_files[];

#define COMMON                          \
	{"userName", MAIL_PARAM_TEXT},  \
	{                               \
		"name", MAIL_PARAM_TEXT \
	}
#define OF_PAIR                                  \
	COMMON, {"signSerial", MAIL_PARAM_TEXT}, \
	    {"carrier", MAIL_PARAM_CARRIER},     \
	{                                        \
		"carrierSerial", MAIL_PARAM_TEXT \
	}
#define CODE_OF_PAIR                             \
	OF_PAIR, {"expiresAt", MAIL_PARAM_TIME}, \
	{                                        \
		"code", MAIL_PARAM_SECRET        \
	}

static const struct mail_template table[] = {
    {MAIL_CONFIRM_EMAIL,
	{COMMON, {"link", MAIL_PARAM_LINK}, {"expiresAt", MAIL_PARAM_TIME}}},
    {MAIL_APPROVED,
	{COMMON, {"expiresAt", MAIL_PARAM_TIME}, {"code", MAIL_PARAM_SECRET}}},
    {MAIL_CODE_RESENT,
	{COMMON, {"expiresAt", MAIL_PARAM_TIME}, {"code", MAIL_PARAM_SECRET}}},
    {MAIL_RETURNED, {COMMON, {"reason", MAIL_PARAM_LINES}}},
    {MAIL_REJECTED, {COMMON, {"reason", MAIL_PARAM_LINES}}},
    {MAIL_ISSUED,
	{COMMON, {"signSerial", MAIL_PARAM_TEXT},
	    {"encryptSerial", MAIL_PARAM_TEXT}, {"notBefore", MAIL_PARAM_TIME},
	    {"notAfter", MAIL_PARAM_TIME}, {"carrier", MAIL_PARAM_CARRIER},
	    {"carrierSerial", MAIL_PARAM_TEXT}}},
    {MAIL_REPLACED,
	{COMMON, {"verb", MAIL_PARAM_VERB}, {"signSerial", MAIL_PARAM_TEXT},
	    {"encryptSerial", MAIL_PARAM_TEXT}, {"notAfter", MAIL_PARAM_TIME},
	    {"carrier", MAIL_PARAM_CARRIER},
	    {"carrierSerial", MAIL_PARAM_TEXT}}},
    {MAIL_EXPIRING,
	{OF_PAIR, {"days", MAIL_PARAM_TEXT}, {"notAfter", MAIL_PARAM_TIME}}},
    {MAIL_UNLOCKED, {OF_PAIR}},
    {MAIL_HELD, {OF_PAIR}},
    {MAIL_RELEASED, {OF_PAIR}},
    {MAIL_REVOKED,
	{COMMON, {"signSerial", MAIL_PARAM_TEXT}, {"reason", MAIL_PARAM_REASON},
	    {"note", MAIL_PARAM_LINES}}},
    {MAIL_UNLOCK_CODE, {CODE_OF_PAIR}},
    {MAIL_HOLD_CODE, {CODE_OF_PAIR}},
    {MAIL_RELEASE_CODE, {CODE_OF_PAIR}},
    {MAIL_CHANGE_EMAIL,
	{COMMON, {"email", MAIL_PARAM_TEXT}, {"link", MAIL_PARAM_LINK},
	    {"expiresAt", MAIL_PARAM_TIME}}},
    {MAIL_CHANGE_NAME, {COMMON, {"oldName", MAIL_PARAM_TEXT}}},
    {MAIL_CHANGE_DONE, {COMMON, {"change", MAIL_PARAM_TEXT}}},
    {MAIL_CHANGE_REISSUE,
	{COMMON, {"expiresAt", MAIL_PARAM_TIME}, {"code", MAIL_PARAM_SECRET}}},
    {MAIL_CHANGE_RETURNED,
	{COMMON, {"change", MAIL_PARAM_TEXT}, {"reason", MAIL_PARAM_LINES}}},
    {MAIL_CHANGE_REJECTED,
	{COMMON, {"change", MAIL_PARAM_TEXT}, {"reason", MAIL_PARAM_LINES}}},
};

const struct mail_template *
mail_template_at(size_t i)
{
	return i < COUNT(table) ? &table[i] : NULL;
}

const struct mail_template *
mail_template_find(const char *name)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

static size_t
occurrences(const char *name, const struct mail_param params[], size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += strcmp(params[i].name, name) == 0;
	return found;
}

enum err
mail_template_check(const struct mail_template *t,
    const struct mail_param params[], size_t count, bool secret)
{
	size_t wanted = 0;

	for (size_t i = 0; t->params[i].name != NULL; i++) {
		if ((t->params[i].kind == MAIL_PARAM_SECRET) != secret)
			continue;
		if (occurrences(t->params[i].name, params, count) != 1)
			return ERR_BAD_MESSAGE;
		wanted++;
	}
	return wanted == count ? ERR_OK : ERR_BAD_MESSAGE;
}

struct bytes
mail_words(const char *name, enum lang l, const char *kind)
{
	char file[64];

	snprintf(file, sizeof(file), "%s.%s.%s", name,
	    l == LANG_ZH ? "zh" : "en", kind);
	return embedded_find(mail_files, file);
}
