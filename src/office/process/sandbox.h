/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a child shuts itself out of.
 *
 * Key holders (ca, key centre) keep to what is open: seccomp kills the process
 * at the first system call that is not on a short list of reading, writing,
 * syncing, memory and time. No open, no socket, no new process or program.
 *
 * Others keep to files they name (Landlock, where the kernel has it), so that
 * whoever takes over the web process cannot read the folder's sealed keys or
 * the unlock file beside the store.
 */
#ifndef OFFICE_SANDBOX_H
#define OFFICE_SANDBOX_H

#include "base/bytes.h"

/*
 * Both are for the thread that calls and those it starts. A thread that was
 * there before would be a way out, so with one both fail with SANDBOX.
 */
bool sandbox_is_single_threaded(void);

/* For key holders. For good. SANDBOX. */
MUST_USE enum err sandbox_key_holder(void);

enum sandbox_right {
	SANDBOX_READ,  /* a file, or all files beneath a folder */
	SANDBOX_WRITE, /* the same, and write and truncate */
	SANDBOX_MAKE,  /* in a folder: make, rename and remove files; to
			  read and write them needs SANDBOX_WRITE too */
};
struct sandbox_path {
	const char *path; /* one that is missing is passed over */
	enum sandbox_right right;
};

/*
 * Open no other file from now on. *ret_active is false where the kernel has no
 * Landlock. SANDBOX.
 */
MUST_USE enum err sandbox_files(
    const struct sandbox_path paths[], size_t count, bool *ret_active);

#endif
