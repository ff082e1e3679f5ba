/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The initialisation ceremony: an office's folder, whole or not at all. It is
 * built as DIR.new and renamed at the end; what a power cut left of an earlier
 * DIR.new is cleared away first.
 *
 * The super administrator and the audit administrator are made here; everybody
 * else is appointed. Each of the two brings a request (PKCS#10) made with a
 * token of their own, or gets a soft token in DIR/staff/NAME. With `practice`
 * there are a business administrator, two operators and an auditor too,
 * really appointed, all with soft tokens and PINs that lie in the folder.
 */
#ifndef OFFICE_CEREMONY_H
#define OFFICE_CEREMONY_H

#include "office/cli/verb.h"
#include "office/process/config.h"

struct ceremony_founder {
	const char *person;   /* name in the certificate; NULL: the role's */
	const char *csr;      /* a file; NULL: make a soft token */
	const char *pin_file; /* of the soft token; NULL: ask */
};

struct ceremony {
	const struct office_config *config;
	struct ceremony_founder super, audit_admin;
	bool practice;
};

/*
 * Hold it; progress goes to call->out unless JSON is wanted. OFFICE_EXISTS if
 * DIR is there and not empty, FILE_…, DISK_FULL, CSR_…, PIN_…, TOKEN_….
 */
MUST_USE enum err ceremony_hold(
    struct verb_call *call, const struct ceremony *c);

#endif
