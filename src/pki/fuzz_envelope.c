/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Read any octets as SM2EnvelopedKey, as CSRResponse and as SM2Cipher. What
 * parses is written again and parses to the same.
 */
#include <stdlib.h>
#include <string.h>

#include "pki/envelope.h"

#define OUT_MAX ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
try_envelope(struct bytes in)
{
	AUTO_DONE(buf) again = BUF(OUT_MAX);
	struct envelope e, back;

	if (envelope_parse(in, &e) != ERR_OK)
		return;
	envelope_encode(&again, &e);
	require(envelope_parse(buf_bytes(&again), &back) == ERR_OK);
	require(memcmp(&e, &back, sizeof(e)) == 0);
}

static void
try_cipher(struct bytes in)
{
	AUTO_DONE(buf) again = BUF(OUT_MAX);
	struct sm2_cipher c;

	if (sm2_cipher_parse(in, &c) != ERR_OK)
		return;
	sm2_cipher_encode(&again, &c);
	require(bytes_equal(buf_bytes(&again), in));
}

static void
try_answer(struct bytes in)
{
	AUTO_DONE(buf) again = BUF(OUT_MAX);
	struct answer a, back;

	if (answer_parse(in, &a) != ERR_OK)
		return;
	require(a.sign.len > 0);
	require((a.encrypt.len > 0) == (a.envelope.len > 0));
	try_envelope(a.envelope);
	answer_encode(&again, &a);
	/* An envelope under an implicit [0] is not written that way again. */
	if (a.envelope.len > 0 && a.envelope.p[0] != DER_SEQUENCE)
		return;
	require(answer_parse(buf_bytes(&again), &back) == ERR_OK);
	require(bytes_equal(a.sign, back.sign));
	require(bytes_equal(a.encrypt, back.encrypt));
	require(bytes_equal(a.envelope, back.envelope));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_envelope(BYTES(data, size));
	try_cipher(BYTES(data, size));
	try_answer(BYTES(data, size));
	return 0;
}
