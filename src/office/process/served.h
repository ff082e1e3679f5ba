/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: a service on a thread of its own, as a child would serve it, and
 * clients of it. Every function ends the test if it fails.
 */
#ifndef OFFICE_SERVED_H
#define OFFICE_SERVED_H

#include <pthread.h>

#include "office/process/ipc_server.h"

struct served {
	struct child child;
	const struct ipc_service *service;
	int control; /* the supervisor's end */
	pthread_t thread;
	enum err ended; /* what ipc_serve returned */
};

/* service is borrowed until served_stop. */
void served_start(struct served *s, const struct ipc_service *service);

/* A new socket to ask on; the caller's. */
int served_connect(struct served *s);

/* Tell it to stop, and wait. */
void served_stop(struct served *s);

/* Wait for it to end by itself: its commit failed. */
void served_await_end(struct served *s);

#endif
