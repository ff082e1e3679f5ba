/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture: letters turned and shifted one by one, the whole bent along two
 * waves, thin curves through it in the letters' colour, and specks.
 */
#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "office/web/captcha.h"
#include "office/web/captcha_alphabet.h"

#define PI 3.14159265358979323846
#define FONT "DejaVu Sans" /* fontconfig finds another if it is missing */
#define FONT_SIZE 36
#define MARGIN 12 /* pixels left and right of the letters */
#define CURVES 3
#define SPECKS 60

/* Random choices of one picture, all drawn at once. */
struct dice {
	uint8_t octets[1024];
	size_t used;
};

/* Evenly from low to high. */
static double
roll(struct dice *d, double low, double high)
{
	uint8_t octet = d->octets[d->used++ % sizeof(d->octets)];

	return low + (high - low) * octet / 255;
}

struct picture {
	cairo_surface_t *flat; /* letters before they are bent */
	cairo_surface_t *bent; /* what is shown */
};

static void
picture_done(struct picture *p)
{
	cairo_surface_destroy(p->flat); /* NULL is fine */
	cairo_surface_destroy(p->bent);
}
DEFINE_AUTO_DONE(picture)

static cairo_surface_t *
surface_new(void)
{
	return cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, CAPTCHA_WIDTH, CAPTCHA_HEIGHT);
}

static void
paint_ground(cairo_t *cr, struct dice *d)
{
	cairo_pattern_t *p = cairo_pattern_create_linear(
	    0, 0, CAPTCHA_WIDTH, roll(d, 0, CAPTCHA_HEIGHT));
	double tint = roll(d, 0.90, 0.95);

	cairo_pattern_add_color_stop_rgb(p, 0, 0.97, 0.98, 0.99);
	cairo_pattern_add_color_stop_rgb(p, 1, tint, 0.95, 0.98);
	cairo_set_source(cr, p);
	cairo_paint(cr);
	cairo_pattern_destroy(p);
}

/* Dark, so that it stands out, and never quite the same. */
static void
set_ink(cairo_t *cr, struct dice *d, double alpha)
{
	cairo_set_source_rgba(cr, roll(d, 0.05, 0.30), roll(d, 0.10, 0.32),
	    roll(d, 0.30, 0.50), alpha);
}

/* INTERNAL if the font has nothing to show. */
static enum err
draw_letter(cairo_t *cr, struct dice *d, size_t i, char c)
{
	const double step =
	    (double)(CAPTCHA_WIDTH - 2 * MARGIN) / CAPTCHA_CHARS;
	const char text[] = {c, '\0'};
	cairo_text_extents_t e;

	cairo_set_font_size(cr, FONT_SIZE + roll(d, -3, 3));
	cairo_text_extents(cr, text, &e);
	if (e.width < 1)
		return ERR_INTERNAL;
	cairo_save(cr);
	cairo_translate(cr, MARGIN + step * ((double)i + 0.5) + roll(d, -2, 2),
	    CAPTCHA_HEIGHT / 2.0 + roll(d, -5, 5));
	cairo_rotate(cr, roll(d, -0.32, 0.32));
	cairo_move_to(
	    cr, -e.x_bearing - e.width / 2, -e.y_bearing - e.height / 2);
	set_ink(cr, d, 1);
	cairo_show_text(cr, text);
	cairo_restore(cr);
	return ERR_OK;
}

static enum err
draw_letters(cairo_t *cr, struct dice *d, const char *text)
{
	cairo_select_font_face(
	    cr, FONT, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
	for (size_t i = 0; text[i] != '\0'; i++)
		TRY(draw_letter(cr, d, i, text[i]));
	return ERR_OK;
}

/* Thin enough to read past, close enough to the letters to confuse a robot. */
static void
draw_curves(cairo_t *cr, struct dice *d)
{
	for (int i = 0; i < CURVES; i++) {
		double y = roll(d, 10, CAPTCHA_HEIGHT - 10);

		cairo_move_to(cr, -5, y);
		cairo_curve_to(cr, CAPTCHA_WIDTH / 3.0, roll(d, -10, 70),
		    CAPTCHA_WIDTH * 2 / 3.0, roll(d, -10, 70),
		    CAPTCHA_WIDTH + 5, roll(d, 10, CAPTCHA_HEIGHT - 10));
		set_ink(cr, d, 0.65);
		cairo_set_line_width(cr, roll(d, 0.9, 1.6));
		cairo_stroke(cr);
	}
}

static void
draw_specks(cairo_t *cr, struct dice *d)
{
	for (int i = 0; i < SPECKS; i++) {
		cairo_arc(cr, roll(d, 0, CAPTCHA_WIDTH),
		    roll(d, 0, CAPTCHA_HEIGHT), roll(d, 0.4, 1.1), 0, 2 * PI);
		set_ink(cr, d, 0.4);
		cairo_fill(cr);
	}
}

static enum err
draw_flat(cairo_surface_t *surface, struct dice *d, const char *text)
{
	cairo_t *cr = cairo_create(surface);
	enum err err;

	paint_ground(cr, d);
	err = draw_letters(cr, d, text);
	if (err == ERR_OK) {
		draw_curves(cr, d);
		draw_specks(cr, d);
		if (cairo_status(cr) != CAIRO_STATUS_SUCCESS)
			err = ERR_NOMEM;
	}
	cairo_destroy(cr);
	return err;
}

/* A pixel of an image, whose edge pixels go on for ever. */
static uint32_t
pixel(const uint8_t *data, int stride, int x, int y)
{
	uint32_t v;

	x = x < 0 ? 0 : x >= CAPTCHA_WIDTH ? CAPTCHA_WIDTH - 1 : x;
	y = y < 0 ? 0 : y >= CAPTCHA_HEIGHT ? CAPTCHA_HEIGHT - 1 : y;
	memcpy(&v, data + (ptrdiff_t)y * stride + (ptrdiff_t)x * 4, 4);
	return v;
}

static double
mix(uint32_t a, uint32_t b, int shift, double t)
{
	return (double)(a >> shift & 0xff) * (1 - t) +
	       (double)(b >> shift & 0xff) * t;
}

/* Between four pixels. */
static uint32_t
sample(const uint8_t *data, int stride, double x, double y)
{
	int x0 = (int)floor(x), y0 = (int)floor(y);
	double tx = x - x0, ty = y - y0;
	uint32_t v = 0;

	for (int shift = 0; shift <= 16; shift += 8) {
		double top = mix(pixel(data, stride, x0, y0),
		    pixel(data, stride, x0 + 1, y0), shift, tx);
		double low = mix(pixel(data, stride, x0, y0 + 1),
		    pixel(data, stride, x0 + 1, y0 + 1), shift, tx);

		v |= (uint32_t)(top * (1 - ty) + low * ty + 0.5) << shift;
	}
	return v;
}

struct wave {
	double height, length, phase;
};

static double
wave_at(const struct wave *w, int at)
{
	return w->height * sin(2 * PI * at / w->length + w->phase);
}

static void
bend(const struct picture *p, struct dice *d)
{
	const struct wave across = {
	    roll(d, 2.5, 4), roll(d, 60, 100), roll(d, 0, 2 * PI)};
	const struct wave down = {
	    roll(d, 1.5, 3), roll(d, 35, 60), roll(d, 0, 2 * PI)};
	const uint8_t *from = cairo_image_surface_get_data(p->flat);
	uint8_t *to = cairo_image_surface_get_data(p->bent);
	int stride = cairo_image_surface_get_stride(p->flat);

	for (int y = 0; y < CAPTCHA_HEIGHT; y++) {
		double dx = wave_at(&down, y);

		for (int x = 0; x < CAPTCHA_WIDTH; x++) {
			uint32_t v = sample(
			    from, stride, x + dx, y + wave_at(&across, x));

			memcpy(to + (ptrdiff_t)y * stride + (ptrdiff_t)x * 4,
			    &v, 4);
		}
	}
	cairo_surface_mark_dirty(p->bent);
}

static cairo_status_t
add_octets(void *closure, const unsigned char *data, unsigned int len)
{
	struct buf *b = closure;

	buf_put(b, BYTES(data, len));
	return buf_status(b) == ERR_OK ? CAIRO_STATUS_SUCCESS
				       : CAIRO_STATUS_WRITE_ERROR;
}

static bool
text_is_known(const char *text)
{
	return strlen(text) == CAPTCHA_CHARS &&
	       strspn(text, CAPTCHA_ALPHABET) == CAPTCHA_CHARS;
}

enum err
captcha_draw(struct random random, const char *text, struct buf *png)
{
	AUTO_DONE(picture) p = {NULL, NULL};
	struct dice dice = {.used = 0};

	if (!text_is_known(text))
		return ERR_BAD_TEXT;
	TRY(random_fill(random, dice.octets, sizeof(dice.octets)));
	p.flat = surface_new();
	p.bent = surface_new();
	if (cairo_surface_status(p.bent) != CAIRO_STATUS_SUCCESS)
		return ERR_NOMEM;
	TRY(draw_flat(p.flat, &dice, text));
	cairo_surface_flush(p.flat);
	bend(&p, &dice);
	if (cairo_surface_write_to_png_stream(p.bent, add_octets, png) !=
	    CAIRO_STATUS_SUCCESS)
		return buf_status(png) == ERR_OK ? ERR_NOMEM : buf_status(png);
	return ERR_OK;
}
