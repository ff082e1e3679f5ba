/* SPDX-License-Identifier: Apache-2.0 */
#include "virtualkey/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"

#define OK_NAME "OK"
#define REQUEST_WAIT_S 1
#define ANSWER_WAIT_S 30

static enum err
err_of_errno(void)
{
	switch (errno) {
	case ENOENT:
		return ERR_FILE_MISSING;
	case EACCES:
	case EPERM:
		return ERR_FILE_DENIED;
	default:
		return ERR_FILE_WRITE;
	}
}

/*
 * An address of a socket holds about a hundred octets, a path may be longer:
 * it is named by way of the folder's descriptor.
 */
static enum err
open_folder(const char *dir, int *ret_fd, struct sockaddr_un *ret_address)
{
	int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_of_errno();
	memset(ret_address, 0, sizeof(*ret_address));
	ret_address->sun_family = AF_UNIX;
	snprintf(ret_address->sun_path, sizeof(ret_address->sun_path),
	    "/proc/self/fd/%d/" VK_CONTROL_SOCKET, fd);
	*ret_fd = fd;
	return ERR_OK;
}

static int
new_socket(int seconds)
{
	const struct timeval wait = {.tv_sec = seconds};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	return fd;
}

enum err
vk_control_listen(const char *dir, int *ret_fd)
{
	struct sockaddr_un address;
	enum err e = ERR_OK;
	mode_t mask;
	int folder, fd;

	TRY(open_folder(dir, &folder, &address));
	(void)unlinkat(folder, VK_CONTROL_SOCKET, 0);
	fd = new_socket(REQUEST_WAIT_S);
	mask = umask(S_IRWXG | S_IRWXO);
	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(fd, SOMAXCONN) != 0)
		e = err_of_errno();
	umask(mask);
	close(folder);
	if (e != ERR_OK && fd >= 0)
		close(fd);
	if (e == ERR_OK)
		*ret_fd = fd;
	return e;
}

void
vk_control_done(const char *dir, int fd)
{
	char path[FILE_PATH_MAX];

	close(fd);
	/* One that stays is taken for none: nobody answers there. */
	if (file_path(path, dir, VK_CONTROL_SOCKET) == ERR_OK)
		(void)unlink(path);
}

/* "VERB ARGUMENT" in place; the argument is "" if there is none. */
static const char *
split(char *request)
{
	char *space = strchr(request, ' ');

	if (space == NULL)
		return "";
	*space = '\0';
	return space + 1;
}

static void
answer(int fd, char *request, vk_control_do *run, void *self)
{
	AUTO_DONE(buf) text = BUF(VK_CONTROL_MAX - 64);
	AUTO_DONE(buf) message = BUF(VK_CONTROL_MAX);
	const char *argument = split(request);
	enum err e = run(self, request, argument, &text);

	if (e == ERR_OK)
		e = buf_status(&text);
	buf_str(&message, e == ERR_OK ? OK_NAME : err_name(e));
	buf_str(&message, "\n");
	buf_put(&message, buf_bytes(&text));
	/* Somebody who does not wait for it does without. */
	if (buf_status(&message) == ERR_OK &&
	    send(fd, message.p, message.len, MSG_NOSIGNAL) < 0)
		return;
}

void
vk_control_serve(int fd, vk_control_do *run, void *self)
{
	const struct timeval wait = {.tv_sec = REQUEST_WAIT_S};
	int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	char request[VK_CONTROL_MAX];
	ssize_t n;

	if (client < 0)
		return;
	(void)setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	n = recv(client, request, sizeof(request) - 1, 0);
	if (n > 0 && memchr(request, 0, (size_t)n) == NULL) {
		request[n] = '\0';
		answer(client, request, run, self);
	}
	close(client);
}

static enum err
read_answer(struct bytes message, struct buf *text)
{
	const uint8_t *end = memchr(message.p, '\n', message.len);
	char name[64];
	size_t len;

	if (end == NULL || (size_t)(end - message.p) >= sizeof(name))
		return ERR_BAD_MESSAGE;
	len = (size_t)(end - message.p);
	memcpy(name, message.p, len);
	name[len] = '\0';
	buf_put(text, BYTES(end + 1, message.len - len - 1));
	TRY(buf_status(text));
	return strcmp(name, OK_NAME) == 0 ? ERR_OK : err_from_name(name);
}

static enum err
exchange(int fd, struct bytes request, struct buf *text)
{
	uint8_t octets[VK_CONTROL_MAX];
	ssize_t n;

	if (send(fd, request.p, request.len, MSG_NOSIGNAL) < 0)
		return ERR_NOT_FOUND;
	n = recv(fd, octets, sizeof(octets), 0);
	return n <= 0 ? ERR_BAD_MESSAGE
		      : read_answer(BYTES(octets, (size_t)n), text);
}

enum err
vk_control_ask(
    const char *dir, const char *verb, const char *argument, struct buf *text)
{
	AUTO_DONE(buf) request = BUF(VK_CONTROL_MAX - 1);
	struct sockaddr_un address;
	enum err e = ERR_NOT_FOUND;
	int folder, fd;

	buf_str(&request, verb);
	if (argument != NULL)
		buf_printf(&request, " %s", argument);
	TRY(buf_status(&request));
	TRY(open_folder(dir, &folder, &address));
	fd = new_socket(ANSWER_WAIT_S);
	if (fd >= 0 &&
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		e = exchange(fd, buf_bytes(&request), text);
	if (fd >= 0)
		close(fd);
	close(folder);
	return e;
}
