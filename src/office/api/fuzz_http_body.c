/* SPDX-License-Identifier: Apache-2.0 */
/* The bodies of all routes: the first octet chooses one, the rest is a body. */
#include <stdlib.h>
#include <string.h>

#include "office/api/api.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct schema *
schema_number(uint8_t n)
{
	const struct schema *bodies[UINT8_MAX + 1];
	size_t count = 0;

	for (const struct route *r = api_routes; r->method != NULL; r++)
		if (r->body != NULL && count < COUNT(bodies))
			bodies[count++] = r->body;
	return count == 0 ? NULL : bodies[n % count];
}

/* Every text is UTF-8 of at most max characters; every run at most max. */
static void
check(const struct schema *s, const uint8_t *value)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct schema_member *m = &s->members[i];
		const char *text;
		struct bytes run;

		if (m->type == SCHEMA_TYPE_OBJECT) {
			if (!m->optional)
				check(m->object, value + m->offset);
		} else if (m->type == SCHEMA_TYPE_TEXT) {
			memcpy(&text, value + m->offset, sizeof(text));
			if (text == NULL ? !m->optional
					 : strlen(text) > 4 * m->max)
				abort();
		} else {
			memcpy(&run, value + m->offset, sizeof(run));
			if (run.len > m->max)
				abort();
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DONE(body) b = {0};
	const char *where = NULL;
	const struct schema *s;

	if (size == 0)
		return 0;
	s = schema_number(data[0]);
	if (s == NULL)
		abort();
	if (body_read(s, BYTES(data + 1, size - 1), &b, &where) == ERR_OK)
		check(s, b.value);
	else if (where == NULL)
		abort();
	return 0;
}
