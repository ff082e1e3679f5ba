/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence files of change requests: one of each at most, kept as it came for
 * as long as its request is kept. A file is recognised by its content
 * (filekind.h), is shown to staff alone, and never to a browser.
 */
#ifndef OFFICE_CHANGE_FILE_H
#define OFFICE_CHANGE_FILE_H

#include "office/registry/change.h"
#include "office/registry/office.h"

#define CHANGE_FILE_MAX (10u << 20) /* octets */
#define CHANGE_FILES_A_DAY 20	    /* of one account */

struct change_file {
	char kind[8];			 /* "pdf" */
	char digest[CHANGE_DIGEST_SIZE]; /* SM3, hex; "": there is no file */
};

/*
 * Put one in the place of what is there, of a request of this account that is
 * submitted or returned. FILE_TYPE; NOT_FOUND; CHANGE_STATE; TOO_MANY_TRIES;
 * CRYPTO; the store's errors.
 */
struct change_file_put {
	const struct account *account;
	const char *id;
	struct bytes content;
};
MUST_USE enum err change_file_put(struct office *o, struct gm *gm,
    const struct change_file_put *p, struct change_file *ret_f);

/* What is known of it, inside a transaction; digest is "" if there is none. */
MUST_USE enum err change_file_of(
    struct db *db, const char *id, struct change_file *ret_f);

/* The file itself, added to content, inside a transaction. NOT_FOUND. */
MUST_USE enum err change_file_read(
    struct db *db, const char *id, struct buf *content);

/* Its request was withdrawn: nobody needs it. Inside a transaction. */
MUST_USE enum err change_file_remove(struct db *db, const char *id);

#endif
