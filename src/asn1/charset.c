/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "asn1/element.h"

static bool
is_printable_char(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr(" '()+,-./:=?", c) != NULL);
}

bool
der_is_printable(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_printable_char(text.p[i]))
			return false;
	}
	return true;
}

bool
der_is_ia5(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] < 0x20 || text.p[i] > 0x7e)
			return false;
	}
	return true;
}
