/* SPDX-License-Identifier: Apache-2.0 */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/channel_posix.h"
#include "base/clock.h"
#include "base/file.h"

#define ARGUMENTS_MAX 16
#define ENVIRONMENT_MAX 64
#define ENVIRONMENT_SIZE 65536 /* octets */
#define REAP_MS 1000	       /* from SIGKILL to giving up */
#define REAP_STEP_MS 20	       /* the longest nap meanwhile */

struct child_process {
	pid_t pid;
	struct channel *channel;
};

/* "NAME=value", each with its NUL. */
static enum err
copy_environment(const char *const *names, struct buf *b)
{
	for (; *names != NULL; names++) {
		const char *value = getenv(*names);

		if (value == NULL)
			continue;
		buf_printf(b, "%s=%s", *names, value);
		buf_u8(b, 0);
	}
	return buf_status(b);
}

/* Where each begins; NULL behind the last. */
static enum err
point_at_each(const struct buf *b, char *env[ENVIRONMENT_MAX + 1])
{
	char *text = (char *)b->p;
	size_t count = 0;

	for (size_t at = 0; at < b->len; at += strlen(text + at) + 1) {
		if (count == ENVIRONMENT_MAX)
			return ERR_TOO_LARGE;
		env[count++] = text + at;
	}
	env[count] = NULL;
	return ERR_OK;
}

/* The channel as standard input and output, and nothing else. */
static int
add_descriptors(posix_spawn_file_actions_t *a, int fd)
{
	int e = posix_spawn_file_actions_adddup2(a, fd, STDIN_FILENO);

	if (e == 0)
		e = posix_spawn_file_actions_adddup2(a, fd, STDOUT_FILENO);
	if (e == 0)
		e = posix_spawn_file_actions_addopen(
		    a, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (e == 0)
		e = posix_spawn_file_actions_addclosefrom_np(
		    a, STDERR_FILENO + 1);
	return e;
}

/* A session of its own, and signals as they are by default. */
static int
add_attributes(posix_spawnattr_t *a)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	(void)posix_spawnattr_setsigmask(a, &none);
	(void)posix_spawnattr_setsigdefault(a, &all);
	return posix_spawnattr_setflags(a, POSIX_SPAWN_SETSID |
					       POSIX_SPAWN_SETSIGMASK |
					       POSIX_SPAWN_SETSIGDEF);
}

static int
spawn(const struct child_options *o, char *const *argv, char *const *env,
    int fd, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int e = posix_spawn_file_actions_init(&actions);

	if (e != 0)
		return e;
	e = posix_spawnattr_init(&attributes);
	if (e == 0) {
		e = add_descriptors(&actions, fd);
		if (e == 0)
			e = add_attributes(&attributes);
		if (e == 0)
			e = posix_spawn(ret_pid, o->program, &actions,
			    &attributes, argv, env);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return e;
}

static enum err
spawn_error(int e)
{
	switch (e) {
	case 0:
		return ERR_OK;
	case ENOENT:
	case ENOTDIR:
		return ERR_FILE_MISSING;
	case EACCES:
	case EPERM:
	case ENOEXEC:
		return ERR_FILE_DENIED;
	default:
		return ERR_NOMEM;
	}
}

static enum err
start(const struct child_options *o, int fd, pid_t *ret_pid)
{
	AUTO_DONE(buf) variables = BUF(ENVIRONMENT_SIZE);
	char *env[ENVIRONMENT_MAX + 1];
	char *argv[ARGUMENTS_MAX + 2] = {(char *)(uintptr_t)o->program};

	for (size_t i = 0; o->arguments[i] != NULL; i++) {
		if (i == ARGUMENTS_MAX)
			return ERR_TOO_LARGE;
		argv[i + 1] = (char *)(uintptr_t)o->arguments[i];
	}
	TRY(copy_environment(o->environment, &variables));
	TRY(point_at_each(&variables, env));
	return spawn_error(spawn(o, argv, env, fd, ret_pid));
}

enum err
child_start(const struct child_options *o, struct child_process **ret_child)
{
	struct child_process *c = calloc(1, sizeof(*c));
	int pair[2];
	enum err e;

	if (c == NULL)
		return ERR_NOMEM;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		free(c);
		return ERR_NOMEM;
	}
	e = channel_posix_new(pair[0], &c->channel);
	if (e == ERR_OK)
		e = start(o, pair[1], &c->pid);
	close(pair[1]);
	if (e != ERR_OK) {
		channel_free(c->channel);
		free(c);
		return e;
	}
	*ret_child = c;
	return ERR_OK;
}

struct channel *
child_channel(struct child_process *c)
{
	return c->channel;
}

void
child_kill(struct child_process *c)
{
	(void)kill(-c->pid, SIGKILL); /* its whole group, which is its own */
}

/* It closes its end when it ends; what it says before is of no interest. */
static void
wait_for_end(struct child_process *c, int64_t grace_ms)
{
	int64_t deadline = clock_monotonic_ms() + grace_ms;
	uint8_t octet;

	channel_posix_end(c->channel);
	while (clock_monotonic_ms() < deadline &&
	       channel_read(c->channel, &octet, 1, deadline) == ERR_OK)
		;
}

static void
reap(pid_t pid)
{
	int64_t deadline = clock_monotonic_ms() + REAP_MS;
	int64_t nap = 1;

	while (waitpid(pid, NULL, WNOHANG) == 0 &&
	       clock_monotonic_ms() < deadline) {
		clock_sleep_ms(nap);
		nap = nap < REAP_STEP_MS ? nap * 2 : nap;
	}
}

void
child_end(struct child_process *c, int64_t grace_ms)
{
	if (c == NULL)
		return;
	if (grace_ms > 0)
		wait_for_end(c, grace_ms);
	child_kill(c);
	reap(c->pid);
	channel_free(c->channel);
	free(c);
}
