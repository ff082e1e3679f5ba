/* SPDX-License-Identifier: Apache-2.0 */
#include "card/record.h"

#include <string.h>

#define MAKER_LEN 64
#define LABEL_LEN 32
#define DEVICE_KIND_LEN 4 /* user authentication, device type: unused */
#define DEVICE_RESERVED_LEN 54

void
card_id_put(struct buf *b, struct card_id id)
{
	buf_put(b, BYTES_ARRAY(id.octets));
}

enum err
card_id_get(struct reader *r, struct card_id *ret_id)
{
	return reader_copy(r, ret_id->octets, sizeof(ret_id->octets));
}

void
card_id_to_p1_p2(
    const struct card_profile *p, struct card_id id, struct card_command *c)
{
	c->p1 = id.octets[p->id_in_p1_p2_as_is ? 0 : 1];
	c->p2 = id.octets[p->id_in_p1_p2_as_is ? 1 : 0];
}

struct card_id
card_id_of_p1_p2(const struct card_profile *p, const struct card_command *c)
{
	struct card_id id;

	id.octets[p->id_in_p1_p2_as_is ? 0 : 1] = c->p1;
	id.octets[p->id_in_p1_p2_as_is ? 1 : 0] = c->p2;
	return id;
}

static bool
only_zeros_from(struct bytes b, size_t from)
{
	for (size_t i = from; i < b.len; i++)
		if (b.p[i] != 0)
			return false;
	return true;
}

enum err
card_name_get(struct reader *r, size_t len, char *ret_name, size_t size)
{
	struct reader at = *r;
	struct bytes field;
	size_t n = 0;

	TRY(reader_take(&at, len, &field));
	while (n < field.len && field.p[n] != 0)
		n++;
	if (n >= size || !only_zeros_from(field, n))
		return ERR_BAD_MESSAGE;
	if (n > 0)
		memcpy(ret_name, field.p, n);
	ret_name[n] = '\0';
	*r = at;
	return ERR_OK;
}

void
card_name_put(struct buf *b, size_t len, const char *name)
{
	size_t n = strlen(name);
	uint8_t *room;

	if (n > len) {
		b->err = ERR_TOO_LARGE;
		return;
	}
	room = buf_extend(b, len);
	if (room == NULL)
		return;
	memset(room, 0, len);
	memcpy(room, name, n);
}

enum err
card_list_get(struct reader *r, char *ret_name, size_t size)
{
	const uint8_t *end = NULL;

	if (r->rest.len > 0)
		end = memchr(r->rest.p, 0, r->rest.len);
	if (end == NULL || end == r->rest.p)
		return ERR_BAD_MESSAGE;
	return card_name_get(r, (size_t)(end - r->rest.p) + 1, ret_name, size);
}

void
card_list_put(struct buf *b, const char *name)
{
	card_name_put(b, strlen(name) + 1, name);
}

void
card_block_put(const struct card_profile *p, struct buf *b, struct bytes octets)
{
	card_put_u32(p, b, (uint32_t)octets.len);
	buf_put(b, octets);
}

enum err
card_block_get(const struct card_profile *p, struct reader *r, size_t max,
    struct bytes *ret_octets)
{
	struct reader at = *r;
	struct bytes octets;
	uint32_t len;

	TRY(card_get_u32(p, &at, &len));
	if (len > max)
		return ERR_BAD_MESSAGE;
	TRY(reader_take(&at, len, &octets));
	*ret_octets = octets;
	*r = at;
	return ERR_OK;
}

void
card_device_info_put(const struct card_profile *p, struct buf *b,
    const struct card_device_info *i)
{
	buf_put(b, BYTES_ARRAY(i->struct_version));
	buf_put(b, BYTES_ARRAY(i->spec_version));
	card_name_put(b, MAKER_LEN, i->manufacturer);
	card_name_put(b, MAKER_LEN, i->issuer);
	card_name_put(b, LABEL_LEN, i->label);
	card_name_put(b, LABEL_LEN, i->serial);
	buf_put(b, BYTES_ARRAY(i->hardware));
	buf_put(b, BYTES_ARRAY(i->firmware));
	card_put_u32(p, b, i->symmetric);
	card_put_u32(p, b, i->asymmetric);
	card_put_u32(p, b, i->hash);
	card_put_u32(p, b, i->auth_algorithm);
	card_put_u32(p, b, i->total_space);
	card_put_u32(p, b, i->free_space);
	card_put_u16(p, b, i->data_max);
	card_name_put(b, DEVICE_KIND_LEN, "");
	buf_u8(b, i->containers_max);
	buf_u8(b, i->certificates_max);
	card_put_u16(p, b, i->files_max);
	card_name_put(b, DEVICE_RESERVED_LEN, "");
}

static enum err
get_device_names(struct reader *r, struct card_device_info *i)
{
	TRY(reader_copy(r, i->struct_version, sizeof(i->struct_version)));
	TRY(reader_copy(r, i->spec_version, sizeof(i->spec_version)));
	TRY(card_name_get(
	    r, MAKER_LEN, i->manufacturer, sizeof(i->manufacturer)));
	TRY(card_name_get(r, MAKER_LEN, i->issuer, sizeof(i->issuer)));
	TRY(card_name_get(r, LABEL_LEN, i->label, sizeof(i->label)));
	TRY(card_name_get(r, LABEL_LEN, i->serial, sizeof(i->serial)));
	TRY(reader_copy(r, i->hardware, sizeof(i->hardware)));
	return reader_copy(r, i->firmware, sizeof(i->firmware));
}

static enum err
get_device_numbers(
    const struct card_profile *p, struct reader *r, struct card_device_info *i)
{
	struct bytes unused;

	TRY(card_get_u32(p, r, &i->symmetric));
	TRY(card_get_u32(p, r, &i->asymmetric));
	TRY(card_get_u32(p, r, &i->hash));
	TRY(card_get_u32(p, r, &i->auth_algorithm));
	TRY(card_get_u32(p, r, &i->total_space));
	TRY(card_get_u32(p, r, &i->free_space));
	TRY(card_get_u16(p, r, &i->data_max));
	TRY(reader_take(r, DEVICE_KIND_LEN, &unused));
	TRY(reader_u8(r, &i->containers_max));
	TRY(reader_u8(r, &i->certificates_max));
	TRY(card_get_u16(p, r, &i->files_max));
	return reader_take(r, DEVICE_RESERVED_LEN, &unused);
}

enum err
card_device_info_get(const struct card_profile *p, struct reader *r,
    struct card_device_info *ret_i)
{
	struct reader at = *r;
	struct card_device_info i;

	TRY(get_device_names(&at, &i));
	TRY(get_device_numbers(p, &at, &i));
	*ret_i = i;
	*r = at;
	return ERR_OK;
}

void
card_new_application_put(const struct card_profile *p, struct buf *b,
    const struct card_new_application *a)
{
	card_name_put(b, p->name_len, a->name);
	for (int i = 0; i < CARD_PIN_COUNT; i++) {
		buf_put(b, BYTES_ARRAY(a->pins[i]));
		card_put_u32(p, b, a->tries[i]);
	}
	card_put_u32(p, b, a->file_rights);
	buf_u8(b, a->containers);
	buf_u8(b, a->certificates);
	card_put_u16(p, b, a->files);
}

enum err
card_new_application_get(const struct card_profile *p, struct reader *r,
    struct card_new_application *ret_a)
{
	struct card_new_application a = {.files = 0};
	struct reader at = *r;

	TRY(card_name_get(&at, p->name_len, a.name, sizeof(a.name)));
	for (int i = 0; i < CARD_PIN_COUNT; i++) {
		TRY(reader_copy(&at, a.pins[i], sizeof(a.pins[i])));
		TRY(card_get_u32(p, &at, &a.tries[i]));
	}
	TRY(card_get_u32(p, &at, &a.file_rights));
	TRY(reader_u8(&at, &a.containers));
	TRY(reader_u8(&at, &a.certificates));
	TRY(card_get_u16(p, &at, &a.files));
	*ret_a = a;
	*r = at;
	return ERR_OK;
}

void
card_application_put(const struct card_profile *p, struct buf *b,
    const struct card_application *a)
{
	card_put_u32(p, b, a->file_rights);
	buf_u8(b, a->containers);
	buf_u8(b, a->certificates);
	card_put_u16(p, b, a->files);
	card_id_put(b, a->id);
}

enum err
card_application_get(const struct card_profile *p, struct reader *r,
    struct card_application *ret_a)
{
	struct card_application a;
	struct reader at = *r;

	TRY(card_get_u32(p, &at, &a.file_rights));
	TRY(reader_u8(&at, &a.containers));
	TRY(reader_u8(&at, &a.certificates));
	TRY(card_get_u16(p, &at, &a.files));
	TRY(card_id_get(&at, &a.id));
	*ret_a = a;
	*r = at;
	return ERR_OK;
}

static enum err
get_flag(struct reader *r, bool *ret_flag)
{
	uint8_t v;

	TRY(reader_u8(r, &v));
	if (v > 1)
		return ERR_BAD_MESSAGE;
	*ret_flag = v == 1;
	return ERR_OK;
}

void
card_pin_info_put(struct buf *b, const struct card_pin_info *i)
{
	buf_u8(b, i->max);
	buf_u8(b, i->left);
	buf_u8(b, i->initial);
}

enum err
card_pin_info_get(struct reader *r, struct card_pin_info *ret_i)
{
	struct card_pin_info i;
	struct reader at = *r;

	TRY(reader_u8(&at, &i.max));
	TRY(reader_u8(&at, &i.left));
	TRY(get_flag(&at, &i.initial));
	*ret_i = i;
	*r = at;
	return ERR_OK;
}

void
card_file_info_put(
    const struct card_profile *p, struct buf *b, const struct card_file_info *i)
{
	card_put_u32(p, b, i->size);
	card_put_u32(p, b, i->read_rights);
	card_put_u32(p, b, i->write_rights);
}

enum err
card_file_info_get(const struct card_profile *p, struct reader *r,
    struct card_file_info *ret_i)
{
	struct card_file_info i;
	struct reader at = *r;

	TRY(card_get_u32(p, &at, &i.size));
	TRY(card_get_u32(p, &at, &i.read_rights));
	TRY(card_get_u32(p, &at, &i.write_rights));
	*ret_i = i;
	*r = at;
	return ERR_OK;
}

/* What is said of both keys stands in this order. */
static const enum card_usage sign_first[] = {CARD_SIGN_KEY, CARD_ENCRYPT_KEY};

void
card_container_info_put(const struct card_profile *p, struct buf *b,
    const struct card_container_info *i)
{
	buf_u8(b, (uint8_t)i->type);
	for (size_t u = 0; u < COUNT(sign_first); u++)
		card_put_u32(p, b, i->bits[sign_first[u]]);
	for (size_t u = 0; u < COUNT(sign_first); u++)
		buf_u8(b, i->certificates[sign_first[u]]);
}

enum err
card_container_info_get(const struct card_profile *p, struct reader *r,
    struct card_container_info *ret_i)
{
	struct card_container_info i;
	struct reader at = *r;
	uint8_t type;

	TRY(reader_u8(&at, &type));
	if (type > CARD_CONTAINER_SM2)
		return ERR_BAD_MESSAGE;
	i.type = type;
	for (size_t u = 0; u < COUNT(sign_first); u++)
		TRY(card_get_u32(p, &at, &i.bits[sign_first[u]]));
	for (size_t u = 0; u < COUNT(sign_first); u++)
		TRY(get_flag(&at, &i.certificates[sign_first[u]]));
	*ret_i = i;
	*r = at;
	return ERR_OK;
}
