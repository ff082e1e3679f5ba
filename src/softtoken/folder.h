/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which device names there are and which files they mean: the name of a token
 * file in the tokens folder, without ".token"; an absolute path ending in
 * ".token"; "SOFT-NEW", a blank device in memory that gets its file when its
 * first application is made; or "SOFT-NEW:" and the absolute path which that
 * file is to have.
 */
#ifndef SOFTTOKEN_FOLDER_H
#define SOFTTOKEN_FOLDER_H

#include "base/file.h"

#define SOFT_NEW "SOFT-NEW"

/* The folder of token files: $CERT_TOKENS, else one in the data folder. */
MUST_USE enum err folder_path(char out[FILE_PATH_MAX]);

/* The names of the token files there, each with its NUL, without the one at
 * the end of a list. A folder that is not there has none. */
MUST_USE enum err folder_names(struct buf *names);

/* The file that a device's name means. TOKEN_MISSING for no such name. */
MUST_USE enum err folder_file(const char *name, char out[FILE_PATH_MAX]);

/* Does a name mean a blank device? Then *ret_path, borrowed, is where its file
 * goes, "" for a file in the folder. */
bool folder_means_blank(const char *name, const char **ret_path);

/* Is this an absolute path that a token file can have? */
bool folder_takes(const char *path);

#endif
