/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files: reading within limits, replacing atomically, appending durably,
 * locking between processes. Paths are UTF-8. What is written is on the disk
 * (fsync of file and folder) when a function returns OK.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <sys/types.h>

#include "secret.h"

/* "dir/name" into out. TOO_LARGE if it doesn't fit. */
#define FILE_PATH_MAX 4096
MUST_USE enum err file_path(
    char out[FILE_PATH_MAX], const char *dir, const char *name);

/*
 * The whole of a regular file, added to b, within b's maximum.
 * FILE_MISSING, FILE_DENIED, FILE_READ, TOO_LARGE, NOMEM.
 */
MUST_USE enum err file_read(const char *path, struct buf *b);

/* The same into locked memory; a single newline at the end is dropped. */
MUST_USE enum err file_read_secret(const char *path, struct secret **ret_s);

/*
 * Put data in place of path (or make it) so that at any moment, power cuts
 * included, path holds the old content or the new: a temporary file beside it
 * with mode (e.g. 0600), synced, renamed, folder synced.
 * FILE_DENIED, FILE_WRITE, DISK_FULL.
 */
MUST_USE enum err file_replace(const char *path, struct bytes data, mode_t mode);

/* The same, but path must not exist yet: FILE_EXISTS. */
MUST_USE enum err file_create(const char *path, struct bytes data, mode_t mode);

/* Remove a file and sync its folder. FILE_MISSING, FILE_DENIED, FILE_WRITE. */
MUST_USE enum err file_remove(const char *path);

/* Make a folder and its missing parents; one that is there is fine. */
MUST_USE enum err file_make_dir(const char *path, mode_t mode);

bool file_exists(const char *path);

/*
 * Call each with the name (not the path) of every regular file in dir whose
 * name ends in suffix, in order of names; stops at the first error.
 * FILE_MISSING, FILE_DENIED, FILE_READ, and what each returns.
 */
MUST_USE enum err file_list(const char *dir, const char *suffix,
    enum err (*each)(void *arg, const char *name), void *arg);

/*
 * A lock between processes (and between threads that open it separately) on
 * the file path, which is made if it is missing. Gone when its holder is.
 * timeout_ms < 0 waits for ever. FILE_BUSY, FILE_DENIED, FILE_WRITE.
 */
struct file_lock;
MUST_USE enum err file_lock(
    const char *path, int64_t timeout_ms, struct file_lock **ret_lock);
void file_lock_free(struct file_lock *l); /* unlocks; l may be NULL */
DEFINE_AUTO(file_lock)

#endif
