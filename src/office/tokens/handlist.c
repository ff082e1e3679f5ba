/* SPDX-License-Identifier: Apache-2.0 */
#include "office/tokens/handlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "office/tokens/paper.h"

#define CSV_MAX (16 * 1024 * 1024)
#define TIME_SIZE 20
#define ROWS_A_SHEET 34
#define COLUMNS 6

struct handlist {
	struct handlist_head head;
	struct batch_result *rows;
	size_t count;
};

/* A row as texts. */
struct cells {
	char number[24], at[TIME_SIZE];
	const char *text[COLUMNS];
};

static void
local_time(int64_t at, char out[TIME_SIZE])
{
	time_t t = (time_t)at;
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(out, TIME_SIZE, "%Y-%m-%d %H:%M", &tm);
}

static const char *
result_text(const struct handlist *l, const struct batch_result *r)
{
	if (r->err == ERR_OK)
		return l->head.lang == LANG_ZH ? "已就绪" : "ready";
	return err_text(r->err, l->head.lang);
}

static void
fill(const struct handlist *l, size_t i, struct cells *c)
{
	const struct batch_result *r = &l->rows[i];

	snprintf(c->number, sizeof(c->number), "%zu", i + 1);
	local_time(r->p.at, c->at);
	c->text[0] = c->number;
	c->text[1] = r->p.label;
	c->text[2] = r->p.serial;
	c->text[3] = c->at;
	c->text[4] = l->head.operator;
	c->text[5] = result_text(l, r);
}

/* Of each column its titles, and where it is on paper (mm). */
static const struct column {
	const char *zh, *en;
	double x, width;
} columns[COLUMNS] = {
    {"序号", "No.", 18, 9},
    {"标签", "label", 28, 44},
    {"序列号", "serial number", 74, 42},
    {"时间", "time", 118, 25},
    {"经办人", "operator", 145, 15},
    {"结果", "result", 162, 30},
};

#define LEFT 18.0
#define RIGHT 192.0

/* --- as CSV (RFC 4180) --- */

#define DIGITS_KEPT 15 /* of a number, in a spreadsheet */

/* Would a spreadsheet make another number of it: a serial number's zeros, its
 * last digits, an "E" within? */
static bool
is_spoilt(const char *text)
{
	size_t len = strlen(text);

	return len > 1 && strspn(text, "0123456789Ee") == len &&
	       (len > DIGITS_KEPT || text[0] == '0' ||
		   strpbrk(text, "Ee") != NULL);
}

/* And it takes a cell for a formula that begins with one of these. */
static bool
is_formula(const char *text)
{
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

static void
csv_cell(struct buf *b, const char *text)
{
	bool spoilt = is_spoilt(text);

	buf_str(b, spoilt ? "\"=\"\"" : is_formula(text) ? "\"'" : "\"");
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_str(b, "\"");
		buf_put(b, BYTES(text, 1));
	}
	buf_str(b, spoilt ? "\"\"\"" : "\"");
}

static void
csv_row(struct buf *b, const char *const cells[COLUMNS])
{
	for (size_t i = 0; i < COLUMNS; i++) {
		if (i > 0)
			buf_str(b, ",");
		csv_cell(b, cells[i]);
	}
	buf_str(b, "\r\n");
}

static void
csv_titles(struct buf *b)
{
	const char *cells[COLUMNS];
	char texts[COLUMNS][64];

	for (size_t i = 0; i < COLUMNS; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%s %s", columns[i].zh,
		    columns[i].en);
		cells[i] = texts[i];
	}
	csv_row(b, cells);
}

/* The mark at its beginning tells spreadsheets that it is UTF-8. */
static enum err
draw_csv(const struct handlist *l, struct buf *b)
{
	buf_str(b, "\xef\xbb\xbf");
	csv_titles(b);
	for (size_t i = 0; i < l->count; i++) {
		struct cells c;

		fill(l, i, &c);
		csv_row(b, c.text);
	}
	return buf_status(b);
}

/* --- as PDF --- */

static const struct paper_style title = {.size = 15, .bold = true};
static const struct paper_style small = {.size = 8, .grey = 0.3};
static const struct paper_style right = {
    .size = 8, .grey = 0.3, .align = PAPER_RIGHT};
static const struct paper_pen rule = {.width = 0.3, .grey = 0.2};
static const struct paper_pen hair = {.width = 0.1, .grey = 0.6};

static void
put_rule(struct paper *p, double y, const struct paper_pen *pen)
{
	paper_line(p, &(struct paper_box){LEFT, y, RIGHT - LEFT, 0}, pen);
}

static void
put_cell(
    struct paper *p, size_t i, double y, struct paper_style s, const char *text)
{
	s.width = columns[i].width;
	paper_text(p, columns[i].x, y, &s, text);
}

/* Under each other, Chinese first. */
static void
put_titles(struct paper *p)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		put_cell(p, i, 40,
		    (struct paper_style){.size = 8.5, .bold = true},
		    columns[i].zh);
		put_cell(p, i, 43.5,
		    (struct paper_style){.size = 7, .grey = 0.3},
		    columns[i].en);
	}
}

/* The sentence on what failed is too long for its column. */
static void
put_row(struct paper *p, const struct handlist *l, size_t row, double y)
{
	const struct paper_style s = {.size = 8};
	enum err e = l->rows[row].err;
	struct cells c;

	fill(l, row, &c);
	for (size_t i = 0; i < COLUMNS - 1; i++)
		put_cell(p, i, y, s, c.text[i]);
	put_cell(p, COLUMNS - 1, y, s,
	    e == ERR_OK ? c.text[COLUMNS - 1] : err_name(e));
}

static void
put_head(struct paper *p, const struct handlist *l)
{
	char line[256], at[TIME_SIZE];

	local_time(l->head.at, at);
	snprintf(line, sizeof(line), "%s    %s", l->head.office, at);
	paper_text(p, LEFT, 25, &title, "USB Key 初始化清单");
	paper_text(p, LEFT, 31, &small,
	    "USB keys personalised, to be signed and filed");
	paper_text(p, RIGHT, 31, &right, line);
	put_rule(p, 35, &rule);
	put_titles(p);
	put_rule(p, 46, &rule);
}

static void
put_foot(struct paper *p, size_t sheet, size_t sheets)
{
	char line[48];

	snprintf(line, sizeof(line), "%zu / %zu", sheet, sheets);
	paper_text(p, LEFT, 277, &small,
	    "经办人签字 operator: ________________    "
	    "复核人签字 checked by: ________________");
	paper_text(p, RIGHT, 277, &right, line);
}

static void
put_sheet(struct paper *p, const struct handlist *l, size_t sheet)
{
	const size_t first = sheet * ROWS_A_SHEET;

	put_head(p, l);
	for (size_t i = first; i < l->count && i < first + ROWS_A_SHEET; i++) {
		double y = 51 + 6.4 * (double)(i - first);

		put_row(p, l, i, y);
		put_rule(p, y + 2, &hair);
	}
}

static enum err
draw_pdf(const struct handlist *l, struct buf *pdf)
{
	const size_t sheets =
	    l->count == 0 ? 1 : (l->count - 1) / ROWS_A_SHEET + 1;
	AUTO(paper) p = NULL;

	TRY(paper_begin(pdf, "USB Key", &p));
	for (size_t i = 0; i < sheets; i++) {
		if (i > 0)
			paper_turn(p);
		put_sheet(p, l, i);
		put_foot(p, i + 1, sheets);
	}
	return paper_finish(p);
}

/* --- the file --- */

static bool
is_pdf(const char *path)
{
	size_t len = strlen(path);

	return len > 4 && strcmp(path + len - 4, ".pdf") == 0;
}

static enum err
draw(const struct handlist *l, struct buf *out)
{
	return is_pdf(l->head.path) ? draw_pdf(l, out) : draw_csv(l, out);
}

static enum err
write_file(const struct handlist *l,
    enum err (*put)(const char *path, struct bytes data, mode_t mode))
{
	AUTO_DONE(buf) out = BUF(CSV_MAX);

	TRY(draw(l, &out));
	return put(l->head.path, buf_bytes(&out), 0600);
}

enum err
handlist_new(const struct handlist_head *h, struct handlist **ret_l)
{
	AUTO(handlist) l = calloc(1, sizeof(*l));

	if (l == NULL)
		return ERR_NOMEM;
	l->head = *h;
	TRY(write_file(l, file_create));
	*ret_l = TAKE(l);
	return ERR_OK;
}

void
handlist_free(struct handlist *l)
{
	if (l == NULL)
		return;
	free(l->rows);
	free(l);
}

/* The row of this key: its own from before, or a new one. */
static enum err
row_for(struct handlist *l, const char *serial, struct batch_result **ret_row)
{
	struct batch_result *more;

	for (size_t i = 0; serial[0] != '\0' && i < l->count; i++)
		if (strcmp(l->rows[i].p.serial, serial) == 0) {
			*ret_row = &l->rows[i];
			return ERR_OK;
		}
	more = realloc(l->rows, (l->count + 1) * sizeof(*l->rows));
	if (more == NULL)
		return ERR_NOMEM;
	l->rows = more;
	*ret_row = &l->rows[l->count++];
	return ERR_OK;
}

enum err
handlist_add(struct handlist *l, const struct batch_result *r)
{
	struct batch_result *row;

	TRY(row_for(l, r->p.serial, &row));
	*row = *r;
	return write_file(l, file_replace);
}
