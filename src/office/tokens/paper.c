/* SPDX-License-Identifier: Apache-2.0 */
#include "office/tokens/paper.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define POINTS_A_MM (72 / 25.4)
#define DIGIT_GROUP 4
#define TINT_CURVES 26
#define TINT_STEP 0.6 /* mm */

/*
 * The first that is there; fontconfig puts something in place of others. All
 * are TrueType: cairo 1.16 lost glyphs of a CFF font (Noto Sans CJK) when it
 * took a part of it, and a letter must not lack a digit.
 */
static const char *const families[] = {
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback"};

#define SAMPLE "证" /* a font that has it has the others */

struct paper {
	cairo_surface_t *surface;
	cairo_t *cr;
	struct buf *pdf; /* borrowed */
	const char *family;
};

static cairo_status_t
write_octets(void *closure, const unsigned char *data, unsigned len)
{
	buf_put(closure, BYTES(data, len));
	return buf_status(closure) == ERR_OK ? CAIRO_STATUS_SUCCESS
					     : CAIRO_STATUS_WRITE_ERROR;
}

static void
set_font(struct paper *p, const char *family, bool bold)
{
	cairo_select_font_face(p->cr, family, CAIRO_FONT_SLANT_NORMAL,
	    bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
}

/* A font shows what it lacks as its glyph 0. */
static bool
has_sample(struct paper *p, const char *family)
{
	cairo_glyph_t *glyphs = NULL;
	int count = 0;
	bool has;

	set_font(p, family, false);
	if (cairo_scaled_font_text_to_glyphs(cairo_get_scaled_font(p->cr), 0, 0,
		SAMPLE, -1, &glyphs, &count, NULL, NULL,
		NULL) != CAIRO_STATUS_SUCCESS)
		return false;
	has = count > 0 && glyphs[0].index != 0;
	cairo_glyph_free(glyphs);
	return has;
}

static enum err
find_font(struct paper *p)
{
	for (size_t i = 0; i < COUNT(families); i++)
		if (has_sample(p, families[i])) {
			p->family = families[i];
			return ERR_OK;
		}
	return ERR_FONT_MISSING;
}

static enum err
status(const struct paper *p)
{
	cairo_status_t s = cairo_status(p->cr);

	if (s == CAIRO_STATUS_SUCCESS)
		s = cairo_surface_status(p->surface);
	if (s == CAIRO_STATUS_SUCCESS)
		return ERR_OK;
	TRY(buf_status(p->pdf));
	return s == CAIRO_STATUS_NO_MEMORY ? ERR_NOMEM : ERR_INTERNAL;
}

enum err
paper_begin(struct buf *pdf, const char *title, struct paper **ret_p)
{
	AUTO(paper) p = calloc(1, sizeof(*p));

	if (p == NULL)
		return ERR_NOMEM;
	p->pdf = pdf;
	p->surface = cairo_pdf_surface_create_for_stream(write_octets, pdf,
	    PAPER_WIDTH * POINTS_A_MM, PAPER_HEIGHT * POINTS_A_MM);
	p->cr = cairo_create(p->surface);
	TRY(status(p));
	cairo_pdf_surface_set_metadata(
	    p->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_scale(p->cr, POINTS_A_MM, POINTS_A_MM);
	TRY(find_font(p));
	*ret_p = TAKE(p);
	return ERR_OK;
}

enum err
paper_check(void)
{
	AUTO_DONE(buf) pdf = BUF(PAPER_PDF_MAX);
	AUTO(paper) p = NULL;

	return paper_begin(&pdf, "", &p);
}

/* --- text --- */

static void
set_style(struct paper *p, const struct paper_style *s)
{
	set_font(p, p->family, s->bold);
	cairo_set_font_size(p->cr, s->size / POINTS_A_MM);
	cairo_set_source_rgb(p->cr, s->grey, s->grey, s->grey);
}

static double
shift(enum paper_align align, double width)
{
	switch (align) {
	case PAPER_CENTRE:
		return width / 2;
	case PAPER_RIGHT:
		return width;
	case PAPER_LEFT:
		break;
	}
	return 0;
}

void
paper_text(struct paper *p, double x, double y, const struct paper_style *s,
    const char *text)
{
	cairo_text_extents_t e;
	double narrower = 1;

	set_style(p, s);
	cairo_text_extents(p->cr, text, &e);
	if (s->width > 0 && e.x_advance > s->width)
		narrower = s->width / e.x_advance;
	cairo_save(p->cr);
	cairo_translate(p->cr, x - shift(s->align, e.x_advance * narrower), y);
	cairo_scale(p->cr, narrower, 1);
	cairo_move_to(p->cr, 0, 0);
	cairo_show_text(p->cr, text);
	cairo_restore(p->cr);
}

void
paper_digits(struct paper *p, double x, double y, const struct paper_style *s,
    struct bytes digits)
{
	const size_t groups = (digits.len + DIGIT_GROUP - 1) / DIGIT_GROUP;
	cairo_text_extents_t e;
	double step, gap, at;

	set_style(p, s);
	cairo_text_extents(p->cr, "8", &e);
	step = e.x_advance * 1.35;
	gap = e.x_advance * 0.7;
	at = x - (step * (double)(digits.len - 1) + e.x_advance +
		     gap * (double)(groups - 1)) /
		     2;
	for (size_t i = 0; i < digits.len; i++) {
		const char text[] = {(char)digits.p[i], '\0'};

		if (i > 0 && i % DIGIT_GROUP == 0)
			at += gap;
		cairo_move_to(p->cr, at, y);
		cairo_show_text(p->cr, text);
		at += step;
	}
}

/* --- lines --- */

static void
set_pen(struct paper *p, const struct paper_pen *pen)
{
	const double dashes[] = {pen->dash, pen->dash};

	cairo_set_line_width(p->cr, pen->width);
	cairo_set_dash(p->cr, dashes, pen->dash > 0 ? 2 : 0, 0);
	cairo_set_source_rgb(p->cr, pen->grey, pen->grey, pen->grey);
}

void
paper_line(struct paper *p, const struct paper_box *from_by,
    const struct paper_pen *pen)
{
	set_pen(p, pen);
	cairo_move_to(p->cr, from_by->x, from_by->y);
	cairo_rel_line_to(p->cr, from_by->width, from_by->height);
	cairo_stroke(p->cr);
}

void
paper_rectangle(
    struct paper *p, const struct paper_box *b, const struct paper_pen *pen)
{
	set_pen(p, pen);
	cairo_rectangle(p->cr, b->x, b->y, b->width, b->height);
	cairo_stroke(p->cr);
}

void
paper_fill(struct paper *p, const struct paper_box *b, double grey)
{
	cairo_set_source_rgb(p->cr, grey, grey, grey);
	cairo_rectangle(p->cr, b->x, b->y, b->width, b->height);
	cairo_fill(p->cr);
}

/* One curve: two waves of unlike length, so that no two curves are alike. */
static void
tint_curve(struct paper *p, const struct paper_box *b, int i)
{
	const double middle = b->height / TINT_CURVES * (i + 0.5);
	const int steps = (int)(b->width / TINT_STEP);

	for (int n = 0; n <= steps; n++) {
		double x = TINT_STEP * n;
		double y = middle + 2.6 * sin(2 * PI * x / 9.7 + i * 1.9) +
			   1.7 * sin(2 * PI * x / 4.3 - i * 2.3);

		cairo_line_to(p->cr, b->x + x, b->y + y);
	}
	cairo_stroke(p->cr);
}

void
paper_tint(struct paper *p, const struct paper_box *b)
{
	const struct paper_pen pen = {.width = 0.35, .grey = 0.55};

	cairo_save(p->cr);
	cairo_rectangle(p->cr, b->x, b->y, b->width, b->height);
	cairo_clip(p->cr);
	set_pen(p, &pen);
	for (int i = -2; i < TINT_CURVES + 2; i++)
		tint_curve(p, b, i);
	cairo_restore(p->cr);
}

void
paper_turn(struct paper *p)
{
	cairo_show_page(p->cr);
}

enum err
paper_finish(struct paper *p)
{
	cairo_show_page(p->cr);
	TRY(status(p));
	cairo_surface_finish(p->surface);
	return status(p);
}

void
paper_free(struct paper *p)
{
	if (p == NULL)
		return;
	cairo_destroy(p->cr);
	cairo_surface_destroy(p->surface);
	free(p);
}
