/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/envelope.h"

#include <string.h>

#include "gm/sm4.h"
#include "pki/syntax.h"

void
sm2_cipher_encode(struct buf *b, const struct sm2_cipher *c)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_unsigned(b, BYTES_ARRAY(c->x));
	der_put_unsigned(b, BYTES_ARRAY(c->y));
	der_put_octets(b, BYTES_ARRAY(c->hash));
	der_put_octets(b, BYTES(c->cipher, c->len));
	der_close(b, mark);
}

static enum err
read_cipher(struct der *outer, struct sm2_cipher *c)
{
	struct der d;
	struct bytes cipher;

	TRY(der_enter(outer, DER_SEQUENCE, &d));
	TRY(der_unsigned_fixed(&d, c->x, sizeof(c->x)));
	TRY(der_unsigned_fixed(&d, c->y, sizeof(c->y)));
	TRY(der_octets_fixed(&d, c->hash, sizeof(c->hash)));
	TRY(der_octets(&d, &cipher));
	TRY(der_end(&d));
	if (cipher.len == 0 || cipher.len > sizeof(c->cipher))
		return ERR_DER_SYNTAX;
	memcpy(c->cipher, cipher.p, cipher.len);
	c->len = cipher.len;
	return ERR_OK;
}

enum err
sm2_cipher_parse(struct bytes der, struct sm2_cipher *ret_c)
{
	struct sm2_cipher c = {0};
	struct der d = der_of(der);

	TRY(syntax_as(read_cipher(&d, &c), ERR_ENVELOPE_SYNTAX));
	TRY(syntax_as(der_end(&d), ERR_ENVELOPE_SYNTAX));
	*ret_c = c;
	return ERR_OK;
}

void
envelope_encode(struct buf *b, const struct envelope *e)
{
	uint8_t point[SM2_POINT_LEN];
	size_t mark = der_open(b, DER_SEQUENCE);
	size_t algorithm = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(OID_SM4_ECB));
	der_close(b, algorithm);
	sm2_cipher_encode(b, &e->key);
	sm2_public_point(&e->public, point);
	der_put_bits(b, BYTES_ARRAY(point));
	der_put_bits(b, BYTES(e->private, e->private_len));
	der_close(b, mark);
}

static enum err
read_algorithm(struct der *d)
{
	struct syntax_algorithm a;
	enum oid oid;

	TRY(syntax_algorithm(d, &a));
	oid = oid_find(a.oid);
	if ((oid != OID_SM4_ECB && oid != OID_SM4) || !syntax_no_parameters(&a))
		return ERR_DER_SYNTAX;
	return ERR_OK;
}

static enum err
read_private(struct der *d, struct envelope *e)
{
	struct bytes private;

	TRY(der_bits(d, &private));
	if (private.len != SM2_LEN && private.len != sizeof(e->private))
		return ERR_DER_SYNTAX;
	memcpy(e->private, private.p, private.len);
	e->private_len = private.len;
	return ERR_OK;
}

static enum err
parse(struct bytes der, struct envelope *e)
{
	struct der outer = der_of(der), d;
	struct bytes point;
	uint8_t tag = DER_SEQUENCE;

	if (der_next_is(&outer, DER_CONTEXT_CONSTRUCTED(0)))
		tag = DER_CONTEXT_CONSTRUCTED(0);
	TRY(der_enter(&outer, tag, &d));
	TRY(der_end(&outer));
	TRY(read_algorithm(&d));
	TRY(read_cipher(&d, &e->key));
	if (e->key.len != SM4_KEY_LEN)
		return ERR_DER_SYNTAX;
	TRY(der_bits(&d, &point));
	if (sm2_public_parse(point, &e->public) != ERR_OK)
		return ERR_DER_SYNTAX;
	TRY(read_private(&d, e));
	return der_end(&d);
}

enum err
envelope_parse(struct bytes der, struct envelope *ret_e)
{
	struct envelope e = {0};

	if (der.len > ENVELOPE_DER_MAX)
		return ERR_ENVELOPE_SYNTAX;
	TRY(syntax_as(parse(der, &e), ERR_ENVELOPE_SYNTAX));
	*ret_e = e;
	return ERR_OK;
}

enum err
envelope_seal(struct gm *gm, const struct sm2_key *key,
    const struct sm2_public *to, struct envelope *ret_e)
{
	AUTO(secret) sm4_key = NULL;
	AUTO(secret) scalar = NULL;
	struct envelope e = {.private_len = SM2_LEN};

	TRY(secret_new(SM4_KEY_LEN, &sm4_key));
	TRY(gm_random(gm, secret_data(sm4_key), SM4_KEY_LEN));
	TRY(sm2_key_scalar(key, &scalar));
	TRY(sm4(gm, SM4_ECB, true, secret_data(sm4_key), NULL,
	    secret_bytes(scalar), e.private));
	TRY(sm2_encrypt(gm, to, secret_bytes(sm4_key), &e.key));
	e.public = *sm2_key_public(key);
	*ret_e = e;
	return ERR_OK;
}

/* The key of this scalar, if it fits the public key beside it. */
static enum err
try_scalar(struct gm *gm, const struct envelope *e, struct bytes scalar,
    struct sm2_key **ret_key)
{
	AUTO(sm2_key) key = NULL;
	enum err err = sm2_key_from_scalar(gm, scalar, &key);

	if (err == ERR_KEY_MISSING)
		return ERR_ENVELOPE_KEY;
	TRY(err);
	if (!sm2_public_equal(sm2_key_public(key), &e->public))
		return ERR_ENVELOPE_KEY;
	*ret_key = TAKE(key);
	return ERR_OK;
}

enum err
envelope_open(struct gm *gm, const struct envelope *e, struct sm2_key *with,
    struct sm2_key **ret_key)
{
	AUTO(secret) sm4_key = NULL;
	AUTO(secret) plain = NULL;
	enum err err;

	TRY(sm2_decrypt(gm, with, &e->key, &sm4_key));
	if (secret_bytes(sm4_key).len != SM4_KEY_LEN)
		return ERR_ENVELOPE_KEY;
	TRY(secret_new(e->private_len, &plain));
	TRY(sm4(gm, SM4_ECB, false, secret_data(sm4_key), NULL,
	    BYTES(e->private, e->private_len), secret_data(plain)));
	/* Who writes 64 octets puts zeros first, as SKF's blob does; some put
	 * them last. */
	err = try_scalar(gm, e,
	    BYTES(secret_data(plain) + e->private_len - SM2_LEN, SM2_LEN),
	    ret_key);
	if (err == ERR_ENVELOPE_KEY && e->private_len > SM2_LEN)
		err = try_scalar(
		    gm, e, BYTES(secret_data(plain), SM2_LEN), ret_key);
	return err;
}
