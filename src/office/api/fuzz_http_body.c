/* SPDX-License-Identifier: Apache-2.0 */
/* The bodies of all routes: the first line names one, the rest is a body. A
 * name that there is not is the first route's with a body. */
#include <stdlib.h>
#include <string.h>

#include "office/api/api.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
is_named(const struct route *r, struct bytes name)
{
	return bytes_equal(bytes_str(r->name), name);
}

static const struct schema *
schema_of(struct bytes name)
{
	const struct schema *found = NULL;

	for (const struct route *r = api_routes; r->method != NULL; r++)
		if (r->body != NULL && (found == NULL || is_named(r, name)))
			found = r->body;
	return found;
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
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
	const struct schema *s;
	size_t len;

	if (end == NULL)
		return 0;
	len = (size_t)(end - data);
	s = schema_of(BYTES(data, len));
	if (s == NULL)
		abort();
	if (body_read(s, BYTES(end + 1, size - len - 1), &b, &where) == ERR_OK)
		check(s, b.value);
	else if (where == NULL)
		abort();
	return 0;
}
