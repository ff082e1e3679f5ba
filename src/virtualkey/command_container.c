/* SPDX-License-Identifier: Apache-2.0 */
/* Containers and the certificates in them (GM/T 0017 9.5). A certificate is
 * kept as it comes, with or without a key beside it. */
#include <string.h>

#include "virtualkey/key.h"

#define KEY_BITS 256

static uint16_t
take_name(struct vk_call *c, char name[CARD_TEXT_SIZE])
{
	return vk_status_of(
	    card_name_get(&c->in, c->in.rest.len, name, CARD_TEXT_SIZE));
}

static uint16_t
find(struct vk_call *c)
{
	char name[CARD_TEXT_SIZE];

	SW_TRY(take_name(c, name));
	c->container = vk_container_by_name(c->application, name);
	return c->container == NULL ? CARD_SW_CONTAINER_UNKNOWN : CARD_SW_OK;
}

static uint16_t
open_it(struct vk_call *c, uint16_t id)
{
	vk_session_open_container(&c->k->session, id);
	card_id_put(c->out, vk_id(id));
	return CARD_SW_OK;
}

uint16_t
vk_create_container(struct vk_call *c)
{
	char name[CARD_TEXT_SIZE];
	struct vk_container *made;
	enum err e;
	uint16_t id;

	SW_TRY(take_name(c, name));
	e = vk_container_add(c->k->state, c->application, name, &made);
	if (e == ERR_FILE_EXISTS)
		return CARD_SW_CONTAINER_EXISTS;
	SW_TRY_ERR(e);
	id = made->id;
	SW_TRY_ERR(vk_save(c->k));
	return open_it(c, id);
}

uint16_t
vk_open_container(struct vk_call *c)
{
	SW_TRY(find(c));
	return open_it(c, c->container->id);
}

uint16_t
vk_close_container(struct vk_call *c)
{
	vk_session_close_container(&c->k->session, c->container->id);
	return CARD_SW_OK;
}

uint16_t
vk_list_containers(struct vk_call *c)
{
	for (size_t i = 0; i < c->application->container_count; i++)
		card_list_put(c->out, c->application->containers[i]->name);
	return CARD_SW_OK;
}

uint16_t
vk_delete_container(struct vk_call *c)
{
	SW_TRY(find(c));
	vk_session_forget_container(&c->k->session, c->container->id);
	vk_container_remove(c->application, c->container);
	return vk_status_of(vk_save(c->k));
}

uint16_t
vk_get_container_info(struct vk_call *c)
{
	struct card_container_info i = {.type = CARD_CONTAINER_EMPTY};

	SW_TRY(find(c));
	for (int u = 0; u < CARD_USAGE_COUNT; u++) {
		if (c->container->keys[u].present) {
			i.type = CARD_CONTAINER_SM2;
			i.bits[u] = KEY_BITS;
		}
		i.certificates[u] = c->container->certificates[u].p != NULL;
	}
	card_container_info_put(c->k->profile, c->out, &i);
	return CARD_SW_OK;
}

uint16_t
vk_import_certificate(struct vk_call *c)
{
	struct vk_application *a = c->application;
	struct blob *b;
	struct bytes octets;
	uint8_t usage;

	SW_TRY_ERR(reader_u8(&c->in, &usage));
	if (usage >= CARD_USAGE_COUNT)
		return CARD_SW_WRONG_DATA;
	SW_TRY_ERR(card_block_get(
	    c->k->profile, &c->in, CARD_EXTENDED_DATA_MAX, &octets));
	SW_TRY_ERR(reader_end(&c->in));
	if (octets.len == 0)
		return CARD_SW_WRONG_DATA;
	b = &c->container->certificates[usage];
	if (octets.len > VK_CERTIFICATE_MAX ||
	    (b->p == NULL && vk_certificate_count(a) >= a->certificates_max))
		return CARD_SW_NO_SPACE;
	SW_TRY_ERR(blob_set(b, octets));
	return vk_status_of(vk_save(c->k));
}

uint16_t
vk_export_certificate(struct vk_call *c)
{
	const struct blob *b = &c->container->certificates[c->command->p1];

	if (b->p == NULL)
		return CARD_SW_NO_CERTIFICATE;
	card_block_put(c->k->profile, c->out, BYTES(b->p, b->len));
	return CARD_SW_OK;
}

uint16_t
vk_export_public_key(struct vk_call *c)
{
	const struct vk_key *key = &c->container->keys[c->command->p1];

	if (!key->present)
		return CARD_SW_NO_KEY;
	card_public_put(c->k->profile, c->out, &key->public);
	return CARD_SW_OK;
}
