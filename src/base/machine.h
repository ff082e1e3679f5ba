/* SPDX-License-Identifier: Apache-2.0 */
/*
 * This computer and this user: environment, data folder, identity. Text is
 * UTF-8 on every system.
 */
#ifndef BASE_MACHINE_H
#define BASE_MACHINE_H

#include "base/file.h"

/* A variable of the environment, copied. FILE_MISSING if it is not set or
 * empty, TOO_LARGE if it does not fit. */
MUST_USE enum err machine_env(const char *name, char *out, size_t size);

/* Set one, for libraries loaded later and programs started later. Not while
 * another thread reads the environment. NOMEM. */
MUST_USE enum err machine_set_env(const char *name, const char *value);

/*
 * Where this user's programs keep data: $XDG_DATA_HOME, else
 * $HOME/.local/share; %APPDATA% on Windows. FILE_MISSING, TOO_LARGE.
 */
MUST_USE enum err machine_data_dir(char out[FILE_PATH_MAX]);

/* The folder of the running program, without a slash at its end.
 * FILE_MISSING if the system does not tell, TOO_LARGE. */
MUST_USE enum err machine_program_dir(char out[FILE_PATH_MAX]);

/* The user's own folder: $HOME; %USERPROFILE% on Windows. FILE_MISSING,
 * TOO_LARGE. */
MUST_USE enum err machine_home(char out[FILE_PATH_MAX]);

/* The operating system and its version, "Linux 6.1.0 x86_64"; cut off where it
 * does not fit. */
void machine_describe(char *out, size_t size);

/*
 * What tells this installation of the system from others, added to b:
 * machine-id(5), MachineGuid on Windows. Not a secret. Nothing is added where
 * there is none. FILE_READ, FILE_DENIED; buf_status of b.
 */
MUST_USE enum err machine_id(struct buf *b);

#endif
