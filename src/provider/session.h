/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Symmetric keys of sessions: what the files of GM/T 0016 7.6 share.
 */
#ifndef PROVIDER_SESSION_H
#define PROVIDER_SESSION_H

#include "provider/stream.h"

/* Is it a cipher we have? SAR_NOTSUPPORTYETERR. */
MUST_USE uint32_t session_algorithm_check(ULONG algorithm);

/*
 * A handle for a key; algorithm was checked. The key is taken, also on failure.
 * SAR_INDATALENERR.
 */
MUST_USE uint32_t session_key_add(struct entry *e, ULONG algorithm,
    struct back_session_key *key, HANDLE *ret_h);

/* The key of a handle, borrowed. SAR_INVALIDHANDLEERR. */
MUST_USE uint32_t session_key_material(
    struct entry *e, HANDLE h, struct material **ret_m);

#endif
