/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/schema.h"

#include <string.h>

#include "base/text.h"

struct reading {
	struct body *body;
	const char *where;
};

static enum err
read_text(const struct schema_member *m, const json_t *v, const char **ret_text)
{
	const char *text = json_string_value(v);

	if (text == NULL || text_chars(bytes_str(text)) > m->max)
		return ERR_BAD_REQUEST;
	if (m->values != NULL) {
		const char *const *one = m->values;

		while (*one != NULL && strcmp(*one, text) != 0)
			one++;
		if (*one == NULL)
			return ERR_BAD_REQUEST;
	}
	*ret_text = text;
	return ERR_OK;
}

static enum err
read_base64(struct body *body, const struct schema_member *m, const json_t *v,
    struct bytes *ret_octets)
{
	struct bytes text = BYTES(json_string_value(v), json_string_length(v));
	struct buf *blob;
	enum err e;

	if (!json_is_string(v) || body->blob_count == SCHEMA_BLOBS)
		return ERR_BAD_REQUEST;
	blob = &body->blobs[body->blob_count++];
	buf_init(blob, m->max);
	e = text_unbase64(text, blob);
	if (e != ERR_OK)
		return e == ERR_NOMEM ? e : ERR_BAD_REQUEST;
	*ret_octets = buf_bytes(blob);
	return ERR_OK;
}

static enum err read_object(struct reading *r, const struct schema *s,
    const json_t *object, uint8_t *out);

static enum err
read_value(struct reading *r, const struct schema_member *m, const json_t *v,
    uint8_t *out)
{
	const char *text;
	struct bytes octets;

	switch (m->type) {
	case SCHEMA_TYPE_TEXT:
		TRY(read_text(m, v, &text));
		memcpy(out + m->offset, &text, sizeof(text));
		return ERR_OK;
	case SCHEMA_TYPE_BASE64:
		TRY(read_base64(r->body, m, v, &octets));
		memcpy(out + m->offset, &octets, sizeof(octets));
		return ERR_OK;
	case SCHEMA_TYPE_OBJECT:
		return read_object(r, m->object, v, out + m->offset);
	}
	return ERR_BAD_REQUEST;
}

static enum err
read_object(struct reading *r, const struct schema *s, const json_t *object,
    uint8_t *out)
{
	size_t present = 0;

	if (!json_is_object(object))
		return ERR_BAD_REQUEST;
	for (size_t i = 0; i < s->count; i++) {
		const struct schema_member *m = &s->members[i];
		const json_t *v = json_object_get(object, m->name);

		if (v == NULL && m->optional)
			continue;
		r->where = m->name;
		if (v == NULL)
			return ERR_BAD_REQUEST;
		present++;
		TRY(read_value(r, m, v, out));
	}
	r->where = "";
	/* as many as the schema knows: none that it does not know */
	return json_object_size(object) == present ? ERR_OK : ERR_BAD_REQUEST;
}

enum err
body_read(const struct schema *s, struct bytes text, struct body *ret_body,
    const char **reterr_where)
{
	AUTO_DONE(body) body = {0};
	struct reading r = {&body, ""};
	enum err e;

	body.json = json_loadb(
	    (const char *)text.p, text.len, JSON_REJECT_DUPLICATES, NULL);
	e = body.json == NULL ? ERR_BAD_REQUEST
			      : read_object(&r, s, body.json, body.value);
	if (e != ERR_OK) {
		*reterr_where = r.where;
		return e;
	}
	*ret_body = body;
	body = (struct body){0};
	return ERR_OK;
}

void
body_done(struct body *b)
{
	for (size_t i = 0; i < b->blob_count; i++)
		buf_done(&b->blobs[i]);
	json_decref(b->json);
	*b = (struct body){0};
}

static json_t *
member_json(const struct schema_member *m)
{
	json_t *values;

	switch (m->type) {
	case SCHEMA_TYPE_OBJECT:
		return schema_json(m->object);
	case SCHEMA_TYPE_BASE64:
		/* what the text of that many octets is at most */
		return json_pack("{s:s, s:s, s:I}", "type", "string", "format",
		    "byte", "maxLength", (json_int_t)(m->max + 2) / 3 * 4);
	case SCHEMA_TYPE_TEXT:
		break;
	}
	if (m->values == NULL)
		return json_pack("{s:s, s:I}", "type", "string", "maxLength",
		    (json_int_t)m->max);
	values = json_array();
	for (const char *const *one = m->values; *one != NULL; one++)
		json_array_append_new(values, json_string(*one));
	return json_pack("{s:s, s:o}", "type", "string", "enum", values);
}

json_t *
schema_json(const struct schema *s)
{
	json_t *members, *required;

	if (s->octets > 0)
		return json_pack("{s:s, s:s, s:I}", "type", "string", "format",
		    "binary", "maxLength", (json_int_t)s->octets);
	members = json_object();
	required = json_array();
	for (size_t i = 0; i < s->count; i++) {
		const struct schema_member *m = &s->members[i];

		json_object_set_new(members, m->name, member_json(m));
		if (!m->optional)
			json_array_append_new(required, json_string(m->name));
	}
	return json_pack("{s:s, s:b, s:o, s:o}", "type", "object",
	    "additionalProperties", 0, "properties", members, "required",
	    required);
}
