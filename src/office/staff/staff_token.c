/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/staff_token.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skf/piece.h"

#define NAME_MAX_CHARS 32

struct staff_token {
	struct token_library *library;
	struct token *token;
	struct token_key key;
	struct signer signer;
};

/* --- names and places --- */

bool
staff_name_is_valid(const char *name)
{
	size_t len = strlen(name);

	return len >= 1 && len <= NAME_MAX_CHARS && name[0] >= 'a' &&
	       name[0] <= 'z' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* DIR/staff/NAME and what follows, DIR made absolute: a device's name in the
 * library is the absolute path of its file. */
static enum err
place(const char *dir, const char *name, const char *rest,
    char out[FILE_PATH_MAX])
{
	char whole[FILE_PATH_MAX];
	int n;

	if (!staff_name_is_valid(name))
		return ERR_BAD_TEXT;
	if (realpath(dir, whole) == NULL)
		return errno == ENOENT ? ERR_FILE_MISSING : ERR_FILE_DENIED;
	n = snprintf(out, FILE_PATH_MAX, "%s/staff/%s/%s", whole, name, rest);
	return n < 0 || n >= FILE_PATH_MAX ? ERR_TOO_LARGE : ERR_OK;
}

enum err
staff_token_path(const char *dir, const char *name, char out[FILE_PATH_MAX])
{
	char rest[NAME_MAX_CHARS + 32];

	snprintf(rest, sizeof(rest), "tokens/%.32s.token", name);
	return place(dir, name, rest, out);
}

enum err
staff_pin_path(const char *dir, const char *name, char out[FILE_PATH_MAX])
{
	return place(dir, name, "pin", out);
}

/* --- opening --- */

static enum err
load_library(struct gm *gm, struct staff_token *t)
{
	char path[FILE_PATH_MAX];
	const struct token_library_options options = {
	    .path = path, .kind = CARRIER_SOFT};

	TRY(piece_path(PIECE_SKF_SOFT, path));
	TRY(token_library_open(gm, &options, &t->library));
	return token_library_status(t->library);
}

static enum err
connect_device(struct gm *gm, const char *device, struct staff_token *t)
{
	TRY(load_library(gm, t));
	return token_open(t->library, device, &t->token);
}

static enum err
take_key(struct staff_token *t)
{
	TRY(token_key_init(t->token, STAFF_CONTAINER, &t->key));
	t->signer = token_signer(&t->key);
	return ERR_OK;
}

static enum err
set_up(struct gm *gm, struct staff_token *t, struct bytes pin)
{
	AUTO(secret) admin_pin = NULL;
	struct sm2_public key;
	struct token_setup setup = {
	    .user_pin = pin, .label = STAFF_TOKEN_LABEL};

	TRY(token_pin_check(pin));
	/* Not kept: who forgets the PIN is appointed anew, with a new key. */
	TRY(token_admin_pin_random(gm, &admin_pin));
	setup.admin_pin = secret_bytes(admin_pin);
	TRY(token_set_up(t->token, &setup));
	TRY(token_container_create(t->token, STAFF_CONTAINER));
	TRY(token_generate(t->token, STAFF_CONTAINER, &key));
	return take_key(t);
}

enum err
staff_token_create(struct gm *gm, const char *path, struct bytes pin,
    struct staff_token **ret_t)
{
	AUTO(staff_token) t = calloc(1, sizeof(*t));
	char device[TOKEN_DEVICE_SIZE];
	int n;

	if (t == NULL)
		return ERR_NOMEM;
	if (file_exists(path))
		return ERR_FILE_EXISTS;
	n = snprintf(device, sizeof(device), "%s:%s", TOKEN_SOFT_NEW, path);
	if (n < 0 || (size_t)n >= sizeof(device))
		return ERR_TOO_LARGE;
	TRY(connect_device(gm, device, t));
	TRY(set_up(gm, t, pin));
	*ret_t = TAKE(t);
	return ERR_OK;
}

enum err
staff_token_open(struct gm *gm, const char *path, struct bytes pin,
    int *reterr_tries, struct staff_token **ret_t)
{
	AUTO(staff_token) t = calloc(1, sizeof(*t));
	enum err err;

	if (t == NULL)
		return ERR_NOMEM;
	TRY(connect_device(gm, path, t));
	TRY(token_login(t->token, pin, reterr_tries));
	err = take_key(t);
	if (err == ERR_CONTAINER_MISSING)
		return ERR_KEY_MISSING;
	TRY(err);
	*ret_t = TAKE(t);
	return ERR_OK;
}

void
staff_token_free(struct staff_token *t)
{
	if (t == NULL)
		return;
	token_free(t->token);
	token_library_free(t->library);
	free(t);
}

const struct signer *
staff_token_signer(const struct staff_token *t)
{
	return &t->signer;
}

enum err
staff_token_write_cert(struct staff_token *t, struct bytes der)
{
	return token_write_cert(t->token, STAFF_CONTAINER, TOKEN_SIGN, der);
}

enum err
staff_token_read_cert(struct staff_token *t, struct buf *der)
{
	return token_read_cert(t->token, STAFF_CONTAINER, TOKEN_SIGN, der);
}
