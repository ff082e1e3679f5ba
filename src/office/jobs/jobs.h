/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the web process does by itself: a table of jobs, each after an interval,
 * or sooner when somebody wakes it. Each has a thread of its own, so that a
 * slow mail server holds up no revocation list.
 *
 *	mail        what is in the outbox goes to the mail process
 *	pool        encryption keys are made when few are left
 *	status      changes of status that were intended are finished
 *	crl         revocation lists are made anew when a status changed, and
 *	            long before the last ones end
 *	ocsp        OCSP answers are signed ahead
 *	checkpoint  the ca process signs how far the audit record reached
 *	sweep       what has had its time is removed
 *	reminders   holders are told before their certificates end
 *
 * A job that fails is logged and tried again at its next time: none of them is
 * lost, since each looks at the store for what there is to do.
 */
#ifndef OFFICE_JOBS_H
#define OFFICE_JOBS_H

#include "office/registry/office.h"

enum job_id {
	JOB_MAIL,
	JOB_POOL,
	JOB_STATUS,
	JOB_CRL,
	JOB_OCSP,
	JOB_CHECKPOINT,
	JOB_SWEEP,
	JOB_REMINDERS,
	JOB_COUNT
};

struct jobs;

/* What a job works with; its gm is its thread's own. */
struct job_context {
	struct office *office;
	const char *dir; /* the office's folder */
	struct gm *gm;
	uint64_t runs; /* of this job that ended well, since the start */
};

/* The jobs themselves, one call for each time; errors are what they met. */
enum err job_mail(struct job_context *c);	/* job_mail.c */
enum err job_pool(struct job_context *c);	/* job_keeping.c */
enum err job_status(struct job_context *c);	/* job_status.c */
enum err job_crl(struct job_context *c);	/* job_crl.c */
enum err job_ocsp(struct job_context *c);	/* job_ocsp.c */
enum err job_checkpoint(struct job_context *c); /* job_keeping.c */
enum err job_sweep(struct job_context *c);	/* job_keeping.c */
enum err job_reminders(struct job_context *c);	/* job_reminders.c */

/* Start the threads. office and dir are borrowed for its life. NOMEM. */
MUST_USE enum err jobs_start(
    struct office *o, const char *dir, struct jobs **ret_jobs);

/* Do that job soon; jobs may be NULL. Any thread. */
void jobs_wake(struct jobs *j, enum job_id id);

/* Let running jobs finish, and end the threads. NULL is fine. */
void jobs_stop(struct jobs *j);

#endif
