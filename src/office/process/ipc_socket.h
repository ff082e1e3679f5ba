/* SPDX-License-Identifier: Apache-2.0 */
/* What both sides of ipc.h need to know of a SOCK_SEQPACKET socket. */
#ifndef OFFICE_IPC_SOCKET_H
#define OFFICE_IPC_SOCKET_H

#include <poll.h>
#include <stdbool.h>

/* A message of no octets is received like an end: is it one? */
static inline bool
ipc_socket_has_ended(int fd)
{
	struct pollfd p = {.fd = fd, .events = 0};

	return poll(&p, 1, 0) == 1 && (p.revents & (POLLHUP | POLLERR)) != 0;
}

#endif
