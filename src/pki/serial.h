/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificate serial numbers: positive, at most 20 octets as a DER INTEGER's
 * content (RFC 5280 4.1.2.2).
 */
#ifndef PKI_SERIAL_H
#define PKI_SERIAL_H

#include "asn1/der.h"
#include "base/random.h"

#define CERT_SERIAL_MAX 20 /* octets */

struct cert_serial {
	uint8_t octets[CERT_SERIAL_MAX]; /* without leading zeros */
	size_t len;
};

bool cert_serial_equal(
    const struct cert_serial *a, const struct cert_serial *b);

/* Lower-case hexadecimal. */
#define CERT_SERIAL_TEXT_SIZE (2 * CERT_SERIAL_MAX + 1)
void cert_serial_text(
    const struct cert_serial *s, char out[CERT_SERIAL_TEXT_SIZE]);

/* Hexadecimal of either case; leading zeros carry no meaning. BAD_TEXT. */
MUST_USE enum err cert_serial_parse(const char *hex, struct cert_serial *ret_s);

/* 16 random octets, positive: 127 bits of entropy. NO_RANDOM. */
MUST_USE enum err cert_serial_random(
    struct random r, struct cert_serial *ret_s);

/*
 * Revocation lists are partitioned by serial number, so that no list outgrows
 * what a relying party likes to fetch: a serial of CERT_SERIAL_MAX - 1 octets
 * is 40 00 00 + partition (3 octets, big-endian) and 16 random octets. All
 * others are of partition 0. NO_RANDOM; TOO_LARGE beyond the last partition.
 */
#define CERT_PARTITION_MAX 0x3fffff
MUST_USE enum err cert_serial_in_partition(
    struct random r, uint32_t partition, struct cert_serial *ret_s);
uint32_t cert_serial_partition(const struct cert_serial *s);

/* As an INTEGER. DER_SYNTAX for what is not positive or too long. */
void cert_serial_encode(struct buf *b, const struct cert_serial *s);
MUST_USE enum err cert_serial_read(struct der *d, struct cert_serial *ret_s);

#endif
