/* SPDX-License-Identifier: Apache-2.0 */
/* Read any octets as an OCSP request; whatever parses holds its promises. */
#include <stdlib.h>

#include "pki/ocsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ocsp_request r;
	enum hash hash;

	if (ocsp_request_parse(BYTES(data, size), &r) != ERR_OK)
		return 0;
	require(r.count >= 1 && r.count <= OCSP_SERIALS_MAX);
	require(r.nonce.len <= OCSP_NONCE_MAX);
	for (size_t i = 0; i < r.count; i++) {
		const struct ocsp_cert_id *id = &r.ids[i];

		require(ocsp_hash_parse(id->algorithm, &hash) == ERR_OK);
		require(hash == id->hash && hash == r.ids[0].hash);
		require(id->name_hash.len == hash_len(hash));
		require(id->key_hash.len == hash_len(hash));
		for (size_t j = 0; j < i; j++)
			require(
			    !cert_serial_equal(&id->serial, &r.ids[j].serial));
	}
	return 0;
}
