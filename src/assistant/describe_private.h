/* SPDX-License-Identifier: Apache-2.0 */
/* What the two halves of describe share: the certificate, its extensions. */
#ifndef ASSISTANT_DESCRIBE_PRIVATE_H
#define ASSISTANT_DESCRIBE_PRIVATE_H

#include "assistant/describe.h"
#include "pki/extension.h"

/* Hexadecimal in groups, added. */
void describe_put_octets(struct buf *b, struct bytes octets);

/* A word of two languages. */
struct describe_word {
	const char *text[2]; /* by enum lang */
};
#define WORD(zh, en)                                   \
	{                                              \
		{                                      \
			[LANG_ZH] = zh, [LANG_EN] = en \
		}                                      \
	}
void describe_put_word(
    struct buf *b, const struct describe_word *w, enum lang lang);

/* What comes between things of a list, unless b was empty at mark. */
void describe_put_between(struct buf *b, size_t mark, enum lang lang);

/* The row that an extension is, and its value, added; CERT_FIELD_EXTENSION
 * with octets for one that is not known. */
enum cert_field_kind describe_extension(
    struct buf *b, const struct extension *e, enum lang lang, bool *ret_octets);

#endif
