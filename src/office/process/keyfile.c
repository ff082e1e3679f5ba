/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/keyfile.h"

#include "base/file.h"
#include "base/text.h"
#include "gm/sm3.h"
#include "gm/sm4.h"

#define MAGIC_LEN 8
#define SALT_LEN 16
#define BOX_KEY_LEN 32

static const uint8_t magic[MAGIC_LEN] = {
    'C', 'E', 'R', 'T', 'K', 'E', 'Y', '1'};
#define UNLOCK_COST ((struct scrypt_cost){.n = 1 << 12, .r = 8, .p = 1})

enum err
keyfile_unlock(const char *dir, const char *unlock, struct secret **ret_unlock)
{
	AUTO(secret) s = NULL;
	char path[FILE_PATH_MAX];

	if (unlock == NULL) {
		TRY(file_path(path, dir, "unlock"));
		unlock = path;
	}
	TRY(file_read_secret(unlock, &s));
	if (secret_bytes(s).len < KEYFILE_UNLOCK_MIN)
		return ERR_KEY_LOCKED;
	*ret_unlock = TAKE(s);
	return ERR_OK;
}

static enum err
derive(struct gm *gm, struct bytes unlock, struct bytes salt,
    struct secret **ret_key)
{
	AUTO(secret) key = NULL;

	TRY(secret_new(BOX_KEY_LEN, &key));
	TRY(scrypt(gm, unlock, salt, scrypt_cost(UNLOCK_COST), secret_data(key),
	    BOX_KEY_LEN));
	*ret_key = TAKE(key);
	return ERR_OK;
}

enum err
keyfile_create(struct gm *gm, const char *dir, const char *name,
    struct bytes unlock, struct bytes key)
{
	AUTO_DONE(buf) file = BUF(KEYFILE_MAX);
	AUTO(secret) box_key = NULL;
	uint8_t salt[SALT_LEN];
	char path[FILE_PATH_MAX];

	TRY(file_path(path, dir, name));
	TRY(gm_random(gm, salt, sizeof(salt)));
	TRY(derive(gm, unlock, BYTES_ARRAY(salt), &box_key));
	buf_put(&file, BYTES_ARRAY(magic));
	buf_put(&file, BYTES_ARRAY(salt));
	TRY(sm4_box_seal(
	    gm, secret_bytes(box_key), bytes_str(name), key, &file));
	TRY(buf_status(&file));
	return file_create(path, buf_bytes(&file), 0600);
}

enum err
keyfile_open(struct gm *gm, const char *dir, const char *name,
    struct bytes unlock, struct secret **ret_key)
{
	AUTO_DONE(buf) file = BUF(KEYFILE_MAX);
	AUTO(secret) box_key = NULL;
	struct reader r;
	struct bytes start, salt;
	char path[FILE_PATH_MAX];

	TRY(file_path(path, dir, name));
	TRY(file_read(path, &file));
	r = reader_of(buf_bytes(&file));
	if (reader_take(&r, MAGIC_LEN, &start) != ERR_OK ||
	    reader_take(&r, SALT_LEN, &salt) != ERR_OK ||
	    !bytes_equal(start, BYTES_ARRAY(magic)))
		return ERR_KEY_LOCKED;
	TRY(derive(gm, unlock, salt, &box_key));
	if (sm4_box_open(gm, secret_bytes(box_key), bytes_str(name), r.rest,
		ret_key) != ERR_OK)
		return ERR_KEY_LOCKED;
	return ERR_OK;
}
