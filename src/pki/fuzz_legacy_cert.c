/* SPDX-License-Identifier: Apache-2.0 */
/* Read any octets as an old CA's certificate: what parses is in bounds, and is
 * not taken for signed by its own key unless it says so. */
#include <stdlib.h>

#include "pki/legacy_cert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
require_sound(struct gm *gm, const struct legacy_cert *c)
{
	struct legacy_key again;
	enum err e;

	require(c->serial.len >= 1 && c->serial.len <= CERT_SERIAL_MAX);
	require(c->issuer.len <= LEGACY_NAME_DER_MAX);
	require(c->subject.len <= LEGACY_NAME_DER_MAX);
	require(legacy_key_parse(c->spki, &again) == ERR_OK);
	require(again.kind == c->key.kind);
	if (c->key.kind == LEGACY_RSA)
		require(rsa_public_check(&c->key.rsa) == ERR_OK);
	e = legacy_cert_verify(gm, c, &c->key);
	require(e == ERR_OK || e == ERR_CERT_SIGNATURE);
	require(e != ERR_OK || c->signed_by == c->key.kind);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(gm) gm = NULL;
	struct legacy_cert c;

	if (legacy_cert_parse(BYTES(data, size), &c) != ERR_OK)
		return 0;
	if (gm_new(&gm) == ERR_OK)
		require_sound(gm, &c);
	return 0;
}
