/* SPDX-License-Identifier: Apache-2.0 */
/* Punycode (RFC 3492): what a label of a domain name that begins with "xn--"
 * stands for. Decoding alone: nobody here makes such names. */
#ifndef BASE_PUNYCODE_H
#define BASE_PUNYCODE_H

#include "bytes.h"

#define PUNYCODE_LABEL_MAX 63 /* octets, and so many characters at most */

/*
 * ascii is the label without "xn--". Its characters are added to out as UTF-8.
 * BAD_TEXT if it is not Punycode, is too long, or stands for something that is
 * not a character (RFC 3629); buf_status of out.
 */
MUST_USE enum err punycode_decode(struct bytes ascii, struct buf *out);

#endif
