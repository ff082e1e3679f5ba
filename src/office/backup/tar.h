/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tar archives (POSIX.1-1988 ustar), just as much of them as a backup needs:
 * regular files with short relative names, written and read as a stream. Any
 * tar program opens what is written; read is what was written, strictly.
 */
#ifndef OFFICE_TAR_H
#define OFFICE_TAR_H

#include <stdio.h>
#include <sys/types.h>

#include "base/bytes.h"

#define TAR_NAME_SIZE 100		/* octets, with NUL */
#define TAR_SIZE_MAX ((int64_t)1 << 33) /* octets of one file: less */
#define TAR_BLOCK 512

struct tar_entry {
	char name[TAR_NAME_SIZE]; /* "ca/ledger" */
	mode_t mode;		  /* permissions alone */
	int64_t size, at;
};

/* A name that stays within the folder it is read into: no "..", no empty part,
 * not absolute, plain ASCII. */
bool tar_name_is_safe(const char *name);

/*
 * Writing: the header, then exactly size octets by tar_write in any pieces,
 * then tar_pad; tar_finish after the last file. TOO_LARGE, FILE_WRITE,
 * DISK_FULL; BAD_TEXT for a name that is not safe.
 */
MUST_USE enum err tar_begin(FILE *f, const struct tar_entry *e);
MUST_USE enum err tar_write(FILE *f, struct bytes data);
MUST_USE enum err tar_pad(FILE *f, int64_t size);
MUST_USE enum err tar_finish(FILE *f);

/*
 * Reading: the next header, *ret_more false at the end, after which nothing
 * may follow; then size octets by tar_read, then tar_skip_pad.
 * BACKUP_DAMAGED; FILE_READ.
 */
MUST_USE enum err tar_next(FILE *f, struct tar_entry *ret_e, bool *ret_more);
MUST_USE enum err tar_read(FILE *f, void *out, size_t len);
MUST_USE enum err tar_skip_pad(FILE *f, int64_t size);

#endif
