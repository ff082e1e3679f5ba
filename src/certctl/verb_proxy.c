/* SPDX-License-Identifier: Apache-2.0 */
/* proxy test, proxy login, proxy forget; permissions list and remove. */
#include <stdio.h>

#include "assistant/permissions.h"
#include "assistant/proxy.h"
#include "certctl/verb.h"

/* How the command ends when the office was not reached. */
static enum err
err_of(enum transport_trouble trouble)
{
	switch (trouble) {
	case TRANSPORT_FINE:
		return ERR_OK;
	case TRANSPORT_PROXY_LOGIN:
		return ERR_PROXY_LOGIN;
	case TRANSPORT_UNTRUSTED:
		return ERR_OFFICE_UNTRUSTED;
	case TRANSPORT_ODD:
		return ERR_OFFICE_ANSWER;
	default:
		return ERR_OFFICE_UNREACHABLE;
	}
}

enum err
verb_proxy_test(struct invocation *in)
{
	static const enum text texts[TRANSPORT_TROUBLE_COUNT] = {
	    [TRANSPORT_FINE] = TEXT_TROUBLE_FINE,
	    [TRANSPORT_NO_PROXY] = TEXT_TROUBLE_NO_PROXY,
	    [TRANSPORT_PROXY_LOGIN] = TEXT_TROUBLE_PROXY_LOGIN,
	    [TRANSPORT_PROXY_REFUSES] = TEXT_TROUBLE_PROXY_REFUSES,
	    [TRANSPORT_NO_NAME] = TEXT_TROUBLE_NO_NAME,
	    [TRANSPORT_REFUSED] = TEXT_TROUBLE_REFUSED,
	    [TRANSPORT_SILENT] = TEXT_TROUBLE_SILENT,
	    [TRANSPORT_UNTRUSTED] = TEXT_TROUBLE_UNTRUSTED,
	    [TRANSPORT_ODD] = TEXT_TROUBLE_ODD,
	};
	const struct proxy_trial t = {.proxy = NULL};
	enum transport_trouble trouble;

	TRY(assistant_proxy_test(in->assistant, &t, &trouble));
	face_say(&in->face, texts[trouble]);
	if (trouble != TRANSPORT_FINE)
		return err_of(trouble);
	face_json(&in->face,
	    json_pack("{s:s}", "proxy", transport_trouble_name(trouble)));
	return ERR_OK;
}

enum err
verb_proxy_login(struct invocation *in)
{
	AUTO(secret) password = NULL;
	char user[PROXY_USER_SIZE];

	TRY(invocation_value(in, "--user", TEXT_ASK_USER, user, sizeof(user)));
	TRY(invocation_secret(in, "--password-file", TEXT_ASK_PROXY_PASSWORD,
	    TEXT_COUNT, &password));
	TRY(assistant_proxy_set_login(
	    in->assistant, user, secret_bytes(password)));
	face_say(&in->face, TEXT_PROXY_LOGIN_SAVED);
	face_json(&in->face, json_pack("{s:s}", "user", user));
	return ERR_OK;
}

/* 清除代理登录缓存 */
enum err
verb_proxy_forget(struct invocation *in)
{
	struct forgotten f;

	TRY(assistant_forget(in->assistant, &f));
	face_say(&in->face, TEXT_FORGOTTEN, (int)f.permissions);
	face_json(&in->face, json_pack("{s:b, s:I}", "login", f.proxy_login,
				 "permissions", (json_int_t)f.permissions));
	return ERR_OK;
}

/* --- sites --- */

enum err
verb_permissions_list(struct invocation *in)
{
	AUTO(permissions) p = NULL;
	json_t *rows = json_array();

	TRY(assistant_permissions(in->assistant, &p));
	if (p->count == 0)
		face_say(&in->face, TEXT_NO_PERMISSIONS);
	for (size_t i = 0; i < p->count; i++) {
		const struct permission *row = &p->rows[i];
		char since[FACE_TIME_SIZE];

		face_time(row->since, since);
		if (!in->face.json)
			printf("%s  %s  %s\n", row->site, row->serial, since);
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:o}", "site", row->site, "serial",
			row->serial, "since", face_time_json(row->since)));
	}
	face_json(&in->face, json_pack("{s:o}", "permissions", rows));
	return ERR_OK;
}

enum err
verb_permissions_remove(struct invocation *in)
{
	TRY(assistant_forbid(
	    in->assistant, in->words[0], invocation_option(in, "--cert")));
	face_say(&in->face, TEXT_SAVED);
	face_json(&in->face, json_pack("{s:s}", "site", in->words[0]));
	return ERR_OK;
}
