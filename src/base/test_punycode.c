/* SPDX-License-Identifier: Apache-2.0 */
#include "base/punycode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static enum err
decode(const char *ascii, char out[256])
{
	AUTO_DONE(buf) b = BUF(255);
	enum err e = punycode_decode(bytes_str(ascii), &b);

	if (e == ERR_OK)
		memcpy(out, b.p, b.len);
	out[e == ERR_OK ? b.len : 0] = '\0';
	return e;
}

/* RFC 3492 clause 7.1 */
static void
the_samples_of_the_standard_are_decoded(void **state)
{
	static const struct {
		const char *ascii, *text;
	} samples[] = {
	    {"egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"},	   /* A */
	    {"ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"},	   /* B */
	    {"ihqwctvzc91f659drss3x8bo0yb", "他們爲什麽不說中文"}, /* C */
	    {"Proprostnemluvesky-uyb24dma41a", "Pročprostěnemluvíčesky"},
	    {"b1abfaaepdrnnbgefbadotcwatmq2g4l",
		"почемужеонинеговорятпорусски"},
	    {"3B-ww4c5e180e575a65lsy2b", "3年B組金八先生"}, /* L */
	    {"-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n",
		"安室奈美恵-with-SUPER-MONKEYS"},	/* M */
	    {"2-u9tlzr9756bt3uc0v", "ひとつ屋根の下2"}, /* O */
	    {"d9juau41awczczp", "そのスピードで"},	/* R */
	    {"-> $1.00 <--", "-> $1.00 <-"},		/* S */
	};
	char text[256];

	(void)state;
	for (size_t n = 0; n < COUNT(samples); n++) {
		assert_int_equal(decode(samples[n].ascii, text), ERR_OK);
		assert_string_equal(text, samples[n].text);
	}
}

static void
what_is_not_punycode_is_refused(void **state)
{
	static const char *const bad[] = {
	    "",			  /* nothing */
	    "ihqwcrb4cv8a8dqg05", /* cut off inside a number */
	    "99999999",		  /* past what 32 bits hold */
	    "a_b",		  /* not a digit */
	    "\xc3\xa4-abc",	  /* not ASCII */
	    "0000000000000000000000000000000000000000000000000000000000000000",
	};
	char text[256];

	(void)state;
	for (size_t n = 0; n < COUNT(bad); n++)
		assert_int_equal(decode(bad[n], text), ERR_BAD_TEXT);
}

static void
a_label_of_63_octets_is_the_longest(void **state)
{
	char label[65], text[256];

	(void)state;
	memset(label, 'a', sizeof(label));
	label[62] = '-';
	label[63] = '\0';
	assert_int_equal(decode(label, text), ERR_OK);
	assert_int_equal(strlen(text), 62);
	label[62] = 'a';
	label[63] = '-';
	label[64] = '\0';
	assert_int_equal(decode(label, text), ERR_BAD_TEXT);
}

static void
surrogates_are_no_characters(void **state)
{
	char text[256];

	(void)state;
	/* U+D7FF and U+E000 are, one step beyond and before it is not. */
	assert_int_equal(decode("hb9b", text), ERR_OK);
	assert_string_equal(text, "\xed\x9f\xbf");
	assert_int_equal(decode("ib9b", text), ERR_BAD_TEXT);
	assert_int_equal(decode("zy0c", text), ERR_BAD_TEXT);
	assert_int_equal(decode("0y0c", text), ERR_OK);
	assert_string_equal(text, "\xee\x80\x80");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_samples_of_the_standard_are_decoded),
	    cmocka_unit_test(what_is_not_punycode_is_refused),
	    cmocka_unit_test(a_label_of_63_octets_is_the_longest),
	    cmocka_unit_test(surrogates_are_no_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
