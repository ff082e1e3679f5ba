/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/assistant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assistant/autostart.h"
#include "assistant/context.h"
#include "assistant/proxy.h"
#include "assistant/transport_curl.h"
#include "base/machine.h"
#include "skf/piece.h"

#define HOME_FOLDER "cert-assistant"

void
failure_clear(struct assistant *a)
{
	a->failure = (struct failure){.tries_left = -1};
}

const struct failure *
assistant_failure(const struct assistant *a)
{
	return &a->failure;
}

/* All of tokens and of PINs in err.def, up to those of codes. */
bool
failure_is_of_carrier(enum err e)
{
	return e >= ERR_TOKEN_MISSING && e < ERR_CODE_SYNTAX;
}

void
failure_carrier(
    enum err e, const struct failure *known, char out[FAILURE_CARRIER_SIZE])
{
	out[0] = '\0';
	if (failure_is_of_carrier(e) && known->carrier[0] != '\0')
		(void)snprintf(out, FAILURE_CARRIER_SIZE, "%s%s%s",
		    known->label, known->label[0] != '\0' ? " " : "",
		    known->carrier);
}

void
assistant_step(struct assistant *a, enum step step, int done, int total)
{
	if (a->progress.step != NULL)
		a->progress.step(a->progress.self, step, done, total);
}

void
assistant_step_of(struct assistant *a, const struct steps *s, enum step step)
{
	const size_t place = steps_find(s, step);

	a->settled = place >= steps_find(s, s->settled);
	assistant_step(a, step, (int)place, (int)s->count - 1);
}

bool
assistant_is_cancelled(const struct assistant *a)
{
	return !a->settled && a->progress.cancelled != NULL &&
	       a->progress.cancelled(a->progress.self);
}

enum err
assistant_go_on(const struct assistant *a)
{
	return assistant_is_cancelled(a) ? ERR_CANCELLED : ERR_OK;
}

enum err
assistant_path(
    const struct assistant *a, const char *name, char out[FILE_PATH_MAX])
{
	return file_path(out, a->home, name);
}

enum err
assistant_lock(struct assistant *a, struct file_lock **ret_lock)
{
	char path[FILE_PATH_MAX];

	TRY(assistant_path(a, "operation.lock", path));
	return file_lock(path, 0, ret_lock);
}

void
captcha_done(struct captcha *c)
{
	buf_done(&c->png);
}

static enum err
make_folders(struct assistant *a)
{
	static const char *const names[] = {"tokens", "journal"};
	char path[FILE_PATH_MAX];

	TRY(file_make_dir(a->home, 0700));
	for (size_t i = 0; i < COUNT(names); i++) {
		TRY(assistant_path(a, names[i], path));
		TRY(file_make_dir(path, 0700));
	}
	return ERR_OK;
}

static enum err
add_library(struct assistant *a, const struct token_library_options *o)
{
	if (a->library_count == COUNT(a->libraries))
		return ERR_TOO_LARGE;
	TRY(token_library_open(a->gm, o, &a->libraries[a->library_count]));
	a->library_count++;
	return ERR_OK;
}

static void
close_libraries(struct assistant *a)
{
	while (a->library_count > 0)
		token_library_free(a->libraries[--a->library_count]);
}

/* Ours for USB keys, where it is installed. It is first, so that no other can
 * put itself in the place of a key of the office; and apart as makers' are: a
 * card that never answers, or another program that never lets go of it, shall
 * not hold up who waits. */
static enum err
add_card_library(struct assistant *a)
{
	char path[FILE_PATH_MAX];
	const struct token_library_options o = {
	    .path = path, .kind = CARRIER_HARD, .apart = true, .readers = true};
	enum err e = piece_path(PIECE_SKF_CARD, path);

	if (e == ERR_FILE_MISSING)
		return ERR_OK;
	TRY(e);
	return add_library(a, &o);
}

static enum err
add_listed_libraries(struct assistant *a)
{
	const char *rest = a->settings.value[SETTING_LIBRARIES];
	struct library_setting l;
	const struct token_library_options o = {.path = l.path,
	    .kind = CARRIER_HARD,
	    .layout = l.layout,
	    .apart = true};

	while (libraries_next(&rest, &l))
		TRY(add_library(a, &o));
	return ERR_OK;
}

static enum err
add_soft_library(struct assistant *a)
{
	char path[FILE_PATH_MAX];
	const struct token_library_options o = {
	    .path = path, .kind = CARRIER_SOFT};

	TRY(piece_path(PIECE_SKF_SOFT, path));
	return add_library(a, &o);
}

/* For libskf-soft. Others may read the environment at the same time, so it is
 * left alone where it says so already. */
static enum err
name_tokens(const struct assistant *a)
{
	char tokens[FILE_PATH_MAX], known[FILE_PATH_MAX];

	TRY(assistant_path(a, "tokens", tokens));
	if (machine_env("CERT_TOKENS", known, sizeof(known)) == ERR_OK &&
	    strcmp(known, tokens) == 0)
		return ERR_OK;
	return machine_set_env("CERT_TOKENS", tokens);
}

static enum err
open_libraries(struct assistant *a)
{
	TRY(name_tokens(a));
	TRY(add_card_library(a));
	TRY(add_listed_libraries(a));
	return add_soft_library(a);
}

enum err
assistant_open_libraries(struct assistant *a)
{
	enum err e;

	watching_suspend(a);
	close_libraries(a);
	e = open_libraries(a);
	watching_resume(a);
	return e;
}

enum err
assistant_open_transport(struct assistant *a)
{
	AUTO_DONE(proxy_login) login = {.password = NULL};
	struct curl_proxy proxy = {.address = a->settings.value[SETTING_PROXY]};
	struct curl_transport *t;

	if (a->transport_given)
		return ERR_OK;
	if (proxy_login_read(a, proxy.address, &login) == ERR_OK) {
		proxy.user = login.user;
		proxy.password = secret_bytes(login.password);
	}
	TRY(curl_transport_new(&proxy, &t));
	curl_transport_free(a->curl);
	a->curl = t;
	a->transport = curl_transport_of(t);
	return ERR_OK;
}

static enum err
read_settings(struct assistant *a, const char *office)
{
	char path[FILE_PATH_MAX];

	TRY(assistant_path(a, "settings.ini", path));
	TRY(settings_read(path, &a->settings));
	if (office == NULL ||
	    strcmp(office, a->settings.value[SETTING_OFFICE]) == 0)
		return ERR_OK;
	return settings_set(&a->settings, SETTING_OFFICE, office);
}

enum err
assistant_find_home(const char *given, char out[FILE_PATH_MAX])
{
	char data[FILE_PATH_MAX];

	if (given != NULL)
		return file_absolute(out, given);
	TRY(machine_data_dir(data));
	return file_path(out, data, HOME_FOLDER);
}

static bool
is_usual_home(const struct assistant *a)
{
	char usual[FILE_PATH_MAX];

	return assistant_find_home(NULL, usual) == ERR_OK &&
	       strcmp(a->home, usual) == 0;
}

static enum err
open_all(struct assistant *a, const struct assistant_options *o)
{
	TRY(assistant_find_home(o->home, a->home));
	TRY(make_folders(a));
	TRY(read_settings(a, o->office));
	TRY(gm_new(&a->gm));
	TRY(assistant_open_libraries(a));
	TRY(assistant_open_transport(a));
	if (o->windows && is_usual_home(a))
		err_ignore(assistant_autostart_apply(a));
	return ERR_OK;
}

enum err
assistant_open(const struct assistant_options *o, struct assistant **ret_a)
{
	AUTO(assistant) a = calloc(1, sizeof(*a));

	if (a == NULL)
		return ERR_NOMEM;
	failure_clear(a);
	a->lang = o->lang;
	a->clock = o->clock;
	a->random = o->random;
	a->progress = o->progress;
	a->transport_given = o->transport != NULL;
	if (a->transport_given)
		a->transport = *o->transport;
	TRY(open_all(a, o));
	*ret_a = TAKE(a);
	return ERR_OK;
}

const char *
assistant_home(const struct assistant *a)
{
	return a->home;
}

void
assistant_set_lang(struct assistant *a, enum lang lang)
{
	a->lang = lang;
}

void
assistant_free(struct assistant *a)
{
	if (a == NULL)
		return;
	assistant_watch_stop(a);
	close_libraries(a);
	buf_done(&a->root_der);
	buf_done(&a->issuing_der);
	buf_done(&a->key_centre_der);
	curl_transport_free(a->curl);
	settings_done(&a->settings);
	gm_free(a->gm);
	free(a);
}
