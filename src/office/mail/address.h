/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mail addresses (RFC 5321 4.1.2, RFC 5322 3.4.1): dot-atom "@" host name, in
 * ASCII; no quoted strings, comments or address literals.
 */
#ifndef OFFICE_MAIL_ADDRESS_H
#define OFFICE_MAIL_ADDRESS_H

#include "base/bytes.h"

#define MAIL_ADDRESS_MAX 254 /* octets; 64 before the @ */
#define MAIL_ADDRESS_SIZE (MAIL_ADDRESS_MAX + 1)

/* FIELD_INVALID. */
MUST_USE enum err mail_address_check(const char *address);

/* "z***@example.com": enough for who knows the address to know it again. The
 * address is one that mail_address_check found right. */
void mail_address_hide(const char *address, char out[MAIL_ADDRESS_SIZE + 3]);

#endif
