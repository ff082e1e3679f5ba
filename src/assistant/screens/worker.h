/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker: the one thread that uses the assistant. It opens it, and then
 * works on jobs, one at a time, in the order in which they were handed over.
 * While it is there no other worker has the same home folder: what would be
 * shown by two desks, and remembered by both, would be neither's.
 */
#ifndef ASSISTANT_SCREENS_WORKER_H
#define ASSISTANT_SCREENS_WORKER_H

#include "assistant/screens/job.h"

struct worker;

struct worker_options {
	struct assistant_options assistant; /* progress is the worker's */
	/* Something is to be fetched; on the worker's thread. */
	void (*wake)(void *self);
	/* Carriers came or went; on any thread. */
	void (*plugged)(void *self);
	void *self;
};

/* NOMEM. The assistant is opened on the thread; if that fails, so does every
 * job, with that error: DESK_RUNNING if the home folder has a worker. */
MUST_USE enum err worker_new(
    const struct worker_options *o, struct worker **ret_w);
/* Cancels what can be, waits for what cannot, does what JOB_FINISHES, and frees
 * the rest. */
void worker_free(struct worker *w);
DEFINE_AUTO(worker)

/* Hand a job over. */
void worker_post(struct worker *w, struct job *j);

/* Have it end as soon as that is safe; for jobs that can be cancelled. */
void worker_cancel(struct worker *w, struct job *j);

/* The next one that is over, now the caller's; NULL: none. */
struct job *worker_fetch(struct worker *w);

struct job_progress worker_progress(struct worker *w, const struct job *j);

/* The job whose progress is another since this was last asked, or NULL. */
struct job *worker_moved(struct worker *w);

/* Wait until a job is over or moved, at most ms. For tests. */
void worker_wait(struct worker *w, int64_t ms);

#endif
