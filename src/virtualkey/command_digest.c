/* SPDX-License-Identifier: Apache-2.0 */
/* Digests (GM/T 0017 9.6): one at a time. With a public key and an ID the
 * digest begins with Z, and what comes out is e for a signature. */
#include "virtualkey/key.h"

#define HASH_SM3 1
#define ID_MAX 8191 /* octets: ENTL has 16 bits */

static uint16_t
add_z(struct vk_call *c, struct sm3_stream *s)
{
	struct sm2_public key;
	uint8_t z[SM3_LEN];
	struct bytes id;

	SW_TRY_ERR(card_public_get(c->k->profile, &c->in, &key));
	SW_TRY_ERR(card_block_get(c->k->profile, &c->in, ID_MAX, &id));
	SW_TRY_ERR(reader_end(&c->in));
	SW_TRY_ERR(sm2_z(c->k->gm, &key, id, z));
	return vk_status_of(sm3_stream_add(s, BYTES_ARRAY(z)));
}

uint16_t
vk_digest_begin(struct vk_call *c)
{
	AUTO(sm3_stream) stream = NULL;

	if (c->command->p2 != HASH_SM3)
		return CARD_SW_HASH_UNKNOWN;
	SW_TRY_ERR(sm3_stream_new(c->k->gm, &stream));
	if (c->in.rest.len > 0)
		SW_TRY(add_z(c, stream));
	sm3_stream_free(c->k->session.digest);
	c->k->session.digest = TAKE(stream);
	return CARD_SW_OK;
}

uint16_t
vk_digest_update(struct vk_call *c)
{
	if (c->k->session.digest == NULL)
		return CARD_SW_CONDITIONS;
	return vk_status_of(sm3_stream_add(c->k->session.digest, c->in.rest));
}

uint16_t
vk_digest_finish(struct vk_call *c)
{
	struct vk_session *s = &c->k->session;
	uint8_t digest[SM3_LEN];

	if (s->digest == NULL)
		return CARD_SW_CONDITIONS;
	SW_TRY_ERR(sm3_stream_end(s->digest, digest));
	sm3_stream_free(s->digest);
	s->digest = NULL;
	card_block_put(c->k->profile, c->out, BYTES_ARRAY(digest));
	return CARD_SW_OK;
}

uint16_t
vk_digest_whole(struct vk_call *c)
{
	SW_TRY(vk_digest_update(c));
	return vk_digest_finish(c);
}
