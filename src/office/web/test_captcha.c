/* SPDX-License-Identifier: Apache-2.0 */
#include "office/store/test_store.h"

#include <cairo.h>

#include "office/web/captcha.h"
#include "office/web/captcha_alphabet.h"

static const uint8_t KEY[TICKET_KEY_LEN] = {7};

/* A made captcha and its answer, which only its ticket knows. */
struct made {
	struct gm *gm;
	struct ticket_opened ticket;
	char answer[CAPTCHA_CHARS + 1];
};

static void
make(struct made *m, int64_t expires_at)
{
	const struct ticket_maker maker = {m->gm, BYTES_ARRAY(KEY)};
	AUTO_DONE(buf) id = BUF(TICKET_TEXT_MAX);
	AUTO_DONE(buf) png = BUF(CAPTCHA_PNG_MAX);

	assert_ok(captcha_make(&maker, random_system(), expires_at, &id, &png));
	assert_ok(ticket_open(&maker, TICKET_CAPTCHA, buf_bytes(&id),
	    expires_at - 1, &m->ticket));
	assert_int_equal(m->ticket.len, CAPTCHA_CHARS);
	memset(m->answer, 0, sizeof(m->answer));
	memcpy(m->answer, m->ticket.payload, CAPTCHA_CHARS);
}

static void
its_characters_are_of_the_alphabet_and_vary(void **state)
{
	struct made m;
	char first[CAPTCHA_CHARS + 1];
	size_t same = 0;

	(void)state;
	assert_ok(gm_new(&m.gm));
	make(&m, 100);
	memcpy(first, m.answer, sizeof(first));
	for (int i = 0; i < 8; i++) {
		make(&m, 100);
		assert_int_equal(
		    strspn(m.answer, CAPTCHA_ALPHABET), CAPTCHA_CHARS);
		same += strcmp(m.answer, first) == 0;
	}
	assert_int_equal(same, 0);
	gm_free(m.gm);
}

struct stream {
	struct bytes rest;
};

static cairo_status_t
next_octets(void *closure, unsigned char *out, unsigned int len)
{
	struct stream *s = closure;

	if (s->rest.len < len)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(out, s->rest.p, len);
	s->rest = BYTES(s->rest.p + len, s->rest.len - len);
	return CAIRO_STATUS_SUCCESS;
}

/* How many pixels are dark, and where they lie from left to right. */
static size_t
dark_pixels(cairo_surface_t *image, bool columns[CAPTCHA_WIDTH])
{
	const uint8_t *data = cairo_image_surface_get_data(image);
	int stride = cairo_image_surface_get_stride(image);
	size_t dark = 0;

	for (int y = 0; y < CAPTCHA_HEIGHT; y++)
		for (int x = 0; x < CAPTCHA_WIDTH; x++) {
			const uint8_t *p = data + y * stride + x * 4;

			if (p[0] + p[1] + p[2] < 330) {
				dark++;
				columns[x] = true;
			}
		}
	return dark;
}

static void
the_picture_is_a_png_of_its_size_with_letters_all_over(void **state)
{
	AUTO_DONE(buf) png = BUF(CAPTCHA_PNG_MAX);
	uint64_t seed = 1;
	struct stream stream;
	bool columns[CAPTCHA_WIDTH] = {false};
	cairo_surface_t *image;
	size_t dark, wide = 0;

	(void)state;
	assert_ok(captcha_draw(random_fixed(&seed), "HKMNP", &png));
	stream.rest = buf_bytes(&png);
	image =
	    cairo_image_surface_create_from_png_stream(next_octets, &stream);
	assert_int_equal(cairo_surface_status(image), CAIRO_STATUS_SUCCESS);
	assert_int_equal(cairo_image_surface_get_width(image), CAPTCHA_WIDTH);
	assert_int_equal(cairo_image_surface_get_height(image), CAPTCHA_HEIGHT);
	dark = dark_pixels(image, columns);
	assert_in_range(dark, 1000, CAPTCHA_WIDTH * CAPTCHA_HEIGHT / 2);
	for (size_t x = 0; x < CAPTCHA_WIDTH; x++)
		wide += columns[x];
	assert_in_range(wide, CAPTCHA_WIDTH / 2, CAPTCHA_WIDTH);
	cairo_surface_destroy(image);
}

static void
the_same_text_never_looks_the_same(void **state)
{
	AUTO_DONE(buf) one = BUF(CAPTCHA_PNG_MAX);
	AUTO_DONE(buf) two = BUF(CAPTCHA_PNG_MAX);

	(void)state;
	assert_ok(captcha_draw(random_system(), "HKMNP", &one));
	assert_ok(captcha_draw(random_system(), "HKMNP", &two));
	assert_false(bytes_equal(buf_bytes(&one), buf_bytes(&two)));
}

static void
text_outside_the_alphabet_is_not_drawn(void **state)
{
	const char *const texts[] = {
	    "", "HKMN", "HKMNPR", "HKMN0", "HKMNO", "hkmnp", "HKM P", "证书"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		AUTO_DONE(buf) png = BUF(CAPTCHA_PNG_MAX);

		assert_int_equal(captcha_draw(random_system(), texts[i], &png),
		    ERR_BAD_TEXT);
	}
}

static void
an_answer_is_right_in_either_case_and_no_other_way(void **state)
{
	struct ticket_opened t = {.len = CAPTCHA_CHARS, .payload = "AH3KT"};
	static const struct {
		const char *answer;
		bool right;
	} cases[] = {{"AH3KT", true}, {"ah3kt", true}, {"aH3Kt", true},
	    {"AH3KR", false}, {"AH3K", false}, {"AH3KTT", false}, {"", false},
	    {" AH3KT", false}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    captcha_right(&t, cases[i].answer), cases[i].right);
}

struct trial {
	const struct ticket_opened *ticket;
	const char *answer;
	bool right;
};

static enum err
spend_job(struct db *db, void *arg)
{
	struct trial *t = arg;

	return captcha_spend(db, t->ticket, t->answer, &t->right);
}

static bool
try_answer(struct store *s, const struct made *m, const char *answer)
{
	struct trial t = {&m->ticket, answer, false};

	assert_ok(store_write(s, spend_job, &t));
	return t.right;
}

static void
an_answer_counts_once_even_when_it_is_wrong(void **state)
{
	AUTO(store) s = NULL;
	struct made right, wrong;

	assert_ok(store_open(((struct place *)*state)->db, &s));
	assert_ok(gm_new(&right.gm));
	wrong.gm = right.gm;
	make(&right, 100);
	make(&wrong, 100);
	assert_true(try_answer(s, &right, right.answer));
	assert_false(try_answer(s, &right, right.answer));
	assert_false(try_answer(s, &wrong, "?????"));
	assert_false(try_answer(s, &wrong, wrong.answer));
	gm_free(right.gm);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(its_characters_are_of_the_alphabet_and_vary),
	    cmocka_unit_test(
		the_picture_is_a_png_of_its_size_with_letters_all_over),
	    cmocka_unit_test(the_same_text_never_looks_the_same),
	    cmocka_unit_test(text_outside_the_alphabet_is_not_drawn),
	    cmocka_unit_test(
		an_answer_is_right_in_either_case_and_no_other_way),
	    place_test(an_answer_counts_once_even_when_it_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
