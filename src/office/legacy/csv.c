/* SPDX-License-Identifier: Apache-2.0 */
#include "office/legacy/csv.h"

#include "base/text.h"

static const uint8_t mark[] = {0xef, 0xbb, 0xbf}; /* of UTF-8 */

struct csv
csv_of(struct bytes file)
{
	struct csv c = {.rest = file, .next_line = 1};

	if (file.len >= sizeof(mark) &&
	    bytes_equal(BYTES(file.p, sizeof(mark)), BYTES_ARRAY(mark)))
		c.rest = BYTES(file.p + sizeof(mark), file.len - sizeof(mark));
	return c;
}

/* A row under way. */
struct reading {
	struct csv *csv;
	struct csv_row *row;
	size_t len; /* of row->text */
};

/* The octet that comes next, or -1 at the end. */
static int
peek(const struct csv *c)
{
	return c->rest.len == 0 ? -1 : c->rest.p[0];
}

static void
pass(struct csv *c)
{
	if (c->rest.p[0] == '\n')
		c->next_line++;
	c->rest.p++;
	c->rest.len--;
}

/* A line's end, if one stands here, is passed. */
static bool
pass_end(struct csv *c)
{
	if (peek(c) == '\r' && c->rest.len > 1 && c->rest.p[1] == '\n')
		pass(c);
	if (peek(c) != '\n')
		return peek(c) == -1;
	pass(c);
	return true;
}

static enum err
put(struct reading *r, char c)
{
	if (r->len == CSV_ROW_MAX)
		return ERR_TOO_LARGE;
	r->row->text[r->len++] = c;
	return ERR_OK;
}

static enum err
take(struct reading *r)
{
	int c = peek(r->csv);

	if (c <= 0) /* the end inside quotes; NUL */
		return ERR_BAD_TEXT;
	pass(r->csv);
	return put(r, (char)c);
}

/* What stands between quotes, the second of which is passed too. */
static enum err
read_quoted(struct reading *r)
{
	for (;;) {
		if (peek(r->csv) != '"') {
			TRY(take(r));
			continue;
		}
		pass(r->csv);
		if (peek(r->csv) != '"')
			return ERR_OK;
		TRY(take(r));
	}
}

static bool
ends_field(const struct csv *c)
{
	return peek(c) == -1 || peek(c) == ',' || peek(c) == '\n' ||
	       (peek(c) == '\r' && c->rest.len > 1 && c->rest.p[1] == '\n');
}

static enum err
read_plain(struct reading *r)
{
	while (!ends_field(r->csv)) {
		if (peek(r->csv) == '"')
			return ERR_BAD_TEXT;
		TRY(take(r));
	}
	return ERR_OK;
}

static enum err
read_field(struct reading *r)
{
	struct csv_row *row = r->row;
	size_t start = r->len;

	if (row->count == CSV_FIELDS_MAX)
		return ERR_TOO_LARGE;
	if (peek(r->csv) == '"') {
		pass(r->csv);
		TRY(read_quoted(r));
	} else {
		TRY(read_plain(r));
	}
	if (!ends_field(r->csv) ||
	    !text_is_utf8(BYTES(row->text + start, r->len - start)))
		return ERR_BAD_TEXT;
	TRY(put(r, '\0'));
	row->fields[row->count++] = row->text + start;
	return ERR_OK;
}

enum err
csv_next(struct csv *c, struct csv_row *ret_row, bool *ret_more)
{
	struct reading r = {c, ret_row, 0};

	while (peek(c) != -1 && pass_end(c))
		;
	c->line = c->next_line;
	*ret_more = peek(c) != -1;
	if (!*ret_more)
		return ERR_OK;
	ret_row->count = 0;
	TRY(read_field(&r));
	while (peek(c) == ',') {
		pass(c);
		TRY(read_field(&r));
	}
	return pass_end(c) ? ERR_OK : ERR_BAD_TEXT;
}
