/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs: asked for, confirmed. */
#include <stdio.h>
#include <string.h>

#include "assistant/office_call.h"

static enum err
make_pair_body(const struct office_pair_request *r, json_t *body)
{
	TRY(json_set_base64(body, "csr", r->csr));
	TRY(json_set_base64(body, "ask", r->ask));
	return json_set_base64(body, "escrow", r->escrow);
}

static bool
is_hex(const char *s, size_t len)
{
	return strlen(s) == len && strspn(s, "0123456789abcdef") == len;
}

enum err
office_pair_make(struct assistant *a, const struct office_pair_request *r,
    char ret_id[33], struct buf *ret_answer)
{
	AUTO_JSON body =
	    json_pack("{s:s, s:{s:s, s:s}}", "verb", r->verb, "carrier", "kind",
		carrier_name(r->carrier), "serial", r->carrier_serial);
	AUTO_JSON json = NULL;
	char id[33];
	const struct office_call c = {.method = "POST",
	    .path = "/api/v1/pairs",
	    .key = r->key,
	    .body = body,
	    .session = true};

	if (body == NULL)
		return ERR_NOMEM;
	TRY(make_pair_body(r, body));
	TRY(office_ask(a, &c, &json));
	TRY(office_sense(json_text(json, "pair", id, sizeof(id))));
	if (!is_hex(id, 32))
		return ERR_OFFICE_ANSWER;
	TRY(office_sense(json_base64(json, "answer", ret_answer)));
	memcpy(ret_id, id, sizeof(id));
	return ERR_OK;
}

enum err
office_pair_confirm(struct assistant *a, const char *id, struct bytes confirm,
    const struct sm2_signature *sig)
{
	AUTO_JSON body = json_object();
	AUTO_JSON json = NULL;
	AUTO_DONE(buf) der = BUF(SIGNATURE_DER_MAX);
	char path[80];
	const struct office_call c = {
	    .method = "POST", .path = path, .body = body, .session = true};

	(void)snprintf(path, sizeof(path), "/api/v1/pairs/%s/confirm", id);
	signature_encode(&der, sig);
	TRY(buf_status(&der));
	TRY(json_set_base64(body, "confirm", confirm));
	TRY(json_set_base64(body, "signature", buf_bytes(&der)));
	return office_ask(a, &c, &json);
}
