/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/oid.h"

#include <string.h>

#define ARC_DIGITS_MAX 39 /* decimal digits of 2^128 - 1 */

static const struct {
	struct bytes octets;
	const char *dotted;
} table[] = {
#define O(name, dotted, octets) \
	[OID_##name] = {        \
	    {(const uint8_t *)(octets), sizeof(octets) - 1}, dotted},
#include "asn1/oid.def"
#undef O
};

struct bytes
oid_octets(enum oid o)
{
	return table[o].octets;
}

const char *
oid_dotted(enum oid o)
{
	return table[o].dotted;
}

enum oid
oid_find(struct bytes octets)
{
	for (size_t i = 0; i < OID_COUNT; i++) {
		if (bytes_equal(table[i].octets, octets))
			return (enum oid)i;
	}
	return OID_COUNT;
}

/* One number of an identifier: decimal digits, the least significant first. */
struct arc {
	uint8_t digits[ARC_DIGITS_MAX];
	size_t len;
};

/* arc = 128 * arc + add; false if that has too many digits. */
static bool
arc_push(struct arc *a, unsigned add)
{
	unsigned carry = add;

	for (size_t i = 0; i < a->len; i++) {
		carry += a->digits[i] * 128U;
		a->digits[i] = (uint8_t)(carry % 10);
		carry /= 10;
	}
	for (; carry != 0; carry /= 10) {
		if (a->len == ARC_DIGITS_MAX)
			return false;
		a->digits[a->len++] = (uint8_t)(carry % 10);
	}
	return true;
}

/* Take tens * 10 away from an arc that is at least as large. */
static void
arc_take_tens(struct arc *a, unsigned tens)
{
	unsigned borrow = tens;

	for (size_t i = 1; i < a->len && borrow != 0; i++) {
		bool less = a->digits[i] < borrow;

		a->digits[i] =
		    (uint8_t)(a->digits[i] + (less ? 10U : 0U) - borrow);
		borrow = less ? 1 : 0;
	}
	while (a->len > 0 && a->digits[a->len - 1] == 0)
		a->len--;
}

/* Read one base-128 number off the front of rest. */
static bool
take_arc(struct bytes *rest, struct arc *a)
{
	bool more = true;

	*a = (struct arc){.len = 0};
	if (rest->p[0] == 0x80) /* padded */
		return false;
	while (more) {
		if (rest->len == 0 || !arc_push(a, rest->p[0] & 0x7fU))
			return false;
		more = (rest->p[0] & 0x80) != 0;
		rest->p++;
		rest->len--;
	}
	return true;
}

struct text {
	char *p;
	size_t room; /* with the NUL */
};

static bool
text_put(struct text *t, char c)
{
	if (t->room < 2)
		return false;
	*t->p++ = c;
	*t->p = '\0';
	t->room--;
	return true;
}

static bool
put_arc(struct text *t, const struct arc *a)
{
	if (a->len == 0)
		return text_put(t, '0');
	for (size_t i = a->len; i > 0; i--) {
		if (!text_put(t, (char)('0' + a->digits[i - 1])))
			return false;
	}
	return true;
}

/* The first number holds two arcs: 40 * first + second (X.690 8.19.4). */
static bool
put_first_arcs(struct text *t, struct arc *a)
{
	unsigned tens = a->len > 1 ? a->digits[1] : 0;
	char first = '2';

	if (a->len < 3 && tens < 8) {
		first = tens < 4 ? '0' : '1';
		arc_take_tens(a, tens < 4 ? 0 : 4);
	} else {
		arc_take_tens(a, 8);
	}
	return text_put(t, first) && text_put(t, '.') && put_arc(t, a);
}

static bool
put_arcs(struct text *t, struct bytes rest)
{
	struct arc a;

	if (rest.len == 0 || !take_arc(&rest, &a) || !put_first_arcs(t, &a))
		return false;
	while (rest.len != 0) {
		if (!take_arc(&rest, &a) || !text_put(t, '.') ||
		    !put_arc(t, &a))
			return false;
	}
	return true;
}

void
oid_text(struct bytes octets, char out[OID_TEXT_SIZE])
{
	struct text t = {out, OID_TEXT_SIZE};

	if (!put_arcs(&t, octets))
		memcpy(out, "?", sizeof("?"));
}
