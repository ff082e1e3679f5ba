/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A status order: what a member of staff decides about certificates; signed by
 * an Act whose object is its SM3 (act.h: REVOKE of a holder's, DISMISS of
 * staff's).
 *
 *	StatusOrder ::= SEQUENCE {
 *	  type       PrintableString "office-status-order-v1",
 *	  reason     ENUMERATED,          -- enum crl_reason, not hold
 *	  serials    SEQUENCE SIZE (1..STATUS_SERIALS_MAX) OF INTEGER,
 *	  at         GeneralizedTime }
 */
#ifndef PKI_STATUS_ORDER_H
#define PKI_STATUS_ORDER_H

#include "pki/crl.h"

#define STATUS_ORDER_DER_MAX 512 /* octets */
#define STATUS_SERIALS_MAX 4

struct status_order {
	enum crl_reason reason;
	struct cert_serial serials[STATUS_SERIALS_MAX];
	size_t count;
	int64_t at;
};

void status_order_encode(struct buf *b, const struct status_order *o);

/* The whole of der. EVIDENCE_SYNTAX, also for a reason that is none, or hold,
 * and for a serial that is there twice. */
MUST_USE enum err status_order_parse(
    struct bytes der, struct status_order *ret_o);

/* "key-compromise", as on command lines and in JSON; NULL for none. */
const char *crl_reason_name(enum crl_reason r);
/* *ret_r of that name; NOT_FOUND. */
MUST_USE enum err crl_reason_find(const char *name, enum crl_reason *ret_r);

#endif
