/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.6 over token files: SM2 keys of containers.
 */
#include "softtoken/back.h"
#include "softtoken/key.h"
#include "softtoken/seal.h"

static struct place
key_place(const struct container_view *v, int place)
{
	return (struct place){.what = place == KEY_SIGN ? "sign" : "encrypt",
	    .serial = v->device->store->model->serial,
	    .id = v->application->id,
	    .container = v->container->name};
}

uint32_t
key_open(struct entry *e, const struct container_view *v, int place,
    struct sm2_key **ret_key)
{
	const struct key_pair *pair = &v->container->keys[place];
	const struct place where = key_place(v, place);
	AUTO(secret) d = NULL;
	struct bytes application_key;

	SAR_TRY(login_user_key(e, v->application->id, &application_key));
	if (!pair->present)
		return SAR_KEYNOTFOUNTERR;
	if (box_open(e->gm, application_key, &where, &pair->private, &d) !=
	    ERR_OK)
		return SAR_SOFT_DAMAGED;
	return sar_from_err(
	    sm2_key_from_scalar(e->gm, secret_bytes(d), ret_key));
}

/* Seal a private key into the container, in the model. */
static uint32_t
key_seal(struct entry *e, const struct container_view *v, int place,
    const struct sm2_key *key)
{
	struct key_pair *pair = &v->container->keys[place];
	const struct place where = key_place(v, place);
	AUTO(secret) d = NULL;
	struct bytes application_key;

	SAR_TRY(login_user_key(e, v->application->id, &application_key));
	SAR_TRY_ERR(sm2_key_scalar(key, &d));
	SAR_TRY_ERR(box_seal(
	    e->gm, application_key, &where, secret_bytes(d), &pair->private));
	pair->public = *sm2_key_public(key);
	pair->present = true;
	return SAR_OK;
}

uint32_t
back_generate(
    struct entry *e, struct back_container *c, struct sm2_public *ret_key)
{
	AUTO_DONE(change) change = {0};
	AUTO(sm2_key) key = NULL;
	struct container_view v;

	SAR_TRY(container_edit(e, c, &change, &v));
	if (!login_has(e, v.application->id, PIN_USER))
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY_ERR(sm2_key_generate(e->gm, &key));
	SAR_TRY(key_seal(e, &v, KEY_SIGN, key));
	SAR_TRY_ERR(change_save(&change));
	*ret_key = *sm2_key_public(key);
	return SAR_OK;
}

/* --- the encryption key comes wrapped to the signing key --- */

/* Does this scalar belong to that public key? */
static bool
fits(struct entry *e, struct bytes d, const struct sm2_public *public,
    struct sm2_key **ret_key)
{
	AUTO(sm2_key) key = NULL;

	if (sm2_key_from_scalar(e->gm, d, &key) != ERR_OK ||
	    !sm2_public_equal(sm2_key_public(key), public))
		return false;
	*ret_key = TAKE(key);
	return true;
}

/* The 32 octets stand at the end of the field or at its start; the public key
 * tells which. */
static uint32_t
unwrap_private(struct entry *e, const struct back_envelope *envelope,
    struct bytes symmetric, struct sm2_key **ret_key)
{
	AUTO(secret) plain = NULL;
	const uint8_t *p;

	SAR_TRY_ERR(secret_new(ECC_FIELD_LEN, &plain));
	SAR_TRY_ERR(sm4(e->gm, SM4_ECB, false, symmetric.p, NULL,
	    BYTES_ARRAY(envelope->private), secret_data(plain)));
	p = secret_data(plain);
	if (fits(e, BYTES(p + SM2_LEN, SM2_LEN), &envelope->public, ret_key) ||
	    fits(e, BYTES(p, SM2_LEN), &envelope->public, ret_key))
		return SAR_OK;
	return SAR_INDATAERR;
}

static uint32_t
open_envelope(struct entry *e, const struct container_view *v,
    const struct back_envelope *envelope, struct sm2_key **ret_key)
{
	AUTO(sm2_key) sign = NULL;
	AUTO(secret) symmetric = NULL;

	SAR_TRY(key_open(e, v, KEY_SIGN, &sign));
	SAR_TRY_ERR(sm2_decrypt(e->gm, sign, &envelope->key, &symmetric));
	if (secret_bytes(symmetric).len != SM4_KEY_LEN)
		return SAR_INDATAERR;
	return unwrap_private(e, envelope, secret_bytes(symmetric), ret_key);
}

uint32_t
back_import_pair(struct entry *e, struct back_container *c,
    const struct back_envelope *envelope)
{
	AUTO_DONE(change) change = {0};
	AUTO(sm2_key) key = NULL;
	struct container_view v;

	SAR_TRY(container_edit(e, c, &change, &v));
	SAR_TRY(open_envelope(e, &v, envelope, &key));
	SAR_TRY(key_seal(e, &v, KEY_ENCRYPT, key));
	return sar_from_err(change_save(&change));
}

/* --- use --- */

uint32_t
back_sign(struct entry *e, struct back_container *c,
    const uint8_t digest[SM3_LEN], struct sm2_signature *ret_s)
{
	AUTO(sm2_key) key = NULL;
	struct container_view v;

	SAR_TRY(container_get(e, c, &v));
	SAR_TRY(key_open(e, &v, KEY_SIGN, &key));
	return sar_from_err(sm2_sign_digest(e->gm, key, digest, ret_s));
}

uint32_t
back_decrypt(struct entry *e, struct back_container *c,
    const struct sm2_cipher *cipher, struct secret **ret_plain)
{
	AUTO(sm2_key) key = NULL;
	struct container_view v;

	SAR_TRY(container_get(e, c, &v));
	SAR_TRY(key_open(e, &v, KEY_ENCRYPT, &key));
	return sar_from_err(sm2_decrypt(e->gm, key, cipher, ret_plain));
}

/* The front looks at its length. */
uint32_t
back_import_session_key(struct entry *e, struct back_container *c,
    ULONG algorithm, const struct sm2_cipher *wrapped,
    struct back_session_key *ret_k)
{
	(void)algorithm;
	return back_decrypt(e, c, wrapped, &ret_k->plain);
}
