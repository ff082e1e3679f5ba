/* SPDX-License-Identifier: Apache-2.0 */
#include "base/named_line.h"

#include <string.h>

/* What is before the first c, or all of it; what follows c stays in rest. */
static struct bytes
take_until(struct bytes *rest, char c)
{
	const uint8_t *end = memchr(rest->p, c, rest->len);
	struct bytes taken = *rest;
	size_t used = rest->len;

	if (end != NULL) {
		taken.len = (size_t)(end - rest->p);
		used = taken.len + 1;
	}
	*rest = BYTES(rest->p + used, rest->len - used);
	return taken;
}

static bool
is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct bytes
trim(struct bytes b)
{
	while (b.len > 0 && is_space(b.p[0]))
		b = BYTES(b.p + 1, b.len - 1);
	while (b.len > 0 && is_space(b.p[b.len - 1]))
		b.len--;
	return b;
}

static bool
says_something(struct bytes line)
{
	return line.len > 0 && memchr("#;[", line.p[0], 3) == NULL &&
	       memchr(line.p, '=', line.len) != NULL;
}

bool
named_line_next(struct bytes *rest, struct named_line *ret_line)
{
	while (rest->len > 0) {
		struct bytes line = trim(take_until(rest, '\n'));

		if (!says_something(line))
			continue;
		ret_line->name = trim(take_until(&line, '='));
		ret_line->value = trim(line);
		return true;
	}
	return false;
}
