/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the tests of src/softtoken: a folder of their own with tokens/ in it,
 * and cheap PINs, since 100 ms a try is for people who guess.
 */
#ifndef SOFTTOKEN_TESTING_H
#define SOFTTOKEN_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "softtoken/seal.h"
#include "softtoken/store.h"

#define CHEAP_COST ((struct scrypt_cost){.n = 2, .r = 8, .p = 1})

struct folder {
	struct gm *gm;
	char dir[FILE_PATH_MAX], tokens[FILE_PATH_MAX];
};

static inline int
folder_setup(void **state)
{
	struct folder *f = calloc(1, sizeof(*f));
	char dir[] = "/tmp/softtoken-XXXXXX";

	if (f == NULL || mkdtemp(dir) == NULL)
		return -1;
	memcpy(f->dir, dir, sizeof(dir));
	snprintf(f->tokens, sizeof(f->tokens), "%.64s/tokens", f->dir);
	if (gm_new(&f->gm) != ERR_OK)
		return -1;
	setenv("CERT_TOKENS", f->tokens, 1);
	*state = f;
	return 0;
}

static inline int
folder_teardown(void **state)
{
	struct folder *f = *state;
	char command[FILE_PATH_MAX + 16];

	snprintf(command, sizeof(command), "rm -rf '%.64s'", f->dir);
	gm_free(f->gm);
	free(f);
	return system(command);
}

/* A token file with one application, a container and a file; its path is in
 * s->path. */
static inline struct store *
sample_store(struct folder *f)
{
	struct store *s = NULL;
	struct application *a = NULL;
	struct container *c = NULL;
	struct token_file *file = NULL;
	AUTO_DONE(change) change = {0};

	assert_int_equal(store_blank(f->gm, &s), ERR_OK);
	assert_int_equal(change_begin(s, &change), ERR_OK);
	assert_int_equal(model_add_application(s->model, "CERT", &a), ERR_OK);
	for (int i = 0; i < PIN_COUNT; i++) {
		a->pins[i].cost = CHEAP_COST;
		a->pins[i].max = a->pins[i].left = 10;
		a->pins[i].key.len = 1;
	}
	assert_int_equal(application_add_container(a, "容器", &c), ERR_OK);
	assert_int_equal(
	    blob_set(&c->certs[KEY_SIGN], bytes_str("certificate")), ERR_OK);
	c->keys[KEY_ENCRYPT].present = true;
	c->keys[KEY_ENCRYPT].private.len = 96;
	assert_int_equal(application_add_file(a, "file", &file), ERR_OK);
	assert_int_equal(
	    blob_set(&file->content, bytes_str("content")), ERR_OK);
	file->write_rights = 0x10;
	assert_int_equal(store_place(s, f->tokens, NULL), ERR_OK);
	assert_int_equal(change_save(&change), ERR_OK);
	return s;
}

#endif
