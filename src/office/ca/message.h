/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The questions and answers of the ca process (ipc.h has the frame):
 *
 *	SIGN_PAIR        block evidence ‖ block request ‖ block signing body ‖
 *	                 block encryption body ‖ pool mac (32)
 *	  answer         block certificate ‖ block certificate ‖ order (32)
 *	SIGN_ONE         block evidence ‖ block request ‖ block body
 *	  answer         block certificate
 *	SIGN_CHECKPOINT  block Checkpoint      answer  block DER SM2Signature
 *	SET_STATUS       block evidence ‖ u8 count ‖ blocks certificate
 *	  answer         u8 status ‖ u8 reason ‖ u64 at
 *	MAKE_LIST        u32 partition ‖ u8 delta ‖ u64 thisUpdate ‖
 *	                 u64 nextUpdate
 *	  answer         u64 number ‖ u32 length
 *	READ_LIST        u64 number ‖ u32 offset       of the list made last
 *	  answer         block octets, CA_LIST_PIECE_MAX or what is left
 *	OCSP             u8 count ‖ serials (u8 length ‖ octets) ‖
 *	                 block AlgorithmIdentifier ‖ block nonce ‖
 *	                 u64 thisUpdate ‖ u64 nextUpdate
 *	  answer         block OCSPResponse
 *	PARTITIONS       u32 first
 *	  answer         u32 total ‖ for each, up to CA_PARTITIONS_MAX:
 *	                 u64 certificates ‖ u64 number of the last full list ‖
 *	                 u64 of the last list ‖ u8 changed
 */
#ifndef OFFICE_CA_MESSAGE_H
#define OFFICE_CA_MESSAGE_H

#include "office/ca/ca_status.h"

#define CA_LIST_PIECE_MAX (IPC_MESSAGE_MAX - 1024) /* octets */
#define CA_CHECKPOINT_MAX 256
#define CA_LIST_MESSAGE_MAX 64
#define CA_OCSP_MESSAGE_MAX 1024
#define CA_OCSP_ALGORITHM_MAX 32	/* octets */
#define CA_TIME_MAX ((uint64_t)1 << 40) /* far beyond the year 9999 */

void ca_pair_request_encode(struct buf *b, const struct ca_pair_request *r);
MUST_USE enum err ca_pair_request_parse(
    struct bytes content, struct ca_pair_request *ret_r); /* BAD_MESSAGE */

struct ca_one_request {
	struct bytes evidence, csr, tbs;
};
void ca_one_request_encode(struct buf *b, const struct ca_one_request *r);
MUST_USE enum err ca_one_request_parse(
    struct bytes content, struct ca_one_request *ret_r); /* BAD_MESSAGE */

void ca_status_request_encode(struct buf *b, const struct ca_status_request *r);
MUST_USE enum err ca_status_request_parse(
    struct bytes content, struct ca_status_request *ret_r); /* BAD_MESSAGE */

void ca_status_answer_encode(struct buf *b, const struct ca_status_answer *a);
MUST_USE enum err ca_status_answer_parse(
    struct bytes answer, struct ca_status_answer *ret_a); /* BAD_MESSAGE */

void ca_list_request_encode(struct buf *b, const struct ca_list_request *r);
MUST_USE enum err ca_list_request_parse(
    struct bytes content, struct ca_list_request *ret_r); /* BAD_MESSAGE */

struct ca_list_place {
	uint64_t number;
	uint32_t offset;
};
void ca_list_place_encode(struct buf *b, const struct ca_list_place *p);
MUST_USE enum err ca_list_place_parse(
    struct bytes content, struct ca_list_place *ret_p); /* BAD_MESSAGE */

void ca_ocsp_request_encode(struct buf *b, const struct ca_ocsp_request *r);
MUST_USE enum err ca_ocsp_request_parse(
    struct bytes content, struct ca_ocsp_request *ret_r); /* BAD_MESSAGE */

void ca_partition_encode(struct buf *b, const struct ca_partition *p);
/* The next one of r. BAD_MESSAGE. */
MUST_USE enum err ca_partition_read(
    struct reader *r, struct ca_partition *ret_p);

/* A content that is one block of at most max octets. BAD_MESSAGE. */
MUST_USE enum err ca_block_parse(
    struct bytes content, size_t max, struct bytes *ret_b);

#endif
