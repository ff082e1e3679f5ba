/* SPDX-License-Identifier: Apache-2.0 */
/* What the Windows side of file.h shares. */
#ifndef BASE_FILE_WIN32_H
#define BASE_FILE_WIN32_H

#include <windows.h>

#include "base/file.h"

#define FILE_WIN32_STEP (1024 * 1024) /* octets read or written in one call */

/* The error for a GetLastError, or other if no name says more. */
enum err file_win32_error(DWORD error, enum err other);

/* A path as Windows wants it. BAD_TEXT, TOO_LARGE. */
MUST_USE enum err file_win32_path(const char *path, wchar_t out[FILE_PATH_MAX]);

/*
 * Who may use what is made. A mode that gives nothing to others becomes an
 * access list of the owner, the system and administrators; any other mode
 * leaves it to the folder. To be freed with file_win32_security_done.
 */
MUST_USE enum err file_win32_security(mode_t mode, SECURITY_ATTRIBUTES *ret_a);
void file_win32_security_done(SECURITY_ATTRIBUTES *a);

#endif
