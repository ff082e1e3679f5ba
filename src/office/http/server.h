/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP on libmicrohttpd: a thread for each connection, since handlers wait for
 * the store and for other processes (docs/decisions/0045); limits on how many
 * connections there are, from one address too, how long they idle, how long a
 * body may take and how large it may be: as large as its route says, and of
 * those above ANSWER_BODY_MAX only so many are read at once, of people who are
 * logged in. TLS is a proxy's business.
 */
#ifndef OFFICE_SERVER_H
#define OFFICE_SERVER_H

#include "office/http/web.h"

#define SERVER_IDLE_S 30       /* a connection without traffic */
#define SERVER_BODY_S 30       /* from the first octet of a request's body on */
#define SERVER_BODY_RATE 65536 /* … and of a large one a second for so many */
#define SERVER_LARGE_BODIES 4  /* at once; more are told to come again */
#define SERVER_MEMORY 32768    /* octets for a request's line and headers */
#define SERVER_STACK (1 << 20) /* octets of a thread's stack */

struct server;

/*
 * Serve on a listening socket, which is the server's from now on. LISTEN if
 * libmicrohttpd does not take it; NOMEM. web is borrowed.
 */
MUST_USE enum err server_start(
    struct web *web, int listen_fd, struct server **ret_server);

/* Take no new connections, let requests finish, end. NULL is fine. */
void server_stop(struct server *s);

#endif
