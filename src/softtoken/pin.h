/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PINs of an application: what back_access.c and back_application.c share.
 */
#ifndef SOFTTOKEN_PIN_H
#define SOFTTOKEN_PIN_H

#include "softtoken/device.h"

/* Seal the application key under a new PIN and restore its tries (max is set
 * already), in the model. */
MUST_USE uint32_t pin_set(struct entry *e, const struct application_view *v,
    int type, struct bytes pin, struct bytes application_key);

#endif
