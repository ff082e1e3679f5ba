/* SPDX-License-Identifier: Apache-2.0 */
#include "office/tokens/letter.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "office/tokens/paper.h"

/* mm: the three parts of the sheet, and the margins of each. */
#define FOLD_1 99.0
#define FOLD_2 198.0
#define LEFT 25.0
#define RIGHT (PAPER_WIDTH - 25.0)
#define MIDDLE (PAPER_WIDTH / 2)

/* Where the PIN is; folded, the tint lies on it: as far below the second fold
 * as the PIN is above it. */
static const struct paper_box pin_box = {50, 128, 110, 30};
static const struct paper_box tint_box = {40, 235, 130, 36};

static const struct paper_style title = {.size = 15, .bold = true};
static const struct paper_style subtitle = {.size = 9.5, .grey = 0.25};
static const struct paper_style body = {.size = 9.5};
static const struct paper_style small = {
    .size = 8, .grey = 0.3, .width = RIGHT - LEFT};
static const struct paper_style tiny = {
    .size = 6.5, .grey = 0.5, .align = PAPER_RIGHT};
static const struct paper_style strong = {
    .size = 11, .bold = true, .width = RIGHT - LEFT};

static const struct paper_pen hair = {.width = 0.15, .grey = 0.45};
static const struct paper_pen frame = {.width = 0.35, .grey = 0.1};
static const struct paper_pen dotted = {
    .width = 0.15, .grey = 0.5, .dash = 0.8};

/* Lines of a part, one below the other. */
struct row {
	const struct paper_style *style;
	double y;
	const char *text;
};

static void
put_rows(struct paper *p, double x, const struct row rows[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		paper_text(p, x, rows[i].y, rows[i].style, rows[i].text);
}

/* What the key is known by; a serial number may have 32 characters. */
static void
put_fact(struct paper *p, double y, const char *name, const char *value)
{
	static const struct paper_style known = {
	    .size = 9.5, .bold = true, .width = 74};

	paper_text(p, LEFT, y, &small, name);
	paper_text(p, LEFT, y + 5.5, &known, value[0] == '\0' ? "—" : value);
}

static void
put_rule(struct paper *p, double x, double y, double width)
{
	paper_line(p, &(struct paper_box){x, y, width, 0}, &hair);
}

static void
put_folds(struct paper *p)
{
	static const double folds[] = {FOLD_1, FOLD_2};

	for (size_t i = 0; i < COUNT(folds); i++) {
		paper_line(p, &(struct paper_box){0, folds[i], PAPER_WIDTH, 0},
		    &dotted);
		paper_text(p, PAPER_WIDTH - 8, folds[i] - 1.2, &tiny,
		    i == 0 ? "向后折 · fold back" : "向前折 · fold forward");
	}
}

/* --- outside: to whom it goes --- */

static void
put_outside(struct paper *p, const struct letter *l)
{
	static const struct row rows[] = {
	    {&title, 37, "USB Key PIN 码函"},
	    {&subtitle, 43,
		"PIN of a USB key, to be opened by the addressee alone"},
	};
	static const struct paper_box address = {LEFT + 78, 50, 82, 39};

	paper_text(p, LEFT, 20, &strong, l->office);
	put_rule(p, LEFT, 24, RIGHT - LEFT);
	put_rows(p, LEFT, rows, COUNT(rows));
	put_fact(p, 57, "标签 · label", l->label);
	put_fact(p, 71, "序列号 · serial number", l->serial);
	paper_rectangle(p, &address, &hair);
	paper_text(p, address.x + 3, address.y + 5, &small,
	    "收件人及地址 · addressee and address");
	for (int i = 1; i <= 3; i++)
		put_rule(p, address.x + 3, address.y + 5 + 10.0 * i,
		    address.width - 6);
}

/* --- inside: the PIN --- */

static void
put_inside(struct paper *p, const struct letter *l)
{
	static const struct paper_style digits = {.size = 34, .bold = true};
	static const struct row below[] = {
	    {&body, 170,
		"此 PIN "
		"码由程序随机生成，只印在本函中；受理机构没有人知道，也没有保存"
		"。"},
	    {&small, 175,
		"It was made at random and is printed in this letter alone; "
		"nobody at the office knows it or keeps it."},
	    {&body, 183,
		"收到时如封口已拆开或破损，请不要使用这个 USB "
		"Key，并联系受理机构。"},
	    {&small, 188,
		"If the letter was open or torn when it came, do not use the "
		"key, and tell the office."},
	};

	put_rows(p, LEFT,
	    (const struct row[]){{&title, 113, "您的 USB Key 的 PIN 码"},
		{&subtitle, 119, "The PIN of your USB key"}},
	    2);
	paper_rectangle(p, &pin_box, &frame);
	paper_digits(p, MIDDLE, pin_box.y + 19.5, &digits, l->pin);
	put_rows(p, LEFT, below, COUNT(below));
}

/* --- what to do --- */

static void
put_steps(struct paper *p)
{
	static const struct row rows[] = {
	    {&strong, 207, "请先修改 PIN 码 · First of all, change the PIN"},
	    {&body, 214,
		"1.  插入 USB "
		"Key，打开证书助手，选择“修改PIN码”，换成只有您知道的 6 至 16 "
		"个字符。"},
	    {&small, 218.5,
		"     Plug in the key, open the assistant and choose "
		"修改PIN码: "
		"6 to 16 characters that only you know."},
	    {&body, 225,
		"2.  连续输错 10 次，PIN 码即锁定。改好以后，请销毁本函。"},
	    {&small, 229.5,
		"     Ten wrong entries in a row lock the key. When the PIN is "
		"changed, destroy this letter."},
	};

	put_rows(p, LEFT, rows, COUNT(rows));
}

static void
put_foot(struct paper *p, const struct letter *l)
{
	char line[256], day[16] = "";
	time_t at = (time_t)l->at;
	struct tm tm;

	localtime_r(&at, &tm);
	strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	snprintf(line, sizeof(line), "%s    %s", l->office, day);
	put_rule(p, LEFT, 280, RIGHT - LEFT);
	paper_text(p, LEFT, 285, &small, line);
}

enum err
letter_draw(const struct letter *l, struct buf *pdf)
{
	AUTO(paper) p = NULL;

	TRY(paper_begin(pdf, "USB Key PIN", &p));
	put_folds(p);
	put_outside(p, l);
	put_inside(p, l);
	put_steps(p);
	paper_tint(p, &tint_box);
	put_foot(p, l);
	return paper_finish(p);
}

enum err
letter_path(const char *folder, const char *serial, char out[FILE_PATH_MAX])
{
	char name[80];
	size_t n = 0;

	for (; n < sizeof(name) - sizeof(".pdf") && serial[n] != '\0'; n++) {
		char c = serial[n];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			     (c >= 'a' && c <= 'z') || (c == '-' && n > 0);

		name[n] = plain ? c : '_';
	}
	memcpy(name + n, ".pdf", sizeof(".pdf"));
	return file_path(out, folder, name);
}

enum err
letter_write(const struct letter *l, const char *path)
{
	AUTO_DONE(buf) pdf = BUF(PAPER_PDF_MAX);

	TRY(letter_draw(l, &pdf));
	return file_replace(path, buf_bytes(&pdf), 0600);
}
