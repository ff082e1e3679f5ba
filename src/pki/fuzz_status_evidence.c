/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Read any octets as status evidence and as each of its parts. What a parser
 * takes, its encoder must write in the same octets, as in fuzz_evidence.c.
 */
#include <stdlib.h>

#include "pki/status_evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require_same(struct buf *b, struct bytes want)
{
	if (buf_status(b) != ERR_OK || !bytes_equal(buf_bytes(b), want))
		abort();
	buf_truncate(b, 0);
}

static void
try_parts(struct bytes in, struct buf *b)
{
	struct instruction i;
	struct code_grant g;
	struct status_order o;

	if (instruction_parse(in, &i) == ERR_OK) {
		instruction_encode(b, &i);
		require_same(b, in);
	}
	if (code_grant_parse(in, &g) == ERR_OK) {
		code_grant_encode(b, &g);
		require_same(b, in);
	}
	if (status_order_parse(in, &o) == ERR_OK) {
		status_order_encode(b, &o);
		require_same(b, in);
	}
}

static void
write_again(const struct status_evidence *e, struct buf *b)
{
	uint8_t signature[SIGNATURE_DER_MAX];
	size_t len = signature_der(&e->signature, signature);

	switch (e->kind) {
	case STATUS_BY_HOLDER:
		status_evidence_encode_holder(
		    b, e->certificate.der, e->instruction.der);
		break;
	case STATUS_BY_CODE:
		status_evidence_encode_code(
		    b, e->grant_der, e->proof, e->instruction.der);
		break;
	case STATUS_BY_STAFF:
		status_evidence_encode_staff(b, e->order_der, e->act.der);
		break;
	case STATUS_BY_REPLACEMENT:
		status_evidence_encode_replaced(b, e->certificate.der,
		    e->confirm_der, BYTES(signature, len));
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DONE(buf) b = BUF((size_t)1 << 20);
	struct status_evidence e;

	try_parts(BYTES(data, size), &b);
	if (status_evidence_parse(BYTES(data, size), &e) != ERR_OK)
		return 0;
	try_parts(e.instruction.instruction_der, &b);
	try_parts(e.grant_der, &b);
	try_parts(e.order_der, &b);
	write_again(&e, &b);
	require_same(&b, BYTES(data, size));
	return 0;
}
