/* SPDX-License-Identifier: Apache-2.0 */
#include "virtualkey/link.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"

#define HEAD_LEN 2
#define MESSAGE_MAX 65535
#define CTRL_OFF 0
#define CTRL_ON 1
#define CTRL_RESET 2
#define CTRL_ATR 4
#define PORT_MAX 65535
#define SEND_S 5 /* to somebody who does not read, or does not answer */

static enum err
take_port(struct vk_link *l, const char *port)
{
	uint64_t number;

	if (text_u64(port, PORT_MAX, &number) != ERR_OK || number == 0)
		return ERR_BAD_TEXT;
	snprintf(l->port, sizeof(l->port), "%u", (unsigned)number);
	return ERR_OK;
}

enum err
vk_link_init(struct vk_link *l, const char *address, struct vk_slot *slot)
{
	const char *colon = strrchr(address, ':');
	size_t len, from = 0;

	memset(l, 0, sizeof(*l));
	l->fd = -1;
	l->slot = slot;
	buf_init(&l->in, 2 * (HEAD_LEN + MESSAGE_MAX));
	buf_init(&l->answer, HEAD_LEN + MESSAGE_MAX);
	if (colon == NULL)
		return ERR_BAD_TEXT;
	len = (size_t)(colon - address);
	if (len > 2 && address[0] == '[' && address[len - 1] == ']') {
		from = 1;
		len -= 2;
	}
	if (len == 0 || len >= sizeof(l->host))
		return ERR_BAD_TEXT;
	memcpy(l->host, address + from, len);
	return take_port(l, colon + 1);
}

void
vk_link_done(struct vk_link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	buf_done(&l->in);
	buf_done(&l->answer);
}

static void
set_option(int fd, int level, int option, int value)
{
	/* Only slower without. */
	(void)setsockopt(fd, level, option, &value, sizeof(value));
}

static int
connect_to(const struct addrinfo *a)
{
	const struct timeval limit = {.tv_sec = SEND_S};
	int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	/* It limits connecting as well. */
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
		close(fd);
		return -1;
	}
	set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	return fd;
}

void
vk_link_connect(struct vk_link *l)
{
	const struct addrinfo hints = {
	    .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;

	if (l->fd >= 0 || getaddrinfo(l->host, l->port, &hints, &found) != 0)
		return;
	for (struct addrinfo *a = found; a != NULL && l->fd < 0; a = a->ai_next)
		l->fd = connect_to(a);
	freeaddrinfo(found);
}

void
vk_link_disconnect(struct vk_link *l)
{
	if (l->fd < 0)
		return;
	close(l->fd);
	l->fd = -1;
	l->due_ms = 0;
	buf_truncate(&l->in, 0);
	buf_truncate(&l->answer, 0);
	virtual_key_power_off(l->slot->key);
}

static void
send_message(struct vk_link *l, struct bytes body)
{
	AUTO_DONE(buf) message = BUF(HEAD_LEN + MESSAGE_MAX);
	size_t sent = 0;

	buf_u16(&message, (uint16_t)body.len);
	buf_put(&message, body);
	while (buf_status(&message) == ERR_OK && sent < message.len) {
		ssize_t n = send(
		    l->fd, message.p + sent, message.len - sent, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			vk_link_disconnect(l);
			return;
		}
		sent += (size_t)n;
	}
}

static void
do_control(struct vk_link *l, uint8_t what)
{
	struct virtual_key *key = l->slot->key;

	switch (what) {
	case CTRL_OFF:
		virtual_key_power_off(key);
		break;
	case CTRL_ON:
		virtual_key_power_on(key);
		break;
	case CTRL_RESET:
		virtual_key_reset(key);
		break;
	case CTRL_ATR:
		send_message(l, virtual_key_atr(key));
		break;
	default:
		break;
	}
}

static void
do_command(struct vk_link *l, struct bytes command)
{
	uint32_t slow_ms = 0;

	vk_slot_command(l->slot, command, &l->answer, &slow_ms);
	if (!l->slot->plugged) {
		vk_link_disconnect(l);
		return;
	}
	if (slow_ms > 0) {
		l->due_ms = clock_monotonic_ms() + slow_ms;
		return;
	}
	send_message(l, buf_bytes(&l->answer));
	buf_truncate(&l->answer, 0);
}

/* The messages that are there whole; while an answer is due later, the next
 * one waits. */
static void
do_messages(struct vk_link *l)
{
	while (l->fd >= 0 && l->due_ms == 0 && l->in.len >= HEAD_LEN) {
		const size_t len = (size_t)(l->in.p[0] << 8 | l->in.p[1]);
		AUTO_DONE(buf) body = BUF(MESSAGE_MAX);

		if (l->in.len < HEAD_LEN + len)
			return;
		buf_put(&body, BYTES(l->in.p + HEAD_LEN, len));
		memmove(l->in.p, l->in.p + HEAD_LEN + len,
		    l->in.len - HEAD_LEN - len);
		buf_truncate(&l->in, l->in.len - HEAD_LEN - len);
		if (buf_status(&body) != ERR_OK)
			vk_link_disconnect(l);
		else if (len == 1)
			do_control(l, body.p[0]);
		else if (len > 1)
			do_command(l, buf_bytes(&body));
	}
}

void
vk_link_read(struct vk_link *l)
{
	uint8_t octets[16384];
	ssize_t n;

	set_option(l->fd, IPPROTO_TCP, TCP_QUICKACK, 1);
	n = recv(l->fd, octets, sizeof(octets), MSG_DONTWAIT);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0)
		buf_put(&l->in, BYTES(octets, (size_t)n));
	secret_wipe(octets, sizeof(octets));
	if (n <= 0 || buf_status(&l->in) != ERR_OK) {
		vk_link_disconnect(l);
		return;
	}
	do_messages(l);
}

int
vk_link_wait_ms(const struct vk_link *l)
{
	int64_t left;

	if (l->due_ms == 0)
		return -1;
	left = l->due_ms - clock_monotonic_ms();
	return left < 0 ? 0 : (int)left;
}

void
vk_link_tick(struct vk_link *l)
{
	if (l->due_ms == 0 || vk_link_wait_ms(l) > 0)
		return;
	l->due_ms = 0;
	send_message(l, buf_bytes(&l->answer));
	buf_truncate(&l->answer, 0);
	do_messages(l);
}
