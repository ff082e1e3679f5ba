/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lies in the office's public folder: certificates, DIR/public/NAME.cer,
 * and the key that secret parts of mails are sealed to, DIR/public/mail.pub.
 */
#ifndef OFFICE_PUBLIC_CERT_H
#define OFFICE_PUBLIC_CERT_H

#include "pki/cert.h"

struct public_cert {
	struct buf der;
	struct cert cert; /* borrows from der */
};

/* name: "root", "issuing", "keycentre", "audit", "ocsp". Nothing is verified.
 * FILE_…, CERT_…. */
MUST_USE enum err public_cert_read(
    const char *dir, const char *name, struct public_cert *ret_c);
void public_cert_done(struct public_cert *c);
DEFINE_AUTO_DONE(public_cert)

/* FILE_…; CERT_ALGORITHM if it is no point. */
MUST_USE enum err public_mail_key(const char *dir, struct sm2_public *ret_key);

#endif
