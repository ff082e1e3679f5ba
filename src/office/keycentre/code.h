/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mailed codes and the release of admin PINs, as the others ask the key
 * centre. It makes the code, seals it for the mail process right away, and
 * hands out only what the code is good for (pki/code_grant.h) with its proof:
 * the web process never sees a code, and gets no admin PIN out without one.
 *
 * The key centre does not know whose mail address is whose: that a mail goes to
 * the holder is the web process's to see to (docs/security.md).
 */
#ifndef OFFICE_KEYCENTRE_CODE_H
#define OFFICE_KEYCENTRE_CODE_H

#include "office/keycentre/keycentre.h"
#include "office/mail/message.h"
#include "pki/status_evidence.h"

struct keycentre_code_request {
	enum code_purpose purpose;
	const char *user_name, *subject;
	int64_t not_after; /* at most CODE_GRANT_TTL_MAX_S on */
	/* The mail that will carry it, by the purpose's template, complete but
	 * for its sealed part, whose one secret is "code". */
	const struct mail_message *mail;
};
struct keycentre_code {
	struct buf grant; /* CodeGrant, DER */
	uint8_t proof[SM3_LEN];
	struct buf sealed; /* the mail's sealed part */
};
void keycentre_code_done(struct keycentre_code *c);
DEFINE_AUTO_DONE(keycentre_code)

/* FIELD_INVALID: no purpose, user name or subject, or another template;
 * BAD_TEXT; BAD_TIME; PROCESS_LOST. ret_c is {0}. */
MUST_USE enum err keycentre_make_code(struct ipc_client *kc,
    const struct keycentre_code_request *r, struct keycentre_code *ret_c);

struct keycentre_unlock_request {
	struct bytes grant; /* CodeGrant, DER */
	uint8_t proof[SM3_LEN];
	struct bytes instruction; /* SignedInstruction to UNLOCK, DER */
	struct bytes escrow;	  /* SM2Cipher to the key centre, DER */
};

/*
 * The admin PIN, as an Escrow sealed to the instruction's key: an SM2Cipher,
 * DER. The grant, the instruction and the escrow must all be of one carrier.
 * EVIDENCE_FORGED: the proof, or the instruction's signature or verb;
 * EVIDENCE_HOLDER: user or carrier; EVIDENCE_EXPIRED; EVIDENCE_SYNTAX;
 * ENVELOPE_SYNTAX, ENVELOPE_KEY: the escrow; PROCESS_LOST.
 */
MUST_USE enum err keycentre_unlock(struct ipc_client *kc,
    const struct keycentre_unlock_request *r, struct buf *ret_sealed);

#endif
