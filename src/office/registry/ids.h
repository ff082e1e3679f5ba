/* SPDX-License-Identifier: Apache-2.0 */
/* Ids as text: lower-case hexadecimal digits. */
#ifndef OFFICE_IDS_H
#define OFFICE_IDS_H

#include "base/random.h"

/* The digits of data and a NUL: out has 2 * data.len + 1 octets. */
void ids_hex(struct bytes data, char *out);

#define IDS_RANDOM_SIZE 33
/* A new id of 128 random bits. NO_RANDOM. */
MUST_USE enum err ids_random(struct random r, char out[IDS_RANDOM_SIZE]);

#endif
