/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/der_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
fail(const char *why)
{
	fprintf(stderr, "der_edit: %s\n", why);
	abort();
}

void
der_edit_hex(struct buf *b, const char *hex)
{
	while (hex != NULL && *hex != '\0') {
		char digits[3] = {hex[0], hex[0] == ' ' ? '\0' : hex[1], '\0'};
		char *end;

		if (*hex == ' ') {
			hex++;
			continue;
		}
		buf_u8(b, (uint8_t)strtoul(digits, &end, 16));
		if (end != digits + 2)
			fail(hex);
		hex += 2;
	}
}

static void edit_children(
    struct der *d, const struct der_edit *edit, size_t depth, struct buf *b);

/* Copy one element, or change it if the path ends here. */
static void
edit_child(struct bytes element, const struct der_edit *edit, size_t depth,
    struct buf *b)
{
	struct der d = der_of(element), inner;
	size_t mark;

	if (edit->path[depth] >= 0) {
		if (der_enter(&d, element.p[0], &inner) != ERR_OK)
			fail("nothing to enter");
		mark = der_open(b, element.p[0]);
		edit_children(&inner, edit, depth, b);
		der_close(b, mark);
		return;
	}
	der_edit_hex(b, edit->hex);
	if (edit->how == DER_EDIT_BEFORE)
		der_put_raw(b, element);
}

static void
edit_children(
    struct der *d, const struct der_edit *edit, size_t depth, struct buf *b)
{
	struct bytes element;
	int i;

	for (i = 0; der_more(d); i++) {
		if (der_element(d, &element) != ERR_OK)
			fail("not DER");
		if (i == edit->path[depth])
			edit_child(element, edit, depth + 1, b);
		else
			der_put_raw(b, element);
	}
	/* One past the last: put at the end. */
	if (edit->path[depth] == i && edit->path[depth + 1] < 0 &&
	    edit->how == DER_EDIT_BEFORE)
		der_edit_hex(b, edit->hex);
	else if (edit->path[depth] >= i)
		fail("no such element");
}

void
der_edit(struct bytes der, const struct der_edit *edit, struct buf *b)
{
	if (der.len == 0)
		fail("nothing to edit");
	edit_child(der, edit, 0, b);
	if (buf_status(b) != ERR_OK)
		fail("no room");
}
