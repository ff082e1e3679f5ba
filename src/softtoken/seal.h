/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sealed boxes of a token file. Each is bound to its place by a context,
 * so that a box moved to another container, application or token does not
 * open.
 *
 *	application key   random; sealed twice, under the user's and the
 *	                  administrator's PIN (pin_slot_seal)
 *	private keys      under the application key
 *	device key        under the binding key
 *
 * A PIN opens its slot through HMAC-SM3(binding key, scrypt(PIN)): without the
 * computer's secret a stolen file does not even allow guessing.
 */
#ifndef SOFTTOKEN_SEAL_H
#define SOFTTOKEN_SEAL_H

#include "softtoken/model.h"

#define APPLICATION_KEY_LEN 32

/* About 100 ms and 32 MiB a try. */
#define PIN_COST ((struct scrypt_cost){.n = 1u << 15, .r = 8, .p = 1})

struct place {
	const char *what;      /* "device-key", "pin-user", "sign", … */
	const char *serial;    /* of the token */
	const uint8_t *id;     /* of the application; NULL: none */
	const char *container; /* NULL: none */
};

MUST_USE enum err box_seal(struct gm *gm, struct bytes key,
    const struct place *place, struct bytes plain, struct box *ret_box);

/* SIGNATURE_INVALID if it does not open there with that key. */
MUST_USE enum err box_open(struct gm *gm, struct bytes key,
    const struct place *place, const struct box *box,
    struct secret **ret_plain);

/* A PIN on its way into or out of a slot. */
struct pin_use {
	struct bytes binding_key;
	struct place place;
	struct bytes pin;
};

/* Seal the application key into slot, with new salt; its cost is set already,
 * its tries are not touched. */
MUST_USE enum err pin_slot_seal(struct gm *gm, const struct pin_use *use,
    struct bytes application_key, struct pin_slot *slot);

/* PIN_WRONG. Counting tries is the caller's. */
MUST_USE enum err pin_slot_open(struct gm *gm, const struct pin_use *use,
    const struct pin_slot *slot, struct secret **ret_application_key);

#endif
