/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the parsers of this folder: what they share in reading DER. Each parser
 * promises an error of its own for whatever is not its structure.
 */
#ifndef PKI_SYNTAX_H
#define PKI_SYNTAX_H

#include "asn1/der.h"
#include "asn1/oid.h"

/* as, if e says that something is not well-formed; else e as it is. */
static inline enum err
syntax_as(enum err e, enum err as)
{
	switch (e) {
	case ERR_DER_SYNTAX:
	case ERR_DER_TOO_LARGE:
	case ERR_BAD_TIME:
		return as;
	default:
		return e;
	}
}

/* A string of just this type, as der_text reads it. DER_SYNTAX,
 * DER_TOO_LARGE. */
MUST_USE enum err syntax_text(
    struct der *d, enum der_tag tag, char *out, size_t size);

/* An ENUMERATED from 1 to max. DER_SYNTAX, DER_TOO_LARGE. */
MUST_USE enum err syntax_choice(struct der *d, unsigned max, unsigned *ret_v);

/* The PrintableString that says what a structure is. DER_SYNTAX. */
MUST_USE enum err syntax_type(struct der *d, const char *type);

/* An AlgorithmIdentifier: parameters is empty, or what stands there, DER. */
struct syntax_algorithm {
	struct bytes oid, parameters;
};
MUST_USE enum err syntax_algorithm(
    struct der *d, struct syntax_algorithm *ret_a);

/* Absent, or NULL, which old writers put there. */
bool syntax_no_parameters(const struct syntax_algorithm *a);

#endif
