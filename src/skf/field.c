/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/field.h"

#include <string.h>

#define PAD_LEN (SKF_FIELD_LEN - SM2_LEN)

static bool
all_zero(const uint8_t *p, size_t len)
{
	uint8_t any = 0;

	for (size_t i = 0; i < len; i++)
		any |= p[i];
	return any == 0;
}

void
skf_field_read(const uint8_t field[SKF_FIELD_LEN], uint8_t out[SM2_LEN])
{
	bool at_start =
	    !all_zero(field, SM2_LEN) && all_zero(field + SM2_LEN, PAD_LEN);

	memcpy(out, at_start ? field : field + PAD_LEN, SM2_LEN);
}

void
skf_field_write(uint8_t field[SKF_FIELD_LEN], const uint8_t in[SM2_LEN])
{
	memset(field, 0, PAD_LEN);
	memcpy(field + PAD_LEN, in, SM2_LEN);
}
