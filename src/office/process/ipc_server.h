/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answering side of ipc.h: a child that serves a table of methods to
 * whomever the supervisor hands it sockets of.
 *
 * Questions that are waiting at the same time, from all sockets, make a batch.
 * All of a batch begin, then the service commits once, then all that began
 * well are finished: so a ledger is synced once for many. One thread.
 *
 * Nothing that a peer sends or fails to read stops the others: messages are
 * whole or refused, and a peer that leaves its answers unread for
 * IPC_UNREAD_MS is cut off (its supervisor gives it a new socket).
 */
#ifndef OFFICE_IPC_SERVER_H
#define OFFICE_IPC_SERVER_H

#include "office/process/child.h"

#define IPC_BATCH_MAX 64 /* questions */
#define IPC_PEERS_MAX 32 /* sockets served at once; more are refused */
#define IPC_UNREAD_MS 2000

struct ipc_question {
	struct bytes content; /* borrowed */
	struct buf answer;    /* what finish writes */
	void *work; /* the service's, from begin to finish or forget */
};

struct ipc_method {
	enum ipc_type type;
	size_t content_max; /* octets; longer is BAD_MESSAGE */
	/* Check and prepare. NULL if there is nothing to do before commit. */
	enum err (*begin)(void *self, struct ipc_question *q);
	enum err (*finish)(void *self, struct ipc_question *q);
	/* Free q->work; called once after begin, whatever happened. Or NULL. */
	void (*forget)(struct ipc_question *q);
};

struct ipc_service {
	void *self;
	const struct ipc_method *methods;
	size_t method_count;
	/*
	 * Make durable what the batch's begins prepared. If it fails, all of
	 * the batch are answered with its error and ipc_serve ends with it: the
	 * process starts afresh from what is on the disk. NULL: nothing to do.
	 */
	enum err (*commit)(void *self);
};

/*
 * Answer a batch of whole messages: answers[i], which is empty, gets the whole
 * answer to messages[i]. What commit returns.
 */
MUST_USE enum err ipc_answer(const struct ipc_service *s,
    const struct bytes messages[], struct buf answers[], size_t count);

/*
 * Serve until the supervisor says stop; questions that are waiting then are
 * answered. What commit returns; BAD_MESSAGE for a supervisor that is not one.
 */
MUST_USE enum err ipc_serve(struct child *c, const struct ipc_service *s);

#endif
