/* SPDX-License-Identifier: Apache-2.0 */
/* Noticing that carriers come and go. */
#include <stdatomic.h>
#include <stdlib.h>

#include "assistant/context.h"
#include "base/folder_watch.h"

/* A library that tells of one thing after the other may be out of its mind: it
 * is listened to no faster. */
#define CALM_MS 250
/* A watch that lasted so long is begun again as soon as it has ended. */
#define LASTED_MS 1000

/* One library's. */
struct watched {
	struct watching *all;
	struct token_watch *watch; /* NULL: it has not begun */
	int64_t began_ms;
	atomic_bool ended;
	int64_t told_ms; /* on the watch's thread */
};

struct watching {
	void (*changed)(void *arg);
	void *arg;
	struct watched libraries[ASSISTANT_LIBRARIES_MAX];
	struct folder_watch *files; /* soft tokens */
};

static void
note_event(void *arg, enum err err, enum token_event event, const char *device)
{
	struct watched *w = arg;
	int64_t now = clock_monotonic_ms();

	(void)event;
	(void)device;
	if (err != ERR_OK) {
		atomic_store(&w->ended, true);
		/* Its helper died, say. Looking begins it again, and finds
		 * what came and went meanwhile. */
		if (now - w->began_ms >= LASTED_MS)
			w->all->changed(w->all->arg);
		return;
	}
	w->all->changed(w->all->arg);
	if (now - w->told_ms < CALM_MS)
		clock_sleep_ms(CALM_MS);
	w->told_ms = now;
}

static void
end_one(struct watched *w)
{
	token_watch_free(TAKE(w->watch));
	atomic_store(&w->ended, false);
}

/* A library that cannot be watched is none that keeps the others from it. */
static void
begin_one(struct watched *w, struct token_library *lib)
{
	if (atomic_load(&w->ended))
		end_one(w);
	if (w->watch != NULL)
		return;
	w->began_ms = clock_monotonic_ms();
	err_ignore(token_watch_start(lib, note_event, w, &w->watch));
}

static void
watch_files(struct assistant *a, struct watching *w)
{
	char path[FILE_PATH_MAX];

	if (w->files == NULL && assistant_path(a, "tokens", path) == ERR_OK)
		err_ignore(folder_watch_start(
		    path, ".token", w->changed, w->arg, &w->files));
}

void
watching_resume(struct assistant *a)
{
	struct watching *w = a->watching;

	if (w == NULL)
		return;
	for (size_t i = 0; i < a->library_count; i++)
		if (token_library_kind(a->libraries[i]) == CARRIER_HARD)
			begin_one(&w->libraries[i], a->libraries[i]);
	watch_files(a, w);
}

void
watching_suspend(struct assistant *a)
{
	struct watching *w = a->watching;

	if (w == NULL)
		return;
	for (size_t i = 0; i < COUNT(w->libraries); i++)
		end_one(&w->libraries[i]);
}

enum err
assistant_watch_start(
    struct assistant *a, void (*changed)(void *arg), void *arg)
{
	struct watching *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return ERR_NOMEM;
	assistant_watch_stop(a);
	w->changed = changed;
	w->arg = arg;
	for (size_t i = 0; i < COUNT(w->libraries); i++)
		w->libraries[i].all = w;
	a->watching = w;
	watching_resume(a);
	return ERR_OK;
}

void
assistant_watch_stop(struct assistant *a)
{
	if (a->watching == NULL)
		return;
	watching_suspend(a);
	folder_watch_free(a->watching->files);
	free(a->watching);
	a->watching = NULL;
}
