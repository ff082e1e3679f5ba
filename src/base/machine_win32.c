/* SPDX-License-Identifier: Apache-2.0 */
#include "base/machine.h"

#include <stdio.h>
#include <string.h>
#include <windows.h>

#define NAME_MAX_WIDE 128
#define GUID_MAX_WIDE 128

enum err
machine_env(const char *name, char *out, size_t size)
{
	wchar_t wide_name[NAME_MAX_WIDE], wide[FILE_PATH_MAX];
	DWORD n;

	if (MultiByteToWideChar(
		CP_UTF8, 0, name, -1, wide_name, NAME_MAX_WIDE) == 0)
		return ERR_FILE_MISSING;
	n = GetEnvironmentVariableW(wide_name, wide, FILE_PATH_MAX);
	if (n == 0)
		return ERR_FILE_MISSING;
	if (n >= FILE_PATH_MAX || WideCharToMultiByte(CP_UTF8, 0, wide, -1, out,
				      (int)size, NULL, NULL) == 0)
		return ERR_TOO_LARGE;
	return ERR_OK;
}

enum err
machine_set_env(const char *name, const char *value)
{
	wchar_t wide_name[NAME_MAX_WIDE], wide[FILE_PATH_MAX];

	if (MultiByteToWideChar(
		CP_UTF8, 0, name, -1, wide_name, NAME_MAX_WIDE) == 0 ||
	    MultiByteToWideChar(CP_UTF8, 0, value, -1, wide, FILE_PATH_MAX) ==
		0 ||
	    !SetEnvironmentVariableW(wide_name, wide))
		return ERR_NOMEM;
	return ERR_OK;
}

enum err
machine_data_dir(char out[FILE_PATH_MAX])
{
	return machine_env("APPDATA", out, FILE_PATH_MAX);
}

enum err
machine_program_dir(char out[FILE_PATH_MAX])
{
	wchar_t wide[FILE_PATH_MAX];
	wchar_t *last;
	DWORD n = GetModuleFileNameW(NULL, wide, FILE_PATH_MAX);

	if (n == 0)
		return ERR_FILE_MISSING;
	if (n >= FILE_PATH_MAX)
		return ERR_TOO_LARGE;
	last = wcsrchr(wide, L'\\');
	if (last == NULL)
		return ERR_FILE_MISSING;
	*last = L'\0';
	return WideCharToMultiByte(
		   CP_UTF8, 0, wide, -1, out, FILE_PATH_MAX, NULL, NULL) == 0
		   ? ERR_TOO_LARGE
		   : ERR_OK;
}

enum err
machine_home(char out[FILE_PATH_MAX])
{
	return machine_env("USERPROFILE", out, FILE_PATH_MAX);
}

/* GetVersionEx tells what the manifest wants to hear; the registry does not. */
void
machine_describe(char *out, size_t size)
{
	char build[64] = "";
	DWORD len = sizeof(build) - 1;

	(void)RegGetValueA(HKEY_LOCAL_MACHINE,
	    "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
	    "CurrentBuildNumber", RRF_RT_REG_SZ, NULL, build, &len);
	(void)snprintf(out, size, "Windows %s", build);
}

/* The 64-bit view, so that programs of both widths see the same. */
enum err
machine_id(struct buf *b)
{
	wchar_t guid[GUID_MAX_WIDE];
	DWORD size = sizeof(guid) - sizeof(wchar_t), type = 0;
	HKEY key;
	LONG status = RegOpenKeyExW(HKEY_LOCAL_MACHINE,
	    L"SOFTWARE\\Microsoft\\Cryptography", 0,
	    KEY_QUERY_VALUE | KEY_WOW64_64KEY, &key);

	if (status == ERROR_FILE_NOT_FOUND)
		return ERR_OK;
	if (status != ERROR_SUCCESS)
		return ERR_FILE_DENIED;
	memset(guid, 0, sizeof(guid));
	status = RegQueryValueExW(
	    key, L"MachineGuid", NULL, &type, (BYTE *)guid, &size);
	RegCloseKey(key);
	if (status == ERROR_FILE_NOT_FOUND)
		return ERR_OK;
	if (status != ERROR_SUCCESS || type != REG_SZ)
		return ERR_FILE_READ;
	buf_put(b, BYTES(guid, wcslen(guid) * sizeof(wchar_t)));
	return buf_status(b);
}
