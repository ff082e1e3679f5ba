/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/ipc_server.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "office/process/control.h"
#include "office/process/ipc_socket.h"

/* --- answering, without sockets --- */

struct exchange {
	uint16_t type;
	uint32_t id;
	enum err err; /* so far */
	const struct ipc_method *method;
	struct ipc_question question;
};

static const struct ipc_method *
find_method(const struct ipc_service *s, uint16_t type)
{
	for (size_t i = 0; i < s->method_count; i++)
		if (s->methods[i].type == type)
			return &s->methods[i];
	return NULL;
}

/* A message's header, method and content; what is wrong becomes its answer. */
static enum err
open_question(
    const struct ipc_service *s, struct bytes message, struct exchange *x)
{
	struct reader r = reader_of(message);
	uint16_t zero;

	if (message.len > IPC_MESSAGE_MAX)
		return ERR_BAD_MESSAGE;
	TRY(reader_u16(&r, &x->type));
	TRY(reader_u16(&r, &zero));
	TRY(reader_u32(&r, &x->id));
	x->method = find_method(s, x->type);
	if (zero != 0 || x->method == NULL ||
	    r.rest.len > x->method->content_max)
		return ERR_BAD_MESSAGE;
	x->question.content = r.rest;
	return ERR_OK;
}

static void
begin(const struct ipc_service *s, struct bytes message, struct exchange *x)
{
	buf_init(&x->question.answer, IPC_MESSAGE_MAX - IPC_HEADER_LEN);
	x->err = open_question(s, message, x);
	if (x->err == ERR_OK && x->method->begin != NULL)
		x->err = x->method->begin(s->self, &x->question);
}

static void
finish(const struct ipc_service *s, struct exchange *x, struct buf *answer)
{
	if (x->err == ERR_OK)
		x->err = x->method->finish(s->self, &x->question);
	if (x->err == ERR_OK)
		x->err = buf_status(&x->question.answer);
	buf_u16(answer, x->type);
	buf_u16(answer, (uint16_t)x->err);
	buf_u32(answer, x->id);
	if (x->err == ERR_OK)
		buf_put(answer, buf_bytes(&x->question.answer));
}

static void
forget(struct exchange *x)
{
	if (x->method != NULL && x->method->forget != NULL)
		x->method->forget(&x->question);
	buf_done(&x->question.answer);
}

enum err
ipc_answer(const struct ipc_service *s, const struct bytes messages[],
    struct buf answers[], size_t count)
{
	struct exchange exchanges[IPC_BATCH_MAX] = {0};
	enum err committed;

	if (count > IPC_BATCH_MAX)
		return ERR_INTERNAL;
	for (size_t i = 0; i < count; i++)
		begin(s, messages[i], &exchanges[i]);
	committed = s->commit == NULL ? ERR_OK : s->commit(s->self);
	for (size_t i = 0; i < count; i++) {
		if (committed != ERR_OK)
			exchanges[i].err = committed;
		finish(s, &exchanges[i], &answers[i]);
		forget(&exchanges[i]);
	}
	return committed;
}

/* --- sockets --- */

struct peer {
	int fd;
	uint8_t tag; /* who it is, as the supervisor calls it */
};

struct batch {
	size_t count;
	struct peer *from[IPC_BATCH_MAX];
	struct buf messages[IPC_BATCH_MAX], answers[IPC_BATCH_MAX];
};

struct server {
	struct child *child;
	const struct ipc_service *service;
	struct peer peers[IPC_PEERS_MAX];
	size_t peer_count;
	struct batch batch;
	uint8_t scratch[IPC_MESSAGE_MAX + 1]; /* one more: too long shows */
};

static void
drop_peer(struct peer *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

/* Tell the supervisor, which hands both sides a new socket. */
static void
cut_off(struct server *s, struct peer *p)
{
	struct control_message m = {.type = CONTROL_CUT, .peer = p->tag};

	log_line(LOG_WARNING, "a peer does not read its answers; cut off");
	drop_peer(p);
	if (control_send(s->child->control, &m) != ERR_OK)
		log_line(LOG_WARNING, "the supervisor does not listen");
}

/*
 * Take one message that is waiting; false if there is none. A message of no
 * octets reads like an end, but its sender is still there.
 */
static bool
take_message(struct server *s, struct peer *p)
{
	struct batch *b = &s->batch;
	ssize_t n = recv(
	    p->fd, s->scratch, sizeof(s->scratch), MSG_DONTWAIT | MSG_TRUNC);
	size_t len;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n < 0 || (n == 0 && ipc_socket_has_ended(p->fd))) {
		drop_peer(p);
		return false;
	}
	len = (size_t)n < sizeof(s->scratch) ? (size_t)n : sizeof(s->scratch);
	b->from[b->count] = p;
	buf_init(&b->messages[b->count], sizeof(s->scratch));
	buf_put(&b->messages[b->count], BYTES(s->scratch, len));
	buf_init(&b->answers[b->count], IPC_MESSAGE_MAX);
	b->count++;
	return true;
}

/* Take what is waiting, one from each peer in turn, so that a flood from one
 * leaves room for the others. */
static void
take_batch(struct server *s)
{
	bool more = true;

	s->batch.count = 0;
	while (more) {
		more = false;
		for (size_t i = 0; i < s->peer_count; i++) {
			if (s->batch.count == IPC_BATCH_MAX)
				return;
			if (s->peers[i].fd >= 0)
				more |= take_message(s, &s->peers[i]);
		}
	}
}

static bool
send_answer(int fd, struct bytes answer)
{
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLOUT};

		if (send(fd, answer.p, answer.len,
			MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
			return true;
		if (errno != EAGAIN && errno != EINTR)
			return true; /* gone: its next read shows it */
		if (errno == EAGAIN && poll(&p, 1, IPC_UNREAD_MS) == 0)
			return false;
	}
}

static void
send_batch(struct server *s)
{
	struct batch *b = &s->batch;

	for (size_t i = 0; i < b->count; i++) {
		struct peer *p = b->from[i];

		if (p->fd >= 0 &&
		    !send_answer(p->fd, buf_bytes(&b->answers[i])))
			cut_off(s, p);
		buf_done(&b->messages[i]);
		buf_done(&b->answers[i]);
	}
}

static enum err
answer_batch(struct server *s)
{
	struct bytes messages[IPC_BATCH_MAX];
	enum err err;

	take_batch(s);
	if (s->batch.count == 0)
		return ERR_OK;
	for (size_t i = 0; i < s->batch.count; i++)
		messages[i] = buf_bytes(&s->batch.messages[i]);
	err =
	    ipc_answer(s->service, messages, s->batch.answers, s->batch.count);
	send_batch(s);
	return err;
}

static void
forget_dropped(struct server *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->peer_count; i++)
		if (s->peers[i].fd >= 0)
			s->peers[kept++] = s->peers[i];
	s->peer_count = kept;
}

static void
add_peer(struct server *s, const struct child_event *e)
{
	if (s->peer_count == IPC_PEERS_MAX) {
		log_line(LOG_WARNING, "too many peers; one is refused");
		close(e->fd);
		return;
	}
	s->peers[s->peer_count++] = (struct peer){e->fd, e->tag};
}

static enum err
hear_supervisor(struct server *s, bool *ret_stop)
{
	struct child_event e;

	TRY(child_next(s->child, 0, &e));
	if (e.type == CHILD_EVENT_STOP)
		*ret_stop = true;
	else if (e.type == CHILD_EVENT_SERVE)
		add_peer(s, &e);
	else if (e.fd >= 0)
		close(e.fd);
	return ERR_OK;
}

/* Wait until the supervisor or a peer says something. */
static void
wait_for_work(const struct server *s)
{
	struct pollfd p[1 + IPC_PEERS_MAX];

	p[0] = (struct pollfd){.fd = s->child->control, .events = POLLIN};
	for (size_t i = 0; i < s->peer_count; i++)
		p[1 + i] =
		    (struct pollfd){.fd = s->peers[i].fd, .events = POLLIN};
	(void)poll(p, 1 + s->peer_count, -1);
}

static enum err
serve(struct server *s)
{
	bool stop = false;

	while (!stop) {
		wait_for_work(s);
		TRY(hear_supervisor(s, &stop));
		TRY(answer_batch(s));
		forget_dropped(s);
	}
	do
		TRY(answer_batch(s));
	while (s->batch.count > 0);
	return ERR_OK;
}

enum err
ipc_serve(struct child *c, const struct ipc_service *service)
{
	struct server *s = calloc(1, sizeof(*s));
	enum err err;

	if (s == NULL)
		return ERR_NOMEM;
	s->child = c;
	s->service = service;
	err = serve(s);
	for (size_t i = 0; i < s->peer_count; i++)
		drop_peer(&s->peers[i]);
	free(s);
	return err;
}
