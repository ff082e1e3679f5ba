/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of the window of environment repair: repair.c turns its
 * stages, repair_job.c is the work, repair_view.c writes what is seen. */
#ifndef ASSISTANT_SCREENS_REPAIR_PRIVATE_H
#define ASSISTANT_SCREENS_REPAIR_PRIVATE_H

#include "assistant/doctor/doctor.h"
#include "assistant/screens/desk.h"

enum {
	REPAIR_LAYERS = 1,
	REPAIR_FINDINGS,
	REPAIR_COMPARISON,
	REPAIR_PLAN,
	REPAIR_DOCUMENT,
	REPAIR_CLOSE,
	REPAIR_LOOK_AGAIN,
	REPAIR_MAKE_REPORT,
	REPAIR_UNDO,
	REPAIR_PREPARE,
	REPAIR_BACK,
	REPAIR_DO,
	REPAIR_COPY,
	REPAIR_SAVE,
	REPAIR_HELP = 100 /* and the number of its row in repair_helps */
};

/* --- the work --- */

enum repair_work { WORK_LOOK, WORK_REPAIR, WORK_UNDO, WORK_REPORT, WORK_SAVE };

struct repair_job {
	struct job job;
	enum lang lang;
	struct doctor_findings *given; /* to repair, or to report */
	struct doctor_findings
	    *found;	 /* by the look that ends all but reports */
	size_t count;	 /* repaired or undone */
	enum err repair; /* what kept some from being repaired */
	bool can_undo;
	struct buf report;
};

/* A new job, which takes given; NULL: NOMEM, and given is gone. */
struct repair_job *repair_job_new(
    enum repair_work work, struct doctor_findings *given);

/* --- the window --- */

enum repair_stage {
	REPAIR_WORKING,
	REPAIR_FOUND,
	REPAIR_PLANNING,
	REPAIR_REPORTING
};

struct repair_state {
	enum repair_stage stage;
	struct job *job;
	enum repair_work work;		      /* REPAIR_WORKING: which */
	struct doctor_findings *now, *before; /* before the last repair */
	bool can_undo;
	size_t undone; /* by the last work; SIZE_MAX: it was another */
	enum err err;  /* of the last work */
	struct failure failure;
	int layer;    /* whose findings are shown; -1: of none */
	char *report; /* REPAIR_REPORTING: exactly what is saved */
	bool copied, saved;
};

/* What people can do about a finding in another window. */
struct repair_help {
	enum doctor_kind kind;
	enum screen_kind screen;
	int page;
	enum text label;
};
extern const struct repair_help repair_helps[];
extern const size_t repair_help_count;

void repair_show(const struct screen *s, struct view *v);

#endif
