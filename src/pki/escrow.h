/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A carrier's admin PIN, or device key, on its way to the key centre:
 *
 *	Escrow ::= SEQUENCE {
 *	  type   PrintableString,        -- "admin-pin-v1", "device-key-v1"
 *	  serial PrintableString,        -- the carrier's serial number
 *	  secret OCTET STRING }          -- the PIN; the key, 16 octets
 *
 * encrypted to the key centre's certificate as a DER SM2Cipher (envelope.h).
 */
#ifndef PKI_ESCROW_H
#define PKI_ESCROW_H

#include "pki/cert.h"

#define ESCROW_DER_MAX 512 /* octets, sealed */
#define ESCROW_PIN_MAX 64  /* octets */
#define ESCROW_DEVICE_KEY_LEN 16
#define ESCROW_SERIAL_SIZE 33

/*
 * Seal a PIN of 1 to ESCROW_PIN_MAX octets; the SM2Cipher is added to b.
 * CERT_USAGE if the certificate is not a key centre's; FIELD_INVALID for a
 * serial number or PIN that is empty or too long; BAD_TEXT for a serial number
 * that is no PrintableString.
 */
MUST_USE enum err escrow_seal(struct gm *gm, const struct cert *key_centre,
    const char *carrier_serial, struct bytes admin_pin, struct buf *b);

/* The same to any key: how the key centre releases a PIN. CERT_ALGORITHM if
 * the key is off the curve. */
MUST_USE enum err escrow_seal_to(struct gm *gm, const struct sm2_public *to,
    const char *carrier_serial, struct bytes admin_pin, struct buf *b);

/* Seal a carrier's device key, ESCROW_DEVICE_KEY_LEN octets: FIELD_INVALID for
 * any other length. Else as escrow_seal. */
MUST_USE enum err escrow_seal_device_key(struct gm *gm,
    const struct cert *key_centre, const char *carrier_serial,
    struct bytes device_key, struct buf *b);

/* An admin PIN. ENVELOPE_SYNTAX, also for a device key; ENVELOPE_KEY if it is
 * for another key or was changed. */
MUST_USE enum err escrow_open(struct gm *gm, struct sm2_key *key_centre,
    struct bytes sealed, char ret_serial[ESCROW_SERIAL_SIZE],
    struct secret **ret_pin);

/* The same for a device key, and nothing else. */
MUST_USE enum err escrow_open_device_key(struct gm *gm,
    struct sm2_key *key_centre, struct bytes sealed,
    char ret_serial[ESCROW_SERIAL_SIZE], struct secret **ret_key);

#endif
