/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/worker.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"

#define LOCK_FILE "desk.lock"

struct jobs {
	struct job *first, **end;
};

struct worker {
	struct worker_options options;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t come, gone; /* for the worker; for worker_wait */
	/* Below: by the mutex. */
	struct jobs waiting, over;
	struct job *running;
	bool moved, stop;
};

static void
jobs_init(struct jobs *list)
{
	list->first = NULL;
	list->end = &list->first;
}

static void
jobs_put(struct jobs *list, struct job *j)
{
	j->next = NULL;
	*list->end = j;
	list->end = &j->next;
}

static struct job *
jobs_take(struct jobs *list)
{
	struct job *j = list->first;

	if (j == NULL)
		return NULL;
	list->first = j->next;
	if (list->first == NULL)
		list->end = &list->first;
	j->next = NULL;
	return j;
}

static void
jobs_free(struct jobs *list)
{
	struct job *j;

	while ((j = jobs_take(list)) != NULL)
		j->class->free(j);
}

/* --- on the worker's thread --- */

static void
wake(struct worker *w)
{
	w->options.wake(w->options.self);
}

static void
note_step(void *self, enum step step, int done, int total)
{
	struct worker *w = self;

	pthread_mutex_lock(&w->mutex);
	if (w->running != NULL) {
		w->running->progress =
		    (struct job_progress){true, step, done, total};
		w->moved = true;
		pthread_cond_signal(&w->gone);
	}
	pthread_mutex_unlock(&w->mutex);
	wake(w);
}

/* One that waits; when all ends, of those that are done nevertheless. */
static struct job *
take_waiting(struct worker *w)
{
	struct job *j = jobs_take(&w->waiting);

	while (w->stop && j != NULL && (j->class->flags & JOB_FINISHES) == 0) {
		jobs_put(&w->over, j);
		j = jobs_take(&w->waiting);
	}
	return j;
}

/* The next job, which runs from now on; NULL: stop. */
static struct job *
next_job(struct worker *w)
{
	struct job *j;

	pthread_mutex_lock(&w->mutex);
	while (!w->stop && w->waiting.first == NULL)
		pthread_cond_wait(&w->come, &w->mutex);
	j = take_waiting(w);
	if (j != NULL)
		j->progress.started = true;
	w->running = j;
	pthread_mutex_unlock(&w->mutex);
	return j;
}

static void
job_is_over(struct worker *w, struct job *j)
{
	pthread_mutex_lock(&w->mutex);
	w->running = NULL;
	jobs_put(&w->over, j);
	pthread_cond_signal(&w->gone);
	pthread_mutex_unlock(&w->mutex);
	wake(w);
}

/* The assistant asks in the midst of its work, too. */
static bool
is_cancelled(void *self)
{
	struct worker *w = self;
	bool cancelled;

	pthread_mutex_lock(&w->mutex);
	cancelled = w->running != NULL && w->running->cancelled;
	pthread_mutex_unlock(&w->mutex);
	return cancelled;
}

static void
work(struct worker *w, struct job *j, struct assistant *a, enum err opened)
{
	if (opened != ERR_OK)
		j->err = opened;
	else if (is_cancelled(w))
		j->err = ERR_CANCELLED;
	else
		j->err = j->class->work(j, a);
	if (opened != ERR_OK)
		j->failure.tries_left = -1; /* nobody knows of any */
	else if (j->err != ERR_OK)
		j->failure = *assistant_failure(a);
}

static enum err
lock_home(const struct assistant *a, struct file_lock **ret_lock)
{
	char path[FILE_PATH_MAX];
	enum err e;

	TRY(file_path(path, assistant_home(a), LOCK_FILE));
	e = file_lock(path, 0, ret_lock);
	return e == ERR_FILE_BUSY ? ERR_DESK_RUNNING : e;
}

static void *
run(void *arg)
{
	struct worker *w = arg;
	AUTO(file_lock) lock = NULL;
	AUTO(assistant) a = NULL;
	enum err opened = assistant_open(&w->options.assistant, &a);
	struct job *j;

	if (opened == ERR_OK)
		opened = lock_home(a, &lock);
	if (opened == ERR_OK) /* without it there is 刷新 */
		err_ignore(assistant_watch_start(
		    a, w->options.plugged, w->options.self));
	while ((j = next_job(w)) != NULL) {
		work(w, j, a, opened);
		job_is_over(w, j);
	}
	return NULL;
}

/* --- on the drawing thread --- */

enum err
worker_new(const struct worker_options *o, struct worker **ret_w)
{
	struct worker *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return ERR_NOMEM;
	w->options = *o;
	w->options.assistant.progress =
	    (struct progress){note_step, is_cancelled, w};
	jobs_init(&w->waiting);
	jobs_init(&w->over);
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->come, NULL);
	pthread_cond_init(&w->gone, NULL);
	if (pthread_create(&w->thread, NULL, run, w) != 0) {
		pthread_cond_destroy(&w->gone);
		pthread_cond_destroy(&w->come);
		pthread_mutex_destroy(&w->mutex);
		free(w);
		return ERR_NOMEM;
	}
	*ret_w = w;
	return ERR_OK;
}

static bool
can_cancel(const struct job *j)
{
	return (j->class->flags & JOB_CAN_CANCEL) != 0;
}

void
worker_free(struct worker *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->mutex);
	w->stop = true;
	if (w->running != NULL && can_cancel(w->running))
		w->running->cancelled = true;
	pthread_cond_signal(&w->come);
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
	jobs_free(&w->over);
	pthread_cond_destroy(&w->gone);
	pthread_cond_destroy(&w->come);
	pthread_mutex_destroy(&w->mutex);
	free(w);
}

void
worker_post(struct worker *w, struct job *j)
{
	pthread_mutex_lock(&w->mutex);
	jobs_put(&w->waiting, j);
	pthread_cond_signal(&w->come);
	pthread_mutex_unlock(&w->mutex);
}

void
worker_cancel(struct worker *w, struct job *j)
{
	if (!can_cancel(j))
		return;
	pthread_mutex_lock(&w->mutex);
	j->cancelled = true;
	pthread_mutex_unlock(&w->mutex);
}

struct job *
worker_fetch(struct worker *w)
{
	struct job *j;

	pthread_mutex_lock(&w->mutex);
	j = jobs_take(&w->over);
	pthread_mutex_unlock(&w->mutex);
	return j;
}

struct job_progress
worker_progress(struct worker *w, const struct job *j)
{
	struct job_progress p;

	pthread_mutex_lock(&w->mutex);
	p = j->progress;
	pthread_mutex_unlock(&w->mutex);
	return p;
}

struct job *
worker_moved(struct worker *w)
{
	struct job *j;

	pthread_mutex_lock(&w->mutex);
	j = w->moved ? w->running : NULL;
	w->moved = false;
	pthread_mutex_unlock(&w->mutex);
	return j;
}

void
worker_wait(struct worker *w, int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_mutex_lock(&w->mutex);
	if (w->over.first == NULL && !w->moved)
		pthread_cond_timedwait(&w->gone, &w->mutex, &until);
	pthread_mutex_unlock(&w->mutex);
}
