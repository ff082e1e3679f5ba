/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.3: applications.
 *
 * None is ever closed in the card: that would close it for other programs, and
 * costs a command for nothing.
 */
#include "cardtoken/application.h"

#include <stdlib.h>
#include <string.h>

#include "cardtoken/access.h"
#include "cardtoken/list.h"

/* --- objects --- */

static struct back_application *
find(const struct back_device *d, const char *name)
{
	struct back_application *a = d->applications;

	while (a != NULL && strcmp(a->name, name) != 0)
		a = a->next;
	return a;
}

uint32_t
application_refer_named(
    struct back_device *d, const char *name, struct back_application **ret_a)
{
	struct back_application *a = find(d, name);

	if (a == NULL) {
		if (strlen(name) >= sizeof(a->name))
			return SAR_APPLICATION_NAME_INVALID;
		a = calloc(1, sizeof(*a));
		if (a == NULL)
			return SAR_MEMORYERR;
		a->device = d;
		memcpy(a->name, name, strlen(name) + 1);
		a->next = d->applications;
		d->applications = a;
	}
	application_refer(a);
	*ret_a = a;
	return SAR_OK;
}

void
application_refer(struct back_application *a)
{
	if (a->refs++ == 0)
		a->device->refs++;
}

/* The object stays: it knows who is logged in, and what files allow. */
void
application_release(struct back_application *a)
{
	if (--a->refs == 0)
		device_release(a->device);
}

void
applications_free(struct back_device *d)
{
	while (d->applications != NULL) {
		struct back_application *a = d->applications;

		d->applications = a->next;
		files_forget(a);
		containers_free(a);
		free(a);
	}
}

bool
application_has(const struct back_application *a, enum card_pin pin)
{
	return a->logins[pin] == a->device->channel.epoch &&
	       !a->device->channel.left;
}

bool
application_allows(const struct back_application *a, uint32_t rights)
{
	if (rights == SECURE_ANYONE_ACCOUNT)
		return true;
	return ((rights & SECURE_USER_ACCOUNT) != 0 &&
		   application_has(a, CARD_PIN_USER)) ||
	       ((rights & SECURE_ADM_ACCOUNT) != 0 &&
		   application_has(a, CARD_PIN_ADMIN));
}

void
application_log_out(struct back_application *a)
{
	memset(a->logins, 0, sizeof(a->logins));
}

void
application_forget(struct back_application *a)
{
	application_log_out(a);
	files_forget(a);
	containers_forget(a);
	a->open = 0;
}

/* A card that is gone has forgotten its logins; one that does not answer
 * cannot be helped: nobody waits for the answer. */
void
applications_log_out(struct back_device *d)
{
	for (struct back_application *a = d->applications; a != NULL;
	     a = a->next)
		(void)!access_clear_state(NULL, a);
}

/* --- functions --- */

/* Another one that has the name of an old one is not logged in to. */
static void
forget_named(struct back_device *d, const char *name)
{
	struct back_application *a = find(d, name);

	if (a != NULL)
		application_forget(a);
}

/* The record of it, added to data. */
static uint32_t
put_record(struct back_device *d, const struct back_new_application *n,
    struct buf *data)
{
	struct card_new_application record = {.file_rights = n->file_rights};
	uint32_t sar = SAR_OK;

	memcpy(record.name, n->name, strlen(n->name) + 1);
	for (int i = 0; i < CARD_PIN_COUNT && sar == SAR_OK; i++) {
		record.tries[i] = n->tries[i];
		sar = access_wrap(d, n->pins[i], record.pins[i]);
	}
	if (sar == SAR_OK)
		card_new_application_put(d->channel.profile, data, &record);
	secret_wipe(&record, sizeof(record));
	return sar != SAR_OK ? sar : sar_from_err(buf_status(data));
}

static uint32_t
make(struct back_device *d, const struct back_new_application *n)
{
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	struct request r = {.ins = CARD_CREATE_APPLICATION};

	SAR_TRY(access_secure(d, &r));
	SAR_TRY(put_record(d, n, &data));
	r.data = buf_bytes(&data);
	return request_do(d, &r);
}

/* The reference of an application that cannot be opened is given back. */
static uint32_t
open_named(
    struct back_device *d, const char *name, struct back_application **ret_a)
{
	struct back_application *a;
	uint32_t sar;

	SAR_TRY(application_refer_named(d, name, &a));
	sar = request_open_application(a);
	if (sar != SAR_OK) {
		application_release(a);
		return sar;
	}
	*ret_a = a;
	return SAR_OK;
}

uint32_t
application_create(struct entry *e, struct back_device *d,
    const struct back_new_application *n, struct back_application **ret_a)
{
	AUTO_DONE(operation) o = {0};

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(make(d, n));
	forget_named(d, n->name);
	return open_named(d, n->name, ret_a);
}

uint32_t
application_list(struct entry *e, struct back_device *d, struct buf *names)
{
	(void)e;
	return list_ask(d,
	    &(const struct request){
		.ins = CARD_LIST_APPLICATIONS, .expect = LIST_MAX},
	    names);
}

uint32_t
application_delete(struct entry *e, struct back_device *d, const char *name)
{
	AUTO_DONE(operation) o = {0};
	const struct request r = {
	    .ins = CARD_DELETE_APPLICATION, .data = bytes_str(name)};

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	if (d->authenticated != d->channel.epoch)
		return SAR_USER_NOT_LOGGED_IN;
	SAR_TRY(request_do(d, &r));
	forget_named(d, name);
	return SAR_OK;
}

/* Asked of the card each time: another program may have removed it. */
uint32_t
application_open(struct entry *e, struct back_device *d, const char *name,
    struct back_application **ret_a)
{
	AUTO_DONE(operation) o = {0};

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	return open_named(d, name, ret_a);
}

void
application_close(struct entry *e, struct back_application *a)
{
	(void)e;
	application_release(a);
}
