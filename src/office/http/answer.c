/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/answer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "office/http/accept.h"
#include "office/http/route.h"
#include "office/registry/ids.h"

const char *
request_header(const struct request *rq, const char *name)
{
	return rq->in->header(rq->in->self, name);
}

const char *
request_query(const struct request *rq, const char *name)
{
	return rq->in->query(rq->in->self, name);
}

void
request_details(struct request *rq, json_t *details)
{
	json_decref(rq->details);
	rq->details = details;
}

enum err
answer_id(struct web *web, char ret_id[REQUEST_ID_SIZE])
{
	uint8_t raw[(REQUEST_ID_SIZE - 1) / 2];

	TRY(random_fill(web->office.random, raw, sizeof(raw)));
	ids_hex(BYTES_ARRAY(raw), ret_id);
	return ERR_OK;
}

static enum err
check_session(struct request *rq)
{
	static const char scheme[] = "Bearer ";
	const char *header = request_header(rq, "Authorization");

	if (rq->route->sessions == 0)
		return ERR_OK;
	if (header == NULL || strncasecmp(header, scheme, strlen(scheme)) != 0)
		return ERR_SESSION_MISSING;
	TRY(session_find(&rq->web->office, rq->worker->gm,
	    header + strlen(scheme), &rq->session));
	return (rq->route->sessions & rq->session.kind) != 0
		   ? ERR_OK
		   : ERR_SESSION_SCOPE;
}

static bool
is_json(const char *type)
{
	static const char json[] = "application/json";

	return type != NULL && strncasecmp(type, json, strlen(json)) == 0 &&
	       strchr("; ", type[strlen(json)]) != NULL;
}

static enum err
read_body(struct request *rq)
{
	const char *where = "";
	enum err e = ERR_BAD_REQUEST;

	if (rq->route->body == NULL || rq->route->body->octets > 0)
		return ERR_OK;
	if (!is_json(request_header(rq, "Content-Type")))
		where = "Content-Type";
	else
		e = body_read(rq->route->body, rq->in->body, &rq->body, &where);
	if (e == ERR_BAD_REQUEST)
		request_details(rq, json_pack("{s:s}", "member", where));
	return e;
}

static enum err
handle(struct request *rq, struct reply *rp)
{
	TRY(check_session(rq));
	TRY(read_body(rq));
	return rq->route->handle(rq, rp);
}

static enum err
admit(struct request *rq, struct reply *rp)
{
	(void)rp;
	return check_session(rq);
}

/* Let it work with a worker of its own. */
static enum err
serve(struct request *rq, struct reply *rp,
    enum err (*work)(struct request *rq, struct reply *rp))
{
	struct workers *workers = rq->web->workers;
	enum err e;

	TRY(workers_borrow(workers, &rq->worker));
	e = work(rq, rp);
	workers_return(workers, rq->worker);
	return e;
}

enum err
answer_admit(struct web *web, const struct incoming *in, size_t *ret_body_max)
{
	struct request rq = {.web = web, .in = in};
	struct route_wanted wanted = {in->method, in->path};
	char allow[REPLY_ALLOW_SIZE];

	*ret_body_max = ANSWER_BODY_MAX;
	if (route_find(web->routes, &wanted, &rq.route, rq.param, allow) !=
		ERR_OK ||
	    rq.route->body == NULL || rq.route->body->octets <= ANSWER_BODY_MAX)
		return ERR_OK;
	TRY(serve(&rq, NULL, admit));
	*ret_body_max = rq.route->body->octets;
	return ERR_OK;
}

/* No such method on that path; but OPTIONS asks just for which there are. */
static void
reply_methods(struct request *rq, struct reply *rp, const char *allow)
{
	if (strcmp(rq->in->method, "OPTIONS") == 0)
		rp->status = 204;
	else
		reply_error(rp, ERR_METHOD_NOT_ALLOWED, rq->lang, NULL);
	snprintf(rp->allow, sizeof(rp->allow), "%.*s, OPTIONS",
	    (int)(REPLY_ALLOW_SIZE - sizeof(", OPTIONS")), allow);
}

static void
log_request(const struct request *rq, const struct reply *rp, int64_t since)
{
	bool failed = rp->status >= 500;

	log_line(failed ? LOG_WARNING : LOG_INFO, "%s %s %s %d %s %lldms",
	    rq->id, rq->in->method, rq->route == NULL ? "-" : rq->route->path,
	    rp->status, rp->err == ERR_OK ? "-" : err_name(rp->err),
	    (long long)(clock_monotonic_ms() - since));
}

void
answer(struct web *web, const struct incoming *in,
    const char id[REQUEST_ID_SIZE], struct reply *rp)
{
	struct request rq = {
	    .web = web, .in = in, .now = clock_now(web->office.clock)};
	int64_t since = clock_monotonic_ms();
	struct route_wanted wanted = {in->method, in->path};
	char allow[REPLY_ALLOW_SIZE];
	enum err e;

	memcpy(rq.id, id, sizeof(rq.id));
	rq.lang = accept_language(request_header(&rq, "Accept-Language"));
	e = route_find(web->routes, &wanted, &rq.route, rq.param, allow);
	if (e == ERR_OK)
		e = serve(&rq, rp, handle);
	if (e == ERR_METHOD_NOT_ALLOWED && rq.route == NULL)
		reply_methods(&rq, rp, allow);
	else if (e != ERR_OK)
		reply_error(rp, e, rq.lang, rq.details);
	rp->lang = rq.lang;
	log_request(&rq, rp, since);
	body_done(&rq.body);
	json_decref(rq.details);
}

void
answer_refusal(const struct incoming *in, const char id[REQUEST_ID_SIZE],
    enum err e, struct reply *rp)
{
	struct request rq = {.in = in};

	memcpy(rq.id, id, sizeof(rq.id));
	rp->lang = accept_language(request_header(&rq, "Accept-Language"));
	reply_error(rp, e, rp->lang, NULL);
	log_request(&rq, rp, clock_monotonic_ms());
}
