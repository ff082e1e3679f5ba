/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How an encryption private key travels to its holder (GB/T 35276 7.4):
 *
 *	SM2EnvelopedKey ::= SEQUENCE {
 *	  symAlgID                AlgorithmIdentifier,  -- SM4-ECB
 *	  symEncryptedKey         SM2Cipher,            -- to the signing key
 *	  sm2PublicKey            BIT STRING,
 *	  sm2EncryptedPrivateKey  BIT STRING }          -- 32 octets
 *	SM2Cipher ::= SEQUENCE { x INTEGER, y INTEGER,
 *	  hash OCTET STRING (SIZE (32)), ciphertext OCTET STRING }
 *
 * and the CA's answer around it (GM/T 0092 clause 8):
 *
 *	CSRResponse ::= SEQUENCE {
 *	  signCertificate      CertificateSet,
 *	  encryptedPrivateKey  [0] SM2EnvelopedKey OPTIONAL,
 *	  encryptCertificate   [1] CertificateSet OPTIONAL }
 *	CertificateSet ::= SET OF Certificate
 */
#ifndef PKI_ENVELOPE_H
#define PKI_ENVELOPE_H

#include "pki/cert.h"

struct envelope {
	struct sm2_cipher key;	       /* of a 16-octet SM4 key */
	struct sm2_public public;      /* of the key inside */
	uint8_t private[64];	       /* SM4-ECB of the scalar */
	size_t private_len;	       /* 32 or, as some write it, 64 */
};

void sm2_cipher_encode(struct buf *b, const struct sm2_cipher *c);
/* The whole of der. ENVELOPE_SYNTAX. */
MUST_USE enum err sm2_cipher_parse(
    struct bytes der, struct sm2_cipher *ret_c);

void envelope_encode(struct buf *b, const struct envelope *e);
/* The whole of der. ENVELOPE_SYNTAX. */
MUST_USE enum err envelope_parse(struct bytes der, struct envelope *ret_e);

/* Wrap key (scalar d) for the holder of to. CRYPTO. */
MUST_USE enum err envelope_seal(struct gm *gm, const struct sm2_key *key,
    const struct sm2_public *to, struct envelope *ret_e);

/* Unwrap with the signing key; the result fits e->public. ENVELOPE_KEY. */
MUST_USE enum err envelope_open(struct gm *gm, const struct envelope *e,
    struct sm2_key *with, struct sm2_key **ret_key);

struct answer {
	struct bytes sign, encrypt; /* certificates, DER; borrowed */
	struct bytes envelope;	    /* SM2EnvelopedKey, DER; borrowed */
};

void answer_encode(struct buf *b, const struct answer *a);
/* The whole of der: one certificate in each set. ENVELOPE_SYNTAX. */
MUST_USE enum err answer_parse(struct bytes der, struct answer *ret_a);

#endif
