/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A token order: what a member of staff hands out when they personalise a
 * carrier; signed by an Act whose object is its SM3 (act.h: PERSONALISE).
 *
 *	TokenOrder ::= SEQUENCE {
 *	  type      PrintableString "office-token-order-v1",
 *	  kind      ENUMERATED,            -- enum carrier_kind
 *	  serial    PrintableString,       -- the carrier's serial number
 *	  label     UTF8String,
 *	  userPin   ENUMERATED,            -- enum token_handover
 *	  adminPin  OCTET STRING (32),     -- SM3 of each as it is sealed to the
 *	  deviceKey OCTET STRING (32) }    -- key centre (escrow.h)
 *
 * Nobody reads one: who checks an act makes the order again from what it is
 * said to be about.
 */
#ifndef PKI_TOKEN_ORDER_H
#define PKI_TOKEN_ORDER_H

#include "pki/ask.h" /* enum carrier_kind */

#define TOKEN_ORDER_DER_MAX 256 /* octets */

/* How the user comes by their PIN. */
enum token_handover {
	HANDOVER_INITIAL = 1, /* told by the operator, to be changed first */
	HANDOVER_LETTER = 2,  /* random, in a sealed letter */
};
#define HANDOVER_MAX HANDOVER_LETTER
const char *token_handover_name(enum token_handover h);	   /* "initial" */
enum token_handover token_handover_find(const char *name); /* 0: not one */

struct token_order {
	enum carrier_kind kind;
	const char *serial, *label;
	enum token_handover user_pin;
	uint8_t admin_pin[SM3_LEN], device_key[SM3_LEN];
};

/* Add the order; buf fails with BAD_TEXT for a serial number or label that is
 * no text of its type. */
void token_order_encode(struct buf *b, const struct token_order *o);

#endif
