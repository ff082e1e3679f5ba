/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outer form of a mail: RFC 5322 header, RFC 2045-2047 MIME, with CRLF
 * line ends, lines of at most 76 octets in what is encoded.
 */
#ifndef OFFICE_MAIL_MIME_H
#define OFFICE_MAIL_MIME_H

#include "base/bytes.h"

struct mime_mail {
	const char *id; /* hex digits: Message-ID and boundary */
	int64_t created_at;
	const char *from_name;	  /* UTF-8 */
	const char *from_address; /* checked by mail_address_check */
	const char *to_address;	  /* likewise */
	const char *lang;	  /* "zh", "en" */
	struct bytes subject;	  /* UTF-8, one line */
	struct bytes text, html;  /* UTF-8 */
};

/* Add the whole mail: multipart/alternative, text then HTML. */
void mime_encode(struct buf *b, const struct mime_mail *m);

/* Add a header's text as encoded-words (RFC 2047), as many as it takes, on
 * lines of their own; control characters become spaces. */
void mime_encode_words(struct buf *b, struct bytes utf8);

#endif
