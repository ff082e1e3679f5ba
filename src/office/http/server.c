/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "office/http/answer.h"

struct server {
	struct web *web;
	struct MHD_Daemon *daemon;
	bool https;	   /* people reach it so, through a proxy */
	atomic_uint large; /* bodies above ANSWER_BODY_MAX that come in */
};

/* One request while it comes in. */
struct exchange {
	struct incoming in;
	struct buf body;
	char id[REQUEST_ID_SIZE];
	int64_t since_ms;
	atomic_uint *large; /* counts this one; NULL: it is not large */
};

static void
exchange_free(struct exchange *x)
{
	if (x == NULL)
		return;
	buf_done(&x->body);
	if (x->large != NULL)
		atomic_fetch_sub(x->large, 1);
	free(x);
}

static const char *
header(void *self, const char *name)
{
	return MHD_lookup_connection_value(self, MHD_HEADER_KIND, name);
}

static const char *
query(void *self, const char *name)
{
	return MHD_lookup_connection_value(self, MHD_GET_ARGUMENT_KIND, name);
}

static void
peer_address(struct MHD_Connection *c, char out[REQUEST_ADDRESS_SIZE])
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *a = info == NULL ? NULL : info->client_addr;

	out[0] = '\0';
	if (a != NULL && a->sa_family == AF_INET)
		inet_ntop(AF_INET,
		    &((const struct sockaddr_in *)(const void *)a)->sin_addr,
		    out, REQUEST_ADDRESS_SIZE);
	else if (a != NULL && a->sa_family == AF_INET6)
		inet_ntop(AF_INET6,
		    &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr,
		    out, REQUEST_ADDRESS_SIZE);
}

/* What every answer carries. */
static const struct {
	const char *name, *value;
} common_headers[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Content-Security-Policy",
	"default-src 'none'; style-src 'self'; form-action 'self'; "
	"frame-ancestors 'none'; base-uri 'none'"},
};

static void
add_date(struct MHD_Response *r, const char *name, int64_t at)
{
	char date[REPLY_DATE_SIZE];

	reply_date(at, date);
	MHD_add_response_header(r, name, date);
}

/* RFC 5019 6.2 */
static void
add_keeping(const struct reply_keep *keep, struct MHD_Response *r)
{
	char control[80];

	snprintf(control, sizeof(control),
	    "max-age=%lld, public, no-transform, must-revalidate",
	    (long long)keep->max_age_s);
	MHD_add_response_header(r, "Cache-Control", control);
	MHD_add_response_header(r, "ETag", keep->etag);
	add_date(r, "Last-Modified", keep->modified);
	add_date(r, "Expires", keep->expires);
}

static void
add_headers(const struct server *s, const struct exchange *x,
    const struct reply *rp, struct MHD_Response *r)
{
	for (size_t i = 0; i < COUNT(common_headers); i++)
		MHD_add_response_header(
		    r, common_headers[i].name, common_headers[i].value);
	if (s->https)
		MHD_add_response_header(r, "Strict-Transport-Security",
		    "max-age=31536000; includeSubDomains");
	if (rp->keep.expires != 0)
		add_keeping(&rp->keep, r);
	else
		MHD_add_response_header(r, "Cache-Control",
		    rp->cacheable ? "public, max-age=300" : "no-store");
	MHD_add_response_header(r, "X-Request-Id", x->id);
	if (rp->type != NULL) {
		MHD_add_response_header(r, "Content-Type", rp->type);
		MHD_add_response_header(
		    r, "Content-Language", rp->lang == LANG_EN ? "en" : "zh");
		MHD_add_response_header(r, "Vary", "Accept-Language");
	}
	if (rp->allow[0] != '\0')
		MHD_add_response_header(r, "Allow", rp->allow);
	if (rp->status == 401)
		MHD_add_response_header(r, "WWW-Authenticate", "Bearer");
	if (rp->retry_after_s > 0) {
		char seconds[16];

		snprintf(seconds, sizeof(seconds), "%d", rp->retry_after_s);
		MHD_add_response_header(r, "Retry-After", seconds);
	}
}

/* MHD_RESPMEM_MUST_COPY and not handing over: a struct buf wipes what it
 * held, which may be a session's token. */
static enum MHD_Result
send_reply(const struct server *s, const struct exchange *x,
    struct MHD_Connection *c, const struct reply *rp)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
	    rp->body.len, rp->body.p, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result sent;

	if (r == NULL)
		return MHD_NO;
	add_headers(s, x, rp, r);
	sent = MHD_queue_response(c, (unsigned int)rp->status, r);
	MHD_destroy_response(r);
	return sent;
}

static enum MHD_Result
refuse(const struct server *s, const struct exchange *x,
    struct MHD_Connection *c, enum err e)
{
	AUTO_DONE(reply) rp;

	reply_init(&rp);
	answer_refusal(&x->in, x->id, e, &rp);
	return send_reply(s, x, c, &rp);
}

/* A length that is told and too large is refused before the body is sent. */
static bool
is_too_long(const struct exchange *x, struct MHD_Connection *c)
{
	const char *length = header(c, "Content-Length");
	uint64_t v;

	return length != NULL && text_u64(length, x->body.max, &v) != ERR_OK;
}

/* Make room for the body, or say why it is not wanted. */
static enum err
admit(struct server *s, struct exchange *x, struct MHD_Connection *c)
{
	size_t max;

	TRY(answer_admit(s->web, &x->in, &max));
	buf_init(&x->body, max);
	if (is_too_long(x, c))
		return ERR_TOO_LARGE;
	if (max <= ANSWER_BODY_MAX)
		return ERR_OK;
	x->large = &s->large;
	return atomic_fetch_add(x->large, 1) < SERVER_LARGE_BODIES
		   ? ERR_OK
		   : ERR_OFFICE_BUSY;
}

static enum MHD_Result
begin(struct server *s, struct MHD_Connection *c, const char *method,
    const char *url, void **con_cls)
{
	struct exchange *x = calloc(1, sizeof(*x));
	enum err e;

	if (x == NULL || answer_id(s->web, x->id) != ERR_OK) {
		free(x);
		return MHD_NO;
	}
	x->in = (struct incoming){.method = method,
	    .path = url,
	    .header = header,
	    .query = query,
	    .self = c};
	peer_address(c, x->in.address);
	x->since_ms = clock_monotonic_ms();
	*con_cls = x;
	e = admit(s, x, c);
	return e == ERR_OK ? MHD_YES : refuse(s, x, c, e);
}

/* More of the body. One that drips in or grows without end loses its
 * connection: no answer reaches somebody who is still sending. */
static enum MHD_Result
take_body(struct exchange *x, const char *data, size_t *len)
{
	int64_t body_s = SERVER_BODY_S;

	if (x->large != NULL)
		body_s += (int64_t)x->body.max / SERVER_BODY_RATE;
	if (clock_monotonic_ms() - x->since_ms > body_s * 1000)
		return MHD_NO;
	buf_put(&x->body, BYTES(data, *len));
	*len = 0;
	return buf_status(&x->body) == ERR_OK ? MHD_YES : MHD_NO;
}

static enum MHD_Result
finish(const struct server *s, struct exchange *x, struct MHD_Connection *c,
    const char *url)
{
	AUTO_DONE(reply) rp;

	reply_init(&rp);
	x->in.path = url;
	x->in.body = buf_bytes(&x->body);
	answer(s->web, &x->in, x->id, &rp);
	return send_reply(s, x, c, &rp);
}

/* libmicrohttpd calls it when the headers are there, for each piece of the
 * body, and once more. An answer on the first call would cost the connection,
 * so it comes on the last. */
static enum MHD_Result
on_request(void *cls, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *upload_data,
    size_t *upload_data_size, void **con_cls)
{
	struct server *s = cls;

	(void)version;
	if (*con_cls == NULL)
		return begin(s, c, method, url, con_cls);
	if (*upload_data_size > 0)
		return take_body(*con_cls, upload_data, upload_data_size);
	return finish(s, *con_cls, c, url);
}

static void
on_completed(void *cls, struct MHD_Connection *c, void **con_cls,
    enum MHD_RequestTerminationCode code)
{
	(void)cls;
	(void)c;
	(void)code;
	exchange_free(*con_cls);
	*con_cls = NULL;
}

static void on_log(void *cls, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void
on_log(void *cls, const char *format, va_list args)
{
	char line[256];

	(void)cls;
	vsnprintf(line, sizeof(line), format, args);
	line[strcspn(line, "\r\n")] = '\0';
	log_line(LOG_DEBUG, "http: %s", line);
}

enum err
server_start(struct web *web, int listen_fd, struct server **ret_server)
{
	const struct office_config *c = web->office.config;
	struct server *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		close(listen_fd);
		return ERR_NOMEM;
	}
	s->web = web;
	s->https = strncmp(c->origin, "https:", 6) == 0;
	s->daemon = MHD_start_daemon(
	    MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
		MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG,
	    0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log,
	    NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
	    MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned int)c->web_connections,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT,
	    (unsigned int)c->web_connections_address,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)SERVER_IDLE_S,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)SERVER_MEMORY,
	    MHD_OPTION_THREAD_STACK_SIZE, (size_t)SERVER_STACK, MHD_OPTION_END);
	if (s->daemon == NULL) {
		close(listen_fd);
		free(s);
		return ERR_LISTEN;
	}
	*ret_server = s;
	return ERR_OK;
}

void
server_stop(struct server *s)
{
	if (s == NULL)
		return;
	MHD_stop_daemon(s->daemon);
	free(s);
}
