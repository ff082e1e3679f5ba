/* SPDX-License-Identifier: Apache-2.0 */
#include "base/autostart.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#include "base/file_win32.h"

#define KEY L"Software\\Microsoft\\Windows\\CurrentVersion\\Run"
#define OPTION L" --hidden"

enum err
autostart_file(const char *name, char out[FILE_PATH_MAX])
{
	(void)name;
	(void)out;
	return ERR_NOT_SUPPORTED;
}

/* "program" --hidden */
static enum err
read_command(wchar_t *command, struct autostart *a)
{
	const wchar_t mark = command[0] == L'"' ? L'"' : L' ';
	wchar_t *end;

	command += mark == L'"';
	end = wcschr(command, mark);
	if (end != NULL)
		*end = L'\0';
	if (WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, command, -1,
		a->program, sizeof(a->program), NULL, NULL) <= 0)
		return ERR_BAD_TEXT;
	a->on = true;
	return ERR_OK;
}

enum err
autostart_get(const char *name, struct autostart *ret_a)
{
	wchar_t value[FILE_PATH_MAX], command[FILE_PATH_MAX + 16];
	DWORD size = sizeof(command);
	LONG status;

	TRY(file_win32_path(name, value));
	status = RegGetValueW(
	    HKEY_CURRENT_USER, KEY, value, RRF_RT_REG_SZ, NULL, command, &size);
	if (status != ERROR_SUCCESS)
		return file_win32_error((DWORD)status, ERR_FILE_READ);
	return read_command(command, ret_a);
}

static enum err
remove_value(const wchar_t *value)
{
	LONG status = RegDeleteKeyValueW(HKEY_CURRENT_USER, KEY, value);

	return status == ERROR_SUCCESS || status == ERROR_FILE_NOT_FOUND
		   ? ERR_OK
		   : file_win32_error((DWORD)status, ERR_FILE_WRITE);
}

enum err
autostart_set(const char *name, const struct autostart *a)
{
	wchar_t value[FILE_PATH_MAX], program[FILE_PATH_MAX],
	    command[FILE_PATH_MAX + 16];
	LONG status;
	int n;

	TRY(file_win32_path(name, value));
	if (!a->on)
		return remove_value(value);
	TRY(file_win32_path(a->program, program));
	n = swprintf(command, COUNT(command), L"\"%ls\"" OPTION, program);
	if (n < 0 || n >= (int)COUNT(command))
		return ERR_TOO_LARGE;
	status = RegSetKeyValueW(HKEY_CURRENT_USER, KEY, value, REG_SZ, command,
	    (DWORD)(((size_t)n + 1) * sizeof(wchar_t)));
	return status == ERROR_SUCCESS
		   ? ERR_OK
		   : file_win32_error((DWORD)status, ERR_FILE_WRITE);
}
