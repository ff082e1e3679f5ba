/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/object.h"

#include <stdlib.h>

uint32_t
connection_of(struct entry *e, DEVHANDLE h, struct connection **ret_c)
{
	void *object;

	SAR_TRY(handle_get(e, HANDLE_DEVICE, h, &object));
	*ret_c = object;
	return SAR_OK;
}

uint32_t
device_of(struct entry *e, DEVHANDLE h, struct back_device **ret_d)
{
	struct connection *c;

	SAR_TRY(connection_of(e, h, &c));
	*ret_d = c->device;
	return SAR_OK;
}

uint32_t
application_of(struct entry *e, HAPPLICATION h, struct back_application **ret_a)
{
	void *object;

	SAR_TRY(handle_get(e, HANDLE_APPLICATION, h, &object));
	*ret_a = object;
	return SAR_OK;
}

uint32_t
container_of(struct entry *e, HCONTAINER h, struct back_container **ret_c)
{
	void *object;

	SAR_TRY(handle_get(e, HANDLE_CONTAINER, h, &object));
	*ret_c = object;
	return SAR_OK;
}

uint32_t
begin_on(struct entry *ret_e, DEVHANDLE h)
{
	struct back_device *d;

	SAR_TRY(entry_begin(ret_e));
	SAR_TRY(device_of(ret_e, h, &d));
	return back_end.present(ret_e, d);
}

/* Disconnecting unlocks (7.1.6). */
void
connection_free(struct entry *e, void *object)
{
	struct connection *c = object;

	if (c->lock_depth > 0 && back_end.unlocked != NULL)
		back_end.unlocked(e, c->device);
	file_lock_free(c->lock);
	back_end.disconnect(e, c->device);
	free(c);
}

void
application_free(struct entry *e, void *object)
{
	back_end.close_application(e, object);
}

void
container_free(struct entry *e, void *object)
{
	back_end.close_container(e, object);
}
