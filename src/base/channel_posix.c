/* SPDX-License-Identifier: Apache-2.0 */
#include "base/channel_posix.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

struct channel {
	int fd;
};

enum err
channel_posix_new(int fd, struct channel **ret_c)
{
	struct channel *c = malloc(sizeof(*c));

	if (c == NULL) {
		close(fd);
		return ERR_NOMEM;
	}
	c->fd = fd;
	*ret_c = c;
	return ERR_OK;
}

void
channel_posix_end(struct channel *c)
{
	(void)shutdown(c->fd, SHUT_WR);
}

void
channel_free(struct channel *c)
{
	if (c == NULL)
		return;
	close(c->fd);
	free(c);
}

/* What is left of the time, for poll(2). */
static int
time_left(int64_t deadline_ms)
{
	int64_t left;

	if (deadline_ms == CHANNEL_NO_DEADLINE)
		return -1;
	left = deadline_ms - clock_monotonic_ms();
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static enum err
wait_for(const struct channel *c, short events, int64_t deadline_ms)
{
	struct pollfd p = {.fd = c->fd, .events = events};
	int n;

	do
		n = poll(&p, 1, time_left(deadline_ms));
	while (n < 0 && errno == EINTR);
	return n == 1 ? ERR_OK : ERR_PROCESS_LOST;
}

static bool
try_again(void)
{
	return errno == EAGAIN || errno == EINTR;
}

enum err
channel_read(struct channel *c, void *out, size_t len, int64_t deadline_ms)
{
	uint8_t *p = out;

	while (len > 0) {
		ssize_t n;

		TRY(wait_for(c, POLLIN, deadline_ms));
		n = recv(c->fd, p, len, MSG_DONTWAIT);
		if (n < 0 && try_again())
			continue;
		if (n <= 0)
			return ERR_PROCESS_LOST;
		p += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

enum err
channel_write(struct channel *c, struct bytes data, int64_t deadline_ms)
{
	while (data.len > 0) {
		ssize_t n;

		TRY(wait_for(c, POLLOUT, deadline_ms));
		n = send(c->fd, data.p, data.len, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && try_again())
			continue;
		if (n <= 0)
			return ERR_PROCESS_LOST;
		data = BYTES(data.p + n, data.len - (size_t)n);
	}
	return ERR_OK;
}

/* --- in a child --- */

/* Not PR_SET_PDEATHSIG: that tells of the end of the thread that started us,
 * which is not the end of the parent. */
static void *
end_with_parent(void *arg)
{
	struct pollfd p = {.fd = *(int *)arg}; /* tells of a hang-up alone */

	free(arg);
	while (poll(&p, 1, -1) != 1)
		;
	clock_sleep_ms(CHANNEL_GRACE_MS);
	_exit(1);
}

static enum err
watch_parent(int fd)
{
	int *arg = malloc(sizeof(*arg));
	pthread_t thread;

	if (arg == NULL)
		return ERR_NOMEM;
	*arg = fd;
	if (pthread_create(&thread, NULL, end_with_parent, arg) != 0) {
		free(arg);
		return ERR_NOMEM;
	}
	pthread_detach(thread);
	return ERR_OK;
}

static bool
is_stream_socket(int fd)
{
	int type = 0;
	socklen_t len = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 &&
	       type == SOCK_STREAM;
}

static enum err
leave_nothing(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return ERR_FILE_MISSING;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (dup2(null, fd) < 0)
			return ERR_INTERNAL;
	if (null > STDERR_FILENO)
		close(null);
	return ERR_OK;
}

enum err
channel_from_parent(struct channel **ret_c)
{
	AUTO(channel) c = NULL;
	int fd;

	if (!is_stream_socket(STDIN_FILENO))
		return ERR_USAGE;
	fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (fd < 0)
		return ERR_NOMEM;
	TRY(channel_posix_new(fd, &c));
	TRY(leave_nothing());
	TRY(watch_parent(fd));
	*ret_c = TAKE(c);
	return ERR_OK;
}
