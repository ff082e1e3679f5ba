/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/control.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER_LEN 4

union control_buffer {
	struct cmsghdr align;
	uint8_t room[CMSG_SPACE(CONTROL_FDS_MAX * sizeof(int))];
};

static void
put_fds(struct msghdr *h, union control_buffer *room,
    const struct control_message *m)
{
	struct cmsghdr *c = &room->align; /* the first header, and the only */

	if (m->fd_count == 0)
		return;
	memset(room, 0, sizeof(*room));
	h->msg_control = room;
	h->msg_controllen = CMSG_SPACE(m->fd_count * sizeof(int));
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(m->fd_count * sizeof(int));
	memcpy(CMSG_DATA(c), m->fds, m->fd_count * sizeof(int));
}

enum err
control_send(int socket, const struct control_message *m)
{
	uint8_t head[HEADER_LEN] = {(uint8_t)m->type, m->peer,
	    (uint8_t)((unsigned int)m->err >> 8), (uint8_t)m->err};
	struct iovec parts[2] = {
	    {head, sizeof(head)}, {(void *)(uintptr_t)m->body, m->body_len}};
	struct msghdr h = {.msg_iov = parts, .msg_iovlen = 2};
	union control_buffer room;
	ssize_t n;

	put_fds(&h, &room, m);
	do
		n = sendmsg(socket, &h, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	return n < 0 ? ERR_PROCESS_LOST : ERR_OK;
}

static void
get_fds(struct msghdr *h, struct control_message *m)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c != NULL;
	     c = CMSG_NXTHDR(h, c)) {
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
		    m->fd_count + count > CONTROL_FDS_MAX)
			continue;
		memcpy(m->fds + m->fd_count, CMSG_DATA(c), count * sizeof(int));
		m->fd_count += count;
	}
}

static enum err
get_header(const uint8_t head[HEADER_LEN], struct control_message *m)
{
	unsigned int err = (unsigned int)head[2] << 8 | head[3];

	if (err >= ERR_COUNT)
		return ERR_BAD_MESSAGE;
	m->type = (enum control_type)head[0];
	m->peer = head[1];
	m->err = (enum err)err;
	return ERR_OK;
}

static enum err
receive(int socket, struct control_message *m)
{
	uint8_t head[HEADER_LEN];
	struct iovec parts[2] = {
	    {head, sizeof(head)}, {m->body, sizeof(m->body)}};
	union control_buffer room;
	struct msghdr h = {.msg_iov = parts,
	    .msg_iovlen = 2,
	    .msg_control = &room,
	    .msg_controllen = sizeof(room)};
	ssize_t n;

	do
		n = recvmsg(socket, &h, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return ERR_PROCESS_LOST;
	get_fds(&h, m);
	if (n < HEADER_LEN || (h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return ERR_BAD_MESSAGE;
	m->body_len = (size_t)n - HEADER_LEN;
	return get_header(head, m);
}

enum err
control_receive(
    int socket, int timeout_ms, bool *ret_got, struct control_message *ret_m)
{
	struct pollfd p = {.fd = socket, .events = POLLIN};
	struct control_message m = {0};
	enum err err;
	int n;

	do
		n = poll(&p, 1, timeout_ms);
	while (n < 0 && errno == EINTR);
	if (n <= 0) {
		*ret_got = false;
		return n < 0 ? ERR_INTERNAL : ERR_OK;
	}
	err = receive(socket, &m);
	if (err != ERR_OK) {
		control_close_fds(&m);
		return err;
	}
	*ret_got = true;
	*ret_m = m;
	return ERR_OK;
}

void
control_close_fds(struct control_message *m)
{
	for (size_t i = 0; i < m->fd_count; i++)
		close(m->fds[i]);
	m->fd_count = 0;
}
