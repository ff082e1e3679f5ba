/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What file.c asks of the system: file_posix.c, file_win32.c and the two
 * file_lock_*.c. Errors have the meanings of file.h.
 */
#ifndef BASE_FILE_OS_H
#define BASE_FILE_OS_H

#include "base/file.h"

#define FILE_NO_HANDLE ((intptr_t)-1)

/* A regular file that is open for reading. */
struct file_in {
	intptr_t handle; /* descriptor or HANDLE */
	uint64_t size;	 /* octets, when it was opened */
};
#define FILE_IN_NONE              \
	{                         \
		FILE_NO_HANDLE, 0 \
	}

/* Never waits, whatever path names. FILE_READ if it isn't a regular file. */
MUST_USE enum err file_in_open(const char *path, struct file_in *ret_f);

/* At most len octets to out; *ret_len is 0 only at the end of the file. */
MUST_USE enum err file_in_read(
    struct file_in *f, void *out, size_t len, size_t *ret_len);

void file_in_done(struct file_in *f);
DEFINE_AUTO_DONE(file_in)

/* file_replace, and file_create if exclusive. */
struct file_out {
	const char *path;
	struct bytes data;
	mode_t mode;
	bool exclusive;
};
MUST_USE enum err file_out_write(const struct file_out *out);

bool file_is_separator(char c);

/* Make one folder and sync its parent; FILE_EXISTS if something is there. */
MUST_USE enum err file_dir_make(const char *path, mode_t mode);

bool file_dir_exists(const char *path);

/* Call each with the name of every regular file in dir, in any order. */
MUST_USE enum err file_dir_each(
    const char *dir, enum err (*each)(void *arg, const char *name), void *arg);

struct file_lock {
	intptr_t handle;
};

MUST_USE enum err file_lock_open(const char *path, intptr_t *ret_handle);

/* Take the lock; if another has it, wait for it or fail with FILE_BUSY. */
MUST_USE enum err file_lock_take(intptr_t handle, bool wait);

void file_lock_close(intptr_t handle);

#endif
