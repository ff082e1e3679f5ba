/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/extension.h"

#include <string.h>

static enum err
read_extension(struct der *d, struct extension *ret_e)
{
	struct extension e = {0};
	struct der inner;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_oid(&inner, &e.oid));
	if (der_next_is(&inner, DER_BOOLEAN)) {
		TRY(der_bool(&inner, &e.critical));
		if (!e.critical) /* DER leaves a default out */
			return ERR_DER_SYNTAX;
	}
	TRY(der_octets(&inner, &e.value));
	TRY(der_end(&inner));
	*ret_e = e;
	return ERR_OK;
}

enum err
extensions_read(struct der *d,
    enum err (*take)(void *arg, const struct extension *e), void *arg)
{
	struct bytes seen[EXTENSIONS_MAX];
	struct extension e;
	struct der inner;
	size_t count = 0;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	do {
		if (count == EXTENSIONS_MAX)
			return ERR_DER_TOO_LARGE;
		TRY(read_extension(&inner, &e));
		for (size_t i = 0; i < count; i++)
			if (bytes_equal(seen[i], e.oid))
				return ERR_DER_SYNTAX;
		seen[count++] = e.oid;
		TRY(take(arg, &e));
	} while (der_more(&inner));
	return ERR_OK;
}

struct extension_mark
extension_open(struct buf *b, enum oid oid, bool critical)
{
	struct extension_mark mark;

	mark.whole = der_open(b, DER_SEQUENCE);
	der_put_oid(b, oid_octets(oid));
	if (critical)
		der_put_bool(b, true);
	mark.value = der_open(b, DER_OCTET_STRING);
	return mark;
}

void
extension_close(struct buf *b, struct extension_mark mark)
{
	der_close(b, mark.value);
	der_close(b, mark.whole);
}

void
extension_put_authority_key_id(struct buf *b, struct bytes id)
{
	struct extension_mark e =
	    extension_open(b, OID_AUTHORITY_KEY_ID, false);
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put(b, DER_CONTEXT(0), id);
	der_close(b, mark);
	extension_close(b, e);
}

enum err
extension_read_authority_key_id(struct bytes value, struct bytes *ret_id)
{
	struct der d = der_of(value), inner;
	struct bytes id, passed_over;

	TRY(der_enter(&d, DER_SEQUENCE, &inner));
	TRY(der_end(&d));
	TRY(der_read(&inner, DER_CONTEXT(0), &id));
	while (der_more(&inner))
		TRY(der_element(&inner, &passed_over));
	if (id.len == 0 || id.len > EXTENSION_KEY_ID_MAX)
		return ERR_DER_SYNTAX;
	*ret_id = id;
	return ERR_OK;
}

/* Visible ASCII, and there is room for it. */
static bool
is_url(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.p[i] <= ' ' || text.p[i] > '~')
			return false;
	return text.len > 0 && text.len < EXTENSION_URL_SIZE;
}

void
extension_put_point(struct buf *b, const char *url)
{
	size_t name = der_open(b, DER_CONTEXT_CONSTRUCTED(0));
	size_t full_name = der_open(b, DER_CONTEXT_CONSTRUCTED(0));

	if (!is_url(bytes_str(url)) && b->err == ERR_OK)
		b->err = ERR_BAD_TEXT;
	der_put(b, GENERAL_NAME_URI, bytes_str(url));
	der_close(b, full_name);
	der_close(b, name);
}

enum err
extension_read_point(struct der *d, char ret_url[EXTENSION_URL_SIZE])
{
	struct der name, full_name;
	struct bytes url;

	TRY(der_enter(d, DER_CONTEXT_CONSTRUCTED(0), &name));
	TRY(der_enter(&name, DER_CONTEXT_CONSTRUCTED(0), &full_name));
	TRY(der_end(&name));
	TRY(der_read(&full_name, GENERAL_NAME_URI, &url));
	TRY(der_end(&full_name));
	if (!is_url(url))
		return ERR_DER_SYNTAX;
	memcpy(ret_url, url.p, url.len);
	ret_url[url.len] = '\0';
	return ERR_OK;
}

void
extension_put_points(struct buf *b, const char *url)
{
	size_t points = der_open(b, DER_SEQUENCE);
	size_t point = der_open(b, DER_SEQUENCE);

	extension_put_point(b, url);
	der_close(b, point);
	der_close(b, points);
}

enum err
extension_read_points(struct bytes value, char ret_url[EXTENSION_URL_SIZE])
{
	struct der d = der_of(value), points, point;

	TRY(der_enter(&d, DER_SEQUENCE, &points));
	TRY(der_end(&d));
	TRY(der_enter(&points, DER_SEQUENCE, &point));
	TRY(der_end(&points));
	TRY(extension_read_point(&point, ret_url));
	return der_end(&point);
}
