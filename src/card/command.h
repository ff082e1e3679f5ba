/* SPDX-License-Identifier: Apache-2.0 */
/* Names for the octets of 0017r: commands.def and status.def. */
#ifndef CARD_COMMAND_H
#define CARD_COMMAND_H

#define CARD_CLA 0x80	     /* commands of 0017r */
#define CARD_CLA_SECURE 0x84 /* … with encrypted data and a MAC */
#define CARD_CLA_ISO 0x00
#define CARD_INS_SELECT 0xa4 /* P1 04: by AID */
#define CARD_INS_GET_RESPONSE 0xc0

enum card_ins {
#define C(name, ins) CARD_##name = (ins),
#include "card/commands.def"
#undef C
};

enum card_status {
#define S(word, name, sar) CARD_SW_##name = (word),
#include "card/status.def"
#undef S
};

/* 63Cx: x tries are left (15: that many or more). */
#define CARD_SW_PIN_WRONG(tries) \
	(0x63c0 | ((tries) < 15 ? (unsigned)(tries) : 15))
#define CARD_SW_IS_PIN_WRONG(sw) (((sw)&0xfff0) == 0x63c0)
#define CARD_SW_TRIES(sw) ((sw)&0xf)

/* 61xx: so many more octets can be fetched (0: 256 or more). */
#define CARD_SW_MORE 0x6100
#define CARD_SW_IS_MORE(sw) (((sw)&0xff00) == CARD_SW_MORE)

/* P2 of commands about PINs, as ADMIN_TYPE and USER_TYPE of GM/T 0016. */
enum card_pin { CARD_PIN_ADMIN, CARD_PIN_USER, CARD_PIN_COUNT };

/* P2 of DEVICE_AUTH and CHANGE_DEVICE_KEY. SM1 and SSF33 are unpublished. */
#define CARD_CIPHER_SM4 2

/* P1 of what is about one of a container's two keys or certificates. */
enum card_usage { CARD_ENCRYPT_KEY, CARD_SIGN_KEY, CARD_USAGE_COUNT };

/* P1 of SIGN_SM2: the message with an ID, or its digest e. */
enum card_sign { CARD_SIGN_MESSAGE = 1, CARD_SIGN_DIGEST = 2 };

/* GET_CONTAINER_INFO: what kind of keys a container has. */
enum card_container_type {
	CARD_CONTAINER_EMPTY,
	CARD_CONTAINER_RSA,
	CARD_CONTAINER_SM2
};

#endif
