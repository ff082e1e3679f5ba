/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/crl.h"
#include "pki/signed.h"

#define VERSION_2 1

static void
put_reason(struct buf *b, enum crl_reason reason)
{
	size_t extensions = der_open(b, DER_SEQUENCE);
	size_t extension = der_open(b, DER_SEQUENCE);
	size_t value;

	der_put_oid(b, oid_octets(OID_CRL_REASON));
	value = der_open(b, DER_OCTET_STRING);
	der_put_enumerated(b, reason);
	der_close(b, value);
	der_close(b, extension);
	der_close(b, extensions);
}

static void
put_entry(struct buf *b, const struct crl_entry *e)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	cert_serial_encode(b, &e->serial);
	der_put_time(b, e->at);
	if (e->reason != CRL_UNSPECIFIED)
		put_reason(b, e->reason);
	der_close(b, mark);
}

/* revokedCertificates is left out when there are none (RFC 5280 5.1.2.6). */
static enum err
put_entries(struct buf *b, const struct crl_spec *spec)
{
	size_t before = b->len, mark = der_open(b, DER_SEQUENCE);
	struct crl_entry e;
	bool more, any = false;

	for (;;) {
		TRY(spec->next(spec->self, &e, &more));
		if (!more)
			break;
		put_entry(b, &e);
		any = true;
		TRY(buf_status(b));
	}
	TRY(buf_status(b));
	if (any)
		der_close(b, mark);
	else
		buf_truncate(b, before);
	return ERR_OK;
}

static void
put_authority_key_id(struct buf *b, struct bytes id)
{
	size_t extension = der_open(b, DER_SEQUENCE);
	size_t value, inner;

	der_put_oid(b, oid_octets(OID_AUTHORITY_KEY_ID));
	value = der_open(b, DER_OCTET_STRING);
	inner = der_open(b, DER_SEQUENCE);
	der_put(b, DER_CONTEXT(0), id);
	der_close(b, inner);
	der_close(b, value);
	der_close(b, extension);
}

static void
put_number(struct buf *b, uint64_t number)
{
	size_t extension = der_open(b, DER_SEQUENCE);
	size_t value;

	der_put_oid(b, oid_octets(OID_CRL_NUMBER));
	value = der_open(b, DER_OCTET_STRING);
	der_put_uint(b, number);
	der_close(b, value);
	der_close(b, extension);
}

static void
put_extensions(struct buf *b, const struct crl_spec *spec)
{
	size_t explicit = der_open(b, DER_CONTEXT_CONSTRUCTED(0));
	size_t mark = der_open(b, DER_SEQUENCE);

	put_authority_key_id(b, spec->issuer->key_id);
	put_number(b, spec->number);
	der_close(b, mark);
	der_close(b, explicit);
}

enum err
crl_encode_tbs(const struct crl_spec *spec, struct buf *b)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_uint(b, VERSION_2);
	signed_encode_algorithm(b);
	der_put_raw(b, spec->issuer->subject);
	der_put_time(b, spec->this_update);
	der_put_time(b, spec->next_update);
	TRY(put_entries(b, spec));
	put_extensions(b, spec);
	der_close(b, mark);
	return buf_status(b);
}

void
crl_assemble(struct buf *b, struct bytes tbs, const struct sm2_signature *sig)
{
	signed_encode(b, tbs, sig);
}
