/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A staff member's soft token: one container, STAFF, with a signing key that
 * was made inside it and the certificate of it. Reached through libskf-soft
 * (skf/piece.h). One thread.
 */
#ifndef OFFICE_STAFF_TOKEN_H
#define OFFICE_STAFF_TOKEN_H

#include "base/file.h"
#include "pki/csr.h"
#include "skf/token.h"

#define STAFF_CONTAINER "STAFF"
#define STAFF_TOKEN_LABEL "cert-office staff"

struct staff_token;

/*
 * Make the token file path (absolute, ending in ".token"; it must not be
 * there) with this PIN and a new key. gm is borrowed for its life.
 * FILE_EXISTS; PIN_…, TOKEN_….
 */
MUST_USE enum err staff_token_create(struct gm *gm, const char *path,
    struct bytes pin, struct staff_token **ret_t);

/* Open it and enter the PIN. *reterr_tries as token_login. TOKEN_MISSING,
 * PIN_…, TOKEN_…; KEY_MISSING if it is not a staff member's. */
MUST_USE enum err staff_token_open(struct gm *gm, const char *path,
    struct bytes pin, int *reterr_tries, struct staff_token **ret_t);

void staff_token_free(struct staff_token *t); /* t may be NULL */
DEFINE_AUTO(staff_token)

/* Borrowed for its life. */
const struct signer *staff_token_signer(const struct staff_token *t);

MUST_USE enum err staff_token_write_cert(
    struct staff_token *t, struct bytes der);
MUST_USE enum err staff_token_read_cert(
    struct staff_token *t, struct buf *der); /* CERT_UNKNOWN */

/* Where the office in dir keeps NAME's token, PIN: DIR/staff/NAME/tokens/
 * NAME.token and DIR/staff/NAME/pin, as absolute paths. BAD_TEXT for what is
 * no short name: 1 to 32 letters a-z, digits and hyphens, a letter first. */
MUST_USE enum err staff_token_path(
    const char *dir, const char *name, char out[FILE_PATH_MAX]);
MUST_USE enum err staff_pin_path(
    const char *dir, const char *name, char out[FILE_PATH_MAX]);
bool staff_name_is_valid(const char *name);

#endif
