/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6 over token files: key agreement (GB/T 32918.3) with the
 * container's encryption key.
 */
#include <stdlib.h>

#include "softtoken/back.h"
#include "softtoken/key.h"

struct back_agreement {
	struct sm2_key *own, *temporary;
};

void
back_agreement_close(struct entry *e, struct back_agreement *a)
{
	(void)e;
	sm2_key_free(a->own);
	sm2_key_free(a->temporary);
	free(a);
}

/* This side's long-term key, and a new one for this time. */
static uint32_t
own_keys(struct entry *e, const struct back_container *c,
    struct sm2_key **ret_own, struct sm2_key **ret_temporary)
{
	struct container_view v;

	SAR_TRY(container_get(e, c, &v));
	SAR_TRY(key_open(e, &v, KEY_ENCRYPT, ret_own));
	return sar_from_err(sm2_key_generate(e->gm, ret_temporary));
}

static uint32_t
agree(struct entry *e, const struct sm2_agreement *a, struct secret **ret_key)
{
	AUTO(secret) key = NULL;
	enum err err;

	SAR_TRY_ERR(secret_new(SM4_KEY_LEN, &key));
	err = sm2_agree(e->gm, a, secret_data(key), SM4_KEY_LEN);
	if (err == ERR_SIGNATURE_INVALID)
		return SAR_INDATAERR;
	SAR_TRY_ERR(err);
	*ret_key = TAKE(key);
	return SAR_OK;
}

uint32_t
back_agreement_begin(struct entry *e, struct back_container *c,
    const struct back_party *p, struct sm2_public *ret_temporary,
    struct back_agreement **ret_a)
{
	AUTO(sm2_key) own = NULL;
	AUTO(sm2_key) temporary = NULL;
	struct back_agreement *a;

	(void)p;
	SAR_TRY(own_keys(e, c, &own, &temporary));
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return SAR_MEMORYERR;
	*ret_temporary = *sm2_key_public(temporary);
	a->own = TAKE(own);
	a->temporary = TAKE(temporary);
	*ret_a = a;
	return SAR_OK;
}

uint32_t
back_agreement_answer(struct entry *e, struct back_container *c,
    const struct back_party *p, struct sm2_public *ret_temporary,
    struct back_session_key *ret_k)
{
	AUTO(sm2_key) own = NULL;
	AUTO(sm2_key) temporary = NULL;
	struct sm2_agreement a = {.peer = &p->key,
	    .peer_temp = &p->temporary,
	    .own_id = p->own_id,
	    .peer_id = p->id};

	SAR_TRY(own_keys(e, c, &own, &temporary));
	a.own = own;
	a.own_temp = temporary;
	SAR_TRY(agree(e, &a, &ret_k->plain));
	*ret_temporary = *sm2_key_public(temporary);
	return SAR_OK;
}

uint32_t
back_agreement_finish(struct entry *e, struct back_agreement *a,
    const struct back_party *p, struct back_session_key *ret_k)
{
	const struct sm2_agreement how = {.initiator = true,
	    .own = a->own,
	    .own_temp = a->temporary,
	    .peer = &p->key,
	    .peer_temp = &p->temporary,
	    .own_id = p->own_id,
	    .peer_id = p->id};

	return agree(e, &how, &ret_k->plain);
}
