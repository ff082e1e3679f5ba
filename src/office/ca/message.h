/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The questions and answers of the ca process (ipc.h has the frame):
 *
 *	SIGN_PAIR        block evidence ‖ block request ‖ block signing body ‖
 *	                 block encryption body ‖ pool mac (32)
 *	  answer         block certificate ‖ block certificate ‖ order (32)
 *	SIGN_ONE         block evidence ‖ block request ‖ block body
 *	  answer         block certificate
 *	SIGN_CRL         block TBSCertList     answer  block list
 *	SIGN_CHECKPOINT  block Checkpoint      answer  block DER SM2Signature
 */
#ifndef OFFICE_CA_MESSAGE_H
#define OFFICE_CA_MESSAGE_H

#include "office/ca/ca.h"
#include "pki/evidence.h"

#define CA_CRL_TBS_MAX (IPC_MESSAGE_MAX - 1024) /* octets */
#define CA_CHECKPOINT_MAX 256

void ca_pair_request_encode(struct buf *b, const struct ca_pair_request *r);
MUST_USE enum err ca_pair_request_parse(
    struct bytes content, struct ca_pair_request *ret_r); /* BAD_MESSAGE */

struct ca_one_request {
	struct bytes evidence, csr, tbs;
};
void ca_one_request_encode(struct buf *b, const struct ca_one_request *r);
MUST_USE enum err ca_one_request_parse(
    struct bytes content, struct ca_one_request *ret_r); /* BAD_MESSAGE */

/* A content that is one block of at most max octets. BAD_MESSAGE. */
MUST_USE enum err ca_block_parse(
    struct bytes content, size_t max, struct bytes *ret_b);

#endif
