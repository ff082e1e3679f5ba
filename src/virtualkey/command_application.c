/* SPDX-License-Identifier: Apache-2.0 */
/* Applications (GM/T 0017 9.3). */
#include <string.h>

#include "card/secure.h"
#include "virtualkey/key.h"

/* A PIN as the record has it: wrapped, or as it is with zeros behind it. */
static uint16_t
take_pin(
    struct vk_call *c, const uint8_t field[CARD_BLOCK], struct secret **ret_pin)
{
	struct bytes pin = BYTES(field, CARD_BLOCK);

	if (c->secured)
		return vk_status_of(card_pin_unwrap(c->k->gm, c->k->profile,
		    BYTES_ARRAY(c->k->state->device_key), field, ret_pin));
	while (pin.len > 0 && pin.p[pin.len - 1] == 0)
		pin.len--;
	return vk_status_of(secret_copy(pin, ret_pin));
}

static uint16_t
set_first_pin(struct vk_call *c, const uint8_t field[CARD_BLOCK],
    uint32_t tries, struct vk_pin *pin)
{
	AUTO(secret) octets = NULL;
	AUTO(secret) key = NULL;

	if (tries < 1 || tries > VK_TRIES_MAX)
		return CARD_SW_WRONG_DATA;
	SW_TRY(take_pin(c, field, &octets));
	SW_TRY_ERR(
	    card_pin_key(c->k->gm, c->k->profile, secret_bytes(octets), &key));
	memcpy(pin->key, secret_data(key), sizeof(pin->key));
	pin->max = pin->left = (uint8_t)tries;
	pin->initial = true;
	return CARD_SW_OK;
}

/* What was asked for, as far as the key can do it; 0 asks for all. */
static uint8_t
limit(uint32_t wanted, uint8_t most)
{
	return wanted == 0 || wanted > most ? most : (uint8_t)wanted;
}

static uint16_t
fill(struct vk_call *c, const struct card_new_application *n,
    struct vk_application *a)
{
	for (int i = 0; i < CARD_PIN_COUNT; i++)
		SW_TRY(set_first_pin(c, n->pins[i], n->tries[i], &a->pins[i]));
	memcpy(a->name, n->name, sizeof(a->name));
	a->file_rights = n->file_rights;
	a->containers_max = limit(n->containers, VK_CONTAINERS_MAX);
	a->certificates_max = limit(n->certificates, VK_CERTIFICATES_MAX);
	a->files_max = limit(n->files, VK_FILES_MAX);
	return CARD_SW_OK;
}

static uint16_t
read_record(struct vk_call *c, struct card_new_application *n)
{
	uint8_t random[CARD_RANDOM_LEN];

	if (c->secured) {
		SW_TRY(vk_take_challenge(c->k, random));
		SW_TRY(vk_check_mac(
		    c, BYTES_ARRAY(c->k->state->device_key), random));
	}
	return vk_status_of(card_new_application_get(c->k->profile, &c->in, n));
}

/* All that can be wrong is looked at before anything is made. */
static uint16_t
create(struct vk_call *c, const struct vk_application *wanted)
{
	struct vk_application *a;
	enum err e = vk_application_add(c->k->state, wanted->name, &a);

	if (e == ERR_FILE_EXISTS)
		return CARD_SW_APPLICATION_EXISTS;
	SW_TRY_ERR(e);
	a->file_rights = wanted->file_rights;
	a->containers_max = wanted->containers_max;
	a->certificates_max = wanted->certificates_max;
	a->files_max = wanted->files_max;
	memcpy(a->pins, wanted->pins, sizeof(a->pins));
	return vk_status_of(vk_save(c->k));
}

uint16_t
vk_create_application(struct vk_call *c)
{
	struct vk_application wanted = {.file_count = 0};
	struct card_new_application n;
	uint16_t sw = read_record(c, &n);

	if (sw == CARD_SW_OK)
		sw = fill(c, &n, &wanted);
	if (sw == CARD_SW_OK)
		sw = create(c, &wanted);
	secret_wipe(&n, sizeof(n));
	secret_wipe(&wanted, sizeof(wanted));
	return sw;
}

uint16_t
vk_list_applications(struct vk_call *c)
{
	const struct vk_state *s = c->k->state;

	for (size_t i = 0; i < s->application_count; i++)
		card_list_put(c->out, s->applications[i]->name);
	return CARD_SW_OK;
}

static uint16_t
find_by_name(struct vk_call *c, struct vk_application **ret_a)
{
	char name[VK_NAME_SIZE];

	SW_TRY_ERR(card_name_get(&c->in, c->in.rest.len, name, sizeof(name)));
	*ret_a = vk_application_by_name(c->k->state, name);
	return *ret_a == NULL ? CARD_SW_APPLICATION_NAME_UNKNOWN : CARD_SW_OK;
}

uint16_t
vk_delete_application(struct vk_call *c)
{
	struct vk_application *a;

	SW_TRY(find_by_name(c, &a));
	vk_session_forget_application(&c->k->session, a);
	vk_application_remove(c->k->state, a);
	return vk_status_of(vk_save(c->k));
}

uint16_t
vk_open_application(struct vk_call *c)
{
	struct card_application answer = {0};
	struct vk_application *a;

	SW_TRY(find_by_name(c, &a));
	vk_session_open_application(&c->k->session, a->id);
	answer.file_rights = a->file_rights;
	answer.containers = a->containers_max;
	answer.certificates = a->certificates_max;
	answer.files = a->files_max;
	answer.id = vk_id(a->id);
	card_application_put(c->k->profile, c->out, &answer);
	return CARD_SW_OK;
}

uint16_t
vk_close_application(struct vk_call *c)
{
	vk_session_close_application(&c->k->session, c->application);
	return CARD_SW_OK;
}
