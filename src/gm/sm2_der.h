/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/gm: the two DER structures that libcrypto speaks (GB/T 35276
 * 7.2, 7.3), to and from our plain structs. They are all the DER that src/gm
 * knows; what reads foreign octets is src/asn1, above it.
 *
 *	SM2Signature ::= SEQUENCE { r INTEGER, s INTEGER }
 *	SM2Cipher ::= SEQUENCE { x INTEGER, y INTEGER,
 *	  hash OCTET STRING (SIZE (32)), cipher OCTET STRING }
 */
#ifndef GM_SM2_DER_H
#define GM_SM2_DER_H

#include "gm/sm2.h"

#define SM2_SIGNATURE_DER_MAX 72		 /* octets */
#define SM2_CIPHER_DER_MAX (SM2_PLAIN_MAX + 112) /* octets */

/* Each returns how many octets it wrote to out. */
size_t sm2_signature_to_der(
    const struct sm2_signature *sig, uint8_t out[SM2_SIGNATURE_DER_MAX]);
size_t sm2_cipher_to_der(
    const struct sm2_cipher *c, uint8_t out[SM2_CIPHER_DER_MAX]);

/* The whole of der. CRYPTO. */
MUST_USE enum err sm2_signature_from_der(
    struct bytes der, struct sm2_signature *ret_sig);
MUST_USE enum err sm2_cipher_from_der(
    struct bytes der, struct sm2_cipher *ret_c);

#endif
