/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/asn1: what the reader and the writer of DER agree on.
 */
#ifndef ASN1_ELEMENT_H
#define ASN1_ELEMENT_H

#include "asn1/der.h"
#include "base/clock.h"

#define DER_LENGTH_MAX 4    /* octets of a long length, after the first */
#define DER_UTC_TIME_LEN 13 /* "YYMMDDHHMMSSZ" */
#define DER_GENERALIZED_TIME_LEN 15
#define DER_UTC_TIME_LAST 2049 /* RFC 5280 4.1.2.5.1 */

/* X.680 41.4 table 10. */
bool der_is_printable(struct bytes text);

/* IA5String, less its control characters. */
bool der_is_ia5(struct bytes text);

#endif
