/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/device.h"

#include <stdlib.h>
#include <string.h>

bool
device_is_blank(const struct back_device *d)
{
	return d->store->path[0] == '\0';
}

void
device_free(struct back_device *d)
{
	store_free(d->store);
	free(d);
}

void
device_ref(struct back_device *d)
{
	d->refs++;
}

/* A blank one that nobody has open is gone; others stay, since closing a
 * handle does not end their rights. */
void
device_unref(struct entry *e, struct back_device *d)
{
	struct back_device **at = &e->back->devices;

	if (--d->refs > 0 || !device_is_blank(d))
		return;
	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	device_free(d);
}

/* The token has left, or another has come in its place. */
static void
forget_rights(struct entry *e, struct back_device *d)
{
	d->authenticated = false;
	d->challenge_len = 0;
	login_clear_token(e, d->serial);
}

uint32_t
device_read(struct entry *e, struct back_device *d)
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

uint32_t
device_edit(struct entry *e, struct back_device *d, struct change *c)
{
	enum err err = change_begin(d->store, c);

	if (err == ERR_TOKEN_MISSING)
		forget_rights(e, d);
	return sar_from_err(err);
}

/* --- what names stand for, in the model as it is --- */

static uint32_t
find_application(
    const struct back_application *b, struct application_view *ret_v)
{
	struct application *a =
	    model_application_by_id(b->device->store->model, b->id);

	if (a == NULL)
		return SAR_APPLICATION_NOT_EXISTS;
	*ret_v = (struct application_view){b->device, a};
	return SAR_OK;
}

static uint32_t
find_container(const struct back_container *b, struct container_view *ret_v)
{
	struct application_view v;
	struct container *c;

	SAR_TRY(find_application(&b->application, &v));
	c = application_container(v.application, b->name);
	if (c == NULL)
		return SAR_FILE_NOT_EXIST;
	*ret_v = (struct container_view){v.device, v.application, c};
	return SAR_OK;
}

uint32_t
application_get(struct entry *e, const struct back_application *a,
    struct application_view *ret_v)
{
	SAR_TRY(device_read(e, a->device));
	return find_application(a, ret_v);
}

uint32_t
application_edit(struct entry *e, const struct back_application *a,
    struct change *c, struct application_view *ret_v)
{
	SAR_TRY(device_edit(e, a->device, c));
	return find_application(a, ret_v);
}

uint32_t
container_get(struct entry *e, const struct back_container *b,
    struct container_view *ret_v)
{
	SAR_TRY(device_read(e, b->application.device));
	return find_container(b, ret_v);
}

uint32_t
container_edit(struct entry *e, const struct back_container *b,
    struct change *c, struct container_view *ret_v)
{
	SAR_TRY(device_edit(e, b->application.device, c));
	return find_container(b, ret_v);
}

uint32_t
application_name(
    const struct application_view *v, struct back_application **ret_a)
{
	struct back_application *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return SAR_MEMORYERR;
	a->device = v->device;
	device_ref(a->device);
	memcpy(a->id, v->application->id, MODEL_ID_LEN);
	*ret_a = a;
	return SAR_OK;
}

uint32_t
container_name(const struct application_view *v, const struct container *c,
    struct back_container **ret_c)
{
	struct back_container *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return SAR_MEMORYERR;
	b->application.device = v->device;
	device_ref(v->device);
	memcpy(b->application.id, v->application->id, MODEL_ID_LEN);
	memcpy(b->name, c->name, sizeof(b->name));
	*ret_c = b;
	return SAR_OK;
}
