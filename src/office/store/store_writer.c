/* SPDX-License-Identifier: Apache-2.0 */
#include "office/store/store_writer.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>

/* A job lives on its caller's stack while the caller waits in run. */
struct job {
	store_job run;
	void *arg;
	enum err err;
	sem_t done; /* posted once, as the last thing that is done to it */
	struct job *next;
};

struct store_writer {
	struct db *db; /* the thread's alone */
	pthread_t thread;
	pthread_mutex_t lock; /* over what follows */
	pthread_cond_t work;
	struct job *first, **end;
	bool closing;
	struct store_stats stats;
};

/* Move up to STORE_GROUP_MAX jobs, in order, from the queue to group. */
static size_t
take_group(struct store_writer *w, struct job *group[STORE_GROUP_MAX])
{
	size_t count = 0;

	while (count < STORE_GROUP_MAX && w->first != NULL) {
		group[count++] = w->first;
		w->first = w->first->next;
	}
	w->stats.queued -= count;
	if (w->first == NULL)
		w->end = &w->first;
	return count;
}

/* Whatever the savepoint cannot undo alone is undone as a whole. */
static enum err
give_up(struct db *db, enum err err)
{
	db->driver->rollback(db);
	return err;
}

/* One job in the group's transaction: kept if it returns OK, else undone. */
static enum err
run_saved(struct db *db, const struct job *job)
{
	enum err err = db->driver->save(db), saved;

	if (err != ERR_OK)
		return give_up(db, err);
	err = job->run(db, job->arg);
	if (!db->driver->in_transaction(db))
		return give_up(db, err == ERR_OK ? ERR_STORE : err);
	saved = err == ERR_OK ? db->driver->keep(db) : db->driver->undo(db);
	return saved == ERR_OK ? err : give_up(db, saved);
}

/* A job that has the transaction for itself is undone with it. */
static enum err
run_alone(struct db *db, const struct job *job)
{
	enum err err = job->run(db, job->arg);

	if (!db->driver->in_transaction(db) && err == ERR_OK)
		err = ERR_STORE;
	return err == ERR_OK ? ERR_OK : give_up(db, err);
}

/*
 * Run the group's jobs in the open transaction. Returns how many were run when
 * the engine gave the transaction up (a full disk, say): the last of these is
 * to blame, all before it were undone with it. Otherwise returns count.
 */
static size_t
run_jobs(struct db *db, struct job *group[], size_t count, bool *ret_lost)
{
	for (size_t i = 0; i < count; i++) {
		group[i]->err = count == 1 ? run_alone(db, group[i])
					   : run_saved(db, group[i]);
		if (!db->driver->in_transaction(db)) {
			*ret_lost = true;
			return i + 1;
		}
	}
	*ret_lost = false;
	return count;
}

static void
fail_all(struct job *group[], size_t count, enum err err)
{
	for (size_t i = 0; i < count; i++)
		group[i]->err = err;
}

/* Jobs that returned an error of their own keep it. */
static void
fail_kept(struct job *group[], size_t count, enum err err)
{
	for (size_t i = 0; i < count; i++)
		if (group[i]->err == ERR_OK)
			group[i]->err = err;
}

static void
count_commit(struct store_writer *w, size_t jobs)
{
	pthread_mutex_lock(&w->lock);
	w->stats.commits++;
	w->stats.write_jobs += jobs;
	pthread_mutex_unlock(&w->lock);
}

/* Wake each caller, once: its job is gone as soon as that. */
static void
wake_all(struct job *group[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		sem_post(&group[i]->done);
}

/*
 * One transaction for the group: afterwards each job that was dealt with has
 * its final err. When one job made the engine give up, only that one is dealt
 * with, moved to the front; the others are to be run again.
 */
static size_t
commit_group(struct store_writer *w, struct job *group[], size_t count)
{
	const struct store_driver *driver = w->db->driver;
	enum err err = driver->begin_write(w->db);
	bool lost;
	size_t ran;

	if (err != ERR_OK) {
		fail_all(group, count, err);
		return count;
	}
	ran = run_jobs(w->db, group, count, &lost);
	if (lost) {
		struct job *guilty = group[ran - 1];

		for (size_t i = ran - 1; i > 0; i--)
			group[i] = group[i - 1];
		group[0] = guilty;
		return 1;
	}
	err = driver->commit(w->db);
	if (err != ERR_OK) {
		driver->rollback(w->db);
		fail_kept(group, count, err);
	} else {
		count_commit(w, count);
	}
	return count;
}

static void
run_group(struct store_writer *w, struct job *group[], size_t count)
{
	while (count > 0) {
		size_t finished = commit_group(w, group, count);

		wake_all(group, finished);
		group += finished;
		count -= finished;
	}
}

static void *
writer_main(void *arg)
{
	struct store_writer *w = arg;
	struct job *group[STORE_GROUP_MAX];

	for (;;) {
		size_t count;

		pthread_mutex_lock(&w->lock);
		while (w->first == NULL && !w->closing)
			pthread_cond_wait(&w->work, &w->lock);
		count = take_group(w, group);
		pthread_mutex_unlock(&w->lock);
		if (count == 0)
			return NULL;
		run_group(w, group, count);
	}
}

enum err
store_writer_run(struct store_writer *w, store_job run, void *arg)
{
	struct job job = {.run = run, .arg = arg, .err = ERR_INTERNAL};

	sem_init(&job.done, 0, 0); /* fails for a value too large only */
	pthread_mutex_lock(&w->lock);
	*w->end = &job;
	w->end = &job.next;
	w->stats.queued++;
	pthread_mutex_unlock(&w->lock);
	pthread_cond_signal(&w->work);
	while (sem_wait(&job.done) != 0 && errno == EINTR)
		continue;
	sem_destroy(&job.done);
	return job.err;
}

void
store_writer_stats(struct store_writer *w, struct store_stats *ret_stats)
{
	pthread_mutex_lock(&w->lock);
	*ret_stats = w->stats;
	pthread_mutex_unlock(&w->lock);
}

static void
writer_discard(struct store_writer *w)
{
	w->db->driver->disconnect(w->db);
	pthread_cond_destroy(&w->work);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

/* Signals are for the program's own threads, which may hold them off. */
static int
start_thread(struct store_writer *w)
{
	sigset_t all, before;
	int e;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	e = pthread_create(&w->thread, NULL, writer_main, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return e;
}

enum err
store_writer_new(struct db *db, struct store_writer **ret_writer)
{
	struct store_writer *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		db->driver->disconnect(db);
		return ERR_NOMEM;
	}
	w->db = db;
	w->end = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->work, NULL);
	if (start_thread(w) != 0) {
		writer_discard(w);
		return ERR_NOMEM;
	}
	*ret_writer = w;
	return ERR_OK;
}

void
store_writer_free(struct store_writer *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->closing = true;
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	writer_discard(w);
}
