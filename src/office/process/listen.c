/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

#define BACKLOG 1024

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* "host:port" into its parts; IPv6 stands in brackets. */
static bool
split(const char *listen, char host[64], uint16_t *ret_port)
{
	const char *colon = strrchr(listen, ':');
	size_t len = colon == NULL ? 0 : (size_t)(colon - listen);
	uint64_t port;

	if (len == 0 || len >= 64 ||
	    text_u64(colon + 1, 65535, &port) != ERR_OK)
		return false;
	if (listen[0] == '[' && listen[len - 1] == ']') {
		listen++;
		len -= 2;
	}
	memcpy(host, listen, len);
	host[len] = '\0';
	*ret_port = (uint16_t)port;
	return true;
}

static enum err
parse(const char *listen, union address *ret_a, socklen_t *ret_len)
{
	union address a;
	char host[64];
	uint16_t port;

	memset(&a, 0, sizeof(a));
	if (!split(listen, host, &port))
		return ERR_CONFIG;
	if (listen[0] == '[' &&
	    inet_pton(AF_INET6, host, &a.v6.sin6_addr) == 1) {
		a.v6.sin6_family = AF_INET6;
		a.v6.sin6_port = htons(port);
		*ret_len = sizeof(a.v6);
	} else if (inet_pton(AF_INET, host, &a.v4.sin_addr) == 1) {
		a.v4.sin_family = AF_INET;
		a.v4.sin_port = htons(port);
		*ret_len = sizeof(a.v4);
	} else {
		return ERR_CONFIG;
	}
	*ret_a = a;
	return ERR_OK;
}

enum err
listen_is_loopback(const char *listen, bool *ret_loopback)
{
	union address a;
	socklen_t len;

	TRY(parse(listen, &a, &len));
	if (a.any.sa_family == AF_INET)
		*ret_loopback = ntohl(a.v4.sin_addr.s_addr) >> 24 == 127;
	else
		*ret_loopback = IN6_IS_ADDR_LOOPBACK(&a.v6.sin6_addr);
	return ERR_OK;
}

enum err
listen_open(const char *listen_text, int *ret_fd)
{
	const int on = 1;
	union address a;
	socklen_t len;
	int fd;

	TRY(parse(listen_text, &a, &len));
	fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ERR_LISTEN;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, &a.any, len) != 0 || listen(fd, BACKLOG) != 0) {
		close(fd);
		return ERR_LISTEN;
	}
	*ret_fd = fd;
	return ERR_OK;
}

enum err
listen_url(int fd, char ret_url[LISTEN_URL_SIZE])
{
	union address a;
	socklen_t len = sizeof(a);
	char host[INET6_ADDRSTRLEN];

	memset(&a, 0, sizeof(a));
	if (getsockname(fd, &a.any, &len) != 0)
		return ERR_INTERNAL;
	if (a.any.sa_family == AF_INET) {
		inet_ntop(AF_INET, &a.v4.sin_addr, host, sizeof(host));
		snprintf(ret_url, LISTEN_URL_SIZE, "http://%s:%u", host,
		    ntohs(a.v4.sin_port));
	} else {
		inet_ntop(AF_INET6, &a.v6.sin6_addr, host, sizeof(host));
		snprintf(ret_url, LISTEN_URL_SIZE, "http://[%s]:%u", host,
		    ntohs(a.v6.sin6_port));
	}
	return ERR_OK;
}
