/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is logged in: for each application of a token, by its random id, which
 * PINs were verified in this process, and the application key that they
 * opened. Closing handles does not log out (GM/T 0016 7.1.6, 7.3.5);
 * ClearSecureState, the token's departure and the end of the process do.
 */
#ifndef SOFTTOKEN_LOGIN_H
#define SOFTTOKEN_LOGIN_H

#include "provider/state.h"
#include "softtoken/model.h"

/* Which application of which token; borrowed. */
struct login_name {
	const char *serial;
	const uint8_t *id; /* MODEL_ID_LEN */
};

/* type: PIN_USER or PIN_ADMIN. key is taken. SAR_MEMORYERR. */
MUST_USE uint32_t login_grant(struct entry *e, const struct login_name *name,
    int type, struct secret **key);

bool login_has(struct entry *e, const uint8_t id[MODEL_ID_LEN], int type);

/* The application key, borrowed. SAR_USER_NOT_LOGGED_IN unless the user is. */
MUST_USE uint32_t login_user_key(
    struct entry *e, const uint8_t id[MODEL_ID_LEN], struct bytes *ret_key);

/* Does the login allow what these SECURE_..._ACCOUNT rights ask for? */
bool login_allows(
    struct entry *e, const uint8_t id[MODEL_ID_LEN], uint32_t rights);

void login_clear(struct entry *e, const uint8_t id[MODEL_ID_LEN]);

/* All logins of a token. */
void login_clear_token(struct entry *e, const char *serial);

/* Those of a process that ends. */
struct login;
void logins_free(struct login *first);

#endif
