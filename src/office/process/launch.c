/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "office/process/control.h"

#define ENVIRONMENT_MAX 32

/* Beginnings of what a child may see of the environment. */
static const char *const kept[] = {"LC_", "LANG=", "LANGUAGE=", "TZ=",
    "CERT_FAULT=", "CERT_FAULT_ONCE=", "CERT_CHEAP_SCRYPT=", "ASAN_OPTIONS=",
    "UBSAN_OPTIONS=", "LSAN_OPTIONS=", "TSAN_OPTIONS="};

static bool
is_kept(const char *variable)
{
	for (size_t i = 0; i < COUNT(kept); i++)
		if (strncmp(variable, kept[i], strlen(kept[i])) == 0)
			return true;
	return false;
}

static void
choose_environment(char *out[ENVIRONMENT_MAX + 1])
{
	size_t n = 0;

	for (char **v = environ; *v != NULL && n < ENVIRONMENT_MAX; v++)
		if (is_kept(*v))
			out[n++] = *v;
	out[n] = NULL;
}

/* Nothing but the control socket and standard error; signals as they are by
 * default, for the supervisor keeps some of its own blocked. */
static int
prepare(posix_spawn_file_actions_t *files, posix_spawnattr_t *attr, int control)
{
	sigset_t none, all;
	int err = 0;

	sigemptyset(&none);
	sigfillset(&all);
	err |= posix_spawn_file_actions_addopen(
	    files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	err |= posix_spawn_file_actions_addopen(
	    files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	err |=
	    posix_spawn_file_actions_adddup2(files, control, CHILD_CONTROL_FD);
	err |= posix_spawn_file_actions_addclosefrom_np(
	    files, CHILD_CONTROL_FD + 1);
	err |= posix_spawnattr_setsigmask(attr, &none);
	err |= posix_spawnattr_setsigdefault(attr, &all);
	err |= posix_spawnattr_setflags(
	    attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	return err;
}

static enum err
start(const struct launch_options *o, enum child_kind kind, int control,
    pid_t *ret_pid)
{
	char name[] = "cert-office", verb[] = "child", option[] = "--unlock";
	char *argv[] = {name, verb, (char *)(uintptr_t)child_name(kind),
	    (char *)(uintptr_t)o->dir, o->unlock == NULL ? NULL : option,
	    (char *)(uintptr_t)o->unlock, NULL};
	char *environment[ENVIRONMENT_MAX + 1];
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int err;

	choose_environment(environment);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	err = prepare(&files, &attr, control);
	if (err == 0)
		err = posix_spawn(ret_pid,
		    o->program == NULL ? LAUNCH_SELF : o->program, &files,
		    &attr, argv, environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return err == 0 ? ERR_OK : ERR_PROCESS_LOST;
}

enum err
launch_socket_pair(int ret_fds[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret_fds) != 0)
		return ERR_NOMEM;
	return ERR_OK;
}

enum err
launch_child(const struct launch_options *o, enum child_kind kind,
    pid_t *ret_pid, int *ret_control)
{
	int fds[2];
	enum err err;

	TRY(launch_socket_pair(fds));
	err = start(o, kind, fds[1], ret_pid);
	close(fds[1]);
	if (err == ERR_OK)
		*ret_control = fds[0];
	else
		close(fds[0]);
	return err;
}

enum err
launch_serve(int server_control, uint8_t tag, int *ret_fd)
{
	struct control_message m = {
	    .type = CONTROL_SERVE, .peer = tag, .fd_count = 1};
	int fds[2];
	enum err err;

	TRY(launch_socket_pair(fds));
	m.fds[0] = fds[0];
	err = control_send(server_control, &m);
	close(fds[0]);
	if (err == ERR_OK)
		*ret_fd = fds[1];
	else
		close(fds[1]);
	return err;
}

static bool
has_ended(pid_t pid)
{
	pid_t n;

	do
		n = waitpid(pid, NULL, WNOHANG);
	while (n < 0 && errno == EINTR);
	return n != 0; /* ended, or not ours any more */
}

void
launch_end(pid_t pid, int control)
{
	const struct control_message m = {.type = CONTROL_STOP};
	const struct timespec moment = {.tv_nsec = 2 * 1000 * 1000};
	int64_t end = clock_monotonic_ms() + LAUNCH_STOP_MS;

	if (control_send(control, &m) != ERR_OK)
		end = clock_monotonic_ms() + 100; /* it is on its way out */
	while (!has_ended(pid)) {
		if (clock_monotonic_ms() >= end) {
			kill(pid, SIGKILL);
			waitpid(pid, NULL, 0);
			break;
		}
		nanosleep(&moment, NULL);
	}
	close(control);
}
