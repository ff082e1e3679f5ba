/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.4 over token files: files.
 */
#include <stdlib.h>
#include <string.h>

#include "softtoken/back.h"
#include "softtoken/device.h"

uint32_t
back_create_file(struct entry *e, struct back_application *a, const char *name,
    const struct back_file *f)
{
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct token_file *file;

	SAR_TRY(application_edit(e, a, &c, &v));
	if (!login_allows(e, v.application->id, v.application->file_rights))
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY_ERR(application_add_file(v.application, name, &file));
	file->read_rights = f->read_rights;
	file->write_rights = f->write_rights;
	file->content.p = calloc(1, f->size == 0 ? 1 : f->size);
	if (file->content.p == NULL)
		return SAR_MEMORYERR;
	file->content.len = f->size;
	return sar_from_err(change_save(&c));
}

static uint32_t
find_file(const struct application_view *v, const char *name,
    struct token_file **ret_f)
{
	struct token_file *f = application_file(v->application, name);

	if (f == NULL)
		return SAR_FILE_NOT_EXIST;
	*ret_f = f;
	return SAR_OK;
}

uint32_t
back_delete_file(struct entry *e, struct back_application *a, const char *name)
{
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct token_file *f;

	SAR_TRY(application_edit(e, a, &c, &v));
	if (!login_allows(e, v.application->id, v.application->file_rights))
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY(find_file(&v, name, &f));
	application_remove_file(v.application, f);
	return sar_from_err(change_save(&c));
}

uint32_t
back_files(struct entry *e, struct back_application *a, struct buf *names)
{
	struct application_view v;

	SAR_TRY(application_get(e, a, &v));
	for (size_t i = 0; i < v.application->file_count; i++) {
		buf_str(names, v.application->files[i]->name);
		buf_u8(names, 0);
	}
	return sar_from_err(buf_status(names));
}

uint32_t
back_file_info(struct entry *e, struct back_application *a, const char *name,
    struct back_file *ret_f)
{
	struct application_view v;
	struct token_file *f;

	SAR_TRY(application_get(e, a, &v));
	SAR_TRY(find_file(&v, name, &f));
	*ret_f = (struct back_file){
	    (uint32_t)f->content.len, f->read_rights, f->write_rights};
	return SAR_OK;
}

uint32_t
back_read_file(struct entry *e, struct back_application *a, const char *name,
    const struct back_range *r, struct buf *out)
{
	struct application_view v;
	struct token_file *f;
	size_t left;

	SAR_TRY(application_get(e, a, &v));
	SAR_TRY(find_file(&v, name, &f));
	if (!login_allows(e, v.application->id, f->read_rights))
		return SAR_USER_NOT_LOGGED_IN;
	if (r->offset > f->content.len)
		return SAR_INVALIDPARAMERR;
	left = f->content.len - r->offset;
	buf_put(out,
	    BYTES(f->content.p + r->offset, r->len < left ? r->len : left));
	return sar_from_err(buf_status(out));
}

uint32_t
back_write_file(struct entry *e, struct back_application *a, const char *name,
    size_t offset, struct bytes data)
{
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct token_file *f;

	SAR_TRY(application_edit(e, a, &c, &v));
	SAR_TRY(find_file(&v, name, &f));
	if (!login_allows(e, v.application->id, f->write_rights))
		return SAR_USER_NOT_LOGGED_IN;
	if (offset > f->content.len)
		return SAR_INVALIDPARAMERR;
	if (data.len > f->content.len - offset)
		return SAR_NO_ROOM;
	if (data.len > 0)
		memcpy(f->content.p + offset, data.p, data.len);
	return sar_from_err(change_save(&c));
}
