/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/binding.h"

#include <string.h>

#include "base/file.h"
#include "base/machine.h"

#define SECRET_LEN 32
#define MACHINE_ID_MAX 256

/* "machine.key" beside the folder, not in it: whoever copies the folder of
 * tokens has not got it. */
static enum err
secret_path(const char *folder, char out[FILE_PATH_MAX])
{
	char parent[FILE_PATH_MAX];
	size_t len = strlen(folder);

	while (len > 1 && (folder[len - 1] == '/' || folder[len - 1] == '\\'))
		len--;
	while (len > 1 && folder[len - 1] != '/' && folder[len - 1] != '\\')
		len--;
	if (len == 0 || len >= sizeof(parent))
		return ERR_TOO_LARGE;
	memcpy(parent, folder, len);
	parent[len] = '\0';
	return file_path(out, parent, "machine.key");
}

/* Two who make it at once: one makes it, both read it. */
static enum err
make_secret(struct gm *gm, const char *path)
{
	AUTO(secret) s = NULL;
	enum err e;

	TRY(secret_new(SECRET_LEN, &s));
	TRY(gm_random(gm, secret_data(s), SECRET_LEN));
	e = file_create(path, secret_bytes(s), 0600);
	return e == ERR_FILE_EXISTS ? ERR_OK : e;
}

static enum err
read_secret(struct gm *gm, const struct binding_place *place, struct buf *out)
{
	char path[FILE_PATH_MAX];
	enum err e;

	TRY(secret_path(place->folder, path));
	e = file_read(path, out);
	if (e == ERR_FILE_MISSING && !place->make)
		return ERR_TOKEN_OTHER_COMPUTER;
	if (e == ERR_FILE_MISSING) {
		TRY(make_secret(gm, path));
		e = file_read(path, out);
	}
	TRY(e);
	return out->len == SECRET_LEN ? ERR_OK : ERR_TOKEN_OTHER_COMPUTER;
}

static enum err
derive(struct gm *gm, struct bytes secret, struct binding *b)
{
	AUTO_DONE(buf) machine = BUF(MACHINE_ID_MAX);
	uint8_t id[SM3_LEN];
	struct bytes parts[2] = {bytes_str("cert-token binding key")};

	TRY(machine_id(&machine));
	parts[1] = buf_bytes(&machine);
	TRY(sm3_hmac(gm, secret, parts, 2, secret_data(b->key)));
	parts[0] = bytes_str("cert-token binding id");
	TRY(sm3_hmac(gm, secret_bytes(b->key), parts, 1, id));
	memcpy(b->id, id, sizeof(b->id));
	return ERR_OK;
}

static enum err
open_secret_file(
    struct gm *gm, const struct binding_place *place, struct binding *ret_b)
{
	AUTO_DONE(buf) secret = BUF(SECRET_LEN + 1);
	AUTO_DONE(binding) b = {.kind = BINDING_SECRET_FILE};

	TRY(read_secret(gm, place, &secret));
	TRY(secret_new(SM3_LEN, &b.key));
	TRY(derive(gm, buf_bytes(&secret), &b));
	*ret_b = b;
	b.key = NULL;
	return ERR_OK;
}

static const struct {
	uint32_t kind;
	enum err (*open)(struct gm *gm, const struct binding_place *place,
	    struct binding *ret_b);
} kinds[] = {
    {BINDING_SECRET_FILE, open_secret_file},
};

enum err
binding_open(struct gm *gm, uint32_t kind, const struct binding_place *place,
    struct binding *ret_b)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].kind == kind)
			return kinds[i].open(gm, place, ret_b);
	return ERR_TOKEN_VERSION;
}

void
binding_done(struct binding *b)
{
	secret_free(b->key);
	b->key = NULL;
}
