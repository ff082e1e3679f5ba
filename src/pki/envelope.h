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
 */
#ifndef PKI_ENVELOPE_H
#define PKI_ENVELOPE_H

#include "asn1/der.h"
#include "gm/sm2.h"
#include "pki/answer.h"

#define ENVELOPE_DER_MAX 2048 /* octets */

struct envelope {
	struct sm2_cipher key;	  /* of a 16-octet SM4 key */
	struct sm2_public public; /* of the key inside */
	uint8_t private[64];	  /* SM4-ECB of the scalar */
	size_t private_len;	  /* 32 or, as some write it, 64 */
};

void sm2_cipher_encode(struct buf *b, const struct sm2_cipher *c);
/* The whole of der. ENVELOPE_SYNTAX. */
MUST_USE enum err sm2_cipher_parse(struct bytes der, struct sm2_cipher *ret_c);

void envelope_encode(struct buf *b, const struct envelope *e);
/* The whole of der, under its own tag or [0] (see answer.h); SM4 may be named
 * with or without its mode. ENVELOPE_SYNTAX. */
MUST_USE enum err envelope_parse(struct bytes der, struct envelope *ret_e);

/* Wrap key (scalar d) for the holder of to. CRYPTO, NO_RANDOM;
 * CERT_ALGORITHM if to is off the curve. */
MUST_USE enum err envelope_seal(struct gm *gm, const struct sm2_key *key,
    const struct sm2_public *to, struct envelope *ret_e);

/* Unwrap with the signing key; the result fits e->public. Of 64 octets the
 * key is the half that fits. ENVELOPE_KEY. */
MUST_USE enum err envelope_open(struct gm *gm, const struct envelope *e,
    struct sm2_key *with, struct sm2_key **ret_key);

#endif
