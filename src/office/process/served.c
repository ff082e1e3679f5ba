/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/served.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "office/process/control.h"
#include "office/process/launch.h"

static void
must(enum err e)
{
	if (e == ERR_OK)
		return;
	fprintf(stderr, "served: %s\n", err_name(e));
	abort();
}

static void *
serve(void *arg)
{
	struct served *s = arg;

	s->ended = ipc_serve(&s->child, s->service);
	close(s->child.control);
	return NULL;
}

void
served_start(struct served *s, const struct ipc_service *service)
{
	int fds[2];

	memset(s, 0, sizeof(*s));
	must(launch_socket_pair(fds));
	s->child.control = fds[0];
	s->control = fds[1];
	s->service = service;
	if (pthread_create(&s->thread, NULL, serve, s) != 0)
		must(ERR_NOMEM);
}

int
served_connect(struct served *s)
{
	int fd = -1;

	must(launch_serve(s->control, CONTROL_COMMAND, &fd));
	return fd;
}

void
served_await_end(struct served *s)
{
	pthread_join(s->thread, NULL);
	close(s->control);
}

void
served_stop(struct served *s)
{
	const struct control_message m = {.type = CONTROL_STOP};

	must(control_send(s->control, &m));
	served_await_end(s);
	must(s->ended);
}
