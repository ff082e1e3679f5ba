/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The 64-octet fields of GM/T 0016's structures with the 32 octets of SM2 in
 * them: at the end, after zeros. Some makers have them at the start; that is
 * understood too, never written.
 */
#ifndef SKF_FIELD_H
#define SKF_FIELD_H

#include "gm/sm2.h"

#define SKF_FIELD_LEN 64

void skf_field_read(const uint8_t field[SKF_FIELD_LEN], uint8_t out[SM2_LEN]);
void skf_field_write(uint8_t field[SKF_FIELD_LEN], const uint8_t in[SM2_LEN]);

#endif
