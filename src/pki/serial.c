/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/serial.h"

#include <string.h>

#include "base/text.h"

#define RANDOM_OCTETS 16

/* Serials that name their partition: see the header. */
#define PARTITION_OCTETS 3
#define PARTITION_BASE 0x400000u
#define PARTITIONED_LEN (PARTITION_OCTETS + RANDOM_OCTETS)
_Static_assert(PARTITIONED_LEN == CERT_SERIAL_MAX - 1, "as the header says");

/* Drop leading zeros. False for zero, and for what would take 21 octets with
 * the sign octet that a set top bit needs. */
static bool
serial_of(struct bytes octets, struct cert_serial *ret_s)
{
	struct cert_serial s = {0};

	while (octets.len > 0 && octets.p[0] == 0) {
		octets.p++;
		octets.len--;
	}
	if (octets.len == 0 || octets.len > CERT_SERIAL_MAX ||
	    (octets.len == CERT_SERIAL_MAX && (octets.p[0] & 0x80) != 0))
		return false;
	memcpy(s.octets, octets.p, octets.len);
	s.len = octets.len;
	*ret_s = s;
	return true;
}

bool
cert_serial_equal(const struct cert_serial *a, const struct cert_serial *b)
{
	return bytes_equal(BYTES(a->octets, a->len), BYTES(b->octets, b->len));
}

void
cert_serial_text(const struct cert_serial *s, char out[CERT_SERIAL_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < s->len; i++) {
		*out++ = digits[s->octets[i] >> 4];
		*out++ = digits[s->octets[i] & 15];
	}
	*out = '\0';
}

enum err
cert_serial_parse(const char *hex, struct cert_serial *ret_s)
{
	uint8_t octets[CERT_SERIAL_MAX];
	size_t len;

	TRY(text_unhex(bytes_str(hex), octets, sizeof(octets), &len));
	return serial_of(BYTES(octets, len), ret_s) ? ERR_OK : ERR_BAD_TEXT;
}

/* Zero comes once in 2^127: then the source is broken. */
static enum err
fill(struct random r, uint8_t octets[RANDOM_OCTETS])
{
	static const uint8_t zero[RANDOM_OCTETS];

	TRY(random_fill(r, octets, RANDOM_OCTETS));
	return memcmp(octets, zero, RANDOM_OCTETS) == 0 ? ERR_NO_RANDOM
							: ERR_OK;
}

enum err
cert_serial_random(struct random r, struct cert_serial *ret_s)
{
	uint8_t octets[RANDOM_OCTETS];

	TRY(fill(r, octets));
	octets[0] &= 0x7f;
	return serial_of(BYTES_ARRAY(octets), ret_s) ? ERR_OK : ERR_NO_RANDOM;
}

enum err
cert_serial_in_partition(
    struct random r, uint32_t partition, struct cert_serial *ret_s)
{
	struct cert_serial s = {.len = PARTITIONED_LEN};
	uint32_t head = PARTITION_BASE + partition;

	if (partition > CERT_PARTITION_MAX)
		return ERR_TOO_LARGE;
	s.octets[0] = (uint8_t)(head >> 16);
	s.octets[1] = (uint8_t)(head >> 8);
	s.octets[2] = (uint8_t)head;
	TRY(fill(r, s.octets + PARTITION_OCTETS));
	*ret_s = s;
	return ERR_OK;
}

uint32_t
cert_serial_partition(const struct cert_serial *s)
{
	uint32_t head = (uint32_t)s->octets[0] << 16 |
			(uint32_t)s->octets[1] << 8 | s->octets[2];

	if (s->len != PARTITIONED_LEN || head < PARTITION_BASE ||
	    head - PARTITION_BASE > CERT_PARTITION_MAX)
		return 0;
	return head - PARTITION_BASE;
}

void
cert_serial_encode(struct buf *b, const struct cert_serial *s)
{
	der_put_unsigned(b, BYTES(s->octets, s->len));
}

enum err
cert_serial_read(struct der *d, struct cert_serial *ret_s)
{
	struct bytes octets;

	if (der_unsigned(d, CERT_SERIAL_MAX, &octets) != ERR_OK ||
	    !serial_of(octets, ret_s))
		return ERR_DER_SYNTAX;
	return ERR_OK;
}
