/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private keys of containers: what back_key.c and back_agreement.c share. A
 * private key is opened for one call and wiped after it.
 */
#ifndef SOFTTOKEN_KEY_H
#define SOFTTOKEN_KEY_H

#include "softtoken/device.h"

/* Open a private key for one use. place: KEY_SIGN or KEY_ENCRYPT.
 * SAR_USER_NOT_LOGGED_IN, SAR_KEYNOTFOUNTERR. */
MUST_USE uint32_t key_open(struct entry *e, const struct container_view *v,
    int place, struct sm2_key **ret_key);

#endif
