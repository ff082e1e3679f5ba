/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* RFC 3629 sections 3, 4 and 10; ill is what must be refused. */
static const struct {
	const char *text;
	bool good;
	size_t chars;
} utf8_cases[] = {
    {"", true, 0}, {"abc", true, 3}, {"商标局", true, 3}, {"\x7f", true, 1},
    {"\xc2\x80", true, 1},		   /* U+0080, the first of two */
    {"\xdf\xbf", true, 1},		   /* U+07FF */
    {"\xe0\xa0\x80", true, 1},		   /* U+0800 */
    {"\xed\x9f\xbf\xee\x80\x80", true, 2}, /* around the surrogates */
    {"\xef\xbf\xbf", true, 1},		   /* U+FFFF */
    {"\xf0\x90\x80\x80", true, 1},	   /* U+10000 */
    {"\xf4\x8f\xbf\xbf", true, 1},	   /* U+10FFFF, the last */
    {"\xf4\x90\x80\x80", false, 0},	   /* one more */
    {"\xf5\x80\x80\x80", false, 0},	   /* never a first octet */
    {"\xff", false, 0},			   /* never an octet */
    {"\x80", false, 0},			   /* none begins like that */
    {"\xc0\x80", false, 0},		   /* NUL, not the shortest */
    {"\xc1\xbf", false, 0},		   /* U+007F, not the shortest */
    {"\xe0\x9f\xbf", false, 0},		   /* U+07FF, not the shortest */
    {"\xf0\x8f\xbf\xbf", false, 0},	   /* U+FFFF, not the shortest */
    {"\xed\xa0\x80", false, 0},		   /* U+D800, a surrogate */
    {"\xed\xbf\xbf", false, 0},		   /* U+DFFF, the last */
    {"\xe4\xb8", false, 0},		   /* cut short */
    {"\xe4\xb8z", false, 0},		   /* interrupted */
    {"a\xc3", false, 0},		   /* cut short at the end */
};

static void
utf8_is_strict(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(utf8_cases); i++) {
		struct bytes text = bytes_str(utf8_cases[i].text);

		assert_int_equal(text_is_utf8(text), utf8_cases[i].good);
		if (utf8_cases[i].good)
			assert_int_equal(text_chars(text), utf8_cases[i].chars);
	}
}

static void
a_nul_is_not_text(void **state)
{
	(void)state;
	assert_false(text_is_utf8(BYTES("a\0b", 3)));
	assert_false(text_is_plain(BYTES("\0", 1)));
}

static void
characters_come_one_by_one(void **state)
{
	struct bytes text = bytes_str("a商\xf0\x9f\x94\x91");
	uint32_t c = 0;

	(void)state;
	assert_int_equal(text_next(text, &c), 1);
	assert_int_equal(c, 'a');
	assert_int_equal(text_next(BYTES(text.p + 1, 3), &c), 3);
	assert_int_equal(c, 0x5546);
	assert_int_equal(text_next(BYTES(text.p + 4, 4), &c), 4);
	assert_int_equal(c, 0x1f511);
	assert_int_equal(text_next(BYTES(text.p + 4, 3), &c), 0);
	assert_int_equal(text_next(BYTES_NONE, &c), 0);
	assert_int_equal(text_next(BYTES("", 1), &c), 1);
	assert_int_equal(c, 0);
}

/* A character that takes one to three octets. */
static struct bytes
encode(uint32_t c, uint8_t out[3])
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return BYTES(out, 1);
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xc0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 0x3f));
		return BYTES(out, 2);
	}
	out[0] = (uint8_t)(0xe0 | c >> 12);
	out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	out[2] = (uint8_t)(0x80 | (c & 0x3f));
	return BYTES(out, 3);
}

/* First and last of each range that is not plain; around them all is. */
static const struct {
	uint32_t first, last;
} not_plain[] = {
    {0x00, 0x1f},     /* C0 */
    {0x7f, 0x9f},     /* DEL and C1 */
    {0x061c, 0x061c}, /* Arabic letter mark */
    {0x200e, 0x200f}, /* left-to-right, right-to-left mark */
    {0x2028, 0x202e}, /* separators, embeddings, overrides */
    {0x2066, 0x2069}, /* isolates */
};

static void
plain_text_shows_as_what_it_is(void **state)
{
	size_t range = 0;

	(void)state;
	for (uint32_t c = 0; c < 0x3000; c++) {
		uint8_t octets[3];
		bool plain =
		    c < not_plain[range].first || c > not_plain[range].last;

		assert_int_equal(text_is_plain(encode(c, octets)), plain);
		if (c == not_plain[range].last && range + 1 < COUNT(not_plain))
			range++;
	}
	assert_true(text_is_plain(bytes_str("张三 & Co. \xf0\x9f\x94\x91")));
	assert_true(text_is_plain(BYTES_NONE));
	assert_false(text_is_plain(bytes_str("plain\xff")));
}

static void
hexadecimal_goes_there_and_back(void **state)
{
	static const uint8_t data[] = {0x00, 0x01, 0x9a, 0xaf, 0xff};
	AUTO_DONE(buf) b = BUF(2 * sizeof(data));
	uint8_t out[sizeof(data)];
	size_t len;

	(void)state;
	text_hex(&b, BYTES_ARRAY(data));
	assert_true(bytes_equal(buf_bytes(&b), bytes_str("00019aafff")));
	assert_int_equal(
	    text_unhex(buf_bytes(&b), out, sizeof(out), &len), ERR_OK);
	assert_true(bytes_equal(BYTES(out, len), BYTES_ARRAY(data)));
	assert_int_equal(
	    text_unhex(bytes_str("AbCd"), out, sizeof(out), &len), ERR_OK);
	assert_int_equal(len, 2);
	assert_memory_equal(out, "\xab\xcd", 2);
	assert_int_equal(text_unhex(BYTES_NONE, out, 0, &len), ERR_OK);
	assert_int_equal(len, 0);
}

static void
bad_hexadecimal_is_refused(void **state)
{
	static const char *const bad[] = {
	    "0", "000", "0g", "g0", " 0", "0x00", "00 ", "/0", ":0", "@0"};
	uint8_t out[4] = {0};
	size_t len = 7;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(
		    text_unhex(bytes_str(bad[i]), out, sizeof(out), &len),
		    ERR_BAD_TEXT);
	/* One octet more than there is room for. */
	assert_int_equal(
	    text_unhex(bytes_str("ffffffffff"), out, sizeof(out), &len),
	    ERR_BAD_TEXT);
	assert_int_equal(len, 7);
	assert_memory_equal(out, "\0\0\0\0", 4);
}

/* RFC 4648 section 10, and octets that use the last two characters. */
static const struct {
	const char *data, *text, *url;
} base64_cases[] = {
    {"", "", ""},
    {"f", "Zg==", "Zg"},
    {"fo", "Zm8=", "Zm8"},
    {"foo", "Zm9v", "Zm9v"},
    {"foob", "Zm9vYg==", "Zm9vYg"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
    {"\xfb\xff\xfe", "+//+", "-__-"},
};

static void
base64_goes_there_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(base64_cases); i++) {
		AUTO_DONE(buf) text = BUF(100);
		AUTO_DONE(buf) url = BUF(100);
		AUTO_DONE(buf) back = BUF(100);
		struct bytes data = bytes_str(base64_cases[i].data);

		text_base64(&text, data);
		text_base64url(&url, data);
		assert_true(bytes_equal(
		    buf_bytes(&text), bytes_str(base64_cases[i].text)));
		assert_true(bytes_equal(
		    buf_bytes(&url), bytes_str(base64_cases[i].url)));
		assert_int_equal(
		    text_unbase64(buf_bytes(&text), &back), ERR_OK);
		assert_true(bytes_equal(buf_bytes(&back), data));
		buf_truncate(&back, 0);
		assert_int_equal(
		    text_unbase64url(buf_bytes(&url), &back), ERR_OK);
		assert_true(bytes_equal(buf_bytes(&back), data));
	}
}

static void
base64_has_one_text_for_each_value(void **state)
{
	static const char *const bad[] = {
	    "Z", "Zg", "Zm8", "Zm9vY",		    /* no padding */
	    "=", "==", "===", "====", "Z===",	    /* nothing but padding */
	    "Zg=", "Zm9v=", "Zm9v====", "Zg==Zg==", /* padding elsewhere */
	    "Z=g=", "Zg=v",
	    "=Zg=", "Zh==", "Zv==", "Zm9=", "Zm+=", /* stray bits at the end */
	    "Zm9v\n", "Zm 9", "Zm9v\r\n", " Zm9",   /* white space */
	    "-__-", "Zm9*", "Zm9\xc3",		    /* other characters */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		AUTO_DONE(buf) b = BUF(100);

		buf_str(&b, "before");
		assert_int_equal(
		    text_unbase64(bytes_str(bad[i]), &b), ERR_BAD_TEXT);
		assert_true(bytes_equal(buf_bytes(&b), bytes_str("before")));
	}
	assert_int_equal(
	    text_unbase64(BYTES("Zm\0v", 4), &(struct buf)BUF(100)),
	    ERR_BAD_TEXT);
}

static void
base64url_has_one_text_for_each_value(void **state)
{
	static const char *const bad[] = {
	    "Z", "Zm9vY", "Zg==", "Zm8=", "=",	  /* length, padding */
	    "Zh", "Zm9", "+//+", "Zm9v\n", "Z g", /* stray bits, others */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		AUTO_DONE(buf) b = BUF(100);

		assert_int_equal(
		    text_unbase64url(bytes_str(bad[i]), &b), ERR_BAD_TEXT);
		assert_int_equal(b.len, 0);
	}
}

static void
decoding_keeps_the_buffers_maximum(void **state)
{
	AUTO_DONE(buf) room = BUF(6);
	AUTO_DONE(buf) none = BUF(5);

	(void)state;
	assert_int_equal(text_unbase64(bytes_str("Zm9vYmFy"), &room), ERR_OK);
	assert_int_equal(
	    text_unbase64(bytes_str("Zm9vYmFy"), &none), ERR_TOO_LARGE);
}

static const struct {
	const char *text;
	uint64_t max;
	bool good;
	uint64_t value;
} number_cases[] = {
    {"0", 0, true, 0}, {"1", 0, false, 0}, {"9", 9, true, 9},
    {"10", 9, false, 0}, {"100", 100, true, 100}, {"101", 100, false, 0},
    {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
    {"18446744073709551616", UINT64_MAX, false, 0},
    {"18446744073709551625", UINT64_MAX, false, 0},
    {"99999999999999999999", UINT64_MAX, false, 0}, {"", 100, false, 0},
    {"00", 100, false, 0}, {"01", 100, false, 0}, {"+1", 100, false, 0},
    {"-1", 100, false, 0}, {" 1", 100, false, 0}, {"1 ", 100, false, 0},
    {"1a", 100, false, 0}, {"0x1", 100, false, 0},
    {"\xef\xbc\x91", 100, false, 0}, /* a full-width 1 */
};

static void
numbers_are_decimal_and_within_their_maximum(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(number_cases); i++) {
		uint64_t v = 7;
		enum err err =
		    text_u64(number_cases[i].text, number_cases[i].max, &v);

		assert_int_equal(
		    err, number_cases[i].good ? ERR_OK : ERR_BAD_NUMBER);
		assert_true(
		    v == (number_cases[i].good ? number_cases[i].value : 7));
	}
}

static void
a_code_stands_in_groups_of_five(void **state)
{
	static const uint8_t raw[TEXT_CODE_CHARS] = {0, 1, 9, 10, 17, 18, 19,
	    20, 21, 22, 26, 27, 31, 0xe0, 0xff, 2, 3, 4, 5, 6};
	char code[TEXT_CODE_SIZE];

	(void)state;
	text_code(raw, code);
	assert_string_equal(code, "019AH-JKMNP-TVZ0Z-23456");
}

static void
typing_a_code_is_forgiven_much(void **state)
{
	static const char *const typed[] = {
	    "019AH-JKMNP-TVZ0Z-23456",
	    "019ahjkmnptvz0z23456",
	    " 019AH JKMNP TVZ0Z 23456 ",
	    "OI9AH-JKMNP-TVZOZ-23456",
	    "ol9ah--jkmnp--tvzoz--23456",
	};
	static const uint8_t want[TEXT_CODE_CHARS] = {0, 1, 9, 10, 17, 18, 19,
	    20, 21, 22, 26, 27, 31, 0, 31, 2, 3, 4, 5, 6};

	(void)state;
	for (size_t i = 0; i < COUNT(typed); i++) {
		uint8_t raw[TEXT_CODE_CHARS];

		assert_int_equal(text_uncode(bytes_str(typed[i]), raw), ERR_OK);
		assert_memory_equal(raw, want, sizeof(want));
	}
}

static void
every_character_of_a_code_reads_back(void **state)
{
	(void)state;
	for (uint8_t v = 0; v < 32; v++) {
		uint8_t raw[TEXT_CODE_CHARS], back[TEXT_CODE_CHARS];
		char code[TEXT_CODE_SIZE];

		memset(raw, v, sizeof(raw));
		text_code(raw, code);
		assert_int_equal(text_uncode(bytes_str(code), back), ERR_OK);
		assert_memory_equal(raw, back, sizeof(raw));
	}
}

static void
a_code_of_another_length_or_alphabet_is_refused(void **state)
{
	static const char *const typed[] = {
	    "",
	    "019AH-JKMNP-TVZ0Z-2345",	/* one too few */
	    "019AH-JKMNP-TVZ0Z-234567", /* one too many */
	    "U19AH-JKMNP-TVZ0Z-23456",	/* no U in the alphabet */
	    "u19AH-JKMNP-TVZ0Z-23456",
	    "019AH-JKMNP-TVZ0Z-2345*",
	    "019AH-JKMNP-TVZ0Z-2345\xc3",
	    "019AH-JKMNP-TVZ0Z-23456\n",
	};
	uint8_t raw[TEXT_CODE_CHARS] = {42};

	(void)state;
	for (size_t i = 0; i < COUNT(typed); i++)
		assert_int_equal(
		    text_uncode(bytes_str(typed[i]), raw), ERR_CODE_SYNTAX);
	assert_int_equal(text_uncode(BYTES("019AHJKMNPTVZ0Z2345\0", 20), raw),
	    ERR_CODE_SYNTAX);
	assert_int_equal(raw[0], 42);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(utf8_is_strict),
	    cmocka_unit_test(a_nul_is_not_text),
	    cmocka_unit_test(characters_come_one_by_one),
	    cmocka_unit_test(plain_text_shows_as_what_it_is),
	    cmocka_unit_test(hexadecimal_goes_there_and_back),
	    cmocka_unit_test(bad_hexadecimal_is_refused),
	    cmocka_unit_test(base64_goes_there_and_back),
	    cmocka_unit_test(base64_has_one_text_for_each_value),
	    cmocka_unit_test(base64url_has_one_text_for_each_value),
	    cmocka_unit_test(decoding_keeps_the_buffers_maximum),
	    cmocka_unit_test(numbers_are_decimal_and_within_their_maximum),
	    cmocka_unit_test(a_code_stands_in_groups_of_five),
	    cmocka_unit_test(typing_a_code_is_forgiven_much),
	    cmocka_unit_test(every_character_of_a_code_reads_back),
	    cmocka_unit_test(a_code_of_another_length_or_alphabet_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
