/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificate login: what the holder signs is SM3(origin) ‖ SM3(nonce), as a
 * message with the default ID. The office rebuilds both from its own origin
 * and a nonce it made; nothing of the token but certificate and signature is
 * believed. The token is JSON:
 *
 *	{"format": "cert-login-v1", "certificate": Base64 DER,
 *	 "signature": Base64 DER SM2Signature}
 *
 * "legacy-login-v1" is the same by the key of an old CA's certificate, with
 * which its holder moves: RSA signs with RSASSA-PKCS1-v1_5 and SHA-256.
 */
#ifndef PKI_LOGIN_H
#define PKI_LOGIN_H

#include "gm/sm3.h"

#define LOGIN_FORMAT "cert-login-v1"
#define LOGIN_FORMAT_LEGACY "legacy-login-v1"
#define LOGIN_MESSAGE_LEN (2 * SM3_LEN)
#define LOGIN_NONCE_MIN 32 /* characters: visible ASCII */
#define LOGIN_NONCE_MAX 512
#define LOGIN_ORIGIN_MAX 262 /* characters */

/*
 * An origin as browsers write it (RFC 6454 6.2): "https://host[:port]", or on
 * this computer "http://127.0.0.1[:port]", "http://[::1][:port]" or
 * "http://localhost[:port]". Lower case, no path, no default port, no leading
 * zeros. FIELD_INVALID.
 */
MUST_USE enum err login_origin_check(const char *origin);

/* The message that is signed. FIELD_INVALID if origin or nonce is not right. */
MUST_USE enum err login_message(struct gm *gm, const char *origin,
    const char *nonce, uint8_t ret_message[LOGIN_MESSAGE_LEN]);

#endif
