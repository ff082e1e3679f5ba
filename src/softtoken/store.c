/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "softtoken/seal.h"

#define LOCK_WAIT_MS 10000
#define FILE_MODE 0600
#define FOLDER_MODE 0700
#define SERIAL_RANDOM_LEN 8 /* octets, of which 15 digits are used */
#define DEVICE_KEY_DEFAULT "1234567812345678"
#define LABEL_DEFAULT "证书助手"

static enum err
folder_of(const char *path, char out[FILE_PATH_MAX])
{
	size_t len = strlen(path);

	while (len > 0 && path[len - 1] != '/' && path[len - 1] != '\\')
		len--;
	if (len < 1 || len >= FILE_PATH_MAX)
		return ERR_TOKEN_MISSING;
	memcpy(out, path, len);
	out[len > 1 ? len - 1 : len] = '\0';
	return ERR_OK;
}

static enum err
store_new(struct gm *gm, struct store **ret_s)
{
	struct store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return ERR_NOMEM;
	s->gm = gm;
	buf_init(&s->raw, TOKEN_FILE_MAX);
	*ret_s = s;
	return ERR_OK;
}

void
store_free(struct store *s)
{
	if (s == NULL)
		return;
	model_free(s->model);
	secret_free(s->blank_key);
	binding_done(&s->binding);
	buf_done(&s->raw);
	free(s);
}

static enum err
open_binding(struct store *s, uint32_t kind, bool make)
{
	char folder[FILE_PATH_MAX];
	const struct binding_place place = {folder, make};

	if (s->binding.key != NULL)
		return ERR_OK;
	TRY(folder_of(s->path, folder));
	return binding_open(s->gm, kind, &place, &s->binding);
}

/* From the octets of a file to its model, with every check. */
static enum err
understand(struct store *s, struct bytes file, struct model **ret_m)
{
	struct token_cover c;

	TRY(token_cover_parse(s->gm, file, &c));
	TRY(open_binding(s, c.binding_kind, false));
	if (memcmp(c.binding_id, s->binding.id, BINDING_ID_LEN) != 0)
		return ERR_TOKEN_OTHER_COMPUTER;
	TRY(token_cover_verify(s->gm, &c, secret_bytes(s->binding.key)));
	return token_body_parse(c.body, ret_m);
}

static enum err
read_octets(const char *path, struct buf *raw)
{
	enum err e = file_read(path, raw);

	if (e == ERR_FILE_MISSING)
		return ERR_TOKEN_MISSING;
	if (e == ERR_TOO_LARGE) /* we never write such a one */
		return ERR_TOKEN_FOREIGN;
	return e;
}

enum err
store_read(struct store *s)
{
	AUTO_DONE(buf) raw = BUF(TOKEN_FILE_MAX);
	AUTO(model) m = NULL;
	struct buf old;

	if (s->path[0] == '\0')
		return ERR_OK;
	TRY(read_octets(s->path, &raw));
	if (s->model != NULL &&
	    bytes_equal(buf_bytes(&raw), buf_bytes(&s->raw)))
		return ERR_OK;
	TRY(understand(s, buf_bytes(&raw), &m));
	model_free(s->model);
	s->model = TAKE(m);
	old = s->raw;
	s->raw = raw;
	raw = old;
	return ERR_OK;
}

enum err
store_open(struct gm *gm, const char *path, struct store **ret_s)
{
	AUTO(store) s = NULL;

	TRY(store_new(gm, &s));
	if (strlen(path) >= sizeof(s->path))
		return ERR_TOKEN_MISSING;
	memcpy(s->path, path, strlen(path) + 1);
	TRY(store_read(s));
	*ret_s = TAKE(s);
	return ERR_OK;
}

/* "S" and 15 hexadecimal digits. */
static enum err
make_serial(struct gm *gm, char out[MODEL_SERIAL_SIZE])
{
	AUTO_DONE(buf) text = BUF(MODEL_SERIAL_SIZE);
	uint8_t random[SERIAL_RANDOM_LEN];

	TRY(gm_random(gm, random, sizeof(random)));
	text_hex(&text, BYTES_ARRAY(random));
	TRY(buf_status(&text));
	text.p[0] = 'S';
	memcpy(out, text.p, text.len);
	out[text.len] = '\0';
	return ERR_OK;
}

enum err
store_blank(struct gm *gm, struct store **ret_s)
{
	AUTO(store) s = NULL;

	TRY(store_new(gm, &s));
	TRY(model_new(&s->model));
	TRY(make_serial(gm, s->model->serial));
	memcpy(s->model->label, LABEL_DEFAULT, sizeof(LABEL_DEFAULT));
	*ret_s = TAKE(s);
	return ERR_OK;
}

static struct place
device_key_place(const struct store *s)
{
	return (struct place){.what = "device-key", .serial = s->model->serial};
}

/* While there is no file there is no binding: the key waits in memory. */
enum err
store_device_key(struct store *s, struct secret **ret_key)
{
	const struct place place = device_key_place(s);

	if (s->blank_key != NULL)
		return secret_copy(secret_bytes(s->blank_key), ret_key);
	if (s->binding.key == NULL)
		return secret_copy(bytes_str(DEVICE_KEY_DEFAULT), ret_key);
	return box_open(s->gm, secret_bytes(s->binding.key), &place,
	    &s->model->device_key, ret_key);
}

enum err
store_set_device_key(struct store *s, struct bytes key)
{
	const struct place place = device_key_place(s);
	AUTO(secret) copy = NULL;

	if (key.len != STORE_DEVICE_KEY_LEN)
		return ERR_BAD_MESSAGE;
	if (s->binding.key != NULL)
		return box_seal(s->gm, secret_bytes(s->binding.key), &place,
		    key, &s->model->device_key);
	TRY(secret_copy(key, &copy));
	secret_free(s->blank_key);
	s->blank_key = TAKE(copy);
	return ERR_OK;
}

static enum err
bind_device_key(struct store *s)
{
	AUTO(secret) key = NULL;

	TRY(store_device_key(s, &key));
	TRY(open_binding(s, BINDING_SECRET_FILE, true));
	TRY(store_set_device_key(s, secret_bytes(key)));
	secret_free(s->blank_key);
	s->blank_key = NULL;
	return ERR_OK;
}

enum err
store_place(struct store *s, const char *folder, const char *name)
{
	char file[FILE_PATH_MAX], path[FILE_PATH_MAX];

	if (name == NULL)
		name = s->model->serial;
	if (strlen(name) + sizeof(STORE_SUFFIX) > sizeof(file))
		return ERR_TOO_LARGE;
	memcpy(file, name, strlen(name) + 1);
	memcpy(file + strlen(name), STORE_SUFFIX, sizeof(STORE_SUFFIX));
	TRY(file_make_dir(folder, FOLDER_MODE));
	TRY(file_path(path, folder, file));
	memcpy(s->path, path, sizeof(path));
	return bind_device_key(s);
}

enum err
change_begin(struct store *s, struct change *ret_c)
{
	struct change c = {.store = s};
	char path[FILE_PATH_MAX];
	enum err e;

	if (s->path[0] != '\0') {
		if (strlen(s->path) + sizeof(".lock") > sizeof(path))
			return ERR_TOO_LARGE;
		memcpy(path, s->path, strlen(s->path));
		memcpy(path + strlen(s->path), ".lock", sizeof(".lock"));
		TRY(file_lock(path, LOCK_WAIT_MS, &c.lock));
	}
	/* Until the first save of a blank device there is nothing to read. */
	e = s->raw.len == 0 && s->model != NULL ? ERR_OK : store_read(s);
	if (e != ERR_OK) {
		file_lock_free(c.lock);
		return e;
	}
	c.dirty = true;
	*ret_c = c;
	return ERR_OK;
}

static enum err
encode(struct store *s, struct buf *file)
{
	AUTO_DONE(buf) body = BUF(TOKEN_FILE_MAX);
	const struct token_seal seal = {
	    s->binding.kind, s->binding.id, secret_bytes(s->binding.key)};

	s->model->generation++;
	token_body_encode(s->model, &body);
	TRY(buf_status(&body));
	return token_cover_encode(s->gm, &seal, buf_bytes(&body), file);
}

enum err
change_save(struct change *c)
{
	AUTO_DONE(buf) file = BUF(TOKEN_FILE_MAX);
	struct store *s = c->store;
	struct buf old;

	if (s->path[0] == '\0') { /* blank: memory is all there is */
		c->dirty = false;
		return ERR_OK;
	}
	if (model_space_used(s->model) > MODEL_SPACE)
		return ERR_TOKEN_FULL;
	TRY(encode(s, &file));
	if (s->raw.len == 0)
		TRY(file_create(s->path, buf_bytes(&file), FILE_MODE));
	else
		TRY(file_replace(s->path, buf_bytes(&file), FILE_MODE));
	FAULT_POINT("softtoken.save.written");
	old = s->raw;
	s->raw = file;
	file = old;
	c->dirty = false;
	return ERR_OK;
}

/* What was altered and not saved is forgotten: the next look at the file
 * parses it afresh. */
void
change_done(struct change *c)
{
	if (c->store == NULL)
		return;
	if (c->dirty && c->store->raw.len > 0) {
		model_free(c->store->model);
		c->store->model = NULL;
	}
	file_lock_free(c->lock);
	*c = (struct change){NULL};
}
