/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of back_end.h about the keys of containers. */
#ifndef CARDTOKEN_KEY_H
#define CARDTOKEN_KEY_H

#include "cardtoken/container.h"

uint32_t key_public(struct entry *e, struct back_container *c, bool sign,
    struct sm2_public *ret_key);
uint32_t key_generate(
    struct entry *e, struct back_container *c, struct sm2_public *ret_key);
uint32_t key_import_pair(struct entry *e, struct back_container *c,
    const struct back_envelope *envelope);
uint32_t key_sign(struct entry *e, struct back_container *c,
    const uint8_t digest[SM3_LEN], struct sm2_signature *ret_s);

#endif
