/* SPDX-License-Identifier: Apache-2.0 */
/* Read any octets as an OCSP response; whatever parses holds its promises. */
#include <stdlib.h>
#include <string.h>

#include "pki/ocsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* What is said of a certificate is found by who looks for just that. */
static void
require_found(const struct ocsp_response *r, size_t i)
{
	const struct ocsp_cert_id *id = &r->ids[i];
	struct ocsp_issuer issuer = {0};
	struct ocsp_single s;

	memcpy(issuer.name_hash[id->hash], id->name_hash.p, id->name_hash.len);
	memcpy(issuer.key_hash[id->hash], id->key_hash.p, id->key_hash.len);
	require(ocsp_response_find(r, &issuer, &id->serial,
		    r->singles[i].this_update, &s) == ERR_OK);
	require(cert_serial_equal(&s.serial, &id->serial));
}

static void
require_sound(const struct ocsp_response *r)
{
	require(r->count >= 1 && r->count <= OCSP_SERIALS_MAX);
	require(r->nonce.len <= OCSP_NONCE_MAX);
	require(r->cert_count <= OCSP_CERTS_MAX);
	require((r->responder_key.len == 0) != (r->responder_name.len == 0));
	for (size_t i = 0; i < r->count; i++) {
		const struct ocsp_single *s = &r->singles[i];

		require(s->status <= OCSP_UNKNOWN);
		require(s->this_update <= s->next_update);
		require(cert_serial_equal(&s->serial, &r->ids[i].serial));
		require_found(r, i);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ocsp_response r;

	if (ocsp_response_parse(BYTES(data, size), &r) == ERR_OK &&
	    r.answer == OCSP_SUCCESSFUL)
		require_sound(&r);
	return 0;
}
