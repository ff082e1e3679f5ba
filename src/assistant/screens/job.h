/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A job is work for the desk's worker, the one thread that uses the assistant.
 * It comes with all it needs and goes back with all it found:
 *
 *	struct pin_job {
 *		struct job job;		first
 *		char carrier[33];
 *		struct secret *old_pin, *new_pin;
 *	};
 *
 * Until it is started a job is the screen's; from then on the worker's, and on
 * the drawing thread only progress may be looked at, by job_progress. When it
 * is over, moved of its screen is called with it, and afterwards it is freed
 * by its class. A screen that was closed meanwhile is not called.
 */
#ifndef ASSISTANT_SCREENS_JOB_H
#define ASSISTANT_SCREENS_JOB_H

#include "assistant/assistant.h"
#include "assistant/screens/screen.h"

enum job_flag {
	/* Carriers, certificates or account may be others afterwards: the desk
	 * looks again, after success and after failure. */
	JOB_CHANGES = 1,
	/* Ends soon after job_cancel, with CANCELLED, and nothing is lost: what
	 * was begun is in the journal. */
	JOB_CAN_CANCEL = 2,
	/* Goes on when its screen is closed, though it could be cancelled. */
	JOB_LASTS = 4,
	/* Short, and done even when the desk ends before its turn came: what a
	 * person decided is kept. */
	JOB_FINISHES = 8,
};

struct job_class {
	/* On the worker's thread. Its error is the job's. */
	enum err (*work)(struct job *j, struct assistant *a);
	/* Frees the job, and wipes. Any thread; never NULL. */
	void (*free)(struct job *j);
	unsigned flags; /* enum job_flag */
	/* On the drawing thread, when it is over, whether or not its screen is
	 * still there; before moved. May be NULL. */
	void (*over)(struct job *j, struct desk *d);
};

struct job_progress {
	bool started; /* the worker has begun with it */
	enum step step;
	int done, total; /* 0 of 0: no step yet */
};

struct job {
	const struct job_class *class;
	int what; /* the screen's own: which of its jobs it is */
	/* Set when it is over. */
	bool over;
	enum err err;
	struct failure failure; /* what the assistant knew of it */
	/* The desk's and the worker's. */
	struct desk *desk;
	struct screen *screen; /* NULL: none, or closed */
	struct job *next, *sibling;
	struct job_progress progress;
	bool cancelled;
};

/* A zeroed job of that size; NULL on NOMEM. */
struct job *job_new(const struct job_class *class, size_t size);

/* Hand it over; j is the desk's. */
void job_start(struct screen *s, struct job *j);
/* The same for nobody's window. */
void job_start_unseen(struct desk *d, struct job *j);

/* Not for jobs that may not be cancelled: nothing happens then. */
void job_cancel(struct job *j);

struct job_progress job_progress(const struct job *j);

#endif
