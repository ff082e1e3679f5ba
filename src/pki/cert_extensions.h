/* SPDX-License-Identifier: Apache-2.0 */
/* The extensions of a certificate (RFC 5280 4.2): cert.c's other half. */
#ifndef PKI_CERT_EXTENSIONS_H
#define PKI_CERT_EXTENSIONS_H

#include "pki/cert.h"

/* Read Extensions into c. DER_SYNTAX also for one that occurs twice and for a
 * critical one that is not known. */
MUST_USE enum err cert_extensions_read(struct bytes extensions, struct cert *c);

#endif
