/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The token file, version 1; docs/token-file.md describes it. Outside, which
 * every version keeps:
 *
 *	TokenFile ::= SEQUENCE {
 *	  magic    UTF8String ("CERT-ASSISTANT-TOKEN"),
 *	  version  INTEGER,
 *	  binding  SEQUENCE { kind ENUMERATED, id OCTET STRING (SIZE (16)) },
 *	  body     OCTET STRING,
 *	  digest   OCTET STRING (SIZE (32)),  -- SM3 of all before it
 *	  mac      OCTET STRING (SIZE (32)) } -- HMAC-SM3 of all before digest
 *
 * digest finds damage without any key, so that damage is never taken for
 * another computer's file; mac finds whoever changed it on purpose.
 */
#ifndef SOFTTOKEN_TOKEN_FILE_H
#define SOFTTOKEN_TOKEN_FILE_H

#include "softtoken/model.h"

#define TOKEN_FILE_MAGIC "CERT-ASSISTANT-TOKEN"
#define TOKEN_FILE_VERSION 1
#define TOKEN_FILE_MAX (6 * 1024 * 1024) /* octets */
#define BINDING_ID_LEN 16

struct token_cover {
	uint32_t version, binding_kind;
	uint8_t binding_id[BINDING_ID_LEN];
	struct bytes signed_part; /* what digest and mac are made over */
	struct bytes body;	  /* DER, borrowed */
	uint8_t mac[SM3_LEN];
};

/*
 * Read the outside and check the digest; no key is needed. TOKEN_FOREIGN for
 * what does not begin like a token file, TOKEN_DAMAGED for what does and is
 * cut or changed, TOKEN_VERSION for a whole file of a newer version.
 */
MUST_USE enum err token_cover_parse(
    struct gm *gm, struct bytes file, struct token_cover *ret_c);

/* Write a file around a body. key authenticates it. b's own; CRYPTO. */
struct token_seal {
	uint32_t binding_kind;
	const uint8_t *binding_id; /* BINDING_ID_LEN */
	struct bytes key;
};
MUST_USE enum err token_cover_encode(struct gm *gm,
    const struct token_seal *seal, struct bytes body, struct buf *b);

/* The mac, with the key of the binding. TOKEN_DAMAGED. */
MUST_USE enum err token_cover_verify(
    struct gm *gm, const struct token_cover *c, struct bytes key);

/* The body of version 1; the whole of der. TOKEN_DAMAGED, NOMEM. */
MUST_USE enum err token_body_parse(struct bytes der, struct model **ret_m);
void token_body_encode(const struct model *m, struct buf *b);

#endif
