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
	return named_find(m->applications, m->application_count, name);
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
	return named_find(a->containers, a->container_count, name);
}

struct token_file *
application_file(const struct application *a, const char *name)
{
	return named_find(a->files, a->file_count, name);
}

/* One with a name of plain text. */
static enum err
add(void *list, size_t *count, const struct named_rules *rules,
    const char *name, void **ret_thing)
{
	if (!text_is_plain(bytes_str(name)))
		return ERR_BAD_TEXT;
	return named_add(list, count, rules, name, ret_thing);
}

enum err
model_add_application(
    struct model *m, const char *name, struct application **ret_a)
{
	static const struct named_rules rules = {sizeof(struct application),
	    MODEL_NAME_SIZE, MODEL_APPLICATIONS_MAX};
	void *a;

	TRY(add(m->applications, &m->application_count, &rules, name, &a));
	*ret_a = a;
	return ERR_OK;
}

enum err
application_add_container(
    struct application *a, const char *name, struct container **ret_c)
{
	static const struct named_rules rules = {
	    sizeof(struct container), MODEL_NAME_SIZE, MODEL_CONTAINERS_MAX};
	void *c;

	TRY(add(a->containers, &a->container_count, &rules, name, &c));
	*ret_c = c;
	return ERR_OK;
}

enum err
application_add_file(
    struct application *a, const char *name, struct token_file **ret_f)
{
	static const struct named_rules rules = {
	    sizeof(struct token_file), MODEL_FILE_NAME_SIZE, MODEL_FILES_MAX};
	void *f;

	TRY(add(a->files, &a->file_count, &rules, name, &f));
	*ret_f = f;
	return ERR_OK;
}

void
model_remove_application(struct model *m, struct application *a)
{
	named_remove(m->applications, &m->application_count, a);
	application_free(a);
}

void
application_remove_container(struct application *a, struct container *c)
{
	named_remove(a->containers, &a->container_count, c);
	container_free(c);
}

void
application_remove_file(struct application *a, struct token_file *f)
{
	named_remove(a->files, &a->file_count, f);
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
