/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of back_end.h about symmetric keys that stay in the card. */
#ifndef CARDTOKEN_SESSION_KEY_H
#define CARDTOKEN_SESSION_KEY_H

#include "cardtoken/container.h"

uint32_t session_key_import(struct entry *e, struct back_container *c,
    ULONG algorithm, const struct sm2_cipher *wrapped,
    struct back_session_key *ret_k);
void session_key_close(struct entry *e, struct back_key *k);
uint32_t session_stream_open(struct entry *e, struct back_key *k,
    const struct back_cipher *how, struct back_stream **ret_s);
uint32_t session_stream_update(
    struct entry *e, struct back_stream *s, struct bytes in, uint8_t *out);
void session_stream_close(struct entry *e, struct back_stream *s);

/* A key that the card has just given that id. SAR_MEMORYERR. */
MUST_USE uint32_t session_key_new(struct back_container *c, struct card_id id,
    struct back_session_key *ret_k);

#endif
