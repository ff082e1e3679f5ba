/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/connect.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "office/process/control.h"
#include "office/process/control_socket.h"
#include "office/process/launch.h"

#define WAIT_MS 30000
#define READY_MS 20000
#define PAUSE_MS 50

struct office_link {
	struct ipc_client *clients[CHILD_COUNT];
	/* of children that were started for this command; else 0 */
	pid_t pids[CHILD_COUNT];
	int controls[CHILD_COUNT];
	struct file_lock *lock;
};

static enum err
give_client(struct office_link *l, size_t kind, int fd)
{
	enum err err = ipc_client_new(&l->clients[kind]);

	if (err != ERR_OK) {
		close(fd);
		return err;
	}
	err = ipc_client_attach(l->clients[kind], fd);
	ipc_client_last(l->clients[kind]);
	return err;
}

/* --- an office that is running --- */

static enum err
take_clients(
    struct office_link *l, unsigned int mask, struct control_message *m)
{
	size_t next = 0;
	enum err err = ERR_OK;

	for (size_t k = 0; k < CHILD_COUNT; k++) {
		if ((mask & 1u << k) == 0)
			continue;
		if (err == ERR_OK && next == m->fd_count)
			err = ERR_BAD_MESSAGE;
		if (err == ERR_OK)
			err = give_client(l, k, m->fds[next++]);
	}
	while (next < m->fd_count)
		close(m->fds[next++]);
	return err;
}

static enum err
join_running(struct office_link *l, const char *dir, unsigned int mask)
{
	const struct control_message question = {
	    .type = CONTROL_CONNECT, .peer = (uint8_t)mask};
	struct control_message answer;

	TRY(control_socket_ask(dir, &question, &answer));
	return take_clients(l, mask, &answer);
}

/* --- children of our own --- */

static enum err
await_ready(int control)
{
	struct control_message m;
	bool got;
	enum err err = control_receive(control, READY_MS, &got, &m);

	if (err != ERR_OK)
		return err;
	if (!got)
		return ERR_PROCESS_LOST;
	control_close_fds(&m);
	if (m.type == CONTROL_ENDS)
		return m.err != ERR_OK ? m.err : ERR_PROCESS_LOST;
	return m.type == CONTROL_READY ? ERR_OK : ERR_BAD_MESSAGE;
}

static enum err
start_one(
    struct office_link *l, const struct launch_options *o, enum child_kind kind)
{
	int fd;

	TRY(launch_child(o, kind, &l->pids[kind], &l->controls[kind]));
	TRY(await_ready(l->controls[kind]));
	TRY(launch_serve(l->controls[kind], CONTROL_COMMAND, &fd));
	return give_client(l, kind, fd);
}

static enum err
start_own(
    struct office_link *l, const struct launch_options *o, unsigned int mask)
{
	for (unsigned int k = 0; k < CHILD_COUNT; k++)
		if ((mask & 1u << k) != 0)
			TRY(start_one(l, o, (enum child_kind)k));
	return ERR_OK;
}

static void
drop_all(struct office_link *l)
{
	for (size_t k = 0; k < CHILD_COUNT; k++) {
		ipc_client_free(l->clients[k]);
		l->clients[k] = NULL;
		if (l->pids[k] != 0)
			launch_end(l->pids[k], l->controls[k]);
		l->pids[k] = 0;
	}
	file_lock_free(l->lock);
	l->lock = NULL;
}

/* --- whichever works --- */

/* FILE_BUSY, PROCESS_LOST: worth another try. */
static enum err
try_once(
    struct office_link *l, const struct launch_options *o, unsigned int mask)
{
	enum err err = join_running(l, o->dir, mask);

	if (err != ERR_PROCESS_LOST)
		return err;
	TRY(control_socket_lock(o->dir, 0, &l->lock));
	err = start_own(l, o, mask);
	/* It was ours to start: what fails now, fails. */
	return err == ERR_PROCESS_LOST ? ERR_INTERNAL : err;
}

static enum err
try_for_a_while(
    struct office_link *l, const struct launch_options *o, unsigned int mask)
{
	const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
	int64_t end = clock_monotonic_ms() + WAIT_MS;

	for (;;) {
		enum err err = try_once(l, o, mask);

		if ((err != ERR_FILE_BUSY && err != ERR_PROCESS_LOST) ||
		    clock_monotonic_ms() >= end)
			return err;
		drop_all(l);
		nanosleep(&pause, NULL);
	}
}

enum err
office_connect(const char *dir, unsigned int mask, const char *unlock,
    struct office_link **ret_link)
{
	const struct launch_options o = {.dir = dir, .unlock = unlock};
	AUTO(office_link) l = NULL;

	if (!office_config_exists(dir))
		return ERR_OFFICE_MISSING;
	l = calloc(1, sizeof(*l));
	if (l == NULL)
		return ERR_NOMEM;
	TRY(try_for_a_while(l, &o, mask));
	*ret_link = TAKE(l);
	return ERR_OK;
}

struct ipc_client *
office_client(struct office_link *l, enum child_kind kind)
{
	return l->clients[kind];
}

void
office_link_free(struct office_link *l)
{
	if (l == NULL)
		return;
	drop_all(l);
	free(l);
}
