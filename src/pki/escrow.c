/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/escrow.h"

#include <string.h>

#include "pki/envelope.h"
#include "pki/syntax.h"

#define PLAIN_MAX 160 /* octets */

/* What is sealed: neither passes for the other. */
struct kind {
	const char *type;
	size_t len_min, len_max; /* octets of the secret */
};
static const struct kind admin_pin = {"admin-pin-v1", 1, ESCROW_PIN_MAX};
static const struct kind device_key = {
    "device-key-v1", ESCROW_DEVICE_KEY_LEN, ESCROW_DEVICE_KEY_LEN};

static bool
is_key_centre(const struct cert *c)
{
	return cert_has_eku(c, OID_SERVICE_KEY_CENTRE) &&
	       (c->key_usage & CERT_KU_DATA_ENCIPHERMENT) != 0;
}

static bool
fits(const struct kind *k, const char *serial, struct bytes secret)
{
	size_t serial_len = strnlen(serial, ESCROW_SERIAL_SIZE);

	return serial_len > 0 && serial_len < ESCROW_SERIAL_SIZE &&
	       secret.len >= k->len_min && secret.len <= k->len_max;
}

/* A secret of a carrier, as it is sealed. */
struct item {
	const struct kind *kind;
	const char *serial;
	struct bytes secret;
};

static enum err
seal(struct gm *gm, const struct sm2_public *to, const struct item *i,
    struct buf *b)
{
	AUTO_DONE(buf) plain = BUF(PLAIN_MAX);
	struct sm2_cipher cipher;
	size_t mark;

	if (!fits(i->kind, i->serial, i->secret))
		return ERR_FIELD_INVALID;
	mark = der_open(&plain, DER_SEQUENCE);
	der_put_printable(&plain, i->kind->type);
	der_put_printable(&plain, i->serial);
	der_put_octets(&plain, i->secret);
	der_close(&plain, mark);
	TRY(buf_status(&plain));
	TRY(sm2_encrypt(gm, to, buf_bytes(&plain), &cipher));
	sm2_cipher_encode(b, &cipher);
	return buf_status(b);
}

enum err
escrow_seal_to(struct gm *gm, const struct sm2_public *to,
    const char *carrier_serial, struct bytes pin, struct buf *b)
{
	return seal(gm, to, &(struct item){&admin_pin, carrier_serial, pin}, b);
}

enum err
escrow_seal(struct gm *gm, const struct cert *key_centre,
    const char *carrier_serial, struct bytes pin, struct buf *b)
{
	if (!is_key_centre(key_centre))
		return ERR_CERT_USAGE;
	return escrow_seal_to(gm, &key_centre->key, carrier_serial, pin, b);
}

enum err
escrow_seal_device_key(struct gm *gm, const struct cert *key_centre,
    const char *carrier_serial, struct bytes key, struct buf *b)
{
	if (!is_key_centre(key_centre))
		return ERR_CERT_USAGE;
	return seal(gm, &key_centre->key,
	    &(struct item){&device_key, carrier_serial, key}, b);
}

static enum err
parse(const struct kind *k, struct bytes der, char serial[ESCROW_SERIAL_SIZE],
    struct bytes *ret_secret)
{
	struct der outer = der_of(der), d;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, k->type));
	TRY(syntax_text(&d, DER_PRINTABLE_STRING, serial, ESCROW_SERIAL_SIZE));
	TRY(der_octets(&d, ret_secret));
	if (!fits(k, serial, *ret_secret))
		return ERR_DER_SYNTAX;
	return der_end(&d);
}

/* A sealed secret, and the key that opens it. */
struct opening {
	const struct kind *kind;
	struct sm2_key *key;
	struct bytes sealed;
};

static enum err
open_sealed(struct gm *gm, const struct opening *o,
    char ret_serial[ESCROW_SERIAL_SIZE], struct secret **ret_secret)
{
	AUTO(secret) plain = NULL;
	char serial[ESCROW_SERIAL_SIZE] = "";
	struct sm2_cipher cipher;
	struct bytes secret;

	if (o->sealed.len > ESCROW_DER_MAX)
		return ERR_ENVELOPE_SYNTAX;
	TRY(sm2_cipher_parse(o->sealed, &cipher));
	TRY(sm2_decrypt(gm, o->key, &cipher, &plain));
	TRY(syntax_as(parse(o->kind, secret_bytes(plain), serial, &secret),
	    ERR_ENVELOPE_SYNTAX));
	TRY(secret_copy(secret, ret_secret));
	memcpy(ret_serial, serial, sizeof(serial));
	return ERR_OK;
}

enum err
escrow_open(struct gm *gm, struct sm2_key *key_centre, struct bytes sealed,
    char ret_serial[ESCROW_SERIAL_SIZE], struct secret **ret_pin)
{
	return open_sealed(gm,
	    &(struct opening){&admin_pin, key_centre, sealed}, ret_serial,
	    ret_pin);
}

enum err
escrow_open_device_key(struct gm *gm, struct sm2_key *key_centre,
    struct bytes sealed, char ret_serial[ESCROW_SERIAL_SIZE],
    struct secret **ret_key)
{
	return open_sealed(gm,
	    &(struct opening){&device_key, key_centre, sealed}, ret_serial,
	    ret_key);
}
