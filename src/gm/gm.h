/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Chinese commercial ciphers, on OpenSSL 3's libcrypto. This folder is the
 * only one that includes <openssl/…>; its headers show none of it.
 *
 * A struct gm holds what libcrypto fetches once (algorithms, contexts, the
 * curve), so that no call looks anything up again. One thread at a time uses a
 * gm and the keys made with it; a program makes one for each thread. A key may
 * outlive the gm it was made with, but is used with one of the same thread.
 *
 * Every function here can fail with CRYPTO (libcrypto refused) and NOMEM
 * besides what is written at it.
 */
#ifndef GM_GM_H
#define GM_GM_H

#include "base/secret.h"

struct gm;

MUST_USE enum err gm_new(struct gm **ret_gm);
void gm_free(struct gm *gm); /* gm may be NULL */
DEFINE_AUTO(gm)

/* libcrypto's random octets, for keys, IVs, serial numbers. NO_RANDOM. */
MUST_USE enum err gm_random(struct gm *gm, void *out, size_t len);

/* The version of the libcrypto that is loaded, "3.0.15"; borrowed for good. */
const char *gm_library_version(void);

#endif
