/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The questions and answers of the key centre (ipc.h has the frame):
 *
 *	MAKE       u16 count
 *	  answer   for each: 04 ‖ X ‖ Y ‖ mac (32) ‖ block wrapped
 *	DELIVER    block wrapped ‖ block signing certificate ‖
 *	           block encryption certificate ‖ order (32)
 *	  answer   block SM2EnvelopedKey
 */
#ifndef OFFICE_KEYCENTRE_MESSAGE_H
#define OFFICE_KEYCENTRE_MESSAGE_H

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

#endif
