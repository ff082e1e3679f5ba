/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files: reading within limits, replacing atomically, locking between
 * processes. Paths are UTF-8. What is written is on the disk (fsync of file
 * and folder) when a function returns OK.
 *
 * Besides the errors that each function names: TOO_LARGE for a path or name
 * that is too long, NOMEM, and on Windows BAD_TEXT for a path that isn't
 * UTF-8 and FILE_BUSY if another program keeps the file from being used.
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
 * The whole of a regular file, added to b, within b's maximum; anything else
 * that path may name (folder, FIFO, device) is FILE_READ and never waited for.
 * On failure b holds what it held, and buf_status tells only of NOMEM.
 * FILE_MISSING, FILE_DENIED, FILE_READ, TOO_LARGE.
 */
MUST_USE enum err file_read(const char *path, struct buf *b);

/*
 * The same into locked memory, at most SECRET_MAX octets; a single newline
 * (LF, or CR LF) at the end is dropped.
 */
MUST_USE enum err file_read_secret(const char *path, struct secret **ret_s);

/*
 * Put data in place of path (or make it) so that at any moment, power cuts
 * included, path holds the old content or the new: a temporary file beside it
 * with just the permissions of mode (e.g. 0600), synced, renamed, folder
 * synced. A symbolic link at path is itself replaced.
 *
 * A power cut may leave the temporary file. Its name ends in
 * FILE_TEMPORARY_SUFFIX; nobody needs it.
 *
 * After a failure path holds the old content, but for one case: FILE_WRITE if
 * the disk does not confirm the renaming. FILE_MISSING if there is no such
 * folder, FILE_DENIED, FILE_WRITE, DISK_FULL.
 */
#define FILE_TEMPORARY_SUFFIX ".tmp"
MUST_USE enum err file_replace(
    const char *path, struct bytes data, mode_t mode);

/* The same, but path must not exist yet: FILE_EXISTS. */
MUST_USE enum err file_create(const char *path, struct bytes data, mode_t mode);

/* Remove a file and sync its folder. FILE_MISSING, FILE_DENIED, FILE_WRITE. */
MUST_USE enum err file_remove(const char *path);

/*
 * Make a folder and its missing parents, each with mode less the umask; one
 * that is there is fine and keeps its mode. NOT_A_FOLDER if path or a parent is
 * something else, FILE_DENIED, FILE_WRITE, DISK_FULL.
 */
MUST_USE enum err file_make_dir(const char *path, mode_t mode);

/* Who may use a file or folder: permission bits, as chmod(2) has them. Windows
 * has none: what is in the user's folders is the user's, 0700; setting does
 * nothing. FILE_MISSING, FILE_DENIED, FILE_READ. */
MUST_USE enum err file_mode(const char *path, mode_t *ret_mode);
MUST_USE enum err file_set_mode(const char *path, mode_t mode);

/* There is something at path, at the end of symbolic links. */
bool file_exists(const char *path);

/* Does path begin at the root, whatever the current folder? On Windows: with a
 * drive and its root, or a server. */
bool file_is_absolute(const char *path);

/* path as seen from the root: behind the current folder, unless it begins
 * there itself. Nothing of it needs to exist. TOO_LARGE; FILE_MISSING if the
 * current folder is gone. */
MUST_USE enum err file_absolute(char out[FILE_PATH_MAX], const char *path);

/*
 * Call each with the name (not the path) of every regular file in dir whose
 * name ends in suffix, in order of names; stops at the first error. Symbolic
 * links are followed. All names are read before the first call, so each may
 * change the folder.
 * FILE_MISSING, FILE_DENIED, FILE_READ, TOO_LARGE if all names together have
 * more than FILE_LIST_MAX octets, and what each returns.
 */
#define FILE_LIST_MAX (16 * 1024 * 1024)
MUST_USE enum err file_list(const char *dir, const char *suffix,
    enum err (*each)(void *arg, const char *name), void *arg);

/*
 * A lock between processes (and between threads that open it separately) on
 * the file path, which is made if it is missing and stays. Gone when its
 * holder is; a child made by fork(2) shares it.
 * timeout_ms < 0 waits for ever, 0 not at all. FILE_BUSY, FILE_MISSING if
 * there is no such folder, FILE_DENIED, FILE_WRITE.
 */
struct file_lock;
MUST_USE enum err file_lock(
    const char *path, int64_t timeout_ms, struct file_lock **ret_lock);
void file_lock_free(struct file_lock *l); /* unlocks; l may be NULL */
DEFINE_AUTO(file_lock)

#endif
