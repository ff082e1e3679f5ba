/* SPDX-License-Identifier: Apache-2.0 */
#include <windows.h>

#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file_os.h"
#include "base/file_win32.h"
#include "base/random.h"

#define MOVE_TRIES 20
#define MOVE_WAIT_MS 25

#ifndef ERROR_DISK_QUOTA_EXCEEDED /* missing from mingw-w64 10 */
#define ERROR_DISK_QUOTA_EXCEEDED 1295
#endif

enum err
file_win32_error(DWORD error, enum err other)
{
	switch (error) {
	case ERROR_FILE_NOT_FOUND:
	case ERROR_PATH_NOT_FOUND:
	case ERROR_INVALID_NAME:
		return ERR_FILE_MISSING;
	case ERROR_FILE_EXISTS:
	case ERROR_ALREADY_EXISTS:
		return ERR_FILE_EXISTS;
	case ERROR_ACCESS_DENIED:
	case ERROR_WRITE_PROTECT:
		return ERR_FILE_DENIED;
	case ERROR_SHARING_VIOLATION:
	case ERROR_LOCK_VIOLATION:
		return ERR_FILE_BUSY;
	case ERROR_DISK_FULL:
	case ERROR_HANDLE_DISK_FULL:
	case ERROR_DISK_QUOTA_EXCEEDED:
		return ERR_DISK_FULL;
	case ERROR_FILENAME_EXCED_RANGE:
		return ERR_TOO_LARGE;
	case ERROR_NOT_ENOUGH_MEMORY:
	case ERROR_OUTOFMEMORY:
		return ERR_NOMEM;
	default:
		return other;
	}
}

static enum err
last_error(enum err other)
{
	return file_win32_error(GetLastError(), other);
}

enum err
file_win32_path(const char *path, wchar_t out[FILE_PATH_MAX])
{
	int n = MultiByteToWideChar(
	    CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, out, FILE_PATH_MAX);

	if (n > 0)
		return ERR_OK;
	return GetLastError() == ERROR_INSUFFICIENT_BUFFER ? ERR_TOO_LARGE
							   : ERR_BAD_TEXT;
}

static bool
is_regular(HANDLE h, uint64_t *ret_size)
{
	BY_HANDLE_FILE_INFORMATION info;

	if (GetFileType(h) != FILE_TYPE_DISK ||
	    !GetFileInformationByHandle(h, &info) ||
	    (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY))
		return false;
	*ret_size = (uint64_t)info.nFileSizeHigh << 32 | info.nFileSizeLow;
	return true;
}

enum err
file_in_open(const char *path, struct file_in *ret_f)
{
	wchar_t wide[FILE_PATH_MAX];
	uint64_t size;
	HANDLE h;

	TRY(file_win32_path(path, wide));
	h = CreateFileW(wide, GENERIC_READ,
	    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
	    OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
	if (h == INVALID_HANDLE_VALUE)
		return last_error(ERR_FILE_READ);
	if (!is_regular(h, &size)) {
		CloseHandle(h);
		return ERR_FILE_READ;
	}
	*ret_f = (struct file_in){(intptr_t)h, size};
	return ERR_OK;
}

enum err
file_in_read(struct file_in *f, void *out, size_t len, size_t *ret_len)
{
	DWORD want = len > FILE_WIN32_STEP ? FILE_WIN32_STEP : (DWORD)len;
	DWORD n;

	if (!ReadFile((HANDLE)f->handle, out, want, &n, NULL))
		return ERR_FILE_READ;
	*ret_len = n;
	return ERR_OK;
}

void
file_in_done(struct file_in *f)
{
	if (f->handle != FILE_NO_HANDLE)
		CloseHandle((HANDLE)f->handle);
	f->handle = FILE_NO_HANDLE;
}

/*
 * Who may use what is made. A mode that gives nothing to others becomes an
 * access list of the owner, the system and administrators; any other mode
 * leaves it to the folder. The caller frees with file_win32_security_done.
 */
enum err
file_win32_security(mode_t mode, SECURITY_ATTRIBUTES *ret_a)
{
	SECURITY_ATTRIBUTES a = {sizeof(a), NULL, FALSE};

	if ((mode & 077) == 0 &&
	    !ConvertStringSecurityDescriptorToSecurityDescriptorW(
		L"D:P(A;OICI;FA;;;OW)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)",
		SDDL_REVISION_1, &a.lpSecurityDescriptor, NULL))
		return last_error(ERR_FILE_WRITE);
	*ret_a = a;
	return ERR_OK;
}

void
file_win32_security_done(SECURITY_ATTRIBUTES *a)
{
	LocalFree(a->lpSecurityDescriptor);
}

static enum err
write_synced(HANDLE h, struct bytes data)
{
	while (data.len > 0) {
		DWORD n, want = data.len > FILE_WIN32_STEP ? FILE_WIN32_STEP
							   : (DWORD)data.len;

		if (!WriteFile(h, data.p, want, &n, NULL))
			return last_error(ERR_FILE_WRITE);
		data = BYTES(data.p + n, data.len - n);
	}
	return FlushFileBuffers(h) ? ERR_OK : last_error(ERR_FILE_WRITE);
}

/* The data in a new file of that name; none is left on failure. */
static enum err
write_temporary(const wchar_t *name, const struct file_out *out)
{
	SECURITY_ATTRIBUTES security;
	enum err err;
	HANDLE h;

	TRY(file_win32_security(out->mode, &security));
	h = CreateFileW(name, GENERIC_WRITE, 0, &security, CREATE_NEW,
	    FILE_ATTRIBUTE_NORMAL, NULL);
	err = h == INVALID_HANDLE_VALUE ? last_error(ERR_FILE_WRITE) : ERR_OK;
	file_win32_security_done(&security);
	if (err != ERR_OK)
		return err;
	err = write_synced(h, out->data);
	CloseHandle(h);
	if (err != ERR_OK)
		DeleteFileW(name);
	return err;
}

static enum err
temporary_path(const char *path, wchar_t out[FILE_PATH_MAX])
{
	char name[FILE_PATH_MAX];
	uint64_t n;
	int len;

	TRY(random_fill(random_system(), &n, sizeof(n)));
	len = snprintf(name, sizeof(name),
	    "%s.%08lx%08lx" FILE_TEMPORARY_SUFFIX, path,
	    (unsigned long)(n >> 32), (unsigned long)(n & 0xffffffff));
	if (len < 0 || (size_t)len >= sizeof(name))
		return ERR_TOO_LARGE;
	return file_win32_path(name, out);
}

/*
 * Whoever reads the old file at this moment, a virus scanner for one, keeps it
 * from being replaced: try again for a while.
 */
static bool
move_into_place(const wchar_t *from, const wchar_t *to, DWORD flags)
{
	for (int i = 0; !MoveFileExW(from, to, flags); i++) {
		DWORD error = GetLastError();

		if (i == MOVE_TRIES || (error != ERROR_ACCESS_DENIED &&
					   error != ERROR_SHARING_VIOLATION)) {
			SetLastError(error);
			return false;
		}
		Sleep(MOVE_WAIT_MS);
	}
	return true;
}

enum err
file_out_write(const struct file_out *out)
{
	wchar_t path[FILE_PATH_MAX], temporary[FILE_PATH_MAX];
	DWORD flags = MOVEFILE_WRITE_THROUGH;
	enum err err;

	if (!out->exclusive)
		flags |= MOVEFILE_REPLACE_EXISTING;
	TRY(file_win32_path(out->path, path));
	TRY(temporary_path(out->path, temporary));
	TRY(write_temporary(temporary, out));
	if (move_into_place(temporary, path, flags))
		return ERR_OK;
	err = last_error(ERR_FILE_WRITE);
	DeleteFileW(temporary);
	return err;
}

/* NTFS journals the removal; there is no folder to sync. */
enum err
file_remove(const char *path)
{
	wchar_t wide[FILE_PATH_MAX];

	TRY(file_win32_path(path, wide));
	return DeleteFileW(wide) ? ERR_OK : last_error(ERR_FILE_WRITE);
}

static DWORD
attributes(const char *path)
{
	wchar_t wide[FILE_PATH_MAX];

	if (file_win32_path(path, wide) != ERR_OK)
		return INVALID_FILE_ATTRIBUTES;
	return GetFileAttributesW(wide);
}

enum err
file_mode(const char *path, mode_t *ret_mode)
{
	if (!file_exists(path))
		return ERR_FILE_MISSING;
	*ret_mode = 0700;
	return ERR_OK;
}

enum err
file_set_mode(const char *path, mode_t mode)
{
	(void)mode;
	return file_exists(path) ? ERR_OK : ERR_FILE_MISSING;
}

bool
file_exists(const char *path)
{
	return attributes(path) != INVALID_FILE_ATTRIBUTES;
}

static bool
is_slash(char c)
{
	return c == '\\' || c == '/';
}

bool
file_is_absolute(const char *path)
{
	bool drive = (path[0] >= 'A' && path[0] <= 'Z') ||
		     (path[0] >= 'a' && path[0] <= 'z');

	return (drive && path[1] == ':' && is_slash(path[2])) ||
	       (is_slash(path[0]) && is_slash(path[1]));
}

enum err
file_absolute(char out[FILE_PATH_MAX], const char *path)
{
	wchar_t wide[FILE_PATH_MAX], full[FILE_PATH_MAX];
	DWORD n;

	TRY(file_win32_path(path, wide));
	n = GetFullPathNameW(wide, FILE_PATH_MAX, full, NULL);
	if (n == 0)
		return ERR_FILE_MISSING;
	if (n >= FILE_PATH_MAX ||
	    !WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, full, -1, out,
		FILE_PATH_MAX, NULL, NULL))
		return ERR_TOO_LARGE;
	return ERR_OK;
}

bool
file_is_separator(char c)
{
	return c == '/' || c == '\\';
}

enum err
file_dir_make(const char *path, mode_t mode)
{
	SECURITY_ATTRIBUTES security;
	wchar_t wide[FILE_PATH_MAX];
	enum err err = ERR_OK;

	TRY(file_win32_path(path, wide));
	TRY(file_win32_security(mode, &security));
	if (!CreateDirectoryW(wide, &security))
		err = last_error(ERR_FILE_WRITE);
	file_win32_security_done(&security);
	return err;
}

bool
file_dir_exists(const char *path)
{
	DWORD a = attributes(path);

	return a != INVALID_FILE_ATTRIBUTES && (a & FILE_ATTRIBUTE_DIRECTORY);
}

#define NAME_SIZE (3 * MAX_PATH) /* UTF-8 for at most MAX_PATH UTF-16 units */

static enum err
give_name(const WIN32_FIND_DATAW *found,
    enum err (*each)(void *arg, const char *name), void *arg)
{
	char name[NAME_SIZE];

	if (found->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
		return ERR_OK;
	/* A name that is not text cannot be one of ours. */
	if (!WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS,
		found->cFileName, -1, name, sizeof(name), NULL, NULL))
		return ERR_OK;
	return each(arg, name);
}

enum err
file_dir_each(
    const char *dir, enum err (*each)(void *arg, const char *name), void *arg)
{
	char pattern[FILE_PATH_MAX];
	wchar_t wide[FILE_PATH_MAX];
	WIN32_FIND_DATAW found;
	enum err err;
	HANDLE h;

	TRY(file_path(pattern, dir, "*"));
	TRY(file_win32_path(pattern, wide));
	h = FindFirstFileW(wide, &found);
	if (h == INVALID_HANDLE_VALUE)
		return last_error(ERR_FILE_READ);
	do
		err = give_name(&found, each, arg);
	while (err == ERR_OK && FindNextFileW(h, &found));
	if (err == ERR_OK && GetLastError() != ERROR_NO_MORE_FILES)
		err = ERR_FILE_READ;
	FindClose(h);
	return err;
}
