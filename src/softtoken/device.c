/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/device.h"

#include <stdlib.h>
#include <string.h>

#include "base/machine.h"

static enum err
add_name(void *arg, const char *file)
{
	struct buf *names = arg;
	size_t len = strlen(file) - (sizeof(STORE_SUFFIX) - 1);

	if (len == 0)
		return ERR_OK;
	buf_put(names, BYTES(file, len));
	buf_u8(names, 0);
	return buf_status(names);
}

enum err
device_folder(char out[FILE_PATH_MAX])
{
	char data[FILE_PATH_MAX];
	enum err e = machine_env("CERT_TOKENS", out, FILE_PATH_MAX);

	if (e != ERR_FILE_MISSING)
		return e;
	TRY(machine_data_dir(data));
	return file_path(out, data, "cert-assistant/tokens");
}

enum err
device_names(struct buf *names)
{
	char folder[FILE_PATH_MAX];
	enum err e;

	TRY(device_folder(folder));
	e = file_list(folder, STORE_SUFFIX, add_name, names);
	return e == ERR_FILE_MISSING ? ERR_OK : e;
}

static bool
ends_in(const char *s, const char *end)
{
	size_t len = strlen(s), end_len = strlen(end);

	return len > end_len && strcmp(s + len - end_len, end) == 0;
}

static bool
is_absolute(const char *path)
{
	return path[0] == '/' || (path[0] != '\0' && path[1] == ':' &&
				     (path[2] == '\\' || path[2] == '/'));
}

enum err
device_path(const char *name, char out[FILE_PATH_MAX])
{
	char folder[FILE_PATH_MAX], file[FILE_PATH_MAX];
	size_t len = strlen(name);

	if (is_absolute(name)) {
		if (len >= FILE_PATH_MAX || !ends_in(name, STORE_SUFFIX))
			return ERR_TOKEN_MISSING;
		memcpy(out, name, len + 1);
		return ERR_OK;
	}
	if (len == 0 || len + sizeof(STORE_SUFFIX) > sizeof(file) ||
	    strpbrk(name, "/\\:") != NULL)
		return ERR_TOKEN_MISSING;
	memcpy(file, name, len);
	memcpy(file + len, STORE_SUFFIX, sizeof(STORE_SUFFIX));
	TRY(device_folder(folder));
	return file_path(out, folder, file);
}

static void
device_free(struct device *d)
{
	store_free(d->store);
	free(d);
}

void
devices_forget(struct state *s)
{
	while (s->devices != NULL) {
		struct device *d = s->devices;

		s->devices = d->next;
		device_free(d);
	}
}

bool
device_is_blank(const struct device *d)
{
	return d->store->path[0] == '\0';
}

/* A blank one that nobody has open is gone; others stay, since closing a
 * handle does not end their rights. */
static void
device_unref(struct entry *e, struct device *d)
{
	struct device **at = &e->state->devices;

	if (--d->refs > 0 || !device_is_blank(d))
		return;
	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	device_free(d);
}

/* Puts store, which it takes, among the devices. */
static uint32_t
add_device(struct entry *e, struct store **store, struct device **ret_d)
{
	struct device *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return SAR_MEMORYERR;
	d->store = TAKE(*store);
	memcpy(d->serial, d->store->model->serial, sizeof(d->serial));
	d->next = e->state->devices;
	e->state->devices = d;
	*ret_d = d;
	return SAR_OK;
}

static uint32_t
open_file_device(struct entry *e, const char *name, struct device **ret_d)
{
	char path[FILE_PATH_MAX];
	AUTO(store) store = NULL;

	SAR_TRY_ERR(device_path(name, path));
	for (struct device *d = e->state->devices; d != NULL; d = d->next) {
		if (strcmp(d->store->path, path) != 0)
			continue;
		SAR_TRY(device_read(e, d));
		*ret_d = d;
		return SAR_OK;
	}
	SAR_TRY_ERR(store_open(e->gm, path, &store));
	return add_device(e, &store, ret_d);
}

/* "SOFT-NEW", or "SOFT-NEW:" and the path that its file is to have. */
static uint32_t
open_blank_device(struct entry *e, const char *name, struct device **ret_d)
{
	const char *path = name + sizeof(SOFT_NEW) - 1;
	AUTO(store) store = NULL;
	struct device *d;

	if (*path == ':')
		path++;
	if (*path != '\0' &&
	    (!is_absolute(path) || !ends_in(path, STORE_SUFFIX) ||
		strlen(path) >= FILE_PATH_MAX))
		return SAR_INVALIDPARAMERR;
	if (*path != '\0' && file_exists(path))
		return SAR_FILE_ALREADY_EXIST;
	SAR_TRY_ERR(store_blank(e->gm, &store));
	SAR_TRY(add_device(e, &store, &d));
	memcpy(d->new_path, path, strlen(path) + 1);
	*ret_d = d;
	return SAR_OK;
}

static bool
means_blank(const char *name)
{
	size_t len = sizeof(SOFT_NEW) - 1;

	return strncmp(name, SOFT_NEW, len) == 0 &&
	       (name[len] == '\0' || name[len] == ':');
}

uint32_t
device_connect(struct entry *e, const char *name, struct connection **ret_c)
{
	struct connection *c;
	struct device *d;

	if (means_blank(name))
		SAR_TRY(open_blank_device(e, name, &d));
	else
		SAR_TRY(open_file_device(e, name, &d));
	d->refs++;
	c = calloc(1, sizeof(*c));
	if (c == NULL) {
		device_unref(e, d);
		return SAR_MEMORYERR;
	}
	c->device = d;
	*ret_c = c;
	return SAR_OK;
}

void
connection_free(struct entry *e, void *object)
{
	struct connection *c = object;

	file_lock_free(c->lock);
	device_unref(e, c->device);
	free(c);
}

void
application_ref_free(struct entry *e, void *object)
{
	struct application_ref *r = object;

	device_unref(e, r->device);
	free(r);
}

void
container_ref_free(struct entry *e, void *object)
{
	struct container_ref *r = object;

	device_unref(e, r->application.device);
	free(r);
}

/* The token has left, or another has come in its place. */
static void
forget_rights(struct entry *e, struct device *d)
{
	d->authenticated = false;
	d->challenge_len = 0;
	login_clear_token(e, d->serial);
}

uint32_t
device_read(struct entry *e, struct device *d)
{
	enum err err = store_read(d->store);

	if (err == ERR_TOKEN_MISSING)
		forget_rights(e, d);
	SAR_TRY_ERR(err);
	if (strcmp(d->serial, d->store->model->serial) != 0) {
		forget_rights(e, d);
		memcpy(d->serial, d->store->model->serial, sizeof(d->serial));
	}
	return SAR_OK;
}

/* --- handles --- */

static uint32_t
connection_of(struct entry *e, DEVHANDLE h, struct device **ret_d)
{
	void *object;

	SAR_TRY(handle_get(e, HANDLE_DEVICE, h, &object));
	*ret_d = ((struct connection *)object)->device;
	return SAR_OK;
}

uint32_t
device_get(struct entry *e, DEVHANDLE h, struct device **ret_d)
{
	SAR_TRY(connection_of(e, h, ret_d));
	return device_read(e, *ret_d);
}

static uint32_t
begin(struct entry *e, struct device *d, struct change *c)
{
	enum err err = change_begin(d->store, c);

	if (err == ERR_TOKEN_MISSING)
		forget_rights(e, d);
	return sar_from_err(err);
}

uint32_t
device_edit(
    struct entry *e, DEVHANDLE h, struct change *c, struct device **ret_d)
{
	SAR_TRY(connection_of(e, h, ret_d));
	return begin(e, *ret_d, c);
}

/* The application that a reference names, in the model as it is. */
static uint32_t
application_of(const struct application_ref *r, struct application_view *ret_v)
{
	struct application *a =
	    model_application_by_id(r->device->store->model, r->id);

	if (a == NULL)
		return SAR_APPLICATION_NOT_EXISTS;
	*ret_v = (struct application_view){r->device, a};
	return SAR_OK;
}

static uint32_t
container_of(const struct container_ref *r, struct container_view *ret_v)
{
	struct application_view v;
	struct container *c;

	SAR_TRY(application_of(&r->application, &v));
	c = application_container(v.application, r->name);
	if (c == NULL)
		return SAR_FILE_NOT_EXIST;
	*ret_v = (struct container_view){v.device, v.application, c};
	return SAR_OK;
}

uint32_t
application_get(struct entry *e, HAPPLICATION h, struct application_view *ret_v)
{
	void *object;
	struct application_ref *r;

	SAR_TRY(handle_get(e, HANDLE_APPLICATION, h, &object));
	r = object;
	SAR_TRY(device_read(e, r->device));
	return application_of(r, ret_v);
}

uint32_t
container_get(struct entry *e, HCONTAINER h, struct container_view *ret_v)
{
	void *object;
	struct container_ref *r;

	SAR_TRY(handle_get(e, HANDLE_CONTAINER, h, &object));
	r = object;
	SAR_TRY(device_read(e, r->application.device));
	return container_of(r, ret_v);
}

uint32_t
application_edit(struct entry *e, HAPPLICATION h, struct change *c,
    struct application_view *ret_v)
{
	void *object;
	struct application_ref *r;

	SAR_TRY(handle_get(e, HANDLE_APPLICATION, h, &object));
	r = object;
	SAR_TRY(begin(e, r->device, c));
	return application_of(r, ret_v);
}

uint32_t
container_edit(struct entry *e, HCONTAINER h, struct change *c,
    struct container_view *ret_v)
{
	void *object;
	struct container_ref *r;

	SAR_TRY(handle_get(e, HANDLE_CONTAINER, h, &object));
	r = object;
	SAR_TRY(begin(e, r->application.device, c));
	return container_of(r, ret_v);
}

uint32_t
application_handle(struct entry *e, struct device *d,
    const struct application *a, HAPPLICATION *ret_h)
{
	struct application_ref *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return SAR_MEMORYERR;
	r->device = d;
	d->refs++;
	memcpy(r->id, a->id, MODEL_ID_LEN);
	return handle_add(e, HANDLE_APPLICATION, r, ret_h);
}

uint32_t
container_handle(struct entry *e, const struct application_view *v,
    const struct container *c, HCONTAINER *ret_h)
{
	struct container_ref *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return SAR_MEMORYERR;
	r->application.device = v->device;
	v->device->refs++;
	memcpy(r->application.id, v->application->id, MODEL_ID_LEN);
	memcpy(r->name, c->name, sizeof(r->name));
	return handle_add(e, HANDLE_CONTAINER, r, ret_h);
}
