/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The questions and answers of the key centre (ipc.h has the frame):
 *
 *	MAKE       u16 count
 *	  answer   for each: 04 ‖ X ‖ Y ‖ mac (32) ‖ block wrapped
 *	DELIVER    block wrapped ‖ block signing certificate ‖
 *	           block encryption certificate ‖ order (32)
 *	  answer   block SM2EnvelopedKey
 *	MAKE_CODE  u8 purpose ‖ text user name ‖ text subject ‖ u64 not after ‖
 *	           block mail (mail/message.h), its sealed part empty
 *	  answer   block CodeGrant ‖ proof (32) ‖ block sealed
 *	UNLOCK     block CodeGrant ‖ proof (32) ‖ block SignedInstruction ‖
 *	           block SM2Cipher
 *	  answer   block SM2Cipher
 */
#ifndef OFFICE_KEYCENTRE_MESSAGE_H
#define OFFICE_KEYCENTRE_MESSAGE_H

#include "office/keycentre/code.h"
#include "office/keycentre/keycentre.h"
#include "pki/cert.h"
#include "pki/envelope.h"

void keycentre_key_encode(struct buf *b, const struct keycentre_key *k);
MUST_USE enum err keycentre_key_read(
    struct reader *r, struct keycentre_key *ret_k); /* BAD_MESSAGE */

void keycentre_delivery_encode(
    struct buf *b, const struct keycentre_delivery *d);
MUST_USE enum err keycentre_delivery_parse(
    struct bytes content, struct keycentre_delivery *ret_d); /* BAD_MESSAGE */

#define KEYCENTRE_CODE_REQUEST_MAX (MAIL_MESSAGE_MAX + 256)
/* As it is read: texts are copied, the mail borrows from the content. */
struct keycentre_code_asked {
	enum code_purpose purpose;
	char user_name[USER_NAME_SIZE];
	char subject[INSTRUCTION_SUBJECT_SIZE];
	int64_t not_after;
	struct mail_message mail;
};
/* buf_status of b; TOO_LARGE for the mail. */
MUST_USE enum err keycentre_code_request_encode(
    struct buf *b, const struct keycentre_code_request *r);
MUST_USE enum err keycentre_code_request_parse(
    struct bytes content, struct keycentre_code_asked *ret_a); /* BAD_MESSAGE */

#define KEYCENTRE_UNLOCK_REQUEST_MAX                                 \
	(CODE_GRANT_DER_MAX + SIGNED_INSTRUCTION_DER_MAX + SM3_LEN + \
	    ESCROW_DER_MAX + 12)
void keycentre_unlock_request_encode(
    struct buf *b, const struct keycentre_unlock_request *r);
MUST_USE enum err keycentre_unlock_request_parse(struct bytes content,
    struct keycentre_unlock_request *ret_r); /* BAD_MESSAGE */

#endif
