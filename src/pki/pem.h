/* SPDX-License-Identifier: Apache-2.0 */
/* PEM (RFC 7468): DER as text between -----BEGIN and -----END lines. */
#ifndef PKI_PEM_H
#define PKI_PEM_H

#include "base/bytes.h"

/* Add a block; label is "CERTIFICATE", "X509 CRL", "CERTIFICATE REQUEST". */
void pem_encode(struct buf *b, const char *label, struct bytes der);

/*
 * The first block with that label, decoded, added to der; other text around it
 * is passed over, lines may end in CR LF. CERT_SYNTAX if there is none or it
 * is not Base64; buf_status of der.
 */
MUST_USE enum err pem_decode(
    struct bytes text, const char *label, struct buf *der);

#endif
