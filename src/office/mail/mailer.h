/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mail process's work: from a queued message to an RFC 5322 mail, handed
 * to a transport. It holds the key that opens sealed parts, and no database.
 *
 * A mail is multipart/alternative, plain text and HTML, UTF-8 in Base64, with
 * headers after RFC 2047. What comes from a parameter can change neither the
 * headers nor the structure, and is escaped in HTML. The same message always
 * gives the same octets.
 */
#ifndef OFFICE_MAIL_MAILER_H
#define OFFICE_MAIL_MAILER_H

#include "office/mail/message.h"

/* A way out for mails: a row of functions. */
struct mail_transport {
	/* Durable when it returns OK; the same id again is not sent twice if
	 * the transport can help it. MAIL_REFUSED and MAIL_DEFERRED are about
	 * this mail; MAIL_FAILED, DISK_FULL, FILE_… about the way. */
	enum err (*send)(
	    void *self, const struct mail_message *m, struct bytes mail);
	void *self;
};

/* Writes *folder/ID.eml, 0600, atomically. folder is borrowed for its life. */
struct mail_transport mail_transport_folder(const char **folder);

struct mailer_config {
	const char *office_name;  /* shown as sender */
	const char *origin;	  /* "https://host[:port]": links begin so */
	const char *from_address; /* "no-reply@host" */
	struct mail_transport transport;
};

struct mailer;

/* gm, key and what config points to are borrowed for the mailer's life.
 * FIELD_INVALID for a sender's address that is not one. */
MUST_USE enum err mailer_new(struct gm *gm, struct sm2_key *key,
    const struct mailer_config *config, struct mailer **ret_mailer);
void mailer_free(struct mailer *m);
DEFINE_AUTO(mailer)

/* Write the mail of a message, added to eml. BAD_MESSAGE, FIELD_INVALID,
 * ENVELOPE_SYNTAX, ENVELOPE_KEY, SIGNATURE_INVALID, TOO_LARGE. */
MUST_USE enum err mailer_compose(
    struct mailer *m, const struct mail_message *message, struct buf *eml);

/* Answer IPC_MAIL_SEND: read, compose, send. Nothing is added to answer. What
 * mailer_compose and the transport say. */
MUST_USE enum err mail_handle(
    struct mailer *m, struct bytes content, struct buf *answer);

#endif
