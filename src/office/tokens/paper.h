/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sheets of A4 as a PDF in memory: text and lines in millimetres from the
 * upper left corner, in a font that has Chinese characters. One thread. What
 * fails is remembered until paper_finish; drawing goes on with no effect.
 */
#ifndef OFFICE_PAPER_H
#define OFFICE_PAPER_H

#include "base/bytes.h"

#define PAPER_WIDTH 210.0 /* mm */
#define PAPER_HEIGHT 297.0
#define PAPER_PDF_MAX (16 * 1024 * 1024) /* octets */

struct paper;

/* Begin with an empty sheet. What is drawn is added to pdf, which is borrowed
 * until paper_finish. FONT_MISSING if this computer has no Chinese font. */
MUST_USE enum err paper_begin(
    struct buf *pdf, const char *title, struct paper **ret_p);

/* Is there a font? So that it can be said before something is begun. */
MUST_USE enum err paper_check(void);

enum paper_align { PAPER_LEFT, PAPER_CENTRE, PAPER_RIGHT };

struct paper_style {
	double size; /* points */
	bool bold;
	double grey;		/* 0 black … 1 white */
	enum paper_align align; /* what x is of the text */
	double width;		/* mm: a longer text is set narrower; 0: any */
};

/* One line of text, (x, y) on its base line. */
void paper_text(struct paper *p, double x, double y,
    const struct paper_style *s, const char *text);

/* Digits set wide apart, in groups of four, around x. */
void paper_digits(struct paper *p, double x, double y,
    const struct paper_style *s, struct bytes digits);

/* Lines: from one point to another; around a rectangle. */
struct paper_box {
	double x, y, width, height; /* mm */
};
struct paper_pen {
	double width; /* mm */
	double grey;
	double dash; /* mm; 0: drawn through */
};
void paper_line(struct paper *p, const struct paper_box *from_by,
    const struct paper_pen *pen);
void paper_rectangle(
    struct paper *p, const struct paper_box *b, const struct paper_pen *pen);
void paper_fill(struct paper *p, const struct paper_box *b, double grey);

/* A tangle of curves, through which nothing is read against the light. */
void paper_tint(struct paper *p, const struct paper_box *b);

/* The next sheet. */
void paper_turn(struct paper *p);

/* The end: all octets are in pdf. NOMEM, TOO_LARGE, INTERNAL. */
MUST_USE enum err paper_finish(struct paper *p);
void paper_free(struct paper *p); /* p may be NULL */
DEFINE_AUTO(paper)

#endif
