/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A carrier's admin PIN on its way to the key centre:
 *
 *	Escrow ::= SEQUENCE {
 *	  type   PrintableString "admin-pin-v1",
 *	  serial PrintableString,        -- the carrier's serial number
 *	  pin    OCTET STRING }
 *
 * encrypted to the key centre's certificate as a DER SM2Cipher (envelope.h).
 */
#ifndef PKI_ESCROW_H
#define PKI_ESCROW_H

#include "pki/cert.h"

#define ESCROW_DER_MAX 512 /* octets, sealed */
#define ESCROW_PIN_MAX 64  /* octets */
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

/* ENVELOPE_SYNTAX; ENVELOPE_KEY if it is for another key or was changed. */
MUST_USE enum err escrow_open(struct gm *gm, struct sm2_key *key_centre,
    struct bytes sealed, char ret_serial[ESCROW_SERIAL_SIZE],
    struct secret **ret_pin);

#endif
