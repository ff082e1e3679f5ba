/* SPDX-License-Identifier: Apache-2.0 */
#include "virtualkey/session.h"

#include <string.h>

#include "card/apdu.h"

void
vk_session_init(struct vk_session *s)
{
	memset(s, 0, sizeof(*s));
	buf_init(&s->chain.data, CARD_EXTENDED_DATA_MAX);
	buf_init(&s->waiting, CARD_APDU_MAX);
}

void
vk_session_key_drop(struct vk_session_key *k)
{
	sm4_stream_free(k->stream);
	secret_free(k->key);
	*k = (struct vk_session_key){0};
}

void
vk_agreement_drop(struct vk_agreement *a)
{
	sm2_key_free(a->temporary);
	*a = (struct vk_agreement){0};
}

void
vk_session_done(struct vk_session *s)
{
	for (size_t i = 0; i < VK_SESSION_KEYS_MAX; i++)
		vk_session_key_drop(&s->keys[i]);
	for (size_t i = 0; i < VK_AGREEMENTS_MAX; i++)
		vk_agreement_drop(&s->agreements[i]);
	sm3_stream_free(s->digest);
	buf_done(&s->chain.data);
	buf_done(&s->waiting);
	secret_wipe(s, sizeof(*s));
}

struct vk_opened *
vk_session_application(struct vk_session *s, uint16_t id)
{
	for (size_t i = 0; i < s->application_count; i++)
		if (s->applications[i].id == id)
			return &s->applications[i];
	return NULL;
}

/* There is a place for each application of the key: one that is deleted gives
 * up its own. */
void
vk_session_open_application(struct vk_session *s, uint16_t id)
{
	struct vk_opened *o = vk_session_application(s, id);

	if (o == NULL) {
		o = &s->applications[s->application_count++];
		*o = (struct vk_opened){.id = id};
	}
	o->open = true;
}

void
vk_session_close_application(
    struct vk_session *s, const struct vk_application *a)
{
	struct vk_opened *o = vk_session_application(s, a->id);

	for (size_t i = 0; i < a->container_count; i++)
		vk_session_close_container(s, a->containers[i]->id);
	if (o != NULL)
		o->open = false;
}

void
vk_session_forget_application(
    struct vk_session *s, const struct vk_application *a)
{
	struct vk_opened *o = vk_session_application(s, a->id);

	for (size_t i = 0; i < a->container_count; i++)
		vk_session_forget_container(s, a->containers[i]->id);
	if (o != NULL)
		*o = s->applications[--s->application_count];
}

bool
vk_session_container_is_open(const struct vk_session *s, uint16_t id)
{
	for (size_t i = 0; i < s->container_count; i++)
		if (s->containers[i] == id)
			return true;
	return false;
}

void
vk_session_open_container(struct vk_session *s, uint16_t id)
{
	if (!vk_session_container_is_open(s, id))
		s->containers[s->container_count++] = id;
}

void
vk_session_close_container(struct vk_session *s, uint16_t id)
{
	for (size_t i = 0; i < s->container_count; i++)
		if (s->containers[i] == id) {
			s->containers[i] = s->containers[--s->container_count];
			return;
		}
}

void
vk_session_forget_container(struct vk_session *s, uint16_t id)
{
	for (size_t i = 0; i < VK_SESSION_KEYS_MAX; i++)
		if (s->keys[i].id != 0 && s->keys[i].container == id)
			vk_session_key_drop(&s->keys[i]);
	for (size_t i = 0; i < VK_AGREEMENTS_MAX; i++)
		if (s->agreements[i].handle != 0 &&
		    s->agreements[i].container == id)
			vk_agreement_drop(&s->agreements[i]);
	vk_session_close_container(s, id);
}
