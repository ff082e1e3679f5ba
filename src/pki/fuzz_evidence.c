/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Read any octets as evidence and as each of its parts. DER has one form for
 * each value: what a part's parser takes, its encoder must write in the same
 * octets, or two forms of one thing could be signed.
 */
#include <stdlib.h>

#include "pki/evidence.h"

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
	struct record r;
	struct act act;
	struct ask ask;
	struct confirm c;
	struct migration_order o;
	struct migration_holder h;

	if (migration_order_parse(in, &o) == ERR_OK) {
		migration_order_encode(b, &o);
		require_same(b, in);
	}
	if (migration_holder_parse(in, &h) == ERR_OK) {
		migration_holder_encode(b, h.record_der, &h.serial);
		require_same(b, in);
	}
	if (record_parse(in, &r) == ERR_OK) {
		record_encode(b, &r);
		require_same(b, in);
	}
	if (act_parse(in, &act) == ERR_OK) {
		act_encode(b, &act);
		require_same(b, in);
	}
	if (ask_parse(in, &ask) == ERR_OK) {
		ask_encode(b, &ask);
		require_same(b, in);
	}
	if (confirm_parse(in, &c) == ERR_OK) {
		confirm_encode(b, &c);
		require_same(b, in);
	}
}

static void
write_migration_again(const struct evidence *e, struct buf *b)
{
	const struct evidence_migration m = {.order = e->order_der,
	    .entry = e->entry.der,
	    .endorse = e->review.der,
	    .holder = e->claim.holder_der,
	    .index = e->claim.index,
	    .path = &e->claim.path,
	    .certificate = e->claim.certificate.der,
	    .ask = e->ask.ask_der,
	    .signature = e->ask.old_signature};

	evidence_encode_migration(b, &m);
}

static void
write_again(const struct evidence *e, struct buf *b)
{
	const struct evidence_approval a = {e->record_der, e->entry.der,
	    e->review.der, e->ask.der, e->resend.der};
	const struct evidence_change c = {e->certificate.der, e->record_der,
	    e->entry.der, e->review.der, e->ask.der};

	switch (e->kind) {
	case EVIDENCE_APPROVAL:
		evidence_encode_approval_of(b, &a);
		break;
	case EVIDENCE_CONTINUITY:
		evidence_encode_continuity(b, e->certificate.der, e->ask.der);
		break;
	case EVIDENCE_APPOINTMENT:
		evidence_encode_appointment(b, e->record_der, e->review.der);
		break;
	case EVIDENCE_CHANGE:
		evidence_encode_change(b, &c);
		break;
	case EVIDENCE_MIGRATION:
		write_migration_again(e, b);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DONE(buf) b = BUF((size_t)1 << 20);
	struct evidence e;

	try_parts(BYTES(data, size), &b);
	if (evidence_parse(BYTES(data, size), &e) != ERR_OK)
		return 0;
	try_parts(e.record_der, &b);
	try_parts(e.entry.act_der, &b);
	try_parts(e.review.act_der, &b);
	try_parts(e.resend.act_der, &b);
	try_parts(e.ask.ask_der, &b);
	try_parts(e.order_der, &b);
	try_parts(e.claim.holder_der, &b);
	write_again(&e, &b);
	require_same(&b, BYTES(data, size));
	return 0;
}
