/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The office's public certificates (DIR/public), read and checked once, and
 * the public key that secret parts of mails are sealed to. Immutable once
 * loaded; any thread may read it.
 */
#ifndef OFFICE_AUTHORITY_H
#define OFFICE_AUTHORITY_H

#include "pki/cert.h"

enum authority_cert {
	AUTHORITY_ROOT,
	AUTHORITY_ISSUING,
	AUTHORITY_KEY_CENTRE,
	AUTHORITY_AUDIT,
	AUTHORITY_COUNT
};

struct authority {
	struct buf der[AUTHORITY_COUNT];
	struct cert cert[AUTHORITY_COUNT]; /* borrows from der */
	struct sm2_public mail;
};

/* "root": as in file names and URLs. */
const char *authority_name(enum authority_cert c);

/*
 * Read DIR/public/NAME.cer and mail.pub. Fails with FILE_…, CERT_SYNTAX, and
 * CERT_UNTRUSTED or CERT_SIGNATURE if one is not the root's or issuing CA's.
 */
MUST_USE enum err authority_load(
    struct gm *gm, const char *dir, struct authority *ret_a);

void authority_done(struct authority *a);
DEFINE_AUTO_DONE(authority)

#endif
