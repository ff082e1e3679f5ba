/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing a file where a person wanted it: a job, since a disk can be slow, or
 * somebody else's computer.
 */
#ifndef ASSISTANT_SCREENS_SAVE_H
#define ASSISTANT_SCREENS_SAVE_H

#include "assistant/screens/job.h"

/* Write what is in data, which is empty afterwards, in place of path; what is
 * the job's name for moved. Its errors are those of file_replace. NOMEM, or
 * what data failed with: nothing is started. */
MUST_USE enum err save_start(
    struct screen *s, int what, const char *path, struct buf *data);

/* The path of such a job, borrowed. */
const char *save_path(const struct job *j);

#endif
