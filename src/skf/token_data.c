/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "skf/token_private.h"

enum err
token_write_cert(struct token *t, const char *container, enum token_usage usage,
    struct bytes der)
{
	AUTO_DONE(token_container_handle) c = {0};

	if (der.len > CERT_DER_MAX)
		return ERR_TOO_LARGE;
	TRY(token_container_open(t, container, &c));
	return sar_to_err(
	    CALL_SKF(t, write_cert, c.handle, usage == TOKEN_SIGN, der));
}

/* Devices say "no certificate" in several ways; those that mean something
 * else to us keep their meaning. */
enum err
token_read_cert(struct token *t, const char *container, enum token_usage usage,
    struct buf *der)
{
	AUTO_DONE(token_container_handle) c = {0};
	AUTO_DONE(buf) got = BUF(CERT_DER_MAX * 2);
	uint32_t sar;

	TRY(token_container_open(t, container, &c));
	sar = CALL_SKF(t, read_cert, c.handle, usage == TOKEN_SIGN, &got);
	if (sar == SAR_FILE_NOT_EXIST || sar == SAR_FAIL ||
	    (sar == SAR_OK && got.len == 0))
		return ERR_CERT_UNKNOWN;
	TRY(sar_to_err(sar));
	buf_put(der, buf_bytes(&got));
	return buf_status(der);
}

static enum err
file_name_check(const char *name)
{
	size_t len = strlen(name);

	if (len < 1 || len >= TOKEN_FILE_NAME_SIZE ||
	    !text_is_plain(bytes_str(name)))
		return ERR_BAD_TEXT;
	return ERR_OK;
}

enum err
token_remove_file(struct token *t, const char *name)
{
	TRY(token_need_application(t));
	TRY(file_name_check(name));
	return sar_to_err(CALL_SKF(t, delete_file, t->app, name));
}

/* A file of SKF has its size for life: a new content is a new file. */
enum err
token_write_file(struct token *t, const char *name, struct bytes data)
{
	const struct skf_file_info info = {.size = (uint32_t)data.len,
	    .read_rights = SECURE_ANYONE_ACCOUNT,
	    .write_rights = SECURE_USER_ACCOUNT};
	enum err e;

	if (data.len > UINT32_MAX)
		return ERR_TOO_LARGE;
	e = token_remove_file(t, name);
	if (e != ERR_OK && e != ERR_FILE_MISSING)
		return e;
	TRY_SKF(t, create_file, t->app, name, &info);
	return sar_to_err(CALL_SKF(t, write_file, t->app, name, data));
}

enum err
token_read_file(struct token *t, const char *name, struct buf *data)
{
	struct skf_file_info info;

	TRY(token_need_application(t));
	TRY(file_name_check(name));
	TRY_SKF(t, file_info, t->app, name, &info);
	if (info.size > data->max - data->len)
		return ERR_TOO_LARGE;
	return sar_to_err(
	    CALL_SKF(t, read_file, t->app, name, info.size, data));
}

/* --- names --- */

static enum err
add_name(struct token_names *list, const char *name)
{
	size_t len = strlen(name);
	void *more;

	if (len >= sizeof(*list->rows) || !text_is_plain(bytes_str(name)))
		return ERR_OK; /* another program's: not ours to show */
	more = realloc(list->rows, (list->count + 1) * sizeof(*list->rows));
	if (more == NULL)
		return ERR_NOMEM;
	list->rows = more;
	memcpy(list->rows[list->count++], name, len + 1);
	return ERR_OK;
}

static enum err
read_names(struct bytes octets, struct token_names **ret_names)
{
	AUTO(token_names) list = calloc(1, sizeof(*list));
	struct reader r = reader_of(octets);
	const char *name;

	if (list == NULL)
		return ERR_NOMEM;
	while ((name = token_next_name(&r)) != NULL)
		TRY(add_name(list, name));
	*ret_names = TAKE(list);
	return ERR_OK;
}

void
token_names_free(struct token_names *names)
{
	if (names == NULL)
		return;
	free(names->rows);
	free(names);
}

enum err
token_container_names(struct token *t, struct token_names **ret_names)
{
	AUTO_DONE(buf) names = BUF(TOKEN_LIST_MAX);

	TRY(token_need_application(t));
	TRY_SKF(t, enum_containers, t->app, &names);
	return read_names(buf_bytes(&names), ret_names);
}

enum err
token_applications_list(struct token *t, struct token_names **ret_names)
{
	AUTO_DONE(buf) names = BUF(TOKEN_LIST_MAX);

	TRY_SKF(t, enum_applications, t->dev, &names);
	return read_names(buf_bytes(&names), ret_names);
}

enum err
token_files_list(struct token *t, struct token_names **ret_names)
{
	AUTO_DONE(buf) names = BUF(TOKEN_LIST_MAX);

	TRY(token_need_application(t));
	TRY_SKF(t, enum_files, t->app, &names);
	return read_names(buf_bytes(&names), ret_names);
}
