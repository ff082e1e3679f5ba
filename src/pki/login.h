/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificate login: what the holder signs is SM3(origin) ‖ SM3(nonce), as a
 * message with the default ID. The office rebuilds both from its own origin
 * and a nonce it made; nothing of the token but certificate and signature is
 * believed. The token is JSON:
 *
 *	{"format": "cert-login-v1", "certificate": Base64 DER,
 *	 "signature": Base64 DER SM2Signature}
 */
#ifndef PKI_LOGIN_H
#define PKI_LOGIN_H

#include "pki/signer.h"

#define LOGIN_FORMAT "cert-login-v1"
#define LOGIN_MESSAGE_LEN (2 * SM3_LEN)
#define LOGIN_NONCE_MIN 32 /* characters */
#define LOGIN_NONCE_MAX 512

/* A secure origin "https://host[:port]" or loopback "http://127.0.0.1:port",
 * no path, lower case. FIELD_INVALID. */
MUST_USE enum err login_origin_check(const char *origin);

/* The message that is signed. FIELD_INVALID if origin or nonce is not right. */
MUST_USE enum err login_message(struct gm *gm, const char *origin,
    const char *nonce, uint8_t ret_message[LOGIN_MESSAGE_LEN]);

#endif
