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

#include "office/keycentre/keycentre.h"
#include "office/process/ipc_server.h"

#define KEYCENTRE_WRAP_KEY_LEN 32

struct keycentre {
	struct gm *gm;
	struct bytes wrap, shared; /* keys, borrowed */
};

/* The table of methods, for ipc_serve; borrows kc. */
struct ipc_service keycentre_service(struct keycentre *kc);

#endif
