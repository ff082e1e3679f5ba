/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DIR/run/control.sock: where a running office hears commands, from its own
 * user (or root) only. DIR/run/lock is held by whoever runs the key holders: a
 * running office, or a command that started them for itself.
 */
#ifndef OFFICE_CONTROL_SOCKET_H
#define OFFICE_CONTROL_SOCKET_H

#include "base/file.h"
#include "office/process/control.h"

#define CONTROL_ASK_MS 5000

/* FILE_BUSY when the time is up; FILE_…. */
MUST_USE enum err control_socket_lock(
    const char *dir, int64_t timeout_ms, struct file_lock **ret_lock);

/* The listening socket; with the lock held. FILE_WRITE. */
MUST_USE enum err control_socket_listen(const char *dir, int *ret_fd);

/* The next command that connects; PROCESS_LOST if there is none, or it is
 * somebody else's. */
MUST_USE enum err control_socket_accept(int listen_fd, int *ret_fd);

void control_socket_remove(const char *dir);

/*
 * Ask a running office one question. PROCESS_LOST if none is running, what it
 * answers, BAD_MESSAGE. The answer's descriptors are the caller's.
 */
MUST_USE enum err control_socket_ask(const char *dir,
    const struct control_message *question, struct control_message *ret_answer);

#endif
