/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of back_end.h about the device key and PINs. */
#ifndef CARDTOKEN_ACCESS_H
#define CARDTOKEN_ACCESS_H

#include "cardtoken/request.h"

uint32_t access_device_auth(
    struct entry *e, struct back_device *d, struct bytes answer);
uint32_t access_change_device_key(
    struct entry *e, struct back_device *d, const uint8_t key[SM4_KEY_LEN]);
uint32_t access_pin_info(struct entry *e, struct back_application *a, int type,
    struct back_pin_info *ret_i);
uint32_t access_verify_pin(struct entry *e, struct back_application *a,
    int type, struct bytes pin, ULONG *reterr_left);
uint32_t access_change_pin(struct entry *e, struct back_application *a,
    int type, const struct bytes old_new[2], ULONG *reterr_left);
uint32_t access_unblock_pin(struct entry *e, struct back_application *a,
    const struct bytes admin_new[2], ULONG *reterr_left);
uint32_t access_clear_state(struct entry *e, struct back_application *a);

/*
 * What a request that the device key secures needs of it: with r->key and the
 * seal if this process knows the key, else plain. SAR_USER_NOT_LOGGED_IN
 * without device authentication.
 */
MUST_USE uint32_t access_secure(const struct back_device *d, struct request *r);
/* A PIN or a key for such a request: wrapped, or just padded with zeros. */
MUST_USE uint32_t access_wrap(
    const struct back_device *d, struct bytes secret, uint8_t out[CARD_BLOCK]);

#endif
