/* SPDX-License-Identifier: Apache-2.0 */
/* Files (GM/T 0017 9.4). A file has its size for life and begins as zeros. */
#include <stdlib.h>
#include <string.h>

#include "virtualkey/key.h"

static uint16_t
take_name(struct vk_call *c, size_t len, char name[VK_NAME_SIZE])
{
	return vk_status_of(card_name_get(&c->in, len, name, VK_NAME_SIZE));
}

static uint16_t
find(struct vk_call *c, size_t len, struct vk_file **ret_f)
{
	char name[VK_NAME_SIZE];

	SW_TRY(take_name(c, len, name));
	*ret_f = vk_file_by_name(c->application, name);
	return *ret_f == NULL ? CARD_SW_FILE_UNKNOWN : CARD_SW_OK;
}

static uint16_t
create(struct vk_call *c, const char *name, const struct card_file_info *i)
{
	struct vk_file *f;
	enum err e;

	if (i->size > VK_FILE_MAX)
		return CARD_SW_NO_SPACE;
	e = vk_file_add(c->application, name, &f);
	if (e == ERR_FILE_EXISTS)
		return CARD_SW_FILE_EXISTS;
	SW_TRY_ERR(e);
	f->read_rights = i->read_rights;
	f->write_rights = i->write_rights;
	f->content.p = calloc(1, i->size == 0 ? 1 : i->size);
	if (f->content.p == NULL) {
		vk_file_remove(c->application, f);
		return CARD_SW_FAILED;
	}
	f->content.len = i->size;
	return vk_status_of(vk_save(c->k));
}

uint16_t
vk_create_file(struct vk_call *c)
{
	char name[VK_NAME_SIZE];
	struct card_file_info i;

	if (!vk_allows(c, c->application->file_rights))
		return CARD_SW_NOT_LOGGED_IN;
	SW_TRY(take_name(c, c->k->profile->name_len, name));
	SW_TRY_ERR(card_file_info_get(c->k->profile, &c->in, &i));
	return create(c, name, &i);
}

/* The right to delete is the right to create. */
uint16_t
vk_delete_file(struct vk_call *c)
{
	struct vk_file *f;

	if (!vk_allows(c, c->application->file_rights))
		return CARD_SW_NOT_LOGGED_IN;
	SW_TRY(find(c, c->in.rest.len, &f));
	vk_file_remove(c->application, f);
	return vk_status_of(vk_save(c->k));
}

uint16_t
vk_list_files(struct vk_call *c)
{
	for (size_t i = 0; i < c->application->file_count; i++)
		card_list_put(c->out, c->application->files[i]->name);
	return CARD_SW_OK;
}

uint16_t
vk_get_file_info(struct vk_call *c)
{
	struct vk_file *f;

	SW_TRY(find(c, c->in.rest.len, &f));
	card_file_info_put(c->k->profile, c->out,
	    &(struct card_file_info){
		(uint32_t)f->content.len, f->read_rights, f->write_rights});
	return CARD_SW_OK;
}

/* at2 ‖ len2 ‖ name, which reading and writing begin with. */
static uint16_t
take_place(struct vk_call *c, uint16_t *ret_at, struct vk_file **ret_f)
{
	uint16_t len;

	SW_TRY_ERR(card_get_u16(c->k->profile, &c->in, ret_at));
	SW_TRY_ERR(card_get_u16(c->k->profile, &c->in, &len));
	return find(c, len, ret_f);
}

uint16_t
vk_read_file(struct vk_call *c)
{
	size_t len = c->command->expect, left;
	struct vk_file *f;
	uint16_t at;

	SW_TRY(take_place(c, &at, &f));
	SW_TRY_ERR(reader_end(&c->in));
	if (!vk_allows(c, f->read_rights))
		return CARD_SW_NOT_LOGGED_IN;
	if (at > f->content.len)
		return CARD_SW_BEYOND_END;
	left = f->content.len - at;
	if (len > left)
		len = left;
	if (len > VK_ANSWER_MAX)
		len = VK_ANSWER_MAX;
	buf_put(c->out, BYTES(f->content.p + at, len));
	return CARD_SW_OK;
}

uint16_t
vk_write_file(struct vk_call *c)
{
	struct bytes data;
	struct vk_file *f;
	uint16_t at, len;

	SW_TRY(take_place(c, &at, &f));
	SW_TRY_ERR(card_get_u16(c->k->profile, &c->in, &len));
	SW_TRY_ERR(reader_take(&c->in, len, &data));
	SW_TRY_ERR(reader_end(&c->in));
	if (!vk_allows(c, f->write_rights))
		return CARD_SW_NOT_LOGGED_IN;
	if (at > f->content.len)
		return CARD_SW_BEYOND_END;
	if (data.len > f->content.len - at)
		return CARD_SW_NO_SPACE;
	if (data.len > 0)
		memcpy(f->content.p + at, data.p, data.len);
	return vk_status_of(vk_save(c->k));
}
