/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: DER with one element changed, and all lengths around it made to
 * fit, so that each strictness of a parser can be tried by itself.
 */
#ifndef PKI_DER_EDIT_H
#define PKI_DER_EDIT_H

#include "asn1/der.h"

enum der_edit_how { DER_EDIT_REPLACE, DER_EDIT_REMOVE, DER_EDIT_BEFORE };

#define DER_EDIT_DEPTH 8

struct der_edit {
	/* Which element: the how-manieth child, of the how-manieth child, …
	 * of the outermost one; -1 ends. */
	int path[DER_EDIT_DEPTH];
	enum der_edit_how how;
	const char *hex; /* what to put there; NULL for nothing */
};

/* Add the changed DER to b. Ends the test if there is no such element. */
void der_edit(struct bytes der, const struct der_edit *edit, struct buf *b);

/* Add the octets that hex stands for; blanks are passed over. */
void der_edit_hex(struct buf *b, const char *hex);

#endif
