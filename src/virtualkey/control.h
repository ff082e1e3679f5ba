/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling a running virtual key what to do: messages over a local socket in its
 * folder, DIR/control.sock, for its owner alone. A request is "VERB" or "VERB
 * ARGUMENT"; the answer is the name of an error, "OK" for none, a newline, and
 * text for people or scripts.
 */
#ifndef VIRTUALKEY_CONTROL_H
#define VIRTUALKEY_CONTROL_H

#include "base/bytes.h"

#define VK_CONTROL_SOCKET "control.sock"
#define VK_CONTROL_MAX 8192 /* octets of a request, and of an answer */

/* A socket that listens in the folder, in place of one that was left behind:
 * only for whoever holds the folder's lock. FILE_MISSING, FILE_DENIED,
 * FILE_WRITE. */
MUST_USE enum err vk_control_listen(const char *dir, int *ret_fd);

/* Close it and take its name away. */
void vk_control_done(const char *dir, int fd);

/* Answers a request, with NUL at its end; adds text to out. */
typedef enum err vk_control_do(
    void *self, const char *verb, const char *argument, struct buf *out);

/* Take one request of whoever waits at the socket, and answer it. One that
 * does not come within a second is not waited for. */
void vk_control_serve(int fd, vk_control_do *run, void *self);

/* Ask the key that runs in the folder; argument may be NULL. NOT_FOUND if none
 * runs; what it answered with; BAD_MESSAGE. */
MUST_USE enum err vk_control_ask(
    const char *dir, const char *verb, const char *argument, struct buf *text);

#endif
