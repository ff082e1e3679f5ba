/* SPDX-License-Identifier: Apache-2.0 */
#include "office/legacy/holders.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/legacy/csv.h"

#define SERIAL 0 /* the column that is not the form's */
#define COLUMNS 10

static const struct {
	const char *name;
	size_t offset; /* in struct form */
} columns[COLUMNS] = {
    [SERIAL] = {"serial", 0},
    {"userName", offsetof(struct form, user_name)},
    {"kind", offsetof(struct form, kind)},
    {"name", offsetof(struct form, name)},
    {"creditCode", offsetof(struct form, credit_code)},
    {"email", offsetof(struct form, email)},
    {"contact", offsetof(struct form, contact)},
    {"phone", offsetof(struct form, phone)},
    {"address", offsetof(struct form, address)},
    {"lang", offsetof(struct form, lang)},
};

/* Where each column of the file belongs. */
struct header {
	size_t column[COLUMNS];
};

void
holders_add_problem(
    struct holders *h, size_t line, const char *field, const char *reason)
{
	if (h->problem_count < HOLDERS_PROBLEMS_MAX)
		h->problems[h->problem_count] =
		    (struct holders_problem){line, field, reason};
	h->problem_count++;
}

static size_t
column_of(const char *name)
{
	size_t i = 0;

	while (i < COLUMNS && strcmp(columns[i].name, name) != 0)
		i++;
	return i;
}

/* All columns, each once: then there are just as many. */
static bool
read_header(const struct csv_row *row, struct header *ret_header)
{
	bool seen[COLUMNS] = {false};

	if (row->count != COLUMNS)
		return false;
	for (size_t i = 0; i < COLUMNS; i++) {
		size_t column = column_of(row->fields[i]);

		if (column == COLUMNS || seen[column])
			return false;
		seen[column] = true;
		ret_header->column[i] = column;
	}
	return true;
}

/* Keep the texts of a row, in the order of the file. */
static enum err
keep_texts(struct holder *h, const struct header *header,
    const struct csv_row *row, const char **ret_serial)
{
	const char *last = row->fields[row->count - 1];
	size_t len = (size_t)(last - row->text) + strlen(last) + 1;

	h->text = malloc(len);
	if (h->text == NULL)
		return ERR_NOMEM;
	memcpy(h->text, row->text, len);
	for (size_t i = 0; i < COLUMNS; i++) {
		const char *text = h->text + (row->fields[i] - row->text);
		size_t column = header->column[i];

		if (column == SERIAL)
			*ret_serial = text;
		else
			memcpy((char *)&h->form + columns[column].offset, &text,
			    sizeof(text));
	}
	return ERR_OK;
}

static void
check_form(struct holders *all, const struct holder *h)
{
	struct form_problem problems[FORM_FIELDS];
	size_t count = form_check(&h->form, problems);

	for (size_t i = 0; i < count; i++)
		holders_add_problem(
		    all, h->line, problems[i].field, problems[i].reason);
}

/* Lists often leave out the first digit when it is zero. */
static enum err
parse_serial(const char *text, struct cert_serial *ret_serial)
{
	char even[CERT_SERIAL_TEXT_SIZE + 1];
	int len = snprintf(
	    even, sizeof(even), "%s%s", strlen(text) % 2 == 1 ? "0" : "", text);

	if (len < 0 || (size_t)len >= sizeof(even))
		return ERR_BAD_TEXT;
	return cert_serial_parse(even, ret_serial);
}

static enum err
make_room(struct holders *all)
{
	size_t room = all->room == 0 ? 256 : 2 * all->room;
	struct holder *more;

	if (all->count < all->room)
		return ERR_OK;
	more = realloc(all->holders, room * sizeof(*more));
	if (more == NULL)
		return ERR_NOMEM;
	all->holders = more;
	all->room = room;
	return ERR_OK;
}

static enum err
add_row(struct holders *all, size_t line, const struct header *header,
    const struct csv_row *row)
{
	struct holder h = {.line = line};
	const char *serial = "";

	if (row->count != COLUMNS) {
		holders_add_problem(all, line, "", "columns");
		return ERR_OK;
	}
	TRY(make_room(all));
	TRY(keep_texts(&h, header, row, &serial));
	if (parse_serial(serial, &h.serial) != ERR_OK)
		holders_add_problem(all, line, "serial", "syntax");
	check_form(all, &h);
	all->holders[all->count++] = h;
	return ERR_OK;
}

/* *ret_go: the file can be read on. */
static enum err
read_row(struct holders *all, struct csv *c, struct csv_row *row, bool *ret_go)
{
	enum err e = csv_next(c, row, ret_go);

	if (e == ERR_OK)
		return ERR_OK;
	holders_add_problem(all, c->line, "", "csv");
	*ret_go = false;
	return ERR_OK;
}

static enum err
read_rows(struct holders *all, struct csv *c, struct csv_row *row)
{
	struct header header;
	bool more;

	TRY(read_row(all, c, row, &more));
	if (!more || !read_header(row, &header)) {
		if (all->problem_count == 0)
			holders_add_problem(all, 1, "", "columns");
		return ERR_OK;
	}
	for (;;) {
		TRY(read_row(all, c, row, &more));
		if (!more)
			return ERR_OK;
		if (all->count == HOLDERS_MAX) {
			holders_add_problem(all, c->line, "", "too-many");
			return ERR_OK;
		}
		TRY(add_row(all, c->line, &header, row));
	}
}

/* --- what may be in the file once --- */

static int
by_line(const struct holder *a, const struct holder *b)
{
	return a->line < b->line ? -1 : a->line > b->line;
}

static int
by_user_name(const void *a, const void *b)
{
	const struct holder *x = *(const struct holder *const *)a;
	const struct holder *y = *(const struct holder *const *)b;
	int order = strcmp(x->form.user_name, y->form.user_name);

	return order != 0 ? order : by_line(x, y);
}

static int
compare_serials(const struct cert_serial *a, const struct cert_serial *b)
{
	return bytes_compare(
	    BYTES(a->octets, a->len), BYTES(b->octets, b->len));
}

static int
by_serial(const void *a, const void *b)
{
	const struct holder *x = *(const struct holder *const *)a;
	const struct holder *y = *(const struct holder *const *)b;
	int order = compare_serials(&x->serial, &y->serial);

	return order != 0 ? order : by_line(x, y);
}

static bool
same_user_name(const struct holder *a, const struct holder *b)
{
	return a->form.user_name[0] != '\0' &&
	       strcmp(a->form.user_name, b->form.user_name) == 0;
}

static bool
same_serial(const struct holder *a, const struct holder *b)
{
	return a->serial.len > 0 && cert_serial_equal(&a->serial, &b->serial);
}

static const struct once {
	const char *field;
	int (*order)(const void *a, const void *b);
	bool (*same)(const struct holder *a, const struct holder *b);
} once[] = {
    {"userName", by_user_name, same_user_name},
    {"serial", by_serial, same_serial},
};

static void
check_once(
    struct holders *all, const struct once *o, const struct holder *sorted[])
{
	for (size_t i = 0; i < all->count; i++)
		sorted[i] = &all->holders[i];
	qsort(sorted, all->count, sizeof(struct holder *), o->order);
	for (size_t i = 1; i < all->count; i++)
		if (o->same(sorted[i - 1], sorted[i]))
			holders_add_problem(
			    all, sorted[i]->line, o->field, "twice");
}

static enum err
check_all(struct holders *all)
{
	const struct holder **sorted;

	if (all->count == 0) {
		if (all->problem_count == 0)
			holders_add_problem(all, 1, "", "empty");
		return ERR_OK;
	}
	sorted = malloc(all->count * sizeof(const struct holder *));
	if (sorted == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < COUNT(once); i++)
		check_once(all, &once[i], sorted);
	free(sorted);
	return ERR_OK;
}

static int
by_problem_line(const void *a, const void *b)
{
	const struct holders_problem *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

void
holders_sort_problems(struct holders *h)
{
	size_t kept = h->problem_count < HOLDERS_PROBLEMS_MAX
			  ? h->problem_count
			  : HOLDERS_PROBLEMS_MAX;

	qsort(h->problems, kept, sizeof(h->problems[0]), by_problem_line);
}

enum err
holders_read(struct bytes file, struct holders *ret_h)
{
	struct csv c = csv_of(file);
	struct csv_row *row = malloc(sizeof(*row));
	enum err e;

	*ret_h = (struct holders){.count = 0};
	if (row == NULL)
		return ERR_NOMEM;
	e = read_rows(ret_h, &c, row);
	free(row);
	return e == ERR_OK ? check_all(ret_h) : e;
}

void
holders_done(struct holders *h)
{
	for (size_t i = 0; i < h->count; i++)
		free(h->holders[i].text);
	free(h->holders);
	*h = (struct holders){.count = 0};
}
