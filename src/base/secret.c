/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

#include <string.h>

#include "base/secret_pages.h"

/* At the start of its own pages, which it shares with no other secret. */
struct secret {
	size_t pages_size, len; /* octets */
	uint8_t data[];
};

void
secret_wipe(void *p, size_t len)
{
	if (len == 0)
		return;
	memset(p, 0, len);
	/* Says that somebody may look at p, so the memset must happen. */
	__asm__ __volatile__("" : : "r"(p) : "memory");
}

enum err
secret_new(size_t len, struct secret **ret_s)
{
	struct secret *s;
	size_t size;

	if (len > SECRET_MAX)
		return ERR_TOO_LARGE;
	s = secret_pages_new(sizeof(*s) + len, &size);
	if (s == NULL)
		return ERR_NOMEM;
	s->pages_size = size;
	s->len = len;
	*ret_s = s;
	return ERR_OK;
}

enum err
secret_copy(struct bytes b, struct secret **ret_s)
{
	struct secret *s;

	TRY(secret_new(b.len, &s));
	if (b.len > 0)
		memcpy(s->data, b.p, b.len);
	*ret_s = s;
	return ERR_OK;
}

uint8_t *
secret_data(struct secret *s)
{
	return s->data;
}

struct bytes
secret_bytes(const struct secret *s)
{
	return BYTES(s->data, s->len);
}

bool
secret_equal(struct bytes a, struct bytes b)
{
	volatile uint8_t difference = 0; /* keeps the loop from ending early */

	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		difference = (uint8_t)(difference | (a.p[i] ^ b.p[i]));
	return difference == 0;
}

void
secret_free(struct secret *s)
{
	size_t size;

	if (s == NULL)
		return;
	size = s->pages_size;
	secret_wipe(s, size);
	secret_pages_free(s, size);
}
