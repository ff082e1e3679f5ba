/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/token_order.h"

#include <string.h>

#include "asn1/der.h"

#define TYPE "office-token-order-v1"

static const char *const handovers[] = {
    [HANDOVER_INITIAL] = "initial", [HANDOVER_LETTER] = "letter"};

const char *
token_handover_name(enum token_handover h)
{
	return handovers[h];
}

enum token_handover
token_handover_find(const char *name)
{
	for (int i = 1; i <= HANDOVER_MAX; i++)
		if (strcmp(handovers[i], name) == 0)
			return (enum token_handover)i;
	return 0;
}

void
token_order_encode(struct buf *b, const struct token_order *o)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_printable(b, TYPE);
	der_put_enumerated(b, o->kind);
	der_put_printable(b, o->serial);
	der_put_utf8(b, o->label);
	der_put_enumerated(b, o->user_pin);
	der_put_octets(b, BYTES_ARRAY(o->admin_pin));
	der_put_octets(b, BYTES_ARRAY(o->device_key));
	der_close(b, mark);
}
