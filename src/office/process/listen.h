/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The address that the office listens on: "127.0.0.1:8443", "[::1]:0"; numbers
 * only. The supervisor opens the socket once and hands it to the web process
 * each time that one starts, so that callers wait a moment instead of being
 * refused, and port 0 stays what it became.
 */
#ifndef OFFICE_LISTEN_H
#define OFFICE_LISTEN_H

#include "base/bytes.h"

#define LISTEN_URL_SIZE 80

/* Is it a loopback address? CONFIG if it is no address. */
MUST_USE enum err listen_is_loopback(const char *listen, bool *ret_loopback);

/* A listening TCP socket, close-on-exec. CONFIG; LISTEN. */
MUST_USE enum err listen_open(const char *listen, int *ret_fd);

/* "http://127.0.0.1:34567": where that socket listens. INTERNAL. */
MUST_USE enum err listen_url(int fd, char ret_url[LISTEN_URL_SIZE]);

#endif
