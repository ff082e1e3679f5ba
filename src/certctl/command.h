/* SPDX-License-Identifier: Apache-2.0 */
/* By which command a remedy is followed: the rows of commands.def. */
#ifndef CERTCTL_COMMAND_H
#define CERTCTL_COMMAND_H

#include "assistant/doctor/doctor.h"

/* "certctl exchange": borrowed for good; NULL if there is no command for it. */
const char *command_for_error(enum err e);

/* The same for what environment repair advises; never that it be run. */
const char *command_for_finding(const struct doctor_finding *f);

#endif
