/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A backup: an office's folder as one tar archive, taken while the office is in
 * use. The database is copied consistently, and before the ledger, which then
 * knows all that the database does. Left out: `unlock`, so that the archive
 * opens no key (keep the two apart), mails that were written, sockets.
 *
 * The last file of the archive, DIGESTS, has the SM3 of every other one; a
 * restore believes nothing before it has seen them all.
 */
#ifndef OFFICE_BACKUP_H
#define OFFICE_BACKUP_H

#include "gm/gm.h"
#include "office/store/store.h"

#define BACKUP_DIGESTS "DIGESTS"
#define BACKUP_FILES_MAX 4096

struct backup_report {
	size_t files;
	int64_t octets;
};

/*
 * Write the office in dir to a new file, mode 0600, whole or not at all.
 * FILE_EXISTS, FILE_…, DISK_FULL; NOT_SUPPORTED if the store is not in the
 * folder (an engine has its own tools for that).
 */
MUST_USE enum err backup_make(struct gm *gm, struct store *store,
    const char *dir, const char *file, struct backup_report *ret_r);

/*
 * Make the office's folder dir again out of file: whole or not at all; dir must
 * not be there. BACKUP_DAMAGED, OFFICE_EXISTS, FILE_…, DISK_FULL.
 */
MUST_USE enum err backup_restore(struct gm *gm, const char *file,
    const char *dir, struct backup_report *ret_r);

#endif
