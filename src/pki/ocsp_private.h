/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/pki/ocsp*: what requests and responses share. */
#ifndef PKI_OCSP_PRIVATE_H
#define PKI_OCSP_PRIVATE_H

#include "pki/extension.h"
#include "pki/ocsp.h"

/* A CertID. DER_SYNTAX, DER_TOO_LARGE, OCSP_SYNTAX. */
MUST_USE enum err ocsp_cert_id_read(struct der *d, struct ocsp_cert_id *ret_id);
void ocsp_cert_id_put(struct buf *b, const struct ocsp_cert_id *id);

/* An AlgorithmIdentifier with NULL parameters, as RFC 4055 2.1 has it. */
void ocsp_hash_put(struct buf *b, enum hash h);

/* The id of one of the issuer's certificates, hashed as algorithm says. */
MUST_USE enum err ocsp_cert_id_of(const struct ocsp_issuer *issuer,
    struct bytes algorithm, const struct cert_serial *serial,
    struct ocsp_cert_id *ret_id);

/* Extensions, of which only a nonce means anything: *ret_nonce is untouched
 * if there is none. DER_SYNTAX, also for other critical ones. */
MUST_USE enum err ocsp_nonce_read(struct der *d, struct bytes *ret_nonce);

/* [number] Extensions with the nonce alone; nothing if it is empty. */
void ocsp_nonce_put(struct buf *b, int number, struct bytes nonce);

#endif
