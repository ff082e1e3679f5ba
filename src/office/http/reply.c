/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/reply.h"

#include <stdio.h>
#include <time.h>

#define BUSY_RETRY_S 2

void
reply_init(struct reply *r)
{
	*r = (struct reply){.status = 204};
	buf_init(&r->body, REPLY_MAX);
}

void
reply_done(struct reply *r)
{
	buf_done(&r->body);
}

static int
put(const char *text, size_t len, void *body)
{
	buf_put(body, BYTES(text, len));
	return 0;
}

enum err
reply_json(struct reply *r, int status, json_t *json)
{
	if (json == NULL)
		return ERR_NOMEM;
	r->status = status;
	r->type = "application/json; charset=utf-8";
	buf_truncate(&r->body, 0);
	json_dump_callback(json, put, &r->body, JSON_COMPACT);
	json_decref(json);
	return buf_status(&r->body);
}

enum err
reply_bytes(struct reply *r, int status, const char *type, struct bytes octets)
{
	r->status = status;
	r->type = type;
	buf_truncate(&r->body, 0);
	buf_put(&r->body, octets);
	return buf_status(&r->body);
}

void
reply_date(int64_t at, char out[REPLY_DATE_SIZE])
{
	static const char days[][4] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t t = (time_t)at;
	struct tm tm = {0};

	gmtime_r(&t, &tm);
	snprintf(out, REPLY_DATE_SIZE, "%s, %02d %s %04d %02d:%02d:%02d GMT",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static json_t *
error_json(enum err e, enum lang l, const json_t *details)
{
	json_t *copy =
	    details == NULL ? json_object() : json_deep_copy(details);

	return json_pack("{s:{s:s, s:s, s:s, s:o}}", "error", "name",
	    err_name(e), "message", err_text(e, l), "remedy", err_remedy(e, l),
	    "details", copy);
}

void
reply_error(struct reply *r, enum err e, enum lang l, const json_t *details)
{
	buf_done(&r->body); /* forgets a failure, too */
	reply_init(r);
	r->err = e;
	if (reply_json(r, err_http(e), error_json(e, l, details)) != ERR_OK) {
		r->status = err_http(e);
		r->type = NULL;
	}
	if (r->status == 503 || r->status == 429)
		r->retry_after_s = BUSY_RETRY_S;
}
