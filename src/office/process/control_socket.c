/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/control_socket.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME "control.sock"
#define BACKLOG 16

static enum err
run_path(const char *dir, const char *name, char out[FILE_PATH_MAX])
{
	char run[FILE_PATH_MAX];

	TRY(file_path(run, dir, "run"));
	return file_path(out, run, name);
}

enum err
control_socket_lock(
    const char *dir, int64_t timeout_ms, struct file_lock **ret_lock)
{
	char path[FILE_PATH_MAX];

	TRY(run_path(dir, "lock", path));
	return file_lock(path, timeout_ms, ret_lock);
}

/*
 * A socket's path has little room (108 octets), an office's folder may lie
 * deep: so it is named by way of the open folder. *ret_run is to be closed
 * after use.
 */
static enum err
short_address(const char *dir, struct sockaddr_un *ret_a, int *ret_run)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	char path[FILE_PATH_MAX];
	int run;

	TRY(file_path(path, dir, "run"));
	run = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (run < 0)
		return ERR_FILE_MISSING;
	snprintf(a.sun_path, sizeof(a.sun_path), "/proc/self/fd/%d/%s", run,
	    SOCKET_NAME);
	*ret_a = a;
	*ret_run = run;
	return ERR_OK;
}

enum err
control_socket_listen(const char *dir, int *ret_fd)
{
	struct sockaddr_un a;
	int run, fd, failed;
	mode_t mask;

	TRY(short_address(dir, &a, &run));
	control_socket_remove(dir);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mask = umask(077);
	failed = fd < 0 ||
		 bind(fd, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
		 listen(fd, BACKLOG) != 0;
	umask(mask);
	close(run);
	if (failed) {
		if (fd >= 0)
			close(fd);
		return ERR_FILE_WRITE;
	}
	*ret_fd = fd;
	return ERR_OK;
}

enum err
control_socket_accept(int listen_fd, int *ret_fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return ERR_PROCESS_LOST;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0 ||
	    (peer.uid != geteuid() && peer.uid != 0)) {
		close(fd);
		return ERR_PROCESS_LOST;
	}
	*ret_fd = fd;
	return ERR_OK;
}

void
control_socket_remove(const char *dir)
{
	char path[FILE_PATH_MAX];

	if (run_path(dir, SOCKET_NAME, path) == ERR_OK)
		unlink(path);
}

static enum err
connect_to(const char *dir, int *ret_fd)
{
	struct sockaddr_un a;
	int run, fd, failed;

	if (short_address(dir, &a, &run) != ERR_OK)
		return ERR_PROCESS_LOST;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	failed =
	    fd < 0 || connect(fd, (const struct sockaddr *)&a, sizeof(a)) != 0;
	close(run);
	if (failed) {
		if (fd >= 0)
			close(fd);
		return ERR_PROCESS_LOST;
	}
	*ret_fd = fd;
	return ERR_OK;
}

static enum err
ask(int fd, const struct control_message *question,
    struct control_message *ret_answer)
{
	struct control_message answer;
	bool got;

	TRY(control_send(fd, question));
	TRY(control_receive(fd, CONTROL_ASK_MS, &got, &answer));
	if (!got)
		return ERR_PROCESS_LOST;
	if (answer.type == question->type && answer.err == ERR_OK) {
		*ret_answer = answer;
		return ERR_OK;
	}
	control_close_fds(&answer);
	return answer.type == question->type ? answer.err : ERR_BAD_MESSAGE;
}

enum err
control_socket_ask(const char *dir, const struct control_message *question,
    struct control_message *ret_answer)
{
	enum err err;
	int fd;

	TRY(connect_to(dir, &fd));
	err = ask(fd, question, ret_answer);
	close(fd);
	return err;
}
