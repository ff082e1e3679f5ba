/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificate requests: PKCS#10 (RFC 2986) as GM/T 0092 clause 6 writes it for
 * SM2: version 0, attributes [0] present, algorithm 1.2.156.10197.1.501
 * without parameters.
 */
#ifndef PKI_CSR_H
#define PKI_CSR_H

#include "pki/cert.h"

#define CSR_DER_MAX 4096 /* octets */
#define CSR_ATTRIBUTES_MAX 8

struct csr {
	struct bytes der, info; /* borrowed */
	struct bytes subject;	/* name, DER */
	struct sm2_public key;
	struct sm2_signature signature;
};

/* Make one for the signer's key, signed by it; added to b. What the signer
 * returns; buf_status of b. */
MUST_USE enum err csr_make(struct gm *gm, const struct name *subject,
    const struct signer *signer, struct buf *b);

/* Read the whole of der; at most CSR_ATTRIBUTES_MAX attributes, passed over.
 * CSR_SYNTAX, CERT_ALGORITHM. */
MUST_USE enum err csr_parse(struct bytes der, struct csr *ret_csr);

/* Its own signature: proof that the key is there. CSR_SIGNATURE. */
MUST_USE enum err csr_verify(struct gm *gm, const struct csr *csr);

#endif
