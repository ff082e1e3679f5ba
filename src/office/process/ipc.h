/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages between the office's processes, over SOCK_SEQPACKET socket pairs:
 *
 *	u16 type   enum ipc_type; an answer has the type of its question
 *	u16 err    enum err of an answer, 0 in a question
 *	u32 id     the asker's number for it
 *	…          content, read with struct reader and ended with reader_end
 *
 * A message that is too short or too long, of a type that its receiver does
 * not serve, or with trailing octets is answered with BAD_MESSAGE (what cannot
 * be read of its type and id is 0); the peer goes on.
 *
 * Questions are idempotent: when a process dies, its supervisor starts it
 * again and hands both sides a new socket, and ipc_call asks again.
 *
 * This is the asking side; ipc_server.h has the answering one.
 */
#ifndef OFFICE_IPC_H
#define OFFICE_IPC_H

#include "base/bytes.h"

#define IPC_MESSAGE_MAX 131072 /* octets, header included */
#define IPC_HEADER_LEN 8

enum ipc_type {
	IPC_CA_SIGN_PAIR = 1,
	IPC_CA_SIGN_ONE = 2,
	IPC_CA_SIGN_CHECKPOINT = 4,
	IPC_CA_SET_STATUS = 5,
	IPC_CA_MAKE_LIST = 6,
	IPC_CA_READ_LIST = 7,
	IPC_CA_OCSP = 8,
	IPC_CA_PARTITIONS = 9,
	IPC_KEYCENTRE_MAKE = 16,
	IPC_KEYCENTRE_DELIVER = 17,
	IPC_KEYCENTRE_MAKE_CODE = 18,
	IPC_KEYCENTRE_UNLOCK = 19,
	IPC_MAIL_SEND = 32,
};

/* One for each peer; any number of threads may ask at once. */
struct ipc_client;

#define IPC_TIMEOUT_S 30

/*
 * Ask and wait; the answer's content is added to ret_answer. What the other
 * side answers, or PROCESS_LOST if it did not come back within the time-out
 * (30 s).
 */
MUST_USE enum err ipc_call(struct ipc_client *c, enum ipc_type type,
    struct bytes content, struct buf *ret_answer);

/* Make one that has no socket yet; ipc_client_attach gives it one, and
 * again after the peer was started anew. Takes fd. */
MUST_USE enum err ipc_client_new(struct ipc_client **ret_client);
MUST_USE enum err ipc_client_attach(struct ipc_client *c, int fd);

/* No other socket will come: from now on, a peer that is gone is PROCESS_LOST
 * at once. */
void ipc_client_last(struct ipc_client *c);

/* Does it have a socket with somebody at the other end? */
bool ipc_client_attached(struct ipc_client *c);

/* Nobody may be asking any more; c may be NULL. */
void ipc_client_free(struct ipc_client *c);
DEFINE_AUTO(ipc_client)

#endif
