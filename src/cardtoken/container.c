/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.5: containers and certificates.
 *
 * A container is opened in the card for each handle, which also tells whether
 * it is still there, and never closed: others would lose it, and its session
 * keys.
 */
#include "cardtoken/container.h"

#include <stdlib.h>
#include <string.h>

#include "cardtoken/list.h"

#define CONTAINER_INFO_LEN 11 /* octets of GET_CONTAINER_INFO's answer */
#define LENGTH_LEN 4	      /* octets before a certificate */

/* --- objects --- */

static struct back_container *
find(const struct back_application *a, const char *name)
{
	struct back_container *c = a->containers;

	while (c != NULL && strcmp(c->name, name) != 0)
		c = c->next;
	return c;
}

void
container_refer(struct back_container *c)
{
	if (c->refs++ == 0)
		application_refer(c->application);
}

/* The object of that name, made if there is none; a reference is added. */
static uint32_t
refer_named(
    struct back_application *a, const char *name, struct back_container **ret_c)
{
	struct back_container *c = find(a, name);

	if (c == NULL) {
		if (strlen(name) >= sizeof(c->name))
			return SAR_NAMELENERR;
		c = calloc(1, sizeof(*c));
		if (c == NULL)
			return SAR_MEMORYERR;
		c->application = a;
		memcpy(c->name, name, strlen(name) + 1);
		c->next = a->containers;
		a->containers = c;
	}
	container_refer(c);
	*ret_c = c;
	return SAR_OK;
}

/* The object stays: within a transaction it need not be opened again. */
void
container_release(struct back_container *c)
{
	if (--c->refs == 0)
		application_release(c->application);
}

void
containers_forget(struct back_application *a)
{
	for (struct back_container *c = a->containers; c != NULL; c = c->next)
		c->open = 0;
}

void
containers_free(struct back_application *a)
{
	while (a->containers != NULL) {
		struct back_container *c = a->containers;

		a->containers = c->next;
		free(c);
	}
}

/* It has been deleted; those who still refer to it are told when they use it.
 */
static void
drop(struct back_container *c)
{
	struct back_container **at = &c->application->containers;

	c->open = 0;
	if (c->refs > 0)
		return;
	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	free(c);
}

struct back_device *
container_device(const struct back_container *c)
{
	return c->application->device;
}

struct request
container_request(enum card_ins ins, struct back_container *c, bool user)
{
	return (struct request){.ins = ins,
	    .ids = IDS_DATA,
	    .application = c->application,
	    .container = c,
	    .user = user};
}

/* --- functions --- */

static uint32_t
create(struct back_container *c)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) answer = BUF(CARD_ID_LEN);
	struct back_device *d = container_device(c);
	const struct request r = {.ins = CARD_CREATE_CONTAINER,
	    .ids = IDS_DATA,
	    .application = c->application,
	    .user = true,
	    .data = bytes_str(c->name),
	    .expect = CARD_ID_LEN,
	    .care = CHANNEL_ONCE};

	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(request_make(d, &r, &answer));
	return request_take_container(c, buf_bytes(&answer));
}

static uint32_t
open_again(struct back_container *c)
{
	AUTO_DONE(operation) o = {0};

	SAR_TRY(operation_begin(container_device(c), &o));
	return request_open_container(c);
}

/* A reference to what has been made or opened, or none. */
static uint32_t
refer_after(struct back_application *a, const char *name,
    uint32_t (*make)(struct back_container *c), struct back_container **ret_c)
{
	struct back_container *c;
	uint32_t sar;

	SAR_TRY(refer_named(a, name, &c));
	sar = make(c);
	if (sar != SAR_OK) {
		container_release(c);
		if (c->refs == 0)
			drop(c);
		return sar;
	}
	*ret_c = c;
	return SAR_OK;
}

uint32_t
container_create(struct entry *e, struct back_application *a, const char *name,
    struct back_container **ret_c)
{
	(void)e;
	return refer_after(a, name, create, ret_c);
}

uint32_t
container_open(struct entry *e, struct back_application *a, const char *name,
    struct back_container **ret_c)
{
	(void)e;
	return refer_after(a, name, open_again, ret_c);
}

void
container_close(struct entry *e, struct back_container *c)
{
	(void)e;
	container_release(c);
}

uint32_t
container_delete(struct entry *e, struct back_application *a, const char *name)
{
	AUTO_DONE(operation) o = {0};
	const struct request r = {.ins = CARD_DELETE_CONTAINER,
	    .ids = IDS_DATA,
	    .application = a,
	    .user = true,
	    .data = bytes_str(name)};
	struct back_container *c = find(a, name);

	(void)e;
	SAR_TRY(operation_begin(a->device, &o));
	SAR_TRY(request_do(a->device, &r));
	if (c != NULL)
		drop(c);
	return SAR_OK;
}

uint32_t
container_names(struct entry *e, struct back_application *a, struct buf *names)
{
	(void)e;
	return list_ask(a->device,
	    &(const struct request){.ins = CARD_LIST_CONTAINERS,
		.ids = IDS_DATA,
		.application = a,
		.expect = LIST_MAX},
	    names);
}

uint32_t
container_type(struct entry *e, struct back_container *c, ULONG *ret_type)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) answer = BUF(CONTAINER_INFO_LEN);
	const struct request r = {.ins = CARD_GET_CONTAINER_INFO,
	    .ids = IDS_DATA,
	    .application = c->application,
	    .data = bytes_str(c->name),
	    .expect = CONTAINER_INFO_LEN};
	struct back_device *d = container_device(c);
	struct card_container_info info;
	struct reader reader;

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(request_make(d, &r, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_container_info_get(d->channel.profile, &reader, &info) !=
		ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	*ret_type = info.type;
	return SAR_OK;
}

/* Types of the card are the standard's. */
_Static_assert((int)CARD_CONTAINER_EMPTY == CONTAINER_TYPE_NONE &&
		   (int)CARD_CONTAINER_RSA == CONTAINER_TYPE_RSA &&
		   (int)CARD_CONTAINER_SM2 == CONTAINER_TYPE_ECC,
    "container types");

uint32_t
container_import_cert(
    struct entry *e, struct back_container *c, bool sign, struct bytes cert)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	struct back_device *d = container_device(c);
	struct request r = container_request(CARD_IMPORT_CERTIFICATE, c, true);

	(void)e;
	buf_u8(&data, sign ? CARD_SIGN_KEY : CARD_ENCRYPT_KEY);
	card_block_put(d->channel.profile, &data, cert);
	SAR_TRY_ERR(buf_status(&data));
	r.data = buf_bytes(&data);
	SAR_TRY(operation_begin(d, &o));
	return request_do(d, &r);
}

uint32_t
container_export_cert(
    struct entry *e, struct back_container *c, bool sign, struct buf *cert)
{
	AUTO_DONE(buf) answer = BUF(LENGTH_LEN + CARD_CERTIFICATE_MAX);
	struct back_device *d = container_device(c);
	struct request r = container_request(CARD_EXPORT_CERTIFICATE, c, false);
	struct bytes octets;
	struct reader reader;

	(void)e;
	r.p1 = sign ? CARD_SIGN_KEY : CARD_ENCRYPT_KEY;
	r.expect = LENGTH_LEN + CARD_CERTIFICATE_MAX;
	SAR_TRY(request_ask(d, &r, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_block_get(d->channel.profile, &reader, CARD_CERTIFICATE_MAX,
		&octets) != ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	buf_put(cert, octets);
	return sar_from_err(buf_status(cert));
}
