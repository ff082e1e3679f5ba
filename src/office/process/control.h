/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the supervisor says to its children, they to it, and commands to it:
 * one SOCK_SEQPACKET message each, with up to CONTROL_FDS_MAX descriptors.
 *
 *	u8 type   enum control_type
 *	u8 peer   enum child_kind, a mask of them, or CONTROL_COMMAND
 *	u16 err   enum err
 *	…         body
 */
#ifndef OFFICE_CONTROL_H
#define OFFICE_CONTROL_H

#include "base/bytes.h"

enum control_type {
	/* supervisor to child */
	CONTROL_STOP = 1,
	CONTROL_SERVE = 2,  /* fd: peer asks on it */
	CONTROL_ATTACH = 3, /* fd: peer answers on it */
	CONTROL_LISTEN = 4, /* fd: the listening TCP socket */
	/* child to supervisor */
	CONTROL_READY = 16,
	CONTROL_ENDS = 17, /* err */
	CONTROL_CUT = 18,  /* peer left answers unread and was cut off */
	/* command to supervisor, answered with the same type */
	CONTROL_CONNECT = 32, /* peer: mask; answer: a descriptor for each */
	CONTROL_STATUS = 33,  /* answer: body of status.h */
};

#define CONTROL_COMMAND 0xff /* a peer that is a command */
#define CONTROL_FDS_MAX 4
#define CONTROL_BODY_MAX 1024

struct control_message {
	enum control_type type;
	uint8_t peer;
	enum err err;
	uint8_t body[CONTROL_BODY_MAX];
	size_t body_len;
	int fds[CONTROL_FDS_MAX];
	size_t fd_count;
};

/* Borrows the descriptors. Never waits: a peer whose socket is full, or that
 * is gone, is PROCESS_LOST. */
MUST_USE enum err control_send(int socket, const struct control_message *m);

/*
 * Wait for a message, at most timeout_ms (< 0: for ever); *ret_got is false
 * when the time was up. The descriptors are the caller's, close-on-exec.
 * PROCESS_LOST if the peer is gone, BAD_MESSAGE.
 */
MUST_USE enum err control_receive(
    int socket, int timeout_ms, bool *ret_got, struct control_message *ret_m);

void control_close_fds(struct control_message *m);

#endif
