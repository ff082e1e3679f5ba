/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A token file and what it says, shared with other processes. Reading looks at
 * the file each time, so that a change by another process is seen at once
 * (files are small; what has not changed is not parsed again). Writing is one
 * change at a time: lock, read, alter the model, save, unlock. A change that
 * is not saved never happened.
 */
#ifndef SOFTTOKEN_STORE_H
#define SOFTTOKEN_STORE_H

#include "base/file.h"
#include "softtoken/binding.h"

#define STORE_SUFFIX ".token"

struct store {
	struct gm *gm;		  /* borrowed */
	char path[FILE_PATH_MAX]; /* "": a blank device, in memory only */
	struct buf raw;		  /* the file as last read */
	struct binding binding;	  /* of its folder; key NULL: not opened */
	struct model *model;	  /* NULL: not read yet */
	struct secret *blank_key; /* device key while blank; NULL: default */
};

#define STORE_DEVICE_KEY_LEN 16

/*
 * A device whose file is path (absolute, ending in STORE_SUFFIX), read once.
 * TOKEN_MISSING, TOKEN_FOREIGN, TOKEN_DAMAGED, TOKEN_VERSION,
 * TOKEN_OTHER_COMPUTER, FILE_DENIED.
 */
MUST_USE enum err store_open(
    struct gm *gm, const char *path, struct store **ret_s);

/* A blank device with a random serial number, nothing on the disk. */
MUST_USE enum err store_blank(struct gm *gm, struct store **ret_s);

/*
 * Give a blank device its file in folder (made if missing) under name, or
 * under its serial number if name is NULL; it is written by the next save,
 * which must find no such file: FILE_EXISTS.
 */
MUST_USE enum err store_place(
    struct store *s, const char *folder, const char *name);

void store_free(struct store *s);
DEFINE_AUTO(store)

/* See what the file says now: s->model. As store_open; TOKEN_MISSING when it
 * is gone. A blank device stays as it is. */
MUST_USE enum err store_read(struct store *s);

/* The device authentication key. SIGNATURE_INVALID does not happen to a file
 * that was read. */
MUST_USE enum err store_device_key(struct store *s, struct secret **ret_key);

/* Another one, of STORE_DEVICE_KEY_LEN octets; part of a change. */
MUST_USE enum err store_set_device_key(struct store *s, struct bytes key);

/* A change in progress; done unlocks, and undoes what was not saved. */
struct change {
	struct store *store; /* NULL: none */
	struct file_lock *lock;
	bool dirty;
};

/* Lock (waiting up to 10 s: FILE_BUSY) and read. */
MUST_USE enum err change_begin(struct store *s, struct change *ret_c);

/* Write the model as it stands; more may follow in the same change.
 * DISK_FULL, FILE_WRITE, FILE_DENIED, FILE_EXISTS: the file is as before. */
MUST_USE enum err change_save(struct change *c);

void change_done(struct change *c);
DEFINE_AUTO_DONE(change)

#endif
