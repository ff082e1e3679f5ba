/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealed key files: everything secret in the office's folder but `unlock`.
 *
 *	"CERTKEY1" ‖ salt (16) ‖ sm4_box(scrypt(unlock, salt), context, key)
 *
 * The context is the file's name within the folder ("ca/issuing.key"), so that
 * one file cannot stand for another. unlock is random (KEYFILE_UNLOCK_LEN), so
 * scrypt is only there for an unlock file that somebody replaced by a phrase.
 */
#ifndef OFFICE_KEYFILE_H
#define OFFICE_KEYFILE_H

#include "gm/gm.h"

#define KEYFILE_UNLOCK_LEN                                                   \
	32		      /* octets of randomness, written as hex digits \
			       */
#define KEYFILE_UNLOCK_MIN 16 /* octets that an unlock file must have */
#define KEYFILE_MAX 1024      /* octets of a key file */

/* The unlock secret: DIR/unlock, or the file given. FILE_…; KEY_LOCKED if it
 * is too short. */
MUST_USE enum err keyfile_unlock(
    const char *dir, const char *unlock, struct secret **ret_unlock);

/* Make DIR/name, mode 0600, holding key. FILE_EXISTS, FILE_…, DISK_FULL. */
MUST_USE enum err keyfile_create(struct gm *gm, const char *dir,
    const char *name, struct bytes unlock, struct bytes key);

/* KEY_LOCKED if unlock is not the one, or the file was changed. FILE_…. */
MUST_USE enum err keyfile_open(struct gm *gm, const char *dir, const char *name,
    struct bytes unlock, struct secret **ret_key);

#endif
