/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of ours, started as a child to do what might crash or hang, with a
 * channel to it (channel.h). It gets nothing of this process but that: the
 * environment is cut down to what is named, all other descriptors are closed,
 * standard error goes nowhere, and it is no longer at the terminal (a session
 * of its own; no console on Windows).
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include "channel.h"

struct child_process;

struct child_options {
	const char *program; /* an absolute path */
	/* What follows the program's name; ends with NULL. */
	const char *const *arguments;
	/* Variables that are handed on, in the order of their names; ends with
	 * NULL. */
	const char *const *environment;
};

/*
 * FILE_MISSING if there is no such program, FILE_DENIED if it may not be run,
 * TOO_LARGE for arguments or variables, NOMEM; BAD_TEXT on Windows.
 */
MUST_USE enum err child_start(
    const struct child_options *o, struct child_process **ret_child);

/* Its channel; borrowed. */
struct channel *child_channel(struct child_process *c);

/* End it at once, with what it started and did not detach; what waits on its
 * channel returns. From any thread, any number of times. */
void child_kill(struct child_process *c);

/*
 * Close the channel, give it grace_ms to end by itself, then end it, and free
 * c, which may be NULL. One that even the system cannot end (a driver that
 * hangs) is left behind after a second.
 */
void child_end(struct child_process *c, int64_t grace_ms);

#endif
