/* SPDX-License-Identifier: Apache-2.0 */
#include <windows.h>

#include "base/file_os.h"
#include "base/file_win32.h"

enum err
file_lock_open(const char *path, intptr_t *ret_handle)
{
	SECURITY_ATTRIBUTES security;
	wchar_t wide[FILE_PATH_MAX];
	enum err err = ERR_OK;
	HANDLE h;

	TRY(file_win32_path(path, wide));
	TRY(file_win32_security(0600, &security));
	h = CreateFileW(wide, GENERIC_READ | GENERIC_WRITE,
	    FILE_SHARE_READ | FILE_SHARE_WRITE, &security, OPEN_ALWAYS,
	    FILE_ATTRIBUTE_NORMAL, NULL);
	if (h == INVALID_HANDLE_VALUE)
		err = file_win32_error(GetLastError(), ERR_FILE_WRITE);
	else
		*ret_handle = (intptr_t)h;
	file_win32_security_done(&security);
	return err;
}

enum err
file_lock_take(intptr_t handle, bool wait)
{
	DWORD flags = LOCKFILE_EXCLUSIVE_LOCK;
	OVERLAPPED from_start = {0};

	if (!wait)
		flags |= LOCKFILE_FAIL_IMMEDIATELY;
	if (LockFileEx((HANDLE)handle, flags, 0, 1, 0, &from_start))
		return ERR_OK;
	/* IO_PENDING is how an immediate failure is told sometimes. */
	if (GetLastError() == ERROR_IO_PENDING)
		return ERR_FILE_BUSY;
	return file_win32_error(GetLastError(), ERR_FILE_WRITE);
}

void
file_lock_close(intptr_t handle)
{
	OVERLAPPED from_start = {0};

	/* Closing alone would unlock too, but at a time of its choosing. */
	UnlockFileEx((HANDLE)handle, 0, 1, 0, &from_start);
	CloseHandle((HANDLE)handle);
}
