/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writer. DER says how long a thing is before the thing itself: so a first
 * pass over the entries adds up what they take, and a second writes. The body
 * is digested on its way to the sink, and signed when it has all gone there.
 *
 * The list's own head tells the length of the signature too, before there is
 * one: docs/decisions/0065-lists-that-stream.md.
 */
#include <stdlib.h>
#include <string.h>

#include "pki/crl.h"
#include "pki/extension.h"
#include "pki/signed.h"

#define VERSION_2 1
#define PIECE_LEN 32768 /* octets that go to the sink at once */
#define HEAD_MAX 16384	/* octets before the entries, and after them */

/* SEQUENCE { serial, time, SEQUENCE of the reason's extension } */
#define REASON_LEN 14
#define ENTRY_MAX (2 + 2 + 1 + CERT_SERIAL_MAX + DER_TIME_MAX + REASON_LEN)
_Static_assert(ENTRY_MAX < 0x80, "each entry's length takes one octet");

/* r and s of 32 octets, one of them with a sign octet: every other one is. */
#define SIGNATURE_LEN 71
#define SIGNATURE_TRIES 64 /* none of them fits once in 2^64 lists */

struct writer {
	const struct crl_spec *spec;
	const struct crl_sink *sink;
	struct sm3_stream *digest; /* NULL: what is put is not digested */
	struct buf head, tail;	   /* of the body: before entries, and after */
	size_t entries;		   /* octets of them all */
	size_t body;		   /* octets of the body's content */
	size_t used;
	uint8_t piece[PIECE_LEN];
};

static void
writer_free(struct writer *w)
{
	if (w == NULL)
		return;
	sm3_stream_free(w->digest);
	buf_done(&w->head);
	buf_done(&w->tail);
	free(w);
}
DEFINE_AUTO(writer)

/* --- entries, written by hand: there may be millions --- */

static size_t
put_serial(uint8_t *out, const struct cert_serial *s)
{
	size_t sign = s->octets[0] >> 7;

	out[0] = DER_INTEGER;
	out[1] = (uint8_t)(s->len + sign);
	out[2] = 0;
	memcpy(out + 2 + sign, s->octets, s->len);
	return 2 + sign + s->len;
}

static void
put_reason(uint8_t *out, enum crl_reason reason)
{
	static const uint8_t extensions[REASON_LEN] = {DER_SEQUENCE, 12,
	    DER_SEQUENCE, 10, DER_OID, 3, 0x55, 0x1d, 0x15, DER_OCTET_STRING, 3,
	    DER_ENUMERATED, 1, CRL_UNSPECIFIED};

	if (reason == CRL_UNSPECIFIED)
		return;
	memcpy(out, extensions, REASON_LEN);
	out[REASON_LEN - 1] = (uint8_t)reason;
}

/* Octets of an entry. */
static enum err
measure_entry(const struct crl_entry *e, size_t *ret_len)
{
	size_t time = der_time_len(e->at);

	if (e->serial.len == 0 || e->serial.len > CERT_SERIAL_MAX)
		return ERR_INTERNAL;
	if (time == 0)
		return ERR_BAD_TIME;
	*ret_len = 2 + 2 + (e->serial.octets[0] >> 7) + e->serial.len + time +
		   (e->reason == CRL_UNSPECIFIED ? 0 : REASON_LEN);
	return ERR_OK;
}

/* len octets of it. */
static void
put_entry(const struct crl_entry *e, size_t len, uint8_t *out)
{
	out[0] = DER_SEQUENCE;
	out[1] = (uint8_t)(len - 2);
	out += 2;
	out += put_serial(out, &e->serial);
	out += der_time_element(e->at, out);
	put_reason(out, e->reason);
}

/* --- what stands before and after them --- */

static void
put_number(struct buf *b, enum oid oid, bool critical, uint64_t number)
{
	struct extension_mark e = extension_open(b, oid, critical);

	der_put_uint(b, number);
	extension_close(b, e);
}

static void
put_idp(struct buf *b, const char *url)
{
	struct extension_mark e =
	    extension_open(b, OID_ISSUING_DISTRIBUTION_POINT, true);
	size_t mark = der_open(b, DER_SEQUENCE);

	extension_put_point(b, url);
	der_close(b, mark);
	extension_close(b, e);
}

static void
put_freshest(struct buf *b, const char *url)
{
	struct extension_mark e = extension_open(b, OID_FRESHEST_CRL, false);

	extension_put_points(b, url);
	extension_close(b, e);
}

static enum err
make_tail(const struct crl_spec *spec, struct buf *b)
{
	size_t explicit = der_open(b, DER_CONTEXT_CONSTRUCTED(0));
	size_t mark = der_open(b, DER_SEQUENCE);

	extension_put_authority_key_id(b, spec->issuer->key_id);
	put_number(b, OID_CRL_NUMBER, false, spec->number);
	if (spec->delta)
		put_number(b, OID_DELTA_CRL, true, spec->base);
	if (spec->idp_url != NULL)
		put_idp(b, spec->idp_url);
	if (spec->freshest_url != NULL)
		put_freshest(b, spec->freshest_url);
	der_close(b, mark);
	der_close(b, explicit);
	return buf_status(b);
}

/* revokedCertificates is left out when there are none (RFC 5280 5.1.2.6). */
static enum err
make_head(const struct crl_spec *spec, size_t entries, struct buf *b)
{
	der_put_uint(b, VERSION_2);
	signed_encode_algorithm(b);
	der_put_raw(b, spec->issuer->subject);
	der_put_time(b, spec->this_update);
	der_put_time(b, spec->next_update);
	if (entries > 0)
		der_put_head(b, DER_SEQUENCE, entries);
	return buf_status(b);
}

/* --- the first pass --- */

static enum err
measure(struct writer *w)
{
	const struct crl_source *source = &w->spec->source;
	struct crl_entry e;
	size_t len;
	bool more;

	TRY(source->rewind(source->self));
	for (;;) {
		TRY(source->next(source->self, &e, &more));
		if (!more)
			return ERR_OK;
		TRY(measure_entry(&e, &len));
		w->entries += len;
		if (w->entries > CRL_DER_MAX)
			return ERR_TOO_LARGE;
	}
}

static enum err
writer_new(const struct crl_spec *spec, const struct crl_sink *sink,
    struct writer **ret_w)
{
	AUTO(writer) w = malloc(sizeof(*w));

	if (w == NULL)
		return ERR_NOMEM;
	w->spec = spec;
	w->sink = sink;
	w->digest = NULL;
	buf_init(&w->head, HEAD_MAX);
	buf_init(&w->tail, HEAD_MAX);
	w->entries = w->used = 0;
	TRY(measure(w));
	TRY(make_head(spec, w->entries, &w->head));
	TRY(make_tail(spec, &w->tail));
	w->body = w->head.len + w->entries + w->tail.len;
	*ret_w = TAKE(w);
	return ERR_OK;
}

/* --- the second --- */

static enum err
flush(struct writer *w)
{
	struct bytes piece = BYTES(w->piece, w->used);

	w->used = 0;
	if (piece.len == 0)
		return ERR_OK;
	if (w->digest != NULL)
		TRY(sm3_stream_add(w->digest, piece));
	return w->sink->put(w->sink->self, piece);
}

/* At most PIECE_LEN octets. */
static enum err
put(struct writer *w, struct bytes octets)
{
	if (octets.len > sizeof(w->piece) - w->used)
		TRY(flush(w));
	memcpy(w->piece + w->used, octets.p, octets.len);
	w->used += octets.len;
	return ERR_OK;
}

static enum err
put_entries(struct writer *w)
{
	const struct crl_source *source = &w->spec->source;
	size_t left = w->entries, len;
	struct crl_entry e;
	bool more;

	TRY(source->rewind(source->self));
	for (;;) {
		TRY(source->next(source->self, &e, &more));
		if (!more)
			return left == 0 ? ERR_OK : ERR_STORE_CONFLICT;
		TRY(measure_entry(&e, &len));
		if (len > left)
			return ERR_STORE_CONFLICT;
		if (sizeof(w->piece) - w->used < len)
			TRY(flush(w));
		put_entry(&e, len, w->piece + w->used);
		w->used += len;
		left -= len;
	}
}

static enum err
put_sequence(struct writer *w, size_t len)
{
	AUTO_DONE(buf) b = BUF(16);

	der_put_head(&b, DER_SEQUENCE, len);
	TRY(buf_status(&b));
	return put(w, buf_bytes(&b));
}

static enum err
put_body(struct writer *w)
{
	TRY(put_sequence(w, w->body));
	TRY(put(w, buf_bytes(&w->head)));
	TRY(put_entries(w));
	TRY(put(w, buf_bytes(&w->tail)));
	return flush(w);
}

/* Digest from here on what is put: SM3(Z ‖ …). */
static enum err
begin_digest(struct writer *w, struct gm *gm, const struct signer *signer)
{
	uint8_t z[SM3_LEN];

	TRY(sm2_z(gm, &signer->key, bytes_str(SM2_DEFAULT_ID), z));
	TRY(sm3_stream_new(gm, &w->digest));
	return sm3_stream_add(w->digest, BYTES_ARRAY(z));
}

/* A signature as long as the list's head has said. */
static enum err
sign(struct writer *w, const struct signer *signer,
    uint8_t ret_der[SIGNATURE_DER_MAX])
{
	struct sm2_signature sig;
	uint8_t e[SM3_LEN];

	TRY(sm3_stream_end(w->digest, e));
	for (int i = 0; i < SIGNATURE_TRIES; i++) {
		TRY(signer->sign_digest(signer->self, e, &sig));
		if (signature_der(&sig, ret_der) == SIGNATURE_LEN)
			return ERR_OK;
	}
	return ERR_CRYPTO;
}

/* What follows the body: how the list is signed, and the signature. */
static void
make_end(struct buf *b, const uint8_t signature[SIGNATURE_LEN])
{
	signed_encode_algorithm(b);
	der_put_bits(b, BYTES(signature, SIGNATURE_LEN));
}

/* Octets of the body with its tag and of what follows. */
static enum err
list_length(const struct writer *w, size_t *ret_len)
{
	static const uint8_t any[SIGNATURE_LEN];
	AUTO_DONE(buf) b = BUF(HEAD_MAX);

	der_put_head(&b, DER_SEQUENCE, w->body);
	make_end(&b, any);
	TRY(buf_status(&b));
	*ret_len = b.len + w->body;
	return *ret_len > CRL_DER_MAX - DER_HEAD_MAX ? ERR_TOO_LARGE : ERR_OK;
}

enum err
crl_write(struct gm *gm, const struct crl_spec *spec,
    const struct signer *signer, const struct crl_sink *sink)
{
	AUTO_DONE(buf) end = BUF(HEAD_MAX);
	uint8_t signature[SIGNATURE_DER_MAX];
	AUTO(writer) w = NULL;
	size_t len;

	TRY(writer_new(spec, sink, &w));
	TRY(list_length(w, &len));
	TRY(put_sequence(w, len));
	TRY(flush(w));
	TRY(begin_digest(w, gm, signer));
	TRY(put_body(w));
	TRY(sign(w, signer, signature));
	make_end(&end, signature);
	TRY(buf_status(&end));
	return sink->put(sink->self, buf_bytes(&end));
}

/* --- into a buffer --- */

static enum err
add_to_buf(void *self, struct bytes octets)
{
	struct buf *b = self;

	buf_put(b, octets);
	return buf_status(b);
}

struct crl_sink
crl_sink_of_buf(struct buf *b)
{
	return (struct crl_sink){add_to_buf, b};
}
