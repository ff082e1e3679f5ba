/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A holder's key of an old CA, in a PKCS#12 file (RFC 7292; .p12, .pfx): an
 * RSA or SM2 private key and the certificate that belongs to it. It is read to
 * sign with it while its holder moves to new certificates, and for nothing
 * else; none is ever written.
 *
 * The file may be as other programs wrote it years ago: BER, RC2-40 and 3DES
 * included, where libcrypto has its provider of old ciphers.
 */
#ifndef GM_PKCS12_H
#define GM_PKCS12_H

#include "gm/gm.h"

#define PKCS12_FILE_MAX 65536	  /* octets of a file */
#define PKCS12_SIGNATURE_MAX 1024 /* octets that pkcs12_sign adds at most */

struct pkcs12;

/*
 * The whole of the file, opened with its password (UTF-8). PIN_WRONG; KEYFILE
 * if it is no such file, or has no key with its certificate; CERT_ALGORITHM if
 * the key is neither SM2 nor RSA of a length that rsa.h takes.
 */
MUST_USE enum err pkcs12_open(struct gm *gm, struct bytes file,
    struct bytes password, struct pkcs12 **ret_k);

/* DER, borrowed. */
struct bytes pkcs12_certificate(const struct pkcs12 *k);

/* Sign a message and add the signature: RSASSA-PKCS1-v1_5 with SHA-256, or a
 * DER SM2Signature with the default ID. buf_status of b. */
MUST_USE enum err pkcs12_sign(
    struct gm *gm, struct pkcs12 *k, struct bytes message, struct buf *b);

void pkcs12_free(struct pkcs12 *k);
DEFINE_AUTO(pkcs12)

#endif
