/* SPDX-License-Identifier: Apache-2.0 */
#include "office/tokens/batch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "office/tokens/label.h"
#include "skf/piece.h"

#define POLL_MS 300

struct run {
	const struct batch *b;
	uint64_t number;	      /* of the next label */
	struct batch_result *results; /* a row for each key; of count */
	size_t done;
};

enum err
batch_library(struct gm *gm, const char *path, struct token_library **ret_lib)
{
	AUTO(token_library) lib = NULL;
	char own[FILE_PATH_MAX];
	const struct token_library_options options = {
	    .path = path == NULL ? own : path,
	    .kind = CARRIER_HARD,
	    .apart = path != NULL};

	if (path == NULL && piece_path(PIECE_SKF_CARD, own) != ERR_OK)
		return ERR_TOKEN_LIBRARY;
	TRY(token_library_open(gm, &options, &lib));
	TRY(token_library_status(lib));
	*ret_lib = TAKE(lib);
	return ERR_OK;
}

/* Is it among those that the batch is about? */
static bool
is_meant(const struct batch *b, const struct token_entry *e)
{
	if (e->device[0] == '\0')
		return false;
	if (b->device != NULL)
		return strcmp(e->device, b->device) == 0;
	return b->reader == NULL || strstr(e->device, b->reader) != NULL;
}

static enum err
list(const struct batch *b, struct token_list **ret_list)
{
	return token_list_make(
	    (struct token_library *[]){b->library}, 1, ret_list);
}

static enum err
do_key(struct run *r, const char *device, struct batch_result *ret_r)
{
	const struct batch *b = r->b;
	char label[TOKEN_LABEL_SIZE];

	if (b->label != NULL)
		TRY(label_make(b->label, r->number, label));
	ret_r->err = personalise(b->desk, b->library, device,
	    b->label == NULL ? NULL : label, &ret_r->p);
	if (ret_r->p.intended)
		r->number++;
	return b->listener->result == NULL
		   ? ERR_OK
		   : b->listener->result(b->listener->self, ret_r);
}

/* --- one key --- */

/* Which of several: *ret_e NULL if that is not clear. */
static enum err
choose(const struct batch *b, const struct token_list *l,
    const struct token_entry **ret_e)
{
	const struct token_entry *present = NULL, *wanted = NULL;
	size_t presents = 0, wants = 0;

	for (size_t i = 0; i < l->count; i++) {
		const struct token_entry *e = &l->entries[i];
		bool wants_it = false;

		if (!is_meant(b, e))
			continue;
		if (e->err == ERR_OK)
			TRY(personalise_wants(
			    b->desk->office, &e->info, &wants_it));
		present = e;
		presents++;
		wanted = wants_it ? e : wanted;
		wants += wants_it;
	}
	*ret_e = wants == 1 ? wanted : presents == 1 ? present : NULL;
	return presents == 0 ? ERR_TOKEN_MISSING : ERR_OK;
}

/* A library with no device at all may tell why. */
static enum err
why_none(const struct token_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->entries[i].device[0] == '\0')
			return l->entries[i].err;
	return ERR_TOKEN_MISSING;
}

enum err
batch_one(const struct batch *b)
{
	struct run r = {.b = b, .number = b->first};
	struct batch_result result = {.err = ERR_OK};
	AUTO(token_list) l = NULL;
	const struct token_entry *e = NULL;
	enum err err;

	if (b->device != NULL) {
		TRY(do_key(&r, b->device, &result));
		return result.err;
	}
	TRY(list(b, &l));
	err = choose(b, l, &e);
	if (err == ERR_TOKEN_MISSING)
		return why_none(l);
	TRY(err);
	if (e == NULL)
		return ERR_USAGE;
	TRY(e->err);
	TRY(do_key(&r, e->device, &result));
	return result.err;
}

/* --- many --- */

/* The row of this key: its own from before, or the next. */
static struct batch_result *
row_of(struct run *r, const char *serial)
{
	for (size_t i = 0; i < r->done; i++)
		if (strcmp(r->results[i].p.serial, serial) == 0)
			return &r->results[i];
	return &r->results[r->done];
}

static void
refuse(const struct run *r, const char *device, enum err why)
{
	const struct batch_listener *l = r->b->listener;

	if (l->refused != NULL)
		l->refused(l->self, device, why);
}

/* A key that was plugged in. */
static enum err
arrived(struct run *r, const struct token_entry *e)
{
	struct batch_result *row = row_of(r, e->info.serial), now = {0};
	bool again = row < r->results + r->done, wants = false;

	if (again && row->err == ERR_OK)
		return ERR_OK; /* it only came back */
	if (e->err == ERR_OK)
		TRY(personalise_wants(r->b->desk->office, &e->info, &wants));
	if (!wants) {
		refuse(r, e->device,
		    e->err == ERR_OK ? ERR_TOKEN_NOT_BLANK : e->err);
		return ERR_OK;
	}
	TRY(do_key(r, e->device, &now));
	memcpy(now.p.serial, e->info.serial, sizeof(now.p.serial));
	*row = now;
	r->done += again ? 0 : 1;
	return ERR_OK;
}

static bool
was_there(const struct token_list *before, const struct token_entry *e)
{
	for (size_t i = 0; before != NULL && i < before->count; i++)
		if (strcmp(before->entries[i].device, e->device) == 0 &&
		    strcmp(before->entries[i].info.serial, e->info.serial) ==
			0 &&
		    (before->entries[i].err == ERR_OK) == (e->err == ERR_OK))
			return true;
	return false;
}

/* The library itself does not work: no key will ever come. */
static enum err
check_library(const struct run *r)
{
	return token_library_status(r->b->library);
}

/* Look once; before is what was there the last time, and is replaced. */
static enum err
look(struct run *r, struct token_list **before)
{
	AUTO(token_list) now = NULL;

	TRY(check_library(r));
	TRY(list(r->b, &now));
	for (size_t i = 0; i < now->count && r->done < r->b->count; i++)
		if (is_meant(r->b, &now->entries[i]) &&
		    !was_there(*before, &now->entries[i]))
			TRY(arrived(r, &now->entries[i]));
	token_list_free(*before);
	*before = TAKE(now);
	return ERR_OK;
}

/* CANCELLED if a signal came meanwhile. */
static enum err
pause_or_end(const sigset_t *signals)
{
	const struct timespec wait = {.tv_nsec = POLL_MS * 1000L * 1000};

	return sigtimedwait(signals, NULL, &wait) > 0 ? ERR_CANCELLED : ERR_OK;
}

static enum err
wait_for_keys(struct run *r, const sigset_t *signals)
{
	const struct batch_listener *l = r->b->listener;
	AUTO(token_list) before = NULL;
	size_t told = SIZE_MAX;

	for (;;) {
		TRY(look(r, &before));
		if (r->done == r->b->count)
			return ERR_OK;
		if (r->done != told && l->next != NULL)
			l->next(l->self, r->done, r->b->count);
		told = r->done;
		TRY(pause_or_end(signals));
	}
}

enum err
batch_run(const struct batch *b)
{
	struct run r = {.b = b, .number = b->first};
	sigset_t signals, old;
	enum err err;

	r.results = calloc(b->count, sizeof(*r.results));
	if (r.results == NULL)
		return ERR_NOMEM;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals, &old);
	err = wait_for_keys(&r, &signals);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	free(r.results);
	return err;
}
