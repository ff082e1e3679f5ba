/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/migration.h"

#include "pki/syntax.h"

#define ORDER_TYPE "office-migration-v1"
#define HOLDER_TYPE "office-migration-holder-v1"

void
migration_order_encode(struct buf *b, const struct migration_order *o)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_printable(b, ORDER_TYPE);
	der_put_octets(b, BYTES_ARRAY(o->id));
	der_put_octets(b, o->issuer);
	der_put_octets(b, BYTES_ARRAY(o->holders));
	der_put_uint(b, o->count);
	der_put_generalized_time(b, o->not_after);
	der_close(b, mark);
}

static enum err
parse_order(struct bytes der, struct migration_order *o)
{
	struct der outer = der_of(der), d;
	uint64_t count;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, ORDER_TYPE));
	TRY(der_octets_fixed(&d, o->id, sizeof(o->id)));
	TRY(der_octets(&d, &o->issuer));
	TRY(der_octets_fixed(&d, o->holders, sizeof(o->holders)));
	TRY(der_uint(&d, MIGRATION_COUNT_MAX, &count));
	TRY(der_generalized_time(&d, &o->not_after));
	TRY(der_end(&d));
	if (o->issuer.len == 0 || o->issuer.len > MIGRATION_ISSUER_MAX ||
	    count == 0)
		return ERR_DER_SYNTAX;
	o->count = (uint32_t)count;
	return ERR_OK;
}

enum err
migration_order_parse(struct bytes der, struct migration_order *ret_o)
{
	struct migration_order o = {0};

	if (der.len > MIGRATION_ORDER_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse_order(der, &o), ERR_EVIDENCE_SYNTAX));
	*ret_o = o;
	return ERR_OK;
}

void
migration_holder_encode(
    struct buf *b, struct bytes record, const struct cert_serial *serial)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_printable(b, HOLDER_TYPE);
	der_put_raw(b, record);
	cert_serial_encode(b, serial);
	der_close(b, mark);
}

static enum err
parse_holder(struct bytes der, struct migration_holder *h)
{
	struct der outer = der_of(der), d;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, HOLDER_TYPE));
	TRY(der_element_of(&d, DER_SEQUENCE, &h->record_der));
	TRY(record_parse(h->record_der, &h->record));
	TRY(cert_serial_read(&d, &h->serial));
	return der_end(&d);
}

enum err
migration_holder_parse(struct bytes der, struct migration_holder *ret_h)
{
	struct migration_holder h = {0};

	if (der.len > MIGRATION_HOLDER_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse_holder(der, &h), ERR_EVIDENCE_SYNTAX));
	*ret_h = h;
	return ERR_OK;
}

static enum err
check_leaf(struct gm *gm, const struct migration_order *o,
    const struct migration_claim *c)
{
	const struct hash_claim leaf = {.leaf = c->holder_der,
	    .index = c->index,
	    .count = o->count,
	    .path = BYTES(c->path.nodes, c->path.count * SM3_LEN),
	    .root = o->holders};
	bool holds;

	TRY(hash_tree_holds(gm, &leaf, &holds));
	return holds ? ERR_OK : ERR_EVIDENCE_HOLDER;
}

static enum err
check_certificate(struct gm *gm, const struct migration_order *o,
    const struct migration_claim *c, int64_t at)
{
	const struct legacy_cert *cert = &c->certificate;
	struct legacy_key issuer;

	TRY(legacy_key_parse(o->issuer, &issuer));
	TRY(legacy_cert_verify(gm, cert, &issuer));
	if (!cert_serial_equal(&cert->serial, &c->holder.serial))
		return ERR_EVIDENCE_HOLDER;
	TRY(legacy_cert_valid_at(cert, at));
	return legacy_cert_signs(cert) ? ERR_OK : ERR_CERT_USAGE;
}

enum err
migration_covers(struct gm *gm, const struct migration_order *o,
    const struct migration_claim *c, int64_t at)
{
	if (at > o->not_after)
		return ERR_EVIDENCE_EXPIRED;
	TRY(check_leaf(gm, o, c));
	return check_certificate(gm, o, c, at);
}
