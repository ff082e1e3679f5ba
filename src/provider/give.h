/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What callers hand in and get back through the standard's interface.
 */
#ifndef PROVIDER_GIVE_H
#define PROVIDER_GIVE_H

#include "base/bytes.h"
#include "gm/sm2.h"
#include "skf/sar.h"
#include "skf/skf.h"

/*
 * The length rule (A buffer and *len; without a buffer just the length).
 * SAR_INVALIDPARAMERR without len, SAR_BUFFER_TOO_SMALL.
 */
MUST_USE uint32_t give_octets(struct bytes data, BYTE *out, ULONG *len);

#define NAMES_MAX 65536 /* octets of all names of a list */

/* Names, each with a NUL, as a list: one more NUL at the end, two if empty. */
MUST_USE uint32_t give_names(struct buf *names, LPSTR out, ULONG *len);

/* A text of 1 to max octets. SAR_INVALIDPARAMERR for none,
 * SAR_NAMELENERR. Borrowed. */
MUST_USE uint32_t take_text(LPSTR in, size_t max, const char **ret_s);

/* The name of a thing in a device: the same, and plain (text_is_plain). */
MUST_USE uint32_t take_name(LPSTR in, size_t max, const char **ret_s);

/* A PIN of the back end's lengths. SAR_INVALIDPARAMERR,
 * SAR_PIN_LEN_RANGE. */
MUST_USE uint32_t take_pin(LPSTR in, struct bytes *ret_pin);

/* Octets; none may be NULL. SAR_INVALIDPARAMERR. */
MUST_USE uint32_t take_octets(const BYTE *in, ULONG len, struct bytes *ret_b);

/* SM2 values in the structures of the standard. SAR_INVALIDPARAMERR for no
 * blob, SAR_INDATAERR for other than 256 bits. */
MUST_USE uint32_t take_public(
    const ECCPUBLICKEYBLOB *in, struct sm2_public *ret_p);
void give_public(const struct sm2_public *p, ECCPUBLICKEYBLOB *out);
MUST_USE uint32_t take_signature(
    const ECCSIGNATUREBLOB *in, struct sm2_signature *ret_sig);
void give_signature(const struct sm2_signature *sig, ECCSIGNATUREBLOB *out);

/* in is read as far as its CipherLen says. SAR_INDATALENERR. */
MUST_USE uint32_t take_cipher(
    const ECCCIPHERBLOB *in, struct sm2_cipher *ret_c);
/* Writes offsetof(Cipher) + c->len octets and not one more. */
void give_cipher(const struct sm2_cipher *c, ECCCIPHERBLOB *out);

#endif
