/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define SPACE_OF_EACH 512 /* octets counted for a container or file itself */

enum err
model_new(struct model **ret_m)
{
	struct model *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return ERR_NOMEM;
	*ret_m = m;
	return ERR_OK;
}

enum err
blob_set(struct blob *b, struct bytes content)
{
	uint8_t *p = malloc(content.len == 0 ? 1 : content.len);

	if (p == NULL)
		return ERR_NOMEM;
	if (content.len > 0)
		memcpy(p, content.p, content.len);
	blob_done(b);
	*b = (struct blob){p, content.len};
	return ERR_OK;
}

void
blob_done(struct blob *b)
{
	free(b->p);
	*b = (struct blob){NULL, 0};
}

static void
container_free(struct container *c)
{
	for (int i = 0; i < KEY_COUNT; i++)
		blob_done(&c->certs[i]);
	free(c);
}

static void
file_free(struct token_file *f)
{
	blob_done(&f->content);
	free(f);
}

static void
application_free(struct application *a)
{
	for (size_t i = 0; i < a->container_count; i++)
		container_free(a->containers[i]);
	for (size_t i = 0; i < a->file_count; i++)
		file_free(a->files[i]);
	free(a);
}

void
model_free(struct model *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->application_count; i++)
		application_free(m->applications[i]);
	free(m);
}

struct application *
model_application(const struct model *m, const char *name)
{
	for (size_t i = 0; i < m->application_count; i++)
		if (strcmp(m->applications[i]->name, name) == 0)
			return m->applications[i];
	return NULL;
}

struct application *
model_application_by_id(const struct model *m, const uint8_t id[MODEL_ID_LEN])
{
	for (size_t i = 0; i < m->application_count; i++)
		if (memcmp(m->applications[i]->id, id, MODEL_ID_LEN) == 0)
			return m->applications[i];
	return NULL;
}

struct container *
application_container(const struct application *a, const char *name)
{
	for (size_t i = 0; i < a->container_count; i++)
		if (strcmp(a->containers[i]->name, name) == 0)
			return a->containers[i];
	return NULL;
}

struct token_file *
application_file(const struct application *a, const char *name)
{
	for (size_t i = 0; i < a->file_count; i++)
		if (strcmp(a->files[i]->name, name) == 0)
			return a->files[i];
	return NULL;
}

/* A name of 1 to size - 1 octets of plain text, copied. */
static enum err
set_name(char *out, size_t size, const char *name)
{
	size_t len = strlen(name);

	if (len < 1 || len >= size || !text_is_plain(bytes_str(name)))
		return ERR_BAD_TEXT;
	memcpy(out, name, len + 1);
	return ERR_OK;
}

enum err
model_add_application(
    struct model *m, const char *name, struct application **ret_a)
{
	struct application *a;
	char checked[MODEL_NAME_SIZE];

	TRY(set_name(checked, sizeof(checked), name));
	if (model_application(m, name) != NULL)
		return ERR_FILE_EXISTS;
	if (m->application_count == MODEL_APPLICATIONS_MAX)
		return ERR_TOKEN_FULL;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return ERR_NOMEM;
	memcpy(a->name, checked, sizeof(checked));
	m->applications[m->application_count++] = a;
	*ret_a = a;
	return ERR_OK;
}

enum err
application_add_container(
    struct application *a, const char *name, struct container **ret_c)
{
	struct container *c;
	char checked[MODEL_NAME_SIZE];

	TRY(set_name(checked, sizeof(checked), name));
	if (application_container(a, name) != NULL)
		return ERR_FILE_EXISTS;
	if (a->container_count == MODEL_CONTAINERS_MAX)
		return ERR_TOKEN_FULL;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return ERR_NOMEM;
	memcpy(c->name, checked, sizeof(checked));
	a->containers[a->container_count++] = c;
	*ret_c = c;
	return ERR_OK;
}

enum err
application_add_file(
    struct application *a, const char *name, struct token_file **ret_f)
{
	struct token_file *f;
	char checked[MODEL_FILE_NAME_SIZE];

	TRY(set_name(checked, sizeof(checked), name));
	if (application_file(a, name) != NULL)
		return ERR_FILE_EXISTS;
	if (a->file_count == MODEL_FILES_MAX)
		return ERR_TOKEN_FULL;
	f = calloc(1, sizeof(*f));
	if (f == NULL)
		return ERR_NOMEM;
	memcpy(f->name, checked, sizeof(checked));
	a->files[a->file_count++] = f;
	*ret_f = f;
	return ERR_OK;
}

/* Take item out of an array of *count pointers, keeping the order. */
static void
take_out(void *array, size_t *count, const void *item)
{
	const void **items = array;
	size_t i = 0;

	while (items[i] != item)
		i++;
	(*count)--;
	memmove(items + i, items + i + 1, (*count - i) * sizeof(*items));
}

void
model_remove_application(struct model *m, struct application *a)
{
	take_out(m->applications, &m->application_count, a);
	application_free(a);
}

void
application_remove_container(struct application *a, struct container *c)
{
	take_out(a->containers, &a->container_count, c);
	container_free(c);
}

void
application_remove_file(struct application *a, struct token_file *f)
{
	take_out(a->files, &a->file_count, f);
	file_free(f);
}

size_t
model_space_used(const struct model *m)
{
	size_t used = 0;

	for (size_t i = 0; i < m->application_count; i++) {
		const struct application *a = m->applications[i];

		for (size_t j = 0; j < a->container_count; j++)
			used += SPACE_OF_EACH +
				a->containers[j]->certs[KEY_SIGN].len +
				a->containers[j]->certs[KEY_ENCRYPT].len;
		for (size_t j = 0; j < a->file_count; j++)
			used += SPACE_OF_EACH + a->files[j]->content.len;
	}
	return used;
}
