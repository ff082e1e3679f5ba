/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the key centre process does, without the process: tests and fuzz
 * targets use it in their own.
 *
 * A wrapped key is the scalar in an SM4 box under the wrapping key; the box's
 * context is "pool-key" and the public point, so that a wrapped key opens only
 * as what it was made as.
 */
#ifndef OFFICE_KEYCENTRE_SERVICE_H
#define OFFICE_KEYCENTRE_SERVICE_H

#include "base/clock.h"
#include "base/random.h"
#include "office/keycentre/keycentre.h"
#include "office/process/ipc_server.h"

#define KEYCENTRE_WRAP_KEY_LEN 32

struct keycentre {
	struct gm *gm;
	struct clock clock;
	struct random random;
	/* borrowed */
	struct bytes wrap, shared; /* keys */
	struct sm2_key *escrow;	   /* what admin PINs are sealed to */
	struct sm2_public mail;	   /* what codes are sealed to */
};

/* The table of methods, for ipc_serve; borrows kc. */
struct ipc_service keycentre_service(struct keycentre *kc);

/* service_code.c: MAKE_CODE and UNLOCK. */
MUST_USE enum err keycentre_finish_make_code(
    void *self, struct ipc_question *q);
MUST_USE enum err keycentre_finish_unlock(void *self, struct ipc_question *q);

#endif
