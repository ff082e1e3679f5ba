/* SPDX-License-Identifier: Apache-2.0 */
/* login account, login certificate, captcha, logout, status, refresh. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "certctl/prompt.h"
#include "certctl/verb.h"

static json_t *
code_json(const struct account_state *s)
{
	if (!s->code_open)
		return json_null();
	return json_pack("{s:o, s:i}", "expiresAt",
	    face_time_json(s->code_expires_at), "triesLeft",
	    s->code_tries_left);
}

static json_t *
update_json(const struct account_state *s)
{
	if (s->update[0] == '\0')
		return json_null();
	return json_pack("{s:s, s:o, s:o}", "possible", s->update, "opensAt",
	    s->update_opens_at == 0 ? json_null()
				    : face_time_json(s->update_opens_at),
	    "name",
	    s->update_name[0] == '\0' ? json_null()
				      : json_string(s->update_name));
}

static json_t *
status_json(const struct account_state *s)
{
	json_t *json = json_pack("{s:b, s:i}", "loggedIn", s->logged_in,
	    "unfinished", s->unfinished);

	if (!s->logged_in)
		return json;
	json_object_update_new(json,
	    json_pack("{s:s, s:o, s:o, s:o, s:{s:s, s:s, s:s, s:s}}", "login",
		s->kind, "expiresAt", face_time_json(s->expires_at),
		"authorisation", code_json(s), "update", update_json(s),
		"account", "userName", s->user_name, "name", s->name, "kind",
		s->account_kind, "state", s->state));
	return json;
}

static const struct {
	const char *name;
	enum text text;
} words[] = {
#define W(word, text) {word, TEXT_##text},
#include "assistant/office_words.def"
#undef W
};

/* A word of a newer office is shown as it is. */
static const char *
word_text(const struct face *f, const char *name)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].name, name) == 0)
			return face_text(f, words[i].text);
	return name;
}

static void
status_lines(const struct face *f, const struct account_state *s)
{
	char until[FACE_TIME_SIZE], code[160];

	if (!s->logged_in) {
		face_say(f, TEXT_NOT_LOGGED_IN);
	} else {
		face_time(s->expires_at, until);
		face_field(f, TEXT_USER, "%s", s->user_name);
		face_field(f, TEXT_APPLICANT, "%s", s->name);
		face_field(f, TEXT_ACCOUNT_STATE, "%s", word_text(f, s->state));
		face_field(f, TEXT_LOGIN_KIND, "%s", word_text(f, s->kind));
		face_field(f, TEXT_LOGIN_UNTIL, "%s", until);
	}
	if (s->code_open) {
		face_time(s->code_expires_at, until);
		face_format(f, code, sizeof(code), TEXT_CODE_WAITING_VALUE,
		    until, s->code_tries_left);
		face_field(f, TEXT_CODE_WAITING, "%s", code);
	}
	if (strcmp(s->update, "name") == 0)
		face_field(f, TEXT_UPDATE, "%s", s->update_name);
	if (strcmp(s->update, "renewal") == 0)
		face_field(
		    f, TEXT_UPDATE, "%s", face_text(f, TEXT_UPDATE_RENEWAL));
	if (s->unfinished > 0)
		face_field(f, TEXT_UNFINISHED, "%d", s->unfinished);
}

static enum err
show_status(struct invocation *in)
{
	struct account_state s;

	TRY(assistant_status(in->assistant, &s));
	if (in->face.json)
		face_json(&in->face, status_json(&s));
	else
		status_lines(&in->face, &s);
	return ERR_OK;
}

enum err
verb_status(struct invocation *in)
{
	return show_status(in);
}

/* A captcha picture in a file; its id. */
static enum err
save_captcha(struct invocation *in, const char *path, char id[1024])
{
	AUTO_DONE(captcha) c = {.png = BUF(0)};

	TRY(assistant_captcha(in->assistant, &c));
	TRY(file_replace(path, buf_bytes(&c.png), 0600));
	memcpy(id, c.id, sizeof(c.id));
	return ERR_OK;
}

enum err
verb_captcha(struct invocation *in)
{
	const char *out = invocation_option(in, "--out");
	char id[1024];

	if (out == NULL)
		return ERR_USAGE;
	TRY(save_captcha(in, out, id));
	face_say(&in->face, TEXT_CAPTCHA_SAVED);
	face_field(&in->face, TEXT_SERIAL, "%s", id);
	face_json(&in->face, json_pack("{s:s}", "id", id));
	return ERR_OK;
}

enum err
invocation_captcha(struct invocation *in, struct captcha_reply *r)
{
	const char *id = invocation_option(in, "--captcha-id");
	char question[FILE_PATH_MAX + 160], path[FILE_PATH_MAX];
	enum err e;

	r->given = false;
	if (id != NULL) {
		if (strlen(id) >= sizeof(r->id))
			return ERR_LOGIN_REFUSED;
		memcpy(r->id, id, strlen(id) + 1);
		r->given = true;
		return invocation_value(in, "--captcha-answer",
		    TEXT_ASK_CAPTCHA, r->answer, sizeof(r->answer));
	}
	TRY(file_path(path, assistant_home(in->assistant), "captcha.png"));
	e = save_captcha(in, path, r->id);
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	r->given = true;
	face_format(
	    &in->face, question, sizeof(question), TEXT_ASK_CAPTCHA, path);
	e = prompt_line(question, r->answer, sizeof(r->answer));
	err_ignore(file_remove(path)); /* it has served */
	return e;
}

enum err
verb_login_account(struct invocation *in)
{
	char user[128], applicant[NAME_TEXT_SIZE];
	struct captcha_reply c;

	TRY(invocation_value(in, "--user", TEXT_ASK_USER, user, sizeof(user)));
	TRY(invocation_value(in, "--applicant", TEXT_ASK_APPLICANT, applicant,
	    sizeof(applicant)));
	TRY(invocation_connect(in));
	TRY(invocation_captcha(in, &c));
	TRY(assistant_login_account(in->assistant, user, applicant,
	    c.given ? c.id : NULL, c.given ? c.answer : NULL));
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_LOGGED_IN);
	return show_status(in);
}

/* Without the PIN: good for unlocking, and nothing else. */
static enum err
login_named(struct invocation *in)
{
	struct captcha_reply c;

	TRY(invocation_captcha(in, &c));
	return assistant_login_named(in->assistant,
	    invocation_option(in, "--cert"), c.given ? c.id : NULL,
	    c.given ? c.answer : NULL);
}

static enum err
login_with_pin(struct invocation *in)
{
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};
	AUTO(secret) pin = NULL;

	TRY(invocation_pair(in, &pair));
	TRY(invocation_pin(in, "--pin-file", pair.token_serial, &pin));
	return assistant_login_certificate(in->assistant, pair.sign_serial,
	    secret_bytes(pin), invocation_option(in, "--accept-terms") != NULL);
}

enum err
verb_login_certificate(struct invocation *in)
{
	bool named = invocation_option(in, "--no-pin") != NULL;

	TRY(invocation_connect(in));
	TRY(named ? login_named(in) : login_with_pin(in));
	face_progress_end(&in->face);
	face_say(&in->face, named ? TEXT_LOGGED_IN_NAMED : TEXT_LOGGED_IN);
	return show_status(in);
}

enum err
verb_logout(struct invocation *in)
{
	TRY(assistant_logout(in->assistant));
	face_say(&in->face, TEXT_LOGGED_OUT);
	face_json(&in->face, json_pack("{s:b}", "loggedIn", false));
	return ERR_OK;
}

enum err
verb_refresh(struct invocation *in)
{
	TRY(invocation_connect(in));
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_REFRESHED);
	return show_status(in);
}
