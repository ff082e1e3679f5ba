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
blob_done(struct vk_blob *b)
{
	free(b->p);
	*b = (struct vk_blob){NULL, 0};
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

enum err
vk_blob_set(struct vk_blob *b, struct bytes content)
{
	uint8_t *p = malloc(content.len == 0 ? 1 : content.len);

	if (p == NULL)
		return ERR_NOMEM;
	if (content.len > 0)
		memcpy(p, content.p, content.len);
	blob_done(b);
	*b = (struct vk_blob){p, content.len};
	return ERR_OK;
}

struct vk_application *
vk_application_by_name(const struct vk_state *s, const char *name)
{
	for (size_t i = 0; i < s->application_count; i++)
		if (strcmp(s->applications[i]->name, name) == 0)
			return s->applications[i];
	return NULL;
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
	for (size_t i = 0; i < a->container_count; i++)
		if (strcmp(a->containers[i]->name, name) == 0)
			return a->containers[i];
	return NULL;
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
	for (size_t i = 0; i < a->file_count; i++)
		if (strcmp(a->files[i]->name, name) == 0)
			return a->files[i];
	return NULL;
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

static enum err
check_name(const char *name, size_t size)
{
	size_t len = strlen(name);

	return len > 0 && len < size ? ERR_OK : ERR_BAD_TEXT;
}

enum err
vk_application_add(
    struct vk_state *s, const char *name, struct vk_application **ret_a)
{
	struct vk_application *a;

	TRY(check_name(name, sizeof(a->name)));
	if (vk_application_by_name(s, name) != NULL)
		return ERR_FILE_EXISTS;
	if (s->application_count == VK_APPLICATIONS_MAX)
		return ERR_TOKEN_FULL;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return ERR_NOMEM;
	memcpy(a->name, name, strlen(name));
	a->id = new_id(s, APPLICATION_ID);
	a->containers_max = VK_CONTAINERS_MAX;
	a->certificates_max = VK_CERTIFICATES_MAX;
	a->files_max = VK_FILES_MAX;
	s->applications[s->application_count++] = a;
	*ret_a = a;
	return ERR_OK;
}

enum err
vk_container_add(struct vk_state *s, struct vk_application *a, const char *name,
    struct vk_container **ret_c)
{
	struct vk_container *c;

	TRY(check_name(name, sizeof(c->name)));
	if (vk_container_by_name(a, name) != NULL)
		return ERR_FILE_EXISTS;
	if (a->container_count >= a->containers_max)
		return ERR_TOKEN_FULL;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return ERR_NOMEM;
	memcpy(c->name, name, strlen(name));
	c->id = new_id(s, CONTAINER_ID);
	a->containers[a->container_count++] = c;
	*ret_c = c;
	return ERR_OK;
}

enum err
vk_file_add(struct vk_application *a, const char *name, struct vk_file **ret_f)
{
	struct vk_file *f;

	TRY(check_name(name, sizeof(f->name)));
	if (vk_file_by_name(a, name) != NULL)
		return ERR_FILE_EXISTS;
	if (a->file_count >= a->files_max)
		return ERR_TOKEN_FULL;
	f = calloc(1, sizeof(*f));
	if (f == NULL)
		return ERR_NOMEM;
	memcpy(f->name, name, strlen(name));
	a->files[a->file_count++] = f;
	*ret_f = f;
	return ERR_OK;
}

/* Take item out of a list of pointers; what follows it moves up. */
#define REMOVE(list, count, item)                      \
	do {                                           \
		size_t at_ = 0;                        \
		while ((list)[at_] != (item))          \
			at_++;                         \
		(count)--;                             \
		for (; at_ < (count); at_++)           \
			(list)[at_] = (list)[at_ + 1]; \
	} while (0)

void
vk_application_remove(struct vk_state *s, struct vk_application *a)
{
	REMOVE(s->applications, s->application_count, a);
	application_free(a);
}

void
vk_container_remove(struct vk_application *a, struct vk_container *c)
{
	REMOVE(a->containers, a->container_count, c);
	container_free(c);
}

void
vk_file_remove(struct vk_application *a, struct vk_file *f)
{
	REMOVE(a->files, a->file_count, f);
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
