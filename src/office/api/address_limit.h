/* SPDX-License-Identifier: Apache-2.0 */
/* Limits on what costs the office much and wants no login. */
#ifndef OFFICE_ADDRESS_LIMIT_H
#define OFFICE_ADDRESS_LIMIT_H

#include "office/http/request.h"

/*
 * Count one more of that kind ("ocsp:address") for whoever asks, in a write of
 * its own. TOO_MANY_TRIES beyond limit of them within the office's
 * tries_window_s; the store's errors.
 */
MUST_USE enum err address_limit_spend(
    struct request *rq, const char *kind, int64_t limit);

#endif
