/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OCSP over HTTP (RFC 6960 appendix A, RFC 5019). Whoever asks about one
 * certificate, as most do, gets an answer that was signed ahead and that
 * caches keep; others are answered on demand, so many for an address. What
 * goes wrong is said in OCSP's own words, with status 200.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "office/api/address_limit.h"
#include "office/api/api.h"
#include "office/ca/ca_status.h"
#include "office/http/route.h"
#include "office/pairs/ocsp_answer.h"
#include "office/registry/ids.h"

#define RESPONSE_TYPE "application/ocsp-response"
#define REQUEST_TYPE "application/ocsp-request"
#define GET_PREFIX "/ocsp/"

static enum err
send_error(struct reply *rp, enum ocsp_answer why)
{
	AUTO_DONE(buf) der = BUF(OCSP_RESPONSE_MAX);

	ocsp_error_encode(&der, why);
	TRY(buf_status(&der));
	return reply_bytes(rp, 200, RESPONSE_TYPE, buf_bytes(&der));
}

/* --- signed ahead --- */

struct ahead {
	char serial[CERT_SERIAL_TEXT_SIZE];
	int64_t now;
	struct ocsp_answer_row row;
};

static enum err
find_ahead(struct db *db, void *arg)
{
	struct ahead *a = arg;

	return ocsp_answer_get(db, a->serial, a->now, &a->row);
}

static bool
may_be_ahead(const struct ocsp_request *q)
{
	return q->count == 1 && q->nonce.len == 0 &&
	       bytes_equal(q->ids[0].algorithm, ocsp_answer_algorithm());
}

/* RFC 5019 6.2: caches keep it as long as it is good. */
static enum err
send_ahead(struct request *rq, struct reply *rp, const struct ahead *a)
{
	uint8_t digest[SM3_LEN];
	char hex[2 * SM3_LEN + 1];

	TRY(sm3_of(rq->worker->gm, buf_bytes(&a->row.der), digest));
	ids_hex(BYTES_ARRAY(digest), hex);
	snprintf(rp->keep.etag, sizeof(rp->keep.etag), "\"%.32s\"", hex);
	rp->keep.modified = a->row.this_update;
	rp->keep.expires = a->row.next_update;
	rp->keep.max_age_s = a->row.next_update - rq->now - 1;
	return reply_bytes(rp, 200, RESPONSE_TYPE, buf_bytes(&a->row.der));
}

/* --- on demand --- */

static enum err
sign(struct request *rq, const struct ocsp_request *q, struct buf *der)
{
	struct office *o = &rq->web->office;
	struct ca_ocsp_request r = {.count = q->count,
	    .hash_algorithm = q->ids[0].algorithm,
	    .nonce = q->nonce,
	    .this_update = rq->now,
	    .next_update = rq->now + ocsp_answer_life_s(o->config)};

	for (size_t i = 0; i < q->count; i++)
		r.serials[i] = q->ids[i].serial;
	TRY(address_limit_spend(rq, "ocsp:address", o->config->ocsp_address));
	return ca_ocsp(o->ca, &r, der);
}

static enum err
send_on_demand(
    struct request *rq, struct reply *rp, const struct ocsp_request *q)
{
	AUTO_DONE(buf) der = BUF(OCSP_RESPONSE_MAX);
	enum err e = sign(rq, q, &der);

	rp->err = e; /* for the log */
	switch (e) {
	case ERR_OK:
		return reply_bytes(rp, 200, RESPONSE_TYPE, buf_bytes(&der));
	case ERR_TOO_MANY_TRIES:
	case ERR_PROCESS_LOST:
	case ERR_STORE_CONFLICT:
		return send_error(rp, OCSP_TRY_LATER);
	default:
		return send_error(rp, OCSP_INTERNAL_ERROR);
	}
}

/* --- what is asked --- */

static enum err
answer(struct request *rq, struct reply *rp, const struct ocsp_request *q)
{
	struct office *o = &rq->web->office;
	struct ahead a = {
	    .now = rq->now, .row = {.der = BUF(OCSP_RESPONSE_MAX)}};
	enum err e = ERR_NOT_FOUND;

	cert_serial_text(&q->ids[0].serial, a.serial);
	if (may_be_ahead(q))
		e = store_read(o->store, find_ahead, &a);
	if (e == ERR_OK)
		e = send_ahead(rq, rp, &a);
	else if (e == ERR_NOT_FOUND)
		e = send_on_demand(rq, rp, q);
	ocsp_answer_done(&a.row);
	return e;
}

static enum err
answer_request(struct request *rq, struct reply *rp, struct bytes der)
{
	const struct authority *authority = rq->web->office.authority;
	struct ocsp_issuer issuer;
	struct ocsp_request q;

	if (ocsp_request_parse(der, &q) != ERR_OK)
		return send_error(rp, OCSP_MALFORMED_REQUEST);
	TRY(ocsp_issuer_init(
	    rq->worker->gm, &authority->cert[AUTHORITY_ISSUING], &issuer));
	for (size_t i = 0; i < q.count; i++)
		if (!ocsp_names_issuer(&q.ids[i], &issuer))
			return send_error(rp, OCSP_UNAUTHORIZED);
	return answer(rq, rp, &q);
}

enum err
api_ocsp_post(struct request *rq, struct reply *rp)
{
	const char *type = request_header(rq, "Content-Type");

	if (type == NULL || strcasecmp(type, REQUEST_TYPE) != 0)
		return send_error(rp, OCSP_MALFORMED_REQUEST);
	return answer_request(rq, rp, rq->in->body);
}

/* The path's rest is Base64, whatever of it was percent-encoded. */
enum err
api_ocsp_get(struct request *rq, struct reply *rp)
{
	AUTO_DONE(buf) der = BUF(OCSP_REQUEST_MAX);

	if (text_unbase64(bytes_str(rq->in->path + strlen(GET_PREFIX)), &der) !=
	    ERR_OK)
		return send_error(rp, OCSP_MALFORMED_REQUEST);
	return answer_request(rq, rp, buf_bytes(&der));
}
