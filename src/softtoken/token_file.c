/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/token_file.h"

#include <string.h>

#include "asn1/der.h"

#define VERSION_MAX 1000000

/*
 * Does it begin like a token file, as far as it goes? The length octets are
 * passed over, since a cut file has them all the same.
 */
static bool
begins_like_ours(struct bytes file)
{
	static const char start[] = "\x0c\x14" TOKEN_FILE_MAGIC;
	size_t at, n;

	if (file.len == 0)
		return true; /* all of it is gone: damage */
	if (file.p[0] != DER_SEQUENCE)
		return false;
	if (file.len == 1)
		return true;
	at = file.p[1] < 0x80 ? 2 : 2 + (size_t)(file.p[1] & 0x7f);
	if (at > 6)
		return false;
	if (at >= file.len)
		return true;
	n = file.len - at;
	if (n > sizeof(start) - 1)
		n = sizeof(start) - 1;
	return memcmp(file.p + at, start, n) == 0;
}

/* All fields, in order; *ret_signed_len is how far digest and mac reach. */
static enum err
parse_fields(struct bytes file, struct token_cover *c, uint8_t digest[SM3_LEN])
{
	char magic[sizeof(TOKEN_FILE_MAGIC)];
	struct der outer, d = der_of(file), binding;
	uint64_t version, kind;
	const uint8_t *start;

	TRY(der_enter(&d, DER_SEQUENCE, &outer));
	TRY(der_end(&d));
	start = outer.rest.p;
	TRY(der_text(&outer, magic, sizeof(magic)));
	TRY(der_uint(&outer, VERSION_MAX, &version));
	TRY(der_enter(&outer, DER_SEQUENCE, &binding));
	TRY(der_enumerated(&binding, VERSION_MAX, &kind));
	TRY(der_octets_fixed(&binding, c->binding_id, BINDING_ID_LEN));
	TRY(der_end(&binding));
	TRY(der_octets(&outer, &c->body));
	c->signed_part = BYTES(start, (size_t)(outer.rest.p - start));
	TRY(der_octets_fixed(&outer, digest, SM3_LEN));
	TRY(der_octets_fixed(&outer, c->mac, SM3_LEN));
	c->version = (uint32_t)version;
	c->binding_kind = (uint32_t)kind;
	return der_end(&outer);
}

enum err
token_cover_parse(struct gm *gm, struct bytes file, struct token_cover *ret_c)
{
	struct token_cover c;
	uint8_t told[SM3_LEN], is[SM3_LEN];

	if (!begins_like_ours(file))
		return ERR_TOKEN_FOREIGN;
	if (parse_fields(file, &c, told) != ERR_OK)
		return ERR_TOKEN_DAMAGED;
	TRY(sm3_of(gm, c.signed_part, is));
	if (memcmp(told, is, SM3_LEN) != 0)
		return ERR_TOKEN_DAMAGED;
	if (c.version != TOKEN_FILE_VERSION)
		return ERR_TOKEN_VERSION;
	*ret_c = c;
	return ERR_OK;
}

enum err
token_cover_verify(struct gm *gm, const struct token_cover *c, struct bytes key)
{
	uint8_t mac[SM3_LEN];

	TRY(sm3_hmac(gm, key, &c->signed_part, 1, mac));
	return secret_equal(BYTES_ARRAY(mac), BYTES_ARRAY(c->mac))
		   ? ERR_OK
		   : ERR_TOKEN_DAMAGED;
}

enum err
token_cover_encode(struct gm *gm, const struct token_seal *seal,
    struct bytes body, struct buf *b)
{
	uint8_t digest[SM3_LEN], mac[SM3_LEN];
	AUTO_DONE(buf) inside = BUF(b->max);
	struct bytes covered;
	size_t mark;

	der_put_utf8(&inside, TOKEN_FILE_MAGIC);
	der_put_uint(&inside, TOKEN_FILE_VERSION);
	mark = der_open(&inside, DER_SEQUENCE);
	der_put_enumerated(&inside, seal->binding_kind);
	der_put_octets(&inside, BYTES(seal->binding_id, BINDING_ID_LEN));
	der_close(&inside, mark);
	der_put_octets(&inside, body);
	TRY(buf_status(&inside));

	covered = buf_bytes(&inside);
	TRY(sm3_of(gm, covered, digest));
	TRY(sm3_hmac(gm, seal->key, &covered, 1, mac));
	der_put_octets(&inside, BYTES_ARRAY(digest));
	der_put_octets(&inside, BYTES_ARRAY(mac));
	TRY(buf_status(&inside));
	der_put(b, DER_SEQUENCE, buf_bytes(&inside));
	return buf_status(b);
}
