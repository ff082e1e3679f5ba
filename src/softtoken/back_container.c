/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.5 over token files: containers and the certificates in them.
 */
#include <stdlib.h>
#include <string.h>

#include "softtoken/back.h"
#include "softtoken/device.h"

static int
place_of(bool sign)
{
	return sign ? KEY_SIGN : KEY_ENCRYPT;
}

uint32_t
back_create_container(struct entry *e, struct back_application *a,
    const char *name, struct back_container **ret_c)
{
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct container *container;

	SAR_TRY(application_edit(e, a, &c, &v));
	if (!login_has(e, v.application->id, PIN_USER))
		return SAR_USER_NOT_LOGGED_IN;
	if (v.application->container_count == MODEL_CONTAINERS_MAX)
		return SAR_REACH_MAX_CONTAINER_COUNT;
	SAR_TRY_ERR(application_add_container(v.application, name, &container));
	SAR_TRY_ERR(change_save(&c));
	return container_name(&v, container, ret_c);
}

uint32_t
back_delete_container(
    struct entry *e, struct back_application *a, const char *name)
{
	AUTO_DONE(change) c = {0};
	struct application_view v;
	struct container *container;

	SAR_TRY(application_edit(e, a, &c, &v));
	if (!login_has(e, v.application->id, PIN_USER))
		return SAR_USER_NOT_LOGGED_IN;
	container = application_container(v.application, name);
	if (container == NULL)
		return SAR_FILE_NOT_EXIST;
	application_remove_container(v.application, container);
	return sar_from_err(change_save(&c));
}

uint32_t
back_open_container(struct entry *e, struct back_application *a,
    const char *name, struct back_container **ret_c)
{
	struct application_view v;
	struct container *container;

	SAR_TRY(application_get(e, a, &v));
	container = application_container(v.application, name);
	if (container == NULL)
		return SAR_FILE_NOT_EXIST;
	return container_name(&v, container, ret_c);
}

void
back_close_container(struct entry *e, struct back_container *c)
{
	device_unref(e, c->application.device);
	free(c);
}

uint32_t
back_containers(struct entry *e, struct back_application *a, struct buf *names)
{
	struct application_view v;

	SAR_TRY(application_get(e, a, &v));
	for (size_t i = 0; i < v.application->container_count; i++) {
		buf_str(names, v.application->containers[i]->name);
		buf_u8(names, 0);
	}
	return sar_from_err(buf_status(names));
}

uint32_t
back_container_type(struct entry *e, struct back_container *c, ULONG *ret_type)
{
	struct container_view v;

	SAR_TRY(container_get(e, c, &v));
	*ret_type = v.container->keys[KEY_SIGN].present ||
			    v.container->keys[KEY_ENCRYPT].present
			? CONTAINER_TYPE_ECC
			: CONTAINER_TYPE_NONE;
	return SAR_OK;
}

uint32_t
back_import_cert(
    struct entry *e, struct back_container *c, bool sign, struct bytes cert)
{
	AUTO_DONE(change) change = {0};
	struct container_view v;

	SAR_TRY(container_edit(e, c, &change, &v));
	if (!login_has(e, v.application->id, PIN_USER))
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY_ERR(blob_set(&v.container->certs[place_of(sign)], cert));
	return sar_from_err(change_save(&change));
}

uint32_t
back_export_cert(
    struct entry *e, struct back_container *c, bool sign, struct buf *cert)
{
	struct container_view v;
	const struct blob *b;

	SAR_TRY(container_get(e, c, &v));
	b = &v.container->certs[place_of(sign)];
	if (b->p == NULL)
		return SAR_CERTNOTFOUNTERR;
	buf_put(cert, BYTES(b->p, b->len));
	return sar_from_err(buf_status(cert));
}

uint32_t
back_public_key(struct entry *e, struct back_container *c, bool sign,
    struct sm2_public *ret_key)
{
	struct container_view v;
	const struct key_pair *pair;

	SAR_TRY(container_get(e, c, &v));
	pair = &v.container->keys[place_of(sign)];
	if (!pair->present)
		return SAR_KEYNOTFOUNTERR;
	*ret_key = pair->public;
	return SAR_OK;
}
