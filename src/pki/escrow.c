/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/escrow.h"

#include <string.h>

#include "pki/envelope.h"
#include "pki/syntax.h"

#define TYPE "admin-pin-v1"
#define PLAIN_MAX 160 /* octets */

static bool
is_key_centre(const struct cert *c)
{
	return cert_has_eku(c, OID_SERVICE_KEY_CENTRE) &&
	       (c->key_usage & CERT_KU_DATA_ENCIPHERMENT) != 0;
}

enum err
escrow_seal_to(struct gm *gm, const struct sm2_public *to,
    const char *carrier_serial, struct bytes admin_pin, struct buf *b)
{
	size_t serial_len = strnlen(carrier_serial, ESCROW_SERIAL_SIZE);
	AUTO_DONE(buf) plain = BUF(PLAIN_MAX);
	struct sm2_cipher cipher;
	size_t mark;

	if (serial_len == 0 || serial_len == ESCROW_SERIAL_SIZE ||
	    admin_pin.len == 0 || admin_pin.len > ESCROW_PIN_MAX)
		return ERR_FIELD_INVALID;
	mark = der_open(&plain, DER_SEQUENCE);
	der_put_printable(&plain, TYPE);
	der_put_printable(&plain, carrier_serial);
	der_put_octets(&plain, admin_pin);
	der_close(&plain, mark);
	TRY(buf_status(&plain));
	TRY(sm2_encrypt(gm, to, buf_bytes(&plain), &cipher));
	sm2_cipher_encode(b, &cipher);
	return buf_status(b);
}

enum err
escrow_seal(struct gm *gm, const struct cert *key_centre,
    const char *carrier_serial, struct bytes admin_pin, struct buf *b)
{
	if (!is_key_centre(key_centre))
		return ERR_CERT_USAGE;
	return escrow_seal_to(
	    gm, &key_centre->key, carrier_serial, admin_pin, b);
}

static enum err
parse(struct bytes der, char serial[ESCROW_SERIAL_SIZE], struct bytes *ret_pin)
{
	struct der outer = der_of(der), d;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, TYPE));
	TRY(syntax_text(&d, DER_PRINTABLE_STRING, serial, ESCROW_SERIAL_SIZE));
	TRY(der_octets(&d, ret_pin));
	if (*serial == '\0' || ret_pin->len == 0 ||
	    ret_pin->len > ESCROW_PIN_MAX)
		return ERR_DER_SYNTAX;
	return der_end(&d);
}

enum err
escrow_open(struct gm *gm, struct sm2_key *key_centre, struct bytes sealed,
    char ret_serial[ESCROW_SERIAL_SIZE], struct secret **ret_pin)
{
	AUTO(secret) plain = NULL;
	char serial[ESCROW_SERIAL_SIZE] = "";
	struct sm2_cipher cipher;
	struct bytes pin;

	if (sealed.len > ESCROW_DER_MAX)
		return ERR_ENVELOPE_SYNTAX;
	TRY(sm2_cipher_parse(sealed, &cipher));
	TRY(sm2_decrypt(gm, key_centre, &cipher, &plain));
	TRY(syntax_as(
	    parse(secret_bytes(plain), serial, &pin), ERR_ENVELOPE_SYNTAX));
	TRY(secret_copy(pin, ret_pin));
	memcpy(ret_serial, serial, sizeof(serial));
	return ERR_OK;
}
