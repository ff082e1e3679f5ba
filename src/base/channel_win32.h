/* SPDX-License-Identifier: Apache-2.0 */
/* What channel_win32.c and child_win32.c share. */
#ifndef BASE_CHANNEL_WIN32_H
#define BASE_CHANNEL_WIN32_H

#include <windows.h>

#include "base/channel.h"

/* A named pipe: our end, and the other's, which a child inherits. NOMEM,
 * NO_RANDOM. */
MUST_USE enum err channel_win32_pair(
    struct channel **ret_ours, HANDLE *ret_theirs);

/* The device that swallows and gives nothing; inherited. NULL on failure. */
HANDLE channel_win32_null(void);

#endif
