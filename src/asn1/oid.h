/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Object identifiers by name, as their DER content octets, and as dotted text.
 * The list is oid.def. Sources: GB/T 33560 annex A, GM/T 0092, GM/T 0015,
 * RFC 5280, RFC 6960; those of our own stand under a UUID arc (2.25).
 */
#ifndef ASN1_OID_H
#define ASN1_OID_H

#include "base/bytes.h"

enum oid {
#define O(name, dotted, octets) OID_##name,
#include "asn1/oid.def"
#undef O
	OID_COUNT
};

/* Content octets, borrowed for good. */
struct bytes oid_octets(enum oid o);

/* "1.2.156.10197.1.501", borrowed for good. */
const char *oid_dotted(enum oid o);

/* Which one it is, or OID_COUNT. */
enum oid oid_find(struct bytes octets);

#define OID_TEXT_SIZE 128
/* Dotted text of any identifier; "?" if it is not well-formed or too long. */
void oid_text(struct bytes octets, char out[OID_TEXT_SIZE]);

#endif
