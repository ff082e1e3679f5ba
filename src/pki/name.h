/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distinguished names (X.501), as this system writes them: at most one value
 * of each kind, in the order C, ST, L, O, OU, CN, serialNumber; C and
 * serialNumber as PrintableString, the others as UTF8String.
 */
#ifndef PKI_NAME_H
#define PKI_NAME_H

#include "asn1/der.h"

#define NAME_CHARS_MAX 128 /* characters of one value */
#define NAME_TEXT_SIZE (NAME_CHARS_MAX * 4 + 1)
#define NAME_DER_MAX 4096 /* octets of a whole name */

struct name {
	char country[3];
	char province[NAME_TEXT_SIZE], locality[NAME_TEXT_SIZE];
	char organisation[NAME_TEXT_SIZE], unit[NAME_TEXT_SIZE];
	char common_name[NAME_TEXT_SIZE];
	char serial_number[65]; /* the holder's user name */
};				/* an empty string is a part that is absent */

/* Add the name's DER. buf fails with BAD_TEXT on a value it cannot hold. */
void name_encode(struct buf *b, const struct name *n);

/*
 * Read a whole name, whoever wrote it: parts of kinds not listed above are
 * passed over, of a kind that occurs twice the last counts. CERT_SYNTAX.
 */
MUST_USE enum err name_parse(struct bytes der, struct name *ret_n);

/* RFC 4514 in reading order ("C=CN, O=…, CN=…"), added to b. */
void name_text(struct buf *b, struct bytes der);

#endif
