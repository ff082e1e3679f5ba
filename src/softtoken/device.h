/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices of this process, and the things in them that handles stand for.
 *
 * A device is a token file (or a blank one in memory); all handles of it share
 * one object, which also remembers whether the host has authenticated itself.
 * A handle names an application or container, it does not hold one: every call
 * looks it up in what the file says now.
 */
#ifndef SOFTTOKEN_DEVICE_H
#define SOFTTOKEN_DEVICE_H

#include "provider/back_end.h"
#include "softtoken/login.h"
#include "softtoken/store.h"

#define DEVICE_CHALLENGE_MAX 16 /* octets that a host may have asked for */

struct back_state {
	struct back_device *devices;
	struct login *logins; /* login.c */
};

struct back_device {
	struct back_device *next;
	unsigned refs;
	struct store *store;
	char new_path[FILE_PATH_MAX]; /* blank: where its file goes, or "" */
	char serial[MODEL_SERIAL_SIZE];
	bool authenticated;
	uint8_t challenge[DEVICE_CHALLENGE_MAX];
	size_t challenge_len; /* 0: none is open */
};

struct back_application {
	struct back_device *device;
	uint8_t id[MODEL_ID_LEN];
};

struct back_container {
	struct back_application application;
	char name[MODEL_NAME_SIZE];
};

bool device_is_blank(const struct back_device *d);

/* For each object that names a device; the last one lets a blank one go. */
void device_ref(struct back_device *d);
void device_unref(struct entry *e, struct back_device *d);
void device_free(struct back_device *d);

/* What the file says now, in d->store->model. A token that is gone or another
 * one than before loses its logins. */
MUST_USE uint32_t device_read(struct entry *e, struct back_device *d);

/* The same, inside a change that is begun here. */
MUST_USE uint32_t device_edit(
    struct entry *e, struct back_device *d, struct change *c);

/* Things looked up in what is read. SAR_APPLICATION_NOT_EXISTS,
 * SAR_FILE_NOT_EXIST. */
struct application_view {
	struct back_device *device;
	struct application *application;
};
MUST_USE uint32_t application_get(struct entry *e,
    const struct back_application *a, struct application_view *ret_v);
MUST_USE uint32_t application_edit(struct entry *e,
    const struct back_application *a, struct change *c,
    struct application_view *ret_v);

struct container_view {
	struct back_device *device;
	struct application *application;
	struct container *container;
};
MUST_USE uint32_t container_get(struct entry *e, const struct back_container *b,
    struct container_view *ret_v);
MUST_USE uint32_t container_edit(struct entry *e,
    const struct back_container *b, struct change *c,
    struct container_view *ret_v);

/* Names of things found; each keeps its device. SAR_MEMORYERR. */
MUST_USE uint32_t application_name(
    const struct application_view *v, struct back_application **ret_a);
MUST_USE uint32_t container_name(const struct application_view *v,
    const struct container *c, struct back_container **ret_c);

#endif
