/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "office/process/ipc.h"
#include "office/process/ipc_socket.h"

/* Somebody who has asked, in a list while it waits. */
struct waiter {
	struct waiter *next;
	pthread_cond_t changed;
	enum ipc_type type;
	uint32_t id;
	unsigned int sent_on; /* generation of the socket it was sent on */
	bool done;
	enum err err;
	struct buf *answer;
};

struct ipc_client {
	pthread_mutex_t lock; /* all below but fd, and every waiter */
	struct waiter *waiters;
	uint32_t last_id;
	unsigned int generation; /* counts sockets; 0: none yet */
	bool attached, last;
	/* fd is changed with both locks held, so either is enough to read it */
	pthread_mutex_t sending;
	int fd;
	bool has_reader;
	pthread_t reader;
};

/* What a reader thread owns. */
struct reader_task {
	struct ipc_client *client;
	int fd;
	unsigned int generation;
	uint8_t message[IPC_MESSAGE_MAX];
};

enum err
ipc_client_new(struct ipc_client **ret_client)
{
	struct ipc_client *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return ERR_NOMEM;
	pthread_mutex_init(&c->lock, NULL);
	pthread_mutex_init(&c->sending, NULL);
	c->fd = -1;
	*ret_client = c;
	return ERR_OK;
}

static void
wake_all(struct ipc_client *c)
{
	for (struct waiter *w = c->waiters; w != NULL; w = w->next)
		pthread_cond_signal(&w->changed);
}

/* The waiter with that question, or NULL. */
static struct waiter *
find_waiter(struct ipc_client *c, uint16_t type, uint32_t id)
{
	for (struct waiter *w = c->waiters; w != NULL; w = w->next)
		if (w->id == id && w->type == type && !w->done)
			return w;
	return NULL;
}

static enum err
take_answer(struct waiter *w, uint16_t err, struct bytes content)
{
	if (err >= ERR_COUNT)
		return ERR_BAD_MESSAGE;
	if (err != ERR_OK)
		return (enum err)err;
	buf_put(w->answer, content);
	return buf_status(w->answer);
}

/* An answer; one that nobody waits for any more is dropped. */
static void
deliver(struct ipc_client *c, struct bytes message)
{
	struct reader r = reader_of(message);
	uint16_t type, err;
	uint32_t id;
	struct waiter *w;

	if (reader_u16(&r, &type) != ERR_OK || reader_u16(&r, &err) != ERR_OK ||
	    reader_u32(&r, &id) != ERR_OK)
		return;
	pthread_mutex_lock(&c->lock);
	w = find_waiter(c, type, id);
	if (w != NULL) {
		w->err = take_answer(w, err, r.rest);
		w->done = true;
		pthread_cond_signal(&w->changed);
	}
	pthread_mutex_unlock(&c->lock);
}

static void
peer_is_gone(struct ipc_client *c, unsigned int generation)
{
	pthread_mutex_lock(&c->lock);
	if (c->generation == generation) {
		c->attached = false;
		if (c->last)
			wake_all(c);
	}
	pthread_mutex_unlock(&c->lock);
}

static void *
read_answers(void *arg)
{
	struct reader_task *t = arg;

	for (;;) {
		ssize_t n = recv(t->fd, t->message, sizeof(t->message), 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || (n == 0 && ipc_socket_has_ended(t->fd)))
			break;
		deliver(t->client, BYTES(t->message, (size_t)n));
	}
	peer_is_gone(t->client, t->generation);
	free(t);
	return NULL;
}

/* End the reader of the socket there is, and close it. */
static void
detach(struct ipc_client *c)
{
	if (c->fd < 0)
		return;
	shutdown(c->fd, SHUT_RDWR);
	if (c->has_reader)
		pthread_join(c->reader, NULL);
	c->has_reader = false;
	close(c->fd);
	c->fd = -1;
}

static enum err
start_reader(struct ipc_client *c, int fd, unsigned int generation)
{
	struct reader_task *t = malloc(sizeof(*t));

	if (t == NULL)
		return ERR_NOMEM;
	t->client = c;
	t->fd = fd;
	t->generation = generation;
	if (pthread_create(&c->reader, NULL, read_answers, t) != 0) {
		free(t);
		return ERR_NOMEM;
	}
	c->has_reader = true;
	return ERR_OK;
}

enum err
ipc_client_attach(struct ipc_client *c, int fd)
{
	struct timeval limit = {.tv_sec = IPC_TIMEOUT_S};
	enum err err;

	/* A peer that reads nothing must not keep its askers for ever. */
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	pthread_mutex_lock(&c->sending);
	detach(c);
	pthread_mutex_lock(&c->lock);
	c->fd = fd;
	c->attached = true;
	err = start_reader(c, fd, ++c->generation);
	if (err != ERR_OK)
		c->attached = false;
	wake_all(c); /* each asks again */
	pthread_mutex_unlock(&c->lock);
	pthread_mutex_unlock(&c->sending);
	return err;
}

void
ipc_client_last(struct ipc_client *c)
{
	pthread_mutex_lock(&c->lock);
	c->last = true;
	wake_all(c);
	pthread_mutex_unlock(&c->lock);
}

bool
ipc_client_attached(struct ipc_client *c)
{
	bool attached;

	pthread_mutex_lock(&c->lock);
	attached = c->attached;
	pthread_mutex_unlock(&c->lock);
	return attached;
}

void
ipc_client_free(struct ipc_client *c)
{
	if (c == NULL)
		return;
	detach(c);
	pthread_mutex_destroy(&c->lock);
	pthread_mutex_destroy(&c->sending);
	free(c);
}

/* Failing is no matter here: it is asked again on the next socket. */
static void
send_question(struct ipc_client *c, struct bytes message)
{
	pthread_mutex_lock(&c->sending);
	if (c->fd >= 0)
		while (send(c->fd, message.p, message.len, MSG_NOSIGNAL) < 0 &&
		       errno == EINTR)
			continue;
	pthread_mutex_unlock(&c->sending);
}

static void
join_waiters(struct ipc_client *c, struct waiter *w)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->changed, &attr);
	pthread_condattr_destroy(&attr);
	w->next = c->waiters;
	c->waiters = w;
}

static void
leave_waiters(struct ipc_client *c, struct waiter *w)
{
	struct waiter **p = &c->waiters;

	while (*p != w)
		p = &(*p)->next;
	*p = w->next;
	pthread_cond_destroy(&w->changed);
}

/* With the lock held: until it is answered, or nobody will answer. */
static enum err
wait_for_answer(struct ipc_client *c, struct waiter *w, struct bytes message)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += IPC_TIMEOUT_S;
	while (!w->done) {
		if (c->attached && w->sent_on != c->generation) {
			w->sent_on = c->generation;
			pthread_mutex_unlock(&c->lock);
			send_question(c, message);
			pthread_mutex_lock(&c->lock);
			continue;
		}
		if (c->last && !c->attached)
			return ERR_PROCESS_LOST;
		if (pthread_cond_timedwait(&w->changed, &c->lock, &end) ==
			ETIMEDOUT &&
		    !w->done)
			return ERR_PROCESS_LOST;
	}
	return w->err;
}

enum err
ipc_call(struct ipc_client *c, enum ipc_type type, struct bytes content,
    struct buf *ret_answer)
{
	AUTO_DONE(buf) message = BUF(IPC_MESSAGE_MAX);
	struct waiter w = {.type = type, .answer = ret_answer};
	enum err err;

	pthread_mutex_lock(&c->lock);
	w.id = ++c->last_id;
	pthread_mutex_unlock(&c->lock);
	buf_u16(&message, (uint16_t)type);
	buf_u16(&message, ERR_OK);
	buf_u32(&message, w.id);
	buf_put(&message, content);
	TRY(buf_status(&message));

	pthread_mutex_lock(&c->lock);
	join_waiters(c, &w);
	err = wait_for_answer(c, &w, buf_bytes(&message));
	leave_waiters(c, &w);
	pthread_mutex_unlock(&c->lock);
	return err;
}
