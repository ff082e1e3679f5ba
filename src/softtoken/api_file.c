/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.4: files. A file has its size for life and begins as zeros.
 */
#include <stdlib.h>
#include <string.h>

#include "softtoken/device.h"
#include "softtoken/give.h"

#define NAMES_MAX (MODEL_FILES_MAX * MODEL_FILE_NAME_SIZE + 2)

ULONG DEVAPI
SKF_CreateFile(HAPPLICATION hApplication, LPSTR szFileName, ULONG ulFileSize,
    ULONG ulReadRights, ULONG ulWriteRights)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct token_file *f;
	const char *name;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_text(szFileName, MODEL_FILE_NAME_SIZE - 1, &name));
	if (ulFileSize > MODEL_FILE_MAX)
		return SAR_NO_ROOM;
	SAR_TRY(application_edit(&e, hApplication, &c, &v));
	if (!login_allows(&e, v.application->id, v.application->file_rights))
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY_ERR(application_add_file(v.application, name, &f));
	f->read_rights = ulReadRights;
	f->write_rights = ulWriteRights;
	f->content.p = calloc(1, ulFileSize == 0 ? 1 : ulFileSize);
	if (f->content.p == NULL)
		return SAR_MEMORYERR;
	f->content.len = ulFileSize;
	return sar_from_err(change_save(&c));
}

static uint32_t
find_file(
    const struct application *a, LPSTR szFileName, struct token_file **ret_f)
{
	const char *name;

	SAR_TRY(take_text(szFileName, MODEL_FILE_NAME_SIZE - 1, &name));
	*ret_f = application_file(a, name);
	return *ret_f == NULL ? SAR_FILE_NOT_EXIST : SAR_OK;
}

/* The right to delete is the right to create. */
ULONG DEVAPI
SKF_DeleteFile(HAPPLICATION hApplication, LPSTR szFileName)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct token_file *f;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(application_edit(&e, hApplication, &c, &v));
	if (!login_allows(&e, v.application->id, v.application->file_rights))
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY(find_file(v.application, szFileName, &f));
	application_remove_file(v.application, f);
	return sar_from_err(change_save(&c));
}

ULONG DEVAPI
SKF_EnumFiles(HAPPLICATION hApplication, LPSTR szFileList, ULONG *pulSize)
{
	AUTO_DONE(buf) names = BUF(NAMES_MAX);
	AUTO_DONE(entry) e = {0};
	struct application_view v;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(application_get(&e, hApplication, &v));
	for (size_t i = 0; i < v.application->file_count; i++) {
		buf_str(&names, v.application->files[i]->name);
		buf_u8(&names, 0);
	}
	return give_names(&names, szFileList, pulSize);
}

ULONG DEVAPI
SKF_GetFileInfo(
    HAPPLICATION hApplication, LPSTR szFileName, FILEATTRIBUTE *pFileInfo)
{
	AUTO_DONE(entry) e = {0};
	struct application_view v;
	struct token_file *f;
	FILEATTRIBUTE info = {.FileName = {0}};

	SAR_TRY(entry_begin(&e));
	if (pFileInfo == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(application_get(&e, hApplication, &v));
	SAR_TRY(find_file(v.application, szFileName, &f));
	memcpy(info.FileName, f->name, strnlen(f->name, sizeof(info.FileName)));
	info.FileSize = (ULONG)f->content.len;
	info.ReadRights = f->read_rights;
	info.WriteRights = f->write_rights;
	memcpy(pFileInfo, &info, sizeof(info));
	return SAR_OK;
}

ULONG DEVAPI
SKF_ReadFile(HAPPLICATION hApplication, LPSTR szFileName, ULONG ulOffset,
    ULONG ulSize, BYTE *pbOutData, ULONG *pulOutLen)
{
	AUTO_DONE(entry) e = {0};
	struct application_view v;
	struct token_file *f;
	size_t left;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(application_get(&e, hApplication, &v));
	SAR_TRY(find_file(v.application, szFileName, &f));
	if (!login_allows(&e, v.application->id, f->read_rights))
		return SAR_USER_NOT_LOGGED_IN;
	if (ulOffset > f->content.len)
		return SAR_INVALIDPARAMERR;
	left = f->content.len - ulOffset;
	return give_octets(
	    BYTES(f->content.p + ulOffset, ulSize < left ? ulSize : left),
	    pbOutData, pulOutLen);
}

ULONG DEVAPI
SKF_WriteFile(HAPPLICATION hApplication, LPSTR szFileName, ULONG ulOffset,
    BYTE *pbData, ULONG ulSize)
{
	AUTO_DONE(entry) e = {0};
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct token_file *f;
	struct bytes data;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(take_octets(pbData, ulSize, &data));
	SAR_TRY(application_edit(&e, hApplication, &c, &v));
	SAR_TRY(find_file(v.application, szFileName, &f));
	if (!login_allows(&e, v.application->id, f->write_rights))
		return SAR_USER_NOT_LOGGED_IN;
	if (ulOffset > f->content.len)
		return SAR_INVALIDPARAMERR;
	if (data.len > f->content.len - ulOffset)
		return SAR_NO_ROOM;
	if (data.len > 0)
		memcpy(f->content.p + ulOffset, data.p, data.len);
	return sar_from_err(change_save(&c));
}
