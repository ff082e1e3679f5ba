/* SPDX-License-Identifier: Apache-2.0 */
/* Starting and ending children: what supervisor and commands share. */
#ifndef OFFICE_LAUNCH_H
#define OFFICE_LAUNCH_H

#include <sys/types.h>

#include "office/process/child.h"

#define LAUNCH_SELF "/proc/self/exe"
#define LAUNCH_STOP_MS \
	10000 /* a child that was told to stop may take so long */

struct launch_options {
	const char *program; /* NULL: LAUNCH_SELF */
	const char *dir;
	const char *unlock; /* NULL: DIR/unlock */
};

/*
 * Start a child. It has a control socket, standard error, and of the
 * environment what is named in launch.c. *ret_control is the caller's end.
 * PROCESS_LOST if it could not be started.
 */
MUST_USE enum err launch_child(const struct launch_options *o,
    enum child_kind kind, pid_t *ret_pid, int *ret_control);

/* A pair of sockets as ipc.h wants them, close-on-exec. NOMEM. */
MUST_USE enum err launch_socket_pair(int ret_fds[2]);

/* Hand one end of a new pair to server (to serve it for tag), and give back
 * the other. PROCESS_LOST, NOMEM. */
MUST_USE enum err launch_serve(int server_control, uint8_t tag, int *ret_fd);

/* Tell a child to stop, wait for its end, at worst end it. */
void launch_end(pid_t pid, int control);

#endif
