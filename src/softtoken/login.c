/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/login.h"

#include <stdlib.h>
#include <string.h>

#include "softtoken/device.h"

struct login {
	struct login *next;
	char serial[MODEL_SERIAL_SIZE];
	uint8_t id[MODEL_ID_LEN];
	bool granted[PIN_COUNT];
	struct secret *key;
};

static struct login *
find(struct entry *e, const uint8_t id[MODEL_ID_LEN])
{
	struct login *l = e->back->logins;

	while (l != NULL && memcmp(l->id, id, MODEL_ID_LEN) != 0)
		l = l->next;
	return l;
}

uint32_t
login_grant(struct entry *e, const struct login_name *name, int type,
    struct secret **key)
{
	struct login *l = find(e, name->id);

	if (l == NULL) {
		l = calloc(1, sizeof(*l));
		if (l == NULL)
			return SAR_MEMORYERR;
		memcpy(l->id, name->id, MODEL_ID_LEN);
		memcpy(l->serial, name->serial, strlen(name->serial) + 1);
		l->next = e->back->logins;
		e->back->logins = l;
	}
	secret_free(l->key);
	l->key = TAKE(*key);
	l->granted[type] = true;
	return SAR_OK;
}

bool
login_has(struct entry *e, const uint8_t id[MODEL_ID_LEN], int type)
{
	const struct login *l = find(e, id);

	return l != NULL && l->granted[type];
}

uint32_t
login_user_key(
    struct entry *e, const uint8_t id[MODEL_ID_LEN], struct bytes *ret_key)
{
	const struct login *l = find(e, id);

	if (l == NULL || !l->granted[PIN_USER])
		return SAR_USER_NOT_LOGGED_IN;
	*ret_key = secret_bytes(l->key);
	return SAR_OK;
}

bool
login_allows(struct entry *e, const uint8_t id[MODEL_ID_LEN], uint32_t rights)
{
	if (rights == SECURE_ANYONE_ACCOUNT)
		return true;
	return ((rights & SECURE_USER_ACCOUNT) != 0 &&
		   login_has(e, id, PIN_USER)) ||
	       ((rights & SECURE_ADM_ACCOUNT) != 0 &&
		   login_has(e, id, PIN_ADMIN));
}

static void
login_free(struct login *l)
{
	secret_free(l->key);
	free(l);
}

/* Take out those that are of the token or of the application; either may be
 * NULL, for none. */
static void
clear(struct entry *e, const char *serial, const uint8_t *id)
{
	struct login **at = &e->back->logins;

	while (*at != NULL) {
		struct login *l = *at;

		if ((serial != NULL && strcmp(l->serial, serial) == 0) ||
		    (id != NULL && memcmp(l->id, id, MODEL_ID_LEN) == 0)) {
			*at = l->next;
			login_free(l);
		} else {
			at = &l->next;
		}
	}
}

void
login_clear(struct entry *e, const uint8_t id[MODEL_ID_LEN])
{
	clear(e, NULL, id);
}

void
login_clear_token(struct entry *e, const char *serial)
{
	clear(e, serial, NULL);
}

void
logins_free(struct login *first)
{
	while (first != NULL) {
		struct login *l = first;

		first = l->next;
		login_free(l);
	}
}
