/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail to be sent: which template, to whom, with which words. As it lies in
 * the outbox and travels to the mail process (IPC_MAIL_SEND):
 *
 *	text id, text recipient, text template, text lang ("zh", "en"),
 *	u64 created_at, block params (JSON), block sealed (may be empty)
 *
 * Secret words (authorisation codes) are sealed to the mail process's key:
 * sealed is a DER SM2Cipher of
 *
 *	block SM3 of all above but sealed, block of secrets:
 *	text name, text value, … (not JSON: its reader would leave copies)
 *
 * so that whoever changes the recipient, the template or a link in the
 * database gets no mail with the code in it.
 */
#ifndef OFFICE_MAIL_MESSAGE_H
#define OFFICE_MAIL_MESSAGE_H

#include "gm/sm2.h"
#include "office/mail/address.h"

#define MAIL_ID_SIZE 33	       /* 32 hex digits and NUL */
#define MAIL_PARAMS_MAX 8192   /* octets of JSON */
#define MAIL_SECRETS_MAX 900   /* octets of names and values */
#define MAIL_SEALED_MAX 2048   /* octets */
#define MAIL_MESSAGE_MAX 12288 /* octets */
#define MAIL_PARAM_COUNT_MAX 24
#define MAIL_TIME_MAX INT64_C(253402300799) /* the end of year 9999 */

struct mail_param {
	const char *name, *value; /* UTF-8 */
};

/* Texts and bytes are borrowed by whoever is given one. */
struct mail_message {
	char id[MAIL_ID_SIZE];
	char recipient[MAIL_ADDRESS_SIZE];
	char template[32];
	char lang[3];
	int64_t created_at;
	struct bytes params, sealed;
};

void mail_message_encode(struct buf *b, const struct mail_message *m);

/* The whole of content; m borrows from it. BAD_MESSAGE. */
MUST_USE enum err mail_message_parse(
    struct bytes content, struct mail_message *ret_m);

/* JSON of params: an object of strings, sorted, compact; added to b.
 * BAD_TEXT, TOO_LARGE. */
MUST_USE enum err mail_params_encode(
    const struct mail_param params[], size_t count, struct buf *b);

/* Names and values of secrets, added to b. */
void mail_secrets_encode(
    const struct mail_param secrets[], size_t count, struct buf *b);

/* The value of the secret of that name, borrowed. BAD_MESSAGE. */
MUST_USE enum err mail_secrets_find(
    struct bytes secrets, const char *name, struct bytes *ret_value);

/* The sealed part for a message whose other members are set; added to b.
 * BAD_TEXT, TOO_LARGE, CRYPTO. */
MUST_USE enum err mail_seal(struct gm *gm, const struct mail_message *m,
    const struct sm2_public *mailer, struct bytes secrets, struct buf *b);

/* The secrets again. ENVELOPE_SYNTAX, ENVELOPE_KEY; SIGNATURE_INVALID if
 * it was sealed for another message. */
MUST_USE enum err mail_unseal(struct gm *gm, const struct mail_message *m,
    struct sm2_key *mailer, struct secret **ret_secrets);

#endif
