/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "skf/token_private.h"

struct token_watch {
	struct token_library *lib; /* borrowed; only its calls are used */
	token_watch_fn *each;
	void *arg;
	atomic_bool stop, ended;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed; /* ended */
};

static uint32_t
wait_event(struct token_watch *w, struct skf_event *ret_event)
{
	return w->lib->skf.abi->wait_event(&w->lib->skf.calls, ret_event);
}

static void
tell(struct token_watch *w, enum token_event event, const char *device)
{
	w->each(w->arg, ERR_OK, event, device);
}

static void
tell_missing(struct token_watch *w, enum token_event event,
    const struct buf *from, const struct buf *in)
{
	struct reader r = reader_of(buf_bytes(from));
	const char *name;

	while ((name = token_next_name(&r)) != NULL)
		if (!token_has_name(in, name))
			tell(w, event, name);
}

/* Whether there was a list before, and which. */
static bool
begin_after(struct listed *l, struct buf *before)
{
	bool known;

	pthread_mutex_lock(&l->mutex);
	l->begun++;
	known = l->known;
	buf_put(before, buf_bytes(&l->names));
	pthread_mutex_unlock(&l->mutex);
	return known;
}

/* What came and went between the last list and now, when watching begins. */
static void
catch_up(struct token_watch *w)
{
	AUTO_DONE(buf) before = BUF(TOKEN_LIST_MAX);
	AUTO_DONE(buf) now = BUF(TOKEN_LIST_MAX);
	uint32_t sar =
	    w->lib->skf.abi->watched_devices(&w->lib->skf.calls, &now);

	if (!begin_after(&w->lib->listed, &before) || sar != SAR_OK)
		return;
	tell_missing(w, TOKEN_LEFT, &before, &now);
	tell_missing(w, TOKEN_ARRIVED, &now, &before);
}

static void
tell_end(struct token_watch *w)
{
	pthread_mutex_lock(&w->mutex);
	atomic_store(&w->ended, true);
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->mutex);
}

static void *
run(void *arg)
{
	struct token_watch *w = arg;
	uint32_t sar = SAR_OK;

	catch_up(w);
	while (!atomic_load(&w->stop)) {
		struct skf_event event = {.device = ""};

		sar = wait_event(w, &event);
		if (sar != SAR_OK || atomic_load(&w->stop))
			break;
		if (event.what == TOKEN_ARRIVED || event.what == TOKEN_LEFT)
			tell(w, (enum token_event)event.what, event.device);
	}
	if (!atomic_load(&w->stop))
		w->each(w->arg, sar_to_err(sar), TOKEN_LEFT, "");
	tell_end(w);
	return NULL;
}

enum err
token_watch_start(struct token_library *lib, token_watch_fn *each, void *arg,
    struct token_watch **ret_watch)
{
	struct token_watch *w;

	TRY(token_library_status(lib));
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return ERR_NOMEM;
	w->lib = lib;
	w->each = each;
	w->arg = arg;
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->changed, NULL);
	if (pthread_create(&w->thread, NULL, run, w) != 0) {
		pthread_cond_destroy(&w->changed);
		pthread_mutex_destroy(&w->mutex);
		free(w);
		return ERR_NOMEM;
	}
	*ret_watch = w;
	return ERR_OK;
}

/* A cancel that comes just before the thread begins to wait is lost, so it is
 * repeated until the thread has ended. */
static void
cancel(struct token_watch *w)
{
	struct timespec until;

	pthread_mutex_lock(&w->mutex);
	while (!atomic_load(&w->ended)) {
		(void)w->lib->skf.abi->cancel_wait(&w->lib->skf.calls);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += 50 * 1000 * 1000;
		if (until.tv_nsec >= 1000 * 1000 * 1000) {
			until.tv_nsec -= 1000 * 1000 * 1000;
			until.tv_sec++;
		}
		pthread_cond_timedwait(&w->changed, &w->mutex, &until);
	}
	pthread_mutex_unlock(&w->mutex);
}

void
token_watch_free(struct token_watch *w)
{
	if (w == NULL)
		return;
	atomic_store(&w->stop, true);
	cancel(w);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->mutex);
	free(w);
}
