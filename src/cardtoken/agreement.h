/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of back_end.h about key agreement. */
#ifndef CARDTOKEN_AGREEMENT_H
#define CARDTOKEN_AGREEMENT_H

#include "cardtoken/session_key.h"

uint32_t agreement_begin(struct entry *e, struct back_container *c,
    const struct back_party *p, struct sm2_public *ret_temporary,
    struct back_agreement **ret_a);
uint32_t agreement_answer(struct entry *e, struct back_container *c,
    const struct back_party *p, struct sm2_public *ret_temporary,
    struct back_session_key *ret_k);
uint32_t agreement_finish(struct entry *e, struct back_agreement *a,
    const struct back_party *p, struct back_session_key *ret_k);
void agreement_close(struct entry *e, struct back_agreement *a);

#endif
