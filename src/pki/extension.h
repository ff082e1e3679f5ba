/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Extensions of certificates, lists, their entries and OCSP messages:
 *
 *	Extensions ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE {
 *	  extnID    OBJECT IDENTIFIER,
 *	  critical  BOOLEAN DEFAULT FALSE,
 *	  extnValue OCTET STRING }                     -- RFC 5280 4.1
 */
#ifndef PKI_EXTENSION_H
#define PKI_EXTENSION_H

#include "asn1/der.h"
#include "asn1/oid.h"

#define EXTENSIONS_MAX 32	/* in one sequence of them */
#define EXTENSION_URL_SIZE 256	/* characters of an address, and NUL */
#define EXTENSION_KEY_ID_MAX 64 /* octets */

struct extension {
	struct bytes oid, value; /* borrowed; value without its OCTET STRING */
	bool critical;
};

/*
 * Give each extension to take, in order; none may be there twice. DER_SYNTAX,
 * DER_TOO_LARGE, what take returns.
 */
MUST_USE enum err extensions_read(struct der *d,
    enum err (*take)(void *arg, const struct extension *e), void *arg);

/* Write one: its value is whatever is added between opening and closing. */
struct extension_mark {
	size_t whole, value;
};
struct extension_mark extension_open(
    struct buf *b, enum oid oid, bool critical);
void extension_close(struct buf *b, struct extension_mark mark);

/* The authority key id: keyIdentifier [0] alone is written; read are those
 * that have one, whatever stands behind it. DER_SYNTAX. */
void extension_put_authority_key_id(struct buf *b, struct bytes id);
MUST_USE enum err extension_read_authority_key_id(
    struct bytes value, struct bytes *ret_id);

/* GeneralName of this kind (RFC 5280 4.2.1.6). */
#define GENERAL_NAME_URI 0x86 /* [6] IA5String */

/*
 * DistributionPointName with one address and nothing else:
 *	[0] { fullName [0] { uniformResourceIdentifier [6] } }
 * It is visible ASCII, shorter than EXTENSION_URL_SIZE: else b fails with
 * BAD_TEXT, and reading with DER_SYNTAX.
 */
void extension_put_point(struct buf *b, const char *url);
MUST_USE enum err extension_read_point(
    struct der *d, char ret_url[EXTENSION_URL_SIZE]);

/* CRLDistributionPoints of one such point and nothing else, as a distribution
 * point of a certificate and a freshest list of a list have it. */
void extension_put_points(struct buf *b, const char *url);
MUST_USE enum err extension_read_points(
    struct bytes value, char ret_url[EXTENSION_URL_SIZE]);

#endif
