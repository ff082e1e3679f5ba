/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key that an old CA certified, which proves who moves here: in a PKCS#12
 * file, RSA or SM2, or on a USB key, SM2. It is only signed with.
 */
#ifndef ASSISTANT_OLD_KEY_H
#define ASSISTANT_OLD_KEY_H

#include "assistant/context.h"
#include "gm/pkcs12.h"
#include "pki/legacy_cert.h"

#define OLD_KEY_SIGNATURE_MAX PKCS12_SIGNATURE_MAX

struct old_key {
	struct pkcs12 *file; /* or NULL: */
	struct token *token;
	struct token_key key;
	struct buf certificate;
};
void old_key_done(struct old_key *k);
DEFINE_AUTO_DONE(old_key)

/* FILE_…; KEYFILE, CERT_ALGORITHM; PIN_WRONG for the password. */
MUST_USE enum err old_key_open_file(struct assistant *a, const char *path,
    struct bytes password, struct old_key *ret_k);

/*
 * Look through all applications of r's key_carrier for a certificate of SM2
 * that is not this office's, and log in where it is. CERT_UNKNOWN if there is
 * none, or more than one and r names none. PIN_…, TOKEN_….
 */
MUST_USE enum err old_key_open_token(
    struct assistant *a, const struct move_request *r, struct old_key *ret_k);

/* DER, borrowed. */
struct bytes old_key_certificate(const struct old_key *k);

/* As pkcs12_sign. */
MUST_USE enum err old_key_sign(
    struct old_key *k, struct gm *gm, struct bytes message, struct buf *b);

#endif
