/* SPDX-License-Identifier: Apache-2.0 */
/* By the key of an old CA's certificate, whose holders two people took over. */
#include <string.h>

#include "office/pairs/basis.h"
#include "office/pairs/pair.h"

/* What the store has: the holder that the account was made for, who has shown
 * the certificate, and the order. */
static enum err
read_holder(struct db *db, struct grounds *g)
{
	legacy_holder_done(&g->old_holder);
	legacy_holder_init(&g->old_holder);
	legacy_signed_done(&g->order);
	legacy_signed_init(&g->order);
	TRY(legacy_holder_of(db, g->request->account->id, &g->old_holder));
	return legacy_signed_get(db, g->old_holder.order, &g->order);
}

enum err
basis_old_find(struct db *db, struct grounds *g)
{
	bool issued;

	TRY(read_holder(db, g));
	TRY(pair_is_issued(db, g->request->account->id, &issued));
	if (issued)
		return ERR_PAIR_EXISTS;
	TRY(legacy_cert_parse(
	    buf_bytes(&g->old_holder.certificate), &g->old_certificate));
	return legacy_cert_valid_at(&g->old_certificate, g->now);
}

enum err
basis_old_verify(struct gm *gm, const struct grounds *g)
{
	enum err e = legacy_key_verify(gm, &g->old_certificate.key,
	    g->ask->ask_der, g->ask->old_signature);

	return e == ERR_SIGNATURE_INVALID ? ERR_EVIDENCE_FORGED : e;
}

/* The order is open as it was. */
enum err
basis_old_recheck(struct db *db, const struct grounds *g)
{
	struct grounds now = {.request = g->request};
	enum err e = read_holder(db, &now);
	bool same = e == ERR_OK &&
		    strcmp(now.old_holder.order, g->old_holder.order) == 0 &&
		    bytes_equal(buf_bytes(&now.old_holder.certificate),
			buf_bytes(&g->old_holder.certificate));

	grounds_done(&now);
	if (e == ERR_NOT_FOUND || (e == ERR_OK && !same))
		return ERR_STORE_CONFLICT;
	return e;
}

bool
basis_old_is_same(const struct grounds *g, const struct evidence *e)
{
	return e->kind == EVIDENCE_MIGRATION &&
	       bytes_equal(e->order_der, buf_bytes(&g->order.migration)) &&
	       e->claim.index == g->old_holder.position;
}

void
basis_old_encode(const struct grounds *g, struct buf *b)
{
	evidence_encode_migration(
	    b, &(struct evidence_migration){
		   .order = buf_bytes(&g->order.migration),
		   .entry = buf_bytes(&g->order.entry),
		   .endorse = buf_bytes(&g->order.endorse),
		   .holder = buf_bytes(&g->old_holder.leaf),
		   .index = g->old_holder.position,
		   .path = &g->old_holder.path,
		   .certificate = buf_bytes(&g->old_holder.certificate),
		   .ask = g->ask->ask_der,
		   .signature = g->ask->old_signature});
}

enum err
basis_old_name(const struct grounds *g, struct name *ret_subject,
    char ret_code[CERT_CREDIT_CODE_SIZE])
{
	struct migration_holder h;

	TRY(migration_holder_parse(buf_bytes(&g->old_holder.leaf), &h));
	holder_subject(&h.record, ret_subject);
	memcpy(ret_code, h.record.credit_code, CERT_CREDIT_CODE_SIZE);
	return ERR_OK;
}
