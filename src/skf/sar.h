/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The error codes of GM/T 0016 annex A and ours, each as the other: one table.
 */
#ifndef SKF_SAR_H
#define SKF_SAR_H

#include <stdint.h>

#include "base/err.h"

/* Leave a function of that kind with the code of a call that failed: what TRY
 * is to enum err. */
#define SAR_TRY(call)                   \
	do {                            \
		uint32_t sar_ = (call); \
		if (sar_ != 0)          \
			return sar_;    \
	} while (0)

/* The same for a call that answers with an error of ours. */
#define SAR_TRY_ERR(call) SAR_TRY(sar_from_err(call))

/* What a SAR_ code means to us; TOKEN_FAILED for one that is not known. */
enum err sar_to_err(uint32_t sar);

/* The SAR_ code that says it best; SAR_FAIL for what has none. */
uint32_t sar_from_err(enum err e);

/* "SAR_PIN_INCORRECT", or "SAR_?"; for messages to developers. */
const char *sar_name(uint32_t sar);

#endif
