/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a virtual key keeps when it is unplugged: its name and device key, and
 * applications with their PINs, containers and files. Limits hold for what is
 * read as for what is made.
 *
 * Nothing is sealed: whoever reads the state file has the keys. This is a key
 * for tests, demonstrations and training (decision 0093). In memory, keys are
 * wiped when they are freed.
 */
#ifndef VIRTUALKEY_STATE_H
#define VIRTUALKEY_STATE_H

#include "base/named.h"
#include "card/command.h"
#include "card/profile.h"
#include "card/record.h"
#include "gm/sm2.h"

#define VK_NAME_SIZE 33	 /* of applications, files, with NUL */
#define VK_LABEL_SIZE 33 /* of label and serial number, with NUL */
#define VK_APPLICATIONS_MAX 8
#define VK_CONTAINERS_MAX 16	/* of an application */
#define VK_CERTIFICATES_MAX 32	/* of an application */
#define VK_FILES_MAX 64		/* of an application */
#define VK_CERTIFICATE_MAX 8192 /* octets */
#define VK_FILE_MAX 65535	/* octets: offsets have 16 bits */
#define VK_SPACE_DEFAULT 131072 /* octets, as keys on sale have */
#define VK_SPACE_MIN 4096
#define VK_SPACE_MAX 4194304
#define VK_TRIES_MAX 255 /* of a PIN */

/* What each thing takes of the space, besides its content. */
#define VK_APPLICATION_COST 512
#define VK_CONTAINER_COST 128
#define VK_KEY_COST 96
#define VK_CERTIFICATE_COST 16
#define VK_FILE_COST 64

struct vk_pin {
	uint8_t key[CARD_BLOCK]; /* what card_pin_key gives of it */
	uint8_t max, left;	 /* tries; left 0: locked */
	bool initial;
};

struct vk_key {
	bool present;
	uint8_t d[SM2_LEN];
	struct sm2_public public;
};

struct vk_container {
	char name[CARD_TEXT_SIZE];
	uint16_t id;
	struct vk_key keys[CARD_USAGE_COUNT];
	struct blob certificates[CARD_USAGE_COUNT];
};

struct vk_file {
	char name[VK_NAME_SIZE];
	uint32_t read_rights, write_rights;
	struct blob content; /* present, though it may be empty */
};

struct vk_application {
	char name[VK_NAME_SIZE];
	uint16_t id;
	uint32_t file_rights;
	uint8_t containers_max, certificates_max, files_max;
	struct vk_pin pins[CARD_PIN_COUNT];
	struct vk_container *containers[VK_CONTAINERS_MAX]; /* owned */
	size_t container_count;
	struct vk_file *files[VK_FILES_MAX]; /* owned */
	size_t file_count;
};

struct vk_state {
	char serial[VK_LABEL_SIZE], label[VK_LABEL_SIZE];
	uint32_t space; /* octets in all */
	uint8_t device_key[CARD_BLOCK];
	uint16_t next_id; /* ids are not used again soon */
	struct vk_application *applications[VK_APPLICATIONS_MAX]; /* owned */
	size_t application_count;
};

/* A blank key with the device key that keys are sold with. NOMEM. */
MUST_USE enum err vk_state_new(struct vk_state **ret_s);
void vk_state_free(struct vk_state *s); /* wipes; s may be NULL */
DEFINE_AUTO(vk_state)

/* NULL if there is none. Borrowed. */
struct vk_application *vk_application_by_name(
    const struct vk_state *s, const char *name);
struct vk_application *vk_application_by_id(
    const struct vk_state *s, uint16_t id);
struct vk_container *vk_container_by_name(
    const struct vk_application *a, const char *name);
struct vk_container *vk_container_by_id(
    const struct vk_application *a, uint16_t id);
struct vk_file *vk_file_by_name(
    const struct vk_application *a, const char *name);

/* A new empty one. Its name must fit and not be empty: BAD_TEXT. FILE_EXISTS,
 * TOKEN_FULL (no more of them, not: no more space), NOMEM. */
MUST_USE enum err vk_application_add(
    struct vk_state *s, const char *name, struct vk_application **ret_a);
MUST_USE enum err vk_container_add(struct vk_state *s, struct vk_application *a,
    const char *name, struct vk_container **ret_c);
MUST_USE enum err vk_file_add(
    struct vk_application *a, const char *name, struct vk_file **ret_f);

/* It must be there. */
void vk_application_remove(struct vk_state *s, struct vk_application *a);
void vk_container_remove(struct vk_application *a, struct vk_container *c);
void vk_file_remove(struct vk_application *a, struct vk_file *f);

/* How many certificates an application has. */
size_t vk_certificate_count(const struct vk_application *a);

/* Octets that are taken; more than space is not allowed. */
size_t vk_space_used(const struct vk_state *s);

#endif
