/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.4: files. A file has its size for life and begins as zeros. The
 * right to delete is the right to create.
 */
#include <string.h>

#include "provider/give.h"
#include "provider/object.h"

/* The application of a handle, and the name of a file in it. */
static uint32_t
begin_file(struct entry *ret_e, HAPPLICATION h, LPSTR szFileName,
    struct back_application **ret_a, const char **ret_name)
{
	SAR_TRY(entry_begin(ret_e));
	SAR_TRY(take_name(szFileName, BACK_FILE_NAME_MAX, ret_name));
	return application_of(ret_e, h, ret_a);
}

ULONG DEVAPI
SKF_CreateFile(HAPPLICATION hApplication, LPSTR szFileName, ULONG ulFileSize,
    ULONG ulReadRights, ULONG ulWriteRights)
{
	AUTO_DONE(entry) e = {0};
	const struct back_file f = {ulFileSize, ulReadRights, ulWriteRights};
	struct back_application *a;
	const char *name;

	SAR_TRY(begin_file(&e, hApplication, szFileName, &a, &name));
	if (ulFileSize > back_end.file_max)
		return SAR_NO_ROOM;
	return back_end.create_file(&e, a, name, &f);
}

ULONG DEVAPI
SKF_DeleteFile(HAPPLICATION hApplication, LPSTR szFileName)
{
	AUTO_DONE(entry) e = {0};
	struct back_application *a;
	const char *name;

	SAR_TRY(begin_file(&e, hApplication, szFileName, &a, &name));
	return back_end.delete_file(&e, a, name);
}

ULONG DEVAPI
SKF_EnumFiles(HAPPLICATION hApplication, LPSTR szFileList, ULONG *pulSize)
{
	AUTO_DONE(buf) names = BUF(NAMES_MAX);
	AUTO_DONE(entry) e = {0};
	struct back_application *a;

	SAR_TRY(entry_begin(&e));
	SAR_TRY(application_of(&e, hApplication, &a));
	SAR_TRY(back_end.files(&e, a, &names));
	return give_names(&names, szFileList, pulSize);
}

ULONG DEVAPI
SKF_GetFileInfo(
    HAPPLICATION hApplication, LPSTR szFileName, FILEATTRIBUTE *pFileInfo)
{
	AUTO_DONE(entry) e = {0};
	FILEATTRIBUTE info = {.FileName = {0}};
	struct back_application *a;
	struct back_file f;
	const char *name;

	SAR_TRY(begin_file(&e, hApplication, szFileName, &a, &name));
	if (pFileInfo == NULL)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(back_end.file_info(&e, a, name, &f));
	memcpy(info.FileName, name, strnlen(name, sizeof(info.FileName)));
	info.FileSize = f.size;
	info.ReadRights = f.read_rights;
	info.WriteRights = f.write_rights;
	memcpy(pFileInfo, &info, sizeof(info));
	return SAR_OK;
}

ULONG DEVAPI
SKF_ReadFile(HAPPLICATION hApplication, LPSTR szFileName, ULONG ulOffset,
    ULONG ulSize, BYTE *pbOutData, ULONG *pulOutLen)
{
	AUTO_DONE(buf) out = BUF(back_end.file_max);
	AUTO_DONE(entry) e = {0};
	const struct back_range range = {ulOffset, ulSize};
	struct back_application *a;
	const char *name;

	SAR_TRY(begin_file(&e, hApplication, szFileName, &a, &name));
	SAR_TRY(back_end.read_file(&e, a, name, &range, &out));
	SAR_TRY_ERR(buf_status(&out));
	return give_octets(buf_bytes(&out), pbOutData, pulOutLen);
}

ULONG DEVAPI
SKF_WriteFile(HAPPLICATION hApplication, LPSTR szFileName, ULONG ulOffset,
    BYTE *pbData, ULONG ulSize)
{
	AUTO_DONE(entry) e = {0};
	struct back_application *a;
	const char *name;
	struct bytes data;

	SAR_TRY(begin_file(&e, hApplication, szFileName, &a, &name));
	SAR_TRY(take_octets(pbData, ulSize, &data));
	return back_end.write_file(&e, a, name, ulOffset, data);
}
