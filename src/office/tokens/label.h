/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Labels of keys, which a running number may stand in: a run of "#" is
 * replaced by a number of as many digits, "TM-####" by "TM-0017".
 */
#ifndef OFFICE_LABEL_H
#define OFFICE_LABEL_H

#include "office/registry/token_row.h"

#define LABEL_MAX 31 /* octets of UTF-8 (GM/T 0016 7.1.8) */
#define LABEL_DIGITS_MAX 9

/* The label as it was given: 1 to LABEL_MAX octets of plain text,
 * one run of at most LABEL_DIGITS_MAX "#" at most. BAD_TEXT. */
MUST_USE enum err label_check(const char *pattern);

/* The label with that number. BAD_TEXT; BAD_NUMBER if its digits are too many
 * for the run. A label without a run is the same for all numbers. */
MUST_USE enum err label_make(
    const char *pattern, uint64_t number, char ret_label[TOKEN_LABEL_SIZE]);

#endif
