/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/message.h"

#include <string.h>

#define HEADER_LEN 6 /* length and call */
#define CALL_LEN 2

/* --- calls --- */

enum {
	LIMIT_BRIEF = 5000,
	LIMIT_OPEN = 10000,
	LIMIT_WORK = 30000,
	LIMIT_PERSON = 60000,
	LIMIT_EVER = SKF_NO_LIMIT,
};

static const struct {
	const char *name;
	int64_t limit_ms;
} calls[SKF_CALL_COUNT] = {
    [SKF_CALL_LOAD] = {"load", LIMIT_OPEN},
#define C1(name_, limit_, ...) [SKF_CALL_##name_] = {#name_, LIMIT_##limit_},
#define C2 C1
#define C3 C1
#define C4 C1
#include "skf/calls.def"
#undef C1
#undef C2
#undef C3
#undef C4
};

int64_t
skf_call_limit_ms(enum skf_call call)
{
	return calls[call].limit_ms;
}

const char *
skf_call_name(enum skf_call call)
{
	return calls[call].name;
}

/* --- messages --- */

enum err
skf_message_send(struct channel *c, enum skf_call call, struct bytes content,
    int64_t deadline_ms)
{
	AUTO_DONE(buf) header = BUF(HEADER_LEN);

	if (content.len > SKF_MESSAGE_MAX - CALL_LEN)
		return ERR_BAD_MESSAGE;
	buf_u32(&header, (uint32_t)content.len + CALL_LEN);
	buf_u16(&header, (uint16_t)call);
	TRY(buf_status(&header));
	TRY(channel_write(c, buf_bytes(&header), deadline_ms));
	return channel_write(c, content, deadline_ms);
}

enum err
skf_message_receive(struct channel *c, int64_t deadline_ms,
    enum skf_call *ret_call, struct buf *content)
{
	uint8_t header[HEADER_LEN];
	struct reader r = reader_of(BYTES_ARRAY(header));
	uint8_t *body;
	uint32_t len;
	uint16_t call;

	TRY(channel_read(c, header, sizeof(header), deadline_ms));
	TRY(reader_u32(&r, &len));
	TRY(reader_u16(&r, &call));
	if (len < CALL_LEN || len > SKF_MESSAGE_MAX || call >= SKF_CALL_COUNT)
		return ERR_BAD_MESSAGE;
	body = buf_extend(content, len - CALL_LEN);
	if (body == NULL)
		return buf_status(content);
	TRY(channel_read(c, body, len - CALL_LEN, deadline_ms));
	*ret_call = (enum skf_call)call;
	return ERR_OK;
}

/* --- numbers --- */

void
skf_put_flag(struct buf *b, bool v)
{
	buf_u8(b, v);
}

enum err
skf_get_flag(struct reader *r, bool *ret_v)
{
	uint8_t v;

	TRY(reader_u8(r, &v));
	if (v > 1)
		return ERR_BAD_MESSAGE;
	*ret_v = v == 1;
	return ERR_OK;
}

void
skf_put_number(struct buf *b, uint32_t v)
{
	buf_u32(b, v);
}

enum err
skf_get_number(struct reader *r, uint32_t *ret_v)
{
	return reader_u32(r, ret_v);
}

void
skf_put_form(struct buf *b, enum skf_envelope_form v)
{
	buf_u8(b, (uint8_t)v);
}

enum err
skf_get_form(struct reader *r, enum skf_envelope_form *ret_v)
{
	uint8_t v;

	TRY(reader_u8(r, &v));
	if (v != SKF_ENVELOPE_RIGHT && v != SKF_ENVELOPE_LEFT)
		return ERR_BAD_MESSAGE;
	*ret_v = (enum skf_envelope_form)v;
	return ERR_OK;
}

/* --- text and octets --- */

/* With its NUL, so that it can be used where it is. */
void
skf_put_text(struct buf *b, const char *v)
{
	buf_block(b, BYTES(v, strlen(v) + 1));
}

enum err
skf_get_text(struct reader *r, const char **ret_v)
{
	struct bytes text;

	TRY(reader_block(r, SKF_TEXT_MAX + 1, &text));
	if (text.len == 0 ||
	    memchr(text.p, 0, text.len) != text.p + text.len - 1)
		return ERR_BAD_MESSAGE;
	*ret_v = (const char *)text.p;
	return ERR_OK;
}

void
skf_put_texts(struct buf *b, const char *const v[2])
{
	skf_put_text(b, v[0]);
	skf_put_text(b, v[1]);
}

enum err
skf_get_texts(struct reader *r, struct skf_texts *ret_v)
{
	TRY(skf_get_text(r, &ret_v->s[0]));
	return skf_get_text(r, &ret_v->s[1]);
}

void
skf_put_octets(struct buf *b, struct bytes v)
{
	buf_block(b, v);
}

enum err
skf_get_octets(struct reader *r, struct bytes *ret_v)
{
	return reader_block(r, SKF_DATA_MAX, ret_v);
}

void
skf_put_digest(struct buf *b, const uint8_t v[SM3_LEN])
{
	buf_put(b, BYTES(v, SM3_LEN));
}

enum err
skf_get_digest(struct reader *r, const uint8_t **ret_v)
{
	struct bytes v;

	TRY(reader_take(r, SM3_LEN, &v));
	*ret_v = v.p;
	return ERR_OK;
}

void
skf_put_block(struct buf *b, const uint8_t v[16])
{
	buf_put(b, BYTES(v, 16));
}

enum err
skf_get_block(struct reader *r, struct skf_block *ret_v)
{
	return reader_copy(r, ret_v->b, sizeof(ret_v->b));
}

/* A text of at most size - 1 octets into memory of its own. */
static enum err
copy_text(struct reader *r, char *out, size_t size)
{
	const char *text;
	size_t len;

	TRY(skf_get_text(r, &text));
	len = strlen(text);
	if (len >= size)
		return ERR_BAD_MESSAGE;
	memcpy(out, text, len + 1);
	return ERR_OK;
}

/* --- structures --- */

void
skf_put_application(struct buf *b, const struct skf_new_application *v)
{
	skf_put_text(b, v->name);
	skf_put_text(b, v->admin_pin);
	skf_put_text(b, v->user_pin);
	buf_u32(b, v->admin_tries);
	buf_u32(b, v->user_tries);
	buf_u32(b, v->file_rights);
}

enum err
skf_get_application(struct reader *r, struct skf_new_application *ret_v)
{
	TRY(skf_get_text(r, &ret_v->name));
	TRY(skf_get_text(r, &ret_v->admin_pin));
	TRY(skf_get_text(r, &ret_v->user_pin));
	TRY(reader_u32(r, &ret_v->admin_tries));
	TRY(reader_u32(r, &ret_v->user_tries));
	return reader_u32(r, &ret_v->file_rights);
}

void
skf_put_file_info(struct buf *b, const struct skf_file_info *v)
{
	buf_u32(b, v->size);
	buf_u32(b, v->read_rights);
	buf_u32(b, v->write_rights);
}

enum err
skf_get_file_info(struct reader *r, struct skf_file_info *ret_v)
{
	TRY(reader_u32(r, &ret_v->size));
	TRY(reader_u32(r, &ret_v->read_rights));
	return reader_u32(r, &ret_v->write_rights);
}

void
skf_put_pin_info(struct buf *b, const struct skf_pin_info *v)
{
	buf_u32(b, v->max);
	buf_u32(b, v->left);
	skf_put_flag(b, v->initial);
}

enum err
skf_get_pin_info(struct reader *r, struct skf_pin_info *ret_v)
{
	TRY(reader_u32(r, &ret_v->max));
	TRY(reader_u32(r, &ret_v->left));
	return skf_get_flag(r, &ret_v->initial);
}

void
skf_put_device_info(struct buf *b, const struct skf_device_info *v)
{
	skf_put_text(b, v->manufacturer);
	skf_put_text(b, v->label);
	skf_put_text(b, v->serial);
	buf_u32(b, v->asym_algorithms);
	buf_u32(b, v->auth_algorithm);
	buf_u32(b, v->total_space);
	buf_u32(b, v->free_space);
}

enum err
skf_get_device_info(struct reader *r, struct skf_device_info *ret_v)
{
	TRY(copy_text(r, ret_v->manufacturer, sizeof(ret_v->manufacturer)));
	TRY(copy_text(r, ret_v->label, sizeof(ret_v->label)));
	TRY(copy_text(r, ret_v->serial, sizeof(ret_v->serial)));
	TRY(reader_u32(r, &ret_v->asym_algorithms));
	TRY(reader_u32(r, &ret_v->auth_algorithm));
	TRY(reader_u32(r, &ret_v->total_space));
	return reader_u32(r, &ret_v->free_space);
}

void
skf_put_event(struct buf *b, const struct skf_event *v)
{
	skf_put_text(b, v->device);
	buf_u32(b, v->what);
}

enum err
skf_get_event(struct reader *r, struct skf_event *ret_v)
{
	TRY(copy_text(r, ret_v->device, sizeof(ret_v->device)));
	return reader_u32(r, &ret_v->what);
}

void
skf_put_key(struct buf *b, const struct sm2_public *v)
{
	buf_put(b, BYTES_ARRAY(v->x));
	buf_put(b, BYTES_ARRAY(v->y));
}

enum err
skf_get_key(struct reader *r, struct sm2_public *ret_v)
{
	TRY(reader_copy(r, ret_v->x, sizeof(ret_v->x)));
	return reader_copy(r, ret_v->y, sizeof(ret_v->y));
}

void
skf_put_signature(struct buf *b, const struct sm2_signature *v)
{
	buf_put(b, BYTES_ARRAY(v->r));
	buf_put(b, BYTES_ARRAY(v->s));
}

enum err
skf_get_signature(struct reader *r, struct sm2_signature *ret_v)
{
	TRY(reader_copy(r, ret_v->r, sizeof(ret_v->r)));
	return reader_copy(r, ret_v->s, sizeof(ret_v->s));
}

void
skf_put_cipher(struct buf *b, const struct sm2_cipher *v)
{
	buf_put(b, BYTES_ARRAY(v->x));
	buf_put(b, BYTES_ARRAY(v->y));
	buf_put(b, BYTES_ARRAY(v->hash));
	buf_block(b, BYTES(v->cipher, v->len));
}

/* Octets into an array that they need not fill. */
static enum err
copy_octets(struct reader *r, uint8_t *out, size_t size, size_t *ret_len)
{
	struct bytes v;

	TRY(reader_block(r, size, &v));
	if (v.len > 0)
		memcpy(out, v.p, v.len);
	*ret_len = v.len;
	return ERR_OK;
}

enum err
skf_get_cipher(struct reader *r, struct sm2_cipher *ret_v)
{
	TRY(reader_copy(r, ret_v->x, sizeof(ret_v->x)));
	TRY(reader_copy(r, ret_v->y, sizeof(ret_v->y)));
	TRY(reader_copy(r, ret_v->hash, sizeof(ret_v->hash)));
	return copy_octets(
	    r, ret_v->cipher, sizeof(ret_v->cipher), &ret_v->len);
}

void
skf_put_envelope(struct buf *b, const struct envelope *v)
{
	skf_put_cipher(b, &v->key);
	skf_put_key(b, &v->public);
	buf_block(b, BYTES(v->private, v->private_len));
}

enum err
skf_get_envelope(struct reader *r, struct envelope *ret_v)
{
	TRY(skf_get_cipher(r, &ret_v->key));
	TRY(skf_get_key(r, &ret_v->public));
	return copy_octets(
	    r, ret_v->private, sizeof(ret_v->private), &ret_v->private_len);
}
