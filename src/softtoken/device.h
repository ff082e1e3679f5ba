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

#include "softtoken/login.h"

#define SOFT_NEW "SOFT-NEW"
#define DEVICE_CHALLENGE_MAX 16 /* octets that a host may have asked for */

struct device {
	struct device *next;
	unsigned refs;
	struct store *store;
	char new_path[FILE_PATH_MAX]; /* blank: where its file goes, or "" */
	char serial[MODEL_SERIAL_SIZE];
	bool authenticated;
	uint8_t challenge[DEVICE_CHALLENGE_MAX];
	size_t challenge_len; /* 0: none is open */
};

/* HANDLE_DEVICE */
struct connection {
	struct device *device;
	struct file_lock *lock; /* SKF_LockDev */
	unsigned lock_depth;
};

/* HANDLE_APPLICATION */
struct application_ref {
	struct device *device;
	uint8_t id[MODEL_ID_LEN];
};

/* HANDLE_CONTAINER */
struct container_ref {
	struct application_ref application;
	char name[MODEL_NAME_SIZE];
};

/* The folder of token files: $CERT_TOKENS, else one in the data folder. */
MUST_USE enum err device_folder(char out[FILE_PATH_MAX]);

/* The names of the token files there, each with its NUL, without the one at
 * the end of a list. A folder that is not there has none. */
MUST_USE enum err device_names(struct buf *names);

/* The file that a device's name means. TOKEN_MISSING for no such name. */
MUST_USE enum err device_path(const char *name, char out[FILE_PATH_MAX]);

/* Connect by name; see SKF_ConnectDev in api_device.c. */
MUST_USE uint32_t device_connect(
    struct entry *e, const char *name, struct connection **ret_c);

/* What the file says now, in device->store->model. A token that is gone or
 * another one than before loses its logins. */
MUST_USE uint32_t device_read(struct entry *e, struct device *d);

bool device_is_blank(const struct device *d);

/* Handles, looked up and read. */
MUST_USE uint32_t device_get(
    struct entry *e, DEVHANDLE h, struct device **ret_d);

struct application_view {
	struct device *device;
	struct application *application;
};
MUST_USE uint32_t application_get(
    struct entry *e, HAPPLICATION h, struct application_view *ret_v);

struct container_view {
	struct device *device;
	struct application *application;
	struct container *container;
};
MUST_USE uint32_t container_get(
    struct entry *e, HCONTAINER h, struct container_view *ret_v);

/* The same, inside a change that is begun here. */
MUST_USE uint32_t device_edit(
    struct entry *e, DEVHANDLE h, struct change *c, struct device **ret_d);
MUST_USE uint32_t application_edit(struct entry *e, HAPPLICATION h,
    struct change *c, struct application_view *ret_v);
MUST_USE uint32_t container_edit(struct entry *e, HCONTAINER h,
    struct change *c, struct container_view *ret_v);

/* New handles; each keeps its device. SAR_MEMORYERR. */
MUST_USE uint32_t application_handle(struct entry *e, struct device *d,
    const struct application *a, HAPPLICATION *ret_h);
MUST_USE uint32_t container_handle(struct entry *e,
    const struct application_view *v, const struct container *c,
    HCONTAINER *ret_h);

#endif
