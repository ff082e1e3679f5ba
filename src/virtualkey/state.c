/* SPDX-License-Identifier: Apache-2.0 */
#include "virtualkey/state.h"

#include <stdlib.h>
#include <string.h>

#define DEVICE_KEY_DEFAULT "1234567812345678"
/* As those of a certified token look: 10 00, 30 01. */
#define APPLICATION_ID 0x1000
#define CONTAINER_ID 0x3000
#define ID_NUMBER 0x0fff /* the rest of an id */

enum err
vk_state_new(struct vk_state **ret_s)
{
	struct vk_state *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return ERR_NOMEM;
	s->space = VK_SPACE_DEFAULT;
	memcpy(s->device_key, DEVICE_KEY_DEFAULT, sizeof(s->device_key));
	*ret_s = s;
	return ERR_OK;
}

static void
container_free(struct vk_container *c)
{
	for (int u = 0; u < CARD_USAGE_COUNT; u++)
		blob_done(&c->certificates[u]);
	secret_wipe(c, sizeof(*c));
	free(c);
}

static void
file_free(struct vk_file *f)
{
	blob_done(&f->content);
	free(f);
}

static void
application_free(struct vk_application *a)
{
	for (size_t i = 0; i < a->container_count; i++)
		container_free(a->containers[i]);
	for (size_t i = 0; i < a->file_count; i++)
		file_free(a->files[i]);
	secret_wipe(a, sizeof(*a));
	free(a);
}

void
vk_state_free(struct vk_state *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->application_count; i++)
		application_free(s->applications[i]);
	secret_wipe(s, sizeof(*s));
	free(s);
}

struct vk_application *
vk_application_by_name(const struct vk_state *s, const char *name)
{
	return named_find(s->applications, s->application_count, name);
}

struct vk_application *
vk_application_by_id(const struct vk_state *s, uint16_t id)
{
	for (size_t i = 0; i < s->application_count; i++)
		if (s->applications[i]->id == id)
			return s->applications[i];
	return NULL;
}

struct vk_container *
vk_container_by_name(const struct vk_application *a, const char *name)
{
	return named_find(a->containers, a->container_count, name);
}

struct vk_container *
vk_container_by_id(const struct vk_application *a, uint16_t id)
{
	for (size_t i = 0; i < a->container_count; i++)
		if (a->containers[i]->id == id)
			return a->containers[i];
	return NULL;
}

struct vk_file *
vk_file_by_name(const struct vk_application *a, const char *name)
{
	return named_find(a->files, a->file_count, name);
}

/* Of an application or a container: the kinds differ in their first digit. */
static bool
id_is_used(const struct vk_state *s, uint16_t id)
{
	for (size_t i = 0; i < s->application_count; i++)
		if (s->applications[i]->id == id ||
		    vk_container_by_id(s->applications[i], id) != NULL)
			return true;
	return false;
}

/* There are far fewer of them than numbers, so this ends. */
static uint16_t
new_id(struct vk_state *s, uint16_t kind)
{
	uint16_t id;

	do {
		id = kind | (s->next_id & ID_NUMBER);
		s->next_id = (s->next_id + 1) & ID_NUMBER;
	} while (id_is_used(s, id));
	return id;
}

enum err
vk_application_add(
    struct vk_state *s, const char *name, struct vk_application **ret_a)
{
	static const struct named_rules rules = {
	    sizeof(struct vk_application), VK_NAME_SIZE, VK_APPLICATIONS_MAX};
	struct vk_application *a;
	void *new;

	TRY(named_add(
	    s->applications, &s->application_count, &rules, name, &new));
	a = new;
	a->id = new_id(s, APPLICATION_ID);
	a->containers_max = VK_CONTAINERS_MAX;
	a->certificates_max = VK_CERTIFICATES_MAX;
	a->files_max = VK_FILES_MAX;
	*ret_a = a;
	return ERR_OK;
}

enum err
vk_container_add(struct vk_state *s, struct vk_application *a, const char *name,
    struct vk_container **ret_c)
{
	const struct named_rules rules = {
	    sizeof(**ret_c), sizeof((*ret_c)->name), a->containers_max};
	void *new;

	TRY(named_add(a->containers, &a->container_count, &rules, name, &new));
	*ret_c = new;
	(*ret_c)->id = new_id(s, CONTAINER_ID);
	return ERR_OK;
}

enum err
vk_file_add(struct vk_application *a, const char *name, struct vk_file **ret_f)
{
	const struct named_rules rules = {
	    sizeof(**ret_f), sizeof((*ret_f)->name), a->files_max};
	void *new;

	TRY(named_add(a->files, &a->file_count, &rules, name, &new));
	*ret_f = new;
	return ERR_OK;
}

void
vk_application_remove(struct vk_state *s, struct vk_application *a)
{
	named_remove(s->applications, &s->application_count, a);
	application_free(a);
}

void
vk_container_remove(struct vk_application *a, struct vk_container *c)
{
	named_remove(a->containers, &a->container_count, c);
	container_free(c);
}

void
vk_file_remove(struct vk_application *a, struct vk_file *f)
{
	named_remove(a->files, &a->file_count, f);
	file_free(f);
}

size_t
vk_certificate_count(const struct vk_application *a)
{
	size_t count = 0;

	for (size_t i = 0; i < a->container_count; i++)
		for (int u = 0; u < CARD_USAGE_COUNT; u++)
			count += a->containers[i]->certificates[u].p != NULL;
	return count;
}

static size_t
container_space(const struct vk_container *c)
{
	size_t sum = VK_CONTAINER_COST;

	for (int u = 0; u < CARD_USAGE_COUNT; u++) {
		if (c->keys[u].present)
			sum += VK_KEY_COST;
		if (c->certificates[u].p != NULL)
			sum += VK_CERTIFICATE_COST + c->certificates[u].len;
	}
	return sum;
}

static size_t
application_space(const struct vk_application *a)
{
	size_t sum = VK_APPLICATION_COST;

	for (size_t i = 0; i < a->container_count; i++)
		sum += container_space(a->containers[i]);
	for (size_t i = 0; i < a->file_count; i++)
		sum += VK_FILE_COST + a->files[i]->content.len;
	return sum;
}

size_t
vk_space_used(const struct vk_state *s)
{
	size_t sum = 0;

	for (size_t i = 0; i < s->application_count; i++)
		sum += application_space(s->applications[i]);
	return sum;
}
