/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a token file says, in memory: one device with its applications, their
 * PIN slots, containers and files. Nothing here is open: keys are sealed
 * boxes. Limits hold for what is read as for what is made.
 */
#ifndef SOFTTOKEN_MODEL_H
#define SOFTTOKEN_MODEL_H

#include "base/named.h"
#include "gm/sm2.h"

#define MODEL_SERIAL_SIZE 33 /* text with its NUL; 32 octets at most */
#define MODEL_LABEL_SIZE 33
#define MODEL_NAME_SIZE 65	/* of applications and containers */
#define MODEL_FILE_NAME_SIZE 33 /* as GM/T 0016 7.4 has it */
#define MODEL_ID_LEN 16
#define MODEL_SALT_LEN 16
#define MODEL_BOX_MAX 160 /* octets of a sealed key */
#define MODEL_APPLICATIONS_MAX 8
#define MODEL_CONTAINERS_MAX 128
#define MODEL_FILES_MAX 64
#define MODEL_CERT_MAX 8192  /* octets */
#define MODEL_FILE_MAX 65536 /* octets */
#define MODEL_SPACE 2097152  /* octets of certificates and files, in all */
#define MODEL_TRIES_MAX 255  /* of a PIN */

/* A sealed key. */
struct box {
	uint8_t octets[MODEL_BOX_MAX];
	size_t len;
};

struct pin_slot {
	uint8_t salt[MODEL_SALT_LEN];
	struct scrypt_cost cost;
	uint32_t max, left; /* tries; left 0: locked */
	bool first;	    /* still the PIN that the application came with */
	struct box key;	    /* the application key */
};

struct key_pair {
	bool present;
	struct sm2_public public;
	struct box private; /* the scalar */
};

enum { KEY_SIGN, KEY_ENCRYPT, KEY_COUNT }; /* places in a container */

struct container {
	char name[MODEL_NAME_SIZE];
	struct key_pair keys[KEY_COUNT];
	struct blob certs[KEY_COUNT];
};

struct token_file {
	char name[MODEL_FILE_NAME_SIZE];
	uint32_t read_rights, write_rights;
	struct blob content;
};

enum { PIN_ADMIN, PIN_USER, PIN_COUNT }; /* ADMIN_TYPE and USER_TYPE */

struct application {
	char name[MODEL_NAME_SIZE];
	uint8_t id[MODEL_ID_LEN]; /* random: no two are ever the same */
	uint32_t file_rights;
	struct pin_slot pins[PIN_COUNT];
	struct container *containers[MODEL_CONTAINERS_MAX]; /* owned */
	size_t container_count;
	struct token_file *files[MODEL_FILES_MAX]; /* owned */
	size_t file_count;
};

struct model {
	char serial[MODEL_SERIAL_SIZE], label[MODEL_LABEL_SIZE];
	uint64_t generation; /* one more with each change */
	struct box device_key;
	struct application *applications[MODEL_APPLICATIONS_MAX]; /* owned */
	size_t application_count;
};

MUST_USE enum err model_new(struct model **ret_m); /* empty. NOMEM */
void model_free(struct model *m);
DEFINE_AUTO(model)

/* By name; NULL if there is none. Borrowed. */
struct application *model_application(const struct model *m, const char *name);
struct application *model_application_by_id(
    const struct model *m, const uint8_t id[MODEL_ID_LEN]);
struct container *application_container(
    const struct application *a, const char *name);
struct token_file *application_file(
    const struct application *a, const char *name);

/* A new empty one with that name, which must fit and be new. NOMEM,
 * TOKEN_FULL, BAD_TEXT, FILE_EXISTS. */
MUST_USE enum err model_add_application(
    struct model *m, const char *name, struct application **ret_a);
MUST_USE enum err application_add_container(
    struct application *a, const char *name, struct container **ret_c);
MUST_USE enum err application_add_file(
    struct application *a, const char *name, struct token_file **ret_f);

/* It must be there. */
void model_remove_application(struct model *m, struct application *a);
void application_remove_container(struct application *a, struct container *c);
void application_remove_file(struct application *a, struct token_file *f);

/* Octets that certificates and files take up, with something for each
 * container and file; at most MODEL_SPACE is allowed. */
size_t model_space_used(const struct model *m);

#endif
