/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/evidence.h"

#include "pki/syntax.h"

void
evidence_encode_approval_of(struct buf *b, const struct evidence_approval *a)
{
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(0));

	der_put_raw(b, a->record);
	der_put_raw(b, a->entry);
	der_put_raw(b, a->review);
	der_put_raw(b, a->ask);
	if (a->resend.len > 0)
		der_put_raw(b, a->resend);
	der_close(b, mark);
}

void
evidence_encode_approval(struct buf *b, struct bytes record, struct bytes entry,
    struct bytes review, struct bytes ask)
{
	struct evidence_approval a = {record, entry, review, ask, BYTES_NONE};

	evidence_encode_approval_of(b, &a);
}

void
evidence_encode_continuity(
    struct buf *b, struct bytes certificate, struct bytes ask)
{
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(1));

	der_put_raw(b, certificate);
	der_put_raw(b, ask);
	der_close(b, mark);
}

void
evidence_encode_appointment(
    struct buf *b, struct bytes record, struct bytes act)
{
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(2));

	der_put_raw(b, record);
	der_put_raw(b, act);
	der_close(b, mark);
}

void
evidence_encode_change(struct buf *b, const struct evidence_change *c)
{
	size_t mark = der_open(b, DER_CONTEXT_CONSTRUCTED(3));

	der_put_raw(b, c->certificate);
	der_put_raw(b, c->record);
	der_put_raw(b, c->entry);
	der_put_raw(b, c->endorse);
	der_put_raw(b, c->ask);
	der_close(b, mark);
}

void
evidence_encode_migration(struct buf *b, const struct evidence_migration *m)
{
	size_t path, mark = der_open(b, DER_CONTEXT_CONSTRUCTED(4));

	der_put_raw(b, m->order);
	der_put_raw(b, m->entry);
	der_put_raw(b, m->endorse);
	der_put_raw(b, m->holder);
	der_put_uint(b, m->index);
	path = der_open(b, DER_SEQUENCE);
	for (size_t i = 0; i < m->path->count; i++)
		der_put_octets(b, BYTES_ARRAY(m->path->nodes[i]));
	der_close(b, path);
	der_put_raw(b, m->certificate);
	der_put_raw(b, m->ask);
	der_put_octets(b, m->signature);
	der_close(b, mark);
}

static enum err
read_record(struct der *d, struct evidence *e)
{
	TRY(der_element_of(d, DER_SEQUENCE, &e->record_der));
	return record_parse(e->record_der, &e->record);
}

static enum err
read_act(struct der *d, struct signed_act *a)
{
	struct bytes der;

	TRY(der_element_of(d, DER_SEQUENCE, &der));
	return signed_act_parse(der, a);
}

static enum err
read_ask(struct der *d, struct signed_ask *a)
{
	struct bytes der;

	TRY(der_element_of(d, DER_SEQUENCE, &der));
	return signed_ask_parse(der, a);
}

static enum err
read_approval(struct der *d, struct evidence *e)
{
	TRY(read_record(d, e));
	TRY(read_act(d, &e->entry));
	TRY(read_act(d, &e->review));
	TRY(read_ask(d, &e->ask));
	e->has_resend = der_more(d);
	if (e->has_resend)
		TRY(read_act(d, &e->resend));
	return der_end(d);
}

static enum err
read_certificate(struct der *d, struct cert *certificate)
{
	struct bytes der;

	TRY(der_element_of(d, DER_SEQUENCE, &der));
	return cert_parse(der, certificate) == ERR_OK ? ERR_OK
						      : ERR_EVIDENCE_SYNTAX;
}

static enum err
read_continuity(struct der *d, struct evidence *e)
{
	TRY(read_certificate(d, &e->certificate));
	TRY(read_ask(d, &e->ask));
	return der_end(d);
}

static enum err
read_appointment(struct der *d, struct evidence *e)
{
	TRY(read_record(d, e));
	TRY(read_act(d, &e->review));
	return der_end(d);
}

static enum err
read_change(struct der *d, struct evidence *e)
{
	TRY(read_certificate(d, &e->certificate));
	TRY(read_record(d, e));
	TRY(read_act(d, &e->entry));
	TRY(read_act(d, &e->review));
	TRY(read_ask(d, &e->ask));
	return der_end(d);
}

static enum err
read_order(struct der *d, struct evidence *e)
{
	TRY(der_element_of(d, DER_SEQUENCE, &e->order_der));
	return migration_order_parse(e->order_der, &e->order);
}

static enum err
read_path(struct der *d, struct hash_path *path)
{
	struct der inner;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	while (der_more(&inner)) {
		if (path->count == HASH_TREE_PATH_MAX)
			return ERR_DER_TOO_LARGE;
		TRY(der_octets_fixed(
		    &inner, path->nodes[path->count], SM3_LEN));
		path->count++;
	}
	return ERR_OK;
}

/* The holder, whose record is the evidence's, and the old certificate. */
static enum err
read_claim(struct der *d, struct evidence *e)
{
	struct migration_claim *c = &e->claim;
	struct bytes certificate;
	uint64_t index;

	TRY(der_element_of(d, DER_SEQUENCE, &c->holder_der));
	TRY(migration_holder_parse(c->holder_der, &c->holder));
	e->record_der = c->holder.record_der;
	e->record = c->holder.record;
	TRY(der_uint(d, MIGRATION_COUNT_MAX - 1, &index));
	c->index = (uint32_t)index;
	TRY(read_path(d, &c->path));
	TRY(der_element_of(d, DER_SEQUENCE, &certificate));
	if (legacy_cert_parse(certificate, &c->certificate) != ERR_OK)
		return ERR_EVIDENCE_SYNTAX;
	return ERR_OK;
}

static enum err
read_migration(struct der *d, struct evidence *e)
{
	TRY(read_order(d, e));
	TRY(read_act(d, &e->entry));
	TRY(read_act(d, &e->review));
	TRY(read_claim(d, e));
	TRY(der_element_of(d, DER_SEQUENCE, &e->ask.ask_der));
	TRY(ask_parse(e->ask.ask_der, &e->ask.ask));
	TRY(der_octets(d, &e->ask.old_signature));
	if (e->ask.old_signature.len > LEGACY_SIGNATURE_MAX)
		return ERR_DER_TOO_LARGE;
	return der_end(d);
}

static enum err
parse(struct bytes der, struct evidence *e)
{
	static const struct {
		enum evidence_kind kind;
		enum err (*read)(struct der *d, struct evidence *e);
	} kinds[] = {
	    {EVIDENCE_APPROVAL, read_approval},
	    {EVIDENCE_CONTINUITY, read_continuity},
	    {EVIDENCE_APPOINTMENT, read_appointment},
	    {EVIDENCE_CHANGE, read_change},
	    {EVIDENCE_MIGRATION, read_migration},
	};
	struct der outer = der_of(der), d;

	for (size_t i = 0; i < COUNT(kinds); i++) {
		uint8_t tag = (uint8_t)DER_CONTEXT_CONSTRUCTED(kinds[i].kind);

		if (!der_next_is(&outer, tag))
			continue;
		e->kind = kinds[i].kind;
		TRY(der_enter(&outer, tag, &d));
		TRY(der_end(&outer));
		return kinds[i].read(&d, e);
	}
	return ERR_EVIDENCE_SYNTAX;
}

enum err
evidence_parse(struct bytes der, struct evidence *ret_e)
{
	struct evidence e = {.der = der};

	if (der.len > EVIDENCE_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse(der, &e), ERR_EVIDENCE_SYNTAX));
	*ret_e = e;
	return ERR_OK;
}
