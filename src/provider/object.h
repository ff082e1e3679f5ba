/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What handles of devices, applications and containers stand for: objects of
 * the back end.
 */
#ifndef PROVIDER_OBJECT_H
#define PROVIDER_OBJECT_H

#include "provider/back_end.h"

/* HANDLE_DEVICE */
struct connection {
	struct back_device *device;
	struct file_lock *lock; /* SKF_LockDev */
	unsigned lock_depth;
};

/* Borrowed. SAR_INVALIDHANDLEERR. */
MUST_USE uint32_t connection_of(
    struct entry *e, DEVHANDLE h, struct connection **ret_c);
MUST_USE uint32_t device_of(
    struct entry *e, DEVHANDLE h, struct back_device **ret_d);
MUST_USE uint32_t application_of(
    struct entry *e, HAPPLICATION h, struct back_application **ret_a);
MUST_USE uint32_t container_of(
    struct entry *e, HCONTAINER h, struct back_container **ret_c);

/* Begin an entry for work of the host alone, with a device that is there. */
MUST_USE uint32_t begin_on(struct entry *ret_e, DEVHANDLE h);

#endif
