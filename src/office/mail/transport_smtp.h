/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails out by SMTP (RFC 5321), as libcurl speaks it: TLS from the start, by
 * STARTTLS (RFC 3207) or, where office.conf says so, none; login by what the
 * server offers (RFC 4954). The server's certificate and name are always
 * checked. One connection is kept from mail to mail.
 */
#ifndef OFFICE_MAIL_TRANSPORT_SMTP_H
#define OFFICE_MAIL_TRANSPORT_SMTP_H

#include "office/mail/mailer.h"
#include "office/process/config.h"

/* A mail takes less than the question to the mail process may. */
#define SMTP_CONNECT_S 10
#define SMTP_SEND_S 25

struct smtp;

/*
 * config is borrowed for its life; its password file is read now, since later
 * no file can be. FILE_… for that file; CONFIG if it is empty; NOMEM.
 */
MUST_USE enum err smtp_new(
    const struct office_config *config, struct smtp **ret_s);
void smtp_free(struct smtp *s); /* s may be NULL */
DEFINE_AUTO(smtp)

/*
 * Its row. A mail is sent when the server took it. MAIL_REFUSED: the server
 * will not take this mail (5xx); MAIL_DEFERRED: not now (4xx); MAIL_FAILED:
 * nothing can be sent at present (no connection, TLS, login). What the server
 * said is logged, never to whom the mail is.
 */
struct mail_transport mail_transport_smtp(struct smtp *s);

#endif
