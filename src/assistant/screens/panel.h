/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What windows with one piece of work at a time have in common: the job that
 * is under way, and how the last one ended.
 */
#ifndef ASSISTANT_SCREENS_PANEL_H
#define ASSISTANT_SCREENS_PANEL_H

#include "assistant/screens/job.h"

struct panel {
	struct job *job; /* under way, or NULL */
	enum err err;	 /* of the last one; OK */
	struct failure failure;
};

/* Start it, with what as its name. j may be NULL, as job_new may be: then it
 * has ended with NOMEM. */
void panel_start(struct panel *p, struct screen *s, struct job *j, int what);

/* moved was called with j: is it the panel's, and over? Its error is kept. */
bool panel_over(struct panel *p, const struct job *j);

/* Does a thing take its time? view->busy says what. Write it down. */
void panel_show_busy(const struct panel *p, struct view *v, enum text what);

/* How the last one ended, if it failed. */
void panel_show_error(const struct panel *p, struct view *v);
void panel_forget_error(struct panel *p);

#endif
