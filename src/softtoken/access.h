/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PINs of an application: what api_access.c and api_application.c share.
 */
#ifndef SOFTTOKEN_ACCESS_H
#define SOFTTOKEN_ACCESS_H

#include "softtoken/device.h"
#include "softtoken/seal.h"

struct pin_attempt {
	int type; /* PIN_USER or PIN_ADMIN */
	struct bytes pin;
	ULONG *reterr_left; /* tries left, once they are known */
};

/* A PIN and the place of its slot. */
struct pin_use access_pin_use(
    const struct application_view *v, int type, struct bytes pin);

/* Seal the application key under a new PIN and restore its tries (max is set
 * already), in the model. */
MUST_USE uint32_t access_set_pin(struct entry *e,
    const struct application_view *v, int type, struct bytes pin,
    struct bytes application_key);

#endif
