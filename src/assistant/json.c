/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/json.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"

enum err
json_read(struct bytes text, json_t **ret_json)
{
	json_t *json = json_loadb(
	    (const char *)text.p, text.len, JSON_REJECT_DUPLICATES, NULL);

	if (json == NULL)
		return ERR_BAD_MESSAGE;
	*ret_json = json;
	return ERR_OK;
}

static enum err
string_octets(const json_t *string, struct bytes *ret_b)
{
	if (!json_is_string(string))
		return ERR_BAD_MESSAGE;
	*ret_b = BYTES(json_string_value(string), json_string_length(string));
	return ERR_OK;
}

enum err
json_text(const json_t *object, const char *name, char *out, size_t size)
{
	struct bytes b;

	TRY(string_octets(json_object_get(object, name), &b));
	if (b.len >= size || !text_is_plain(b))
		return ERR_BAD_MESSAGE;
	if (b.len > 0)
		memcpy(out, b.p, b.len);
	out[b.len] = '\0';
	return ERR_OK;
}

enum err
json_base64(const json_t *object, const char *name, struct buf *out)
{
	return json_base64_of(json_object_get(object, name), out);
}

enum err
json_base64_of(const json_t *string, struct buf *out)
{
	struct bytes b;

	TRY(string_octets(string, &b));
	if (text_unbase64(b, out) != ERR_OK)
		return ERR_BAD_MESSAGE;
	return ERR_OK;
}

enum err
json_bool(const json_t *object, const char *name, bool *ret_v)
{
	const json_t *member = json_object_get(object, name);

	if (!json_is_boolean(member))
		return ERR_BAD_MESSAGE;
	*ret_v = json_is_true(member);
	return ERR_OK;
}

enum err
json_int(const json_t *object, const char *name, int64_t min, int64_t max,
    int64_t *ret_v)
{
	const json_t *member = json_object_get(object, name);
	json_int_t v = json_integer_value(member);

	if (!json_is_integer(member) || v < min || v > max)
		return ERR_BAD_MESSAGE;
	*ret_v = v;
	return ERR_OK;
}

enum err
json_time(const json_t *object, const char *name, int64_t *ret_at)
{
	char text[CLOCK_TEXT_SIZE];

	TRY(json_text(object, name, text, sizeof(text)));
	if (clock_parse(text, ret_at) != ERR_OK)
		return ERR_BAD_MESSAGE;
	return ERR_OK;
}

enum err
json_object_member(
    const json_t *object, const char *name, const json_t **ret_member)
{
	const json_t *member = json_object_get(object, name);

	if (!json_is_object(member))
		return ERR_BAD_MESSAGE;
	*ret_member = member;
	return ERR_OK;
}

enum err
json_set_base64(json_t *object, const char *name, struct bytes data)
{
	AUTO_DONE(buf) text = BUF(data.len * 2 + 8);
	json_t *value;

	text_base64(&text, data);
	TRY(buf_status(&text));
	value =
	    json_stringn(text.len > 0 ? (const char *)text.p : "", text.len);
	return json_object_set_new(object, name, value) == 0 ? ERR_OK
							     : ERR_NOMEM;
}

static int
add_text(const char *text, size_t len, void *arg)
{
	buf_put(arg, BYTES(text, len));
	return 0;
}

enum err
json_write(const json_t *json, struct buf *b)
{
	if (json_dump_callback(json, add_text, b,
		JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY) != 0)
		return ERR_NOMEM;
	return buf_status(b);
}
