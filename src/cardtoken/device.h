/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of back_end.h about devices; and their end. */
#ifndef CARDTOKEN_DEVICE_H
#define CARDTOKEN_DEVICE_H

#include "cardtoken/request.h"

uint32_t device_names(struct entry *e, bool all, struct buf *names);
uint32_t device_state(struct entry *e, const char *name, ULONG *ret_state);
uint32_t device_connect(
    struct entry *e, const char *name, struct back_device **ret_d);
void device_disconnect(struct entry *e, struct back_device *d);
uint32_t device_present(struct entry *e, struct back_device *d);
uint32_t device_info(struct entry *e, struct back_device *d, DEVINFO *ret_info);
uint32_t device_set_label(
    struct entry *e, struct back_device *d, const char *label);
uint32_t device_random(
    struct entry *e, struct back_device *d, uint8_t *out, size_t len);
uint32_t device_transmit(struct entry *e, struct back_device *d,
    struct bytes command, struct buf *answer);
uint32_t device_lock_path(
    struct entry *e, struct back_device *d, char out[FILE_PATH_MAX]);
uint32_t device_locked(struct entry *e, struct back_device *d);
void device_unlocked(struct entry *e, struct back_device *d);
void device_wait(struct back_state *s);
void device_wake(struct back_state *s);

/* The process's state, over those readers, which it takes. SAR_MEMORYERR. */
MUST_USE uint32_t card_state_new(
    struct gm *gm, struct card_readers *readers, struct back_state **ret_s);

/* Log out of all that this process logged in to, and forget every device. */
void devices_forget(struct back_state *s);

#endif
