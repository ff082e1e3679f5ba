/* SPDX-License-Identifier: Apache-2.0 */
#include "office/jobs/jobs.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"

static const struct job_row {
	const char *name;
	int64_t every_ms;
	enum err (*run)(struct job_context *c);
} rows[JOB_COUNT] = {
    /* the command line queues mails and revokes without waking anybody */
    [JOB_MAIL] = {"mail", 1000, job_mail},
    [JOB_POOL] = {"pool", 5000, job_pool},
    [JOB_STATUS] = {"status", 5000, job_status},
    [JOB_CRL] = {"crl", 5000, job_crl},
    [JOB_OCSP] = {"ocsp", 5000, job_ocsp},
    [JOB_CHECKPOINT] = {"checkpoint", 30000, job_checkpoint},
    [JOB_SWEEP] = {"sweep", 60000, job_sweep},
    [JOB_REMINDERS] = {"reminders", 3600000, job_reminders},
};

struct job {
	const struct job_row *row;
	struct jobs *all;
	struct job_context context;
	pthread_t thread;
	pthread_cond_t wake;
	bool started, wanted;
	enum err last; /* what was logged last */
};

struct jobs {
	pthread_mutex_t lock;
	bool stopping;
	struct job job[JOB_COUNT];
};

static struct timespec
in_ms(int64_t ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_nsec -= 1000000000;
		t.tv_sec++;
	}
	return t;
}

/* Until its time, or somebody wakes it; false when it is to end. */
static bool
wait_for_work(struct job *j)
{
	struct timespec until = in_ms(j->row->every_ms);
	bool stopping;
	int timed_out = 0;

	pthread_mutex_lock(&j->all->lock);
	while (!j->wanted && !j->all->stopping && timed_out == 0)
		timed_out =
		    pthread_cond_timedwait(&j->wake, &j->all->lock, &until);
	j->wanted = false;
	stopping = j->all->stopping;
	pthread_mutex_unlock(&j->all->lock);
	return !stopping;
}

/* A failure is told once, not every second while it lasts. */
static void
tell(struct job *j, enum err e)
{
	if (e == j->last)
		return;
	j->last = e;
	if (e != ERR_OK)
		log_line(LOG_WARNING, "job %s: %s", j->row->name, err_name(e));
	else
		log_line(LOG_INFO, "job %s: works again", j->row->name);
}

static void *
run_job(void *arg)
{
	struct job *j = arg;

	do {
		enum err e = j->row->run(&j->context);

		j->context.runs += e == ERR_OK;
		tell(j, e);
	} while (wait_for_work(j));
	return NULL;
}

static enum err
start_job(struct job *j)
{
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&j->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	TRY(gm_new(&j->context.gm));
	if (pthread_create(&j->thread, NULL, run_job, j) != 0)
		return ERR_NOMEM;
	j->started = true;
	return ERR_OK;
}

enum err
jobs_start(struct office *o, const char *dir, struct jobs **ret_jobs)
{
	struct jobs *all = calloc(1, sizeof(*all));

	if (all == NULL)
		return ERR_NOMEM;
	pthread_mutex_init(&all->lock, NULL);
	for (enum job_id id = 0; id < JOB_COUNT; id++) {
		struct job *j = &all->job[id];
		enum err e;

		j->row = &rows[id];
		j->all = all;
		j->context = (struct job_context){.office = o, .dir = dir};
		e = start_job(j);
		if (e != ERR_OK) {
			jobs_stop(all);
			return e;
		}
	}
	*ret_jobs = all;
	return ERR_OK;
}

void
jobs_wake(struct jobs *j, enum job_id id)
{
	if (j == NULL)
		return;
	pthread_mutex_lock(&j->lock);
	j->job[id].wanted = true;
	pthread_cond_signal(&j->job[id].wake);
	pthread_mutex_unlock(&j->lock);
}

void
jobs_stop(struct jobs *j)
{
	if (j == NULL)
		return;
	pthread_mutex_lock(&j->lock);
	j->stopping = true;
	for (enum job_id id = 0; id < JOB_COUNT; id++)
		if (j->job[id].started)
			pthread_cond_signal(&j->job[id].wake);
	pthread_mutex_unlock(&j->lock);
	for (enum job_id id = 0; id < JOB_COUNT; id++) {
		if (j->job[id].started) {
			pthread_join(j->job[id].thread, NULL);
			pthread_cond_destroy(&j->job[id].wake);
		}
		gm_free(j->job[id].context.gm);
	}
	pthread_mutex_destroy(&j->lock);
	free(j);
}
