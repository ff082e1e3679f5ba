/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "assistant/screens/repair_private.h"

#define REPORT_MAX (4u << 20)

static enum err
look(struct repair_job *r, struct assistant *a)
{
	TRY(doctor_look(a, &r->found));
	r->can_undo = doctor_can_undo(a);
	return ERR_OK;
}

static enum err
work_look(struct job *j, struct assistant *a)
{
	return look((struct repair_job *)j, a);
}

/* What is left is looked at again, whatever came of repairing. */
static enum err
work_repair(struct job *j, struct assistant *a)
{
	struct repair_job *r = (struct repair_job *)j;

	r->repair = doctor_repair(a, r->given, &r->count);
	return look(r, a);
}

static enum err
work_undo(struct job *j, struct assistant *a)
{
	struct repair_job *r = (struct repair_job *)j;

	r->repair = doctor_undo(a, &r->count);
	return look(r, a);
}

static enum err
work_report(struct job *j, struct assistant *a)
{
	struct repair_job *r = (struct repair_job *)j;

	return doctor_report(a, r->given, r->lang, &r->report);
}

static void
free_job(struct job *j)
{
	struct repair_job *r = (struct repair_job *)j;

	doctor_findings_free(r->given);
	doctor_findings_free(r->found);
	buf_done(&r->report);
	free(r);
}

static const struct job_class classes[] = {
    [WORK_LOOK] = {work_look, free_job, JOB_CAN_CANCEL, NULL},
    [WORK_REPAIR] = {work_repair, free_job, JOB_CHANGES | JOB_LASTS, NULL},
    [WORK_UNDO] = {work_undo, free_job, JOB_CHANGES | JOB_LASTS, NULL},
    [WORK_REPORT] = {work_report, free_job, 0, NULL},
};

struct repair_job *
repair_job_new(enum repair_work work, struct doctor_findings *given)
{
	struct repair_job *r =
	    (struct repair_job *)job_new(&classes[work], sizeof(*r));

	if (r == NULL) {
		doctor_findings_free(given);
		return NULL;
	}
	r->given = given;
	r->job.what = (int)work;
	buf_init(&r->report, REPORT_MAX);
	return r;
}
