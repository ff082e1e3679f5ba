/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asn1/der.h"

/* clang-format off */
#define DER(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}
/* clang-format on */

/* X.680 41; RFC 3629 */
static const struct {
	struct bytes der;
	const char *text; /* NULL: refused */
} texts[] = {
    {DER("\x0c\x03"
	 "a*b"),
	"a*b"},
    {DER("\x0c\x06\xe7\x94\xb3\xe8\xaf\xb7"), "申请"},
    {DER("\x0c\x00"), ""},
    {DER("\x0c\x02\xc0\xaf"), NULL},	     /* overlong */
    {DER("\x0c\x03\xed\xa0\x80"), NULL},     /* surrogate */
    {DER("\x0c\x04\xf4\x90\x80\x80"), NULL}, /* past U+10FFFF */
    {DER("\x0c\x01\xe7"), NULL},	     /* cut off */
    {DER("\x0c\x02"
	 "a\x00"),
	NULL}, /* NUL */
    {DER("\x0c\x02"
	 "a\n"),
	NULL},			 /* control */
    {DER("\x0c\x01\x7f"), NULL}, /* delete */
    {DER("\x13\x0c"
	 "Aa09 '()+,-."),
	"Aa09 '()+,-."},
    {DER("\x13\x04"
	 "/:=?"),
	"/:=?"},
    {DER("\x13\x01"
	 "*"),
	NULL},
    {DER("\x13\x01"
	 "@"),
	NULL},
    {DER("\x13\x01"
	 "&"),
	NULL},
    {DER("\x13\x01"
	 "_"),
	NULL},
    {DER("\x13\x01\x00"), NULL},
    {DER("\x13\x01\xc1"), NULL},
    {DER("\x16\x03"
	 "a@b"),
	"a@b"},
    {DER("\x16\x01"
	 "~"),
	"~"},
    {DER("\x16\x01\x7f"), NULL},
    {DER("\x16\x01\x1f"), NULL},
    {DER("\x16\x01\x80"), NULL},
    {DER("\x16\x01\x00"), NULL},
    {DER("\x14\x01"
	 "a"),
	NULL}, /* TeletexString */
    {DER("\x1e\x02\x00"
	 "a"),
	NULL}, /* BMPString */
    {DER("\x04\x01"
	 "a"),
	NULL}, /* no text at all */
    {DER("\x0c\x02"
	 "a"),
	NULL},
    {DER(""), NULL},
};

static void
text_keeps_to_the_characters_of_its_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct der d = der_of(texts[i].der);
		char out[16] = "before";
		enum err e = der_text(&d, out, sizeof(out));

		if ((e == ERR_OK) != (texts[i].text != NULL))
			fail_msg("row %zu: %d", i, (int)e);
		if (e == ERR_OK) {
			assert_string_equal(out, texts[i].text);
			assert_int_equal(der_end(&d), ERR_OK);
		} else {
			assert_int_equal(e, ERR_DER_SYNTAX);
			assert_string_equal(out, "before");
			assert_int_equal(d.rest.len, texts[i].der.len);
		}
	}
}

static void
text_that_does_not_fit_with_its_nul_is_too_large(void **state)
{
	struct der d = der_of(BYTES("\x0c\x03"
				    "abc",
	    5));
	char exact[4], less[3] = "x";

	(void)state;
	assert_int_equal(der_text(&d, less, sizeof(less)), ERR_DER_TOO_LARGE);
	assert_string_equal(less, "x");
	assert_int_equal(der_text(&d, exact, sizeof(exact)), ERR_OK);
	assert_string_equal(exact, "abc");
}

/* Seconds of some dates, by `date -u -d … +%s`. */
#define AT_1950 (-631152000)
#define AT_2026 1795334399 /* 2026-11-22T07:59:59Z */
#define AT_2049 2524607999 /* 2049-12-31T23:59:59Z */
#define AT_2050 2524608000
#define AT_9999 253402300799 /* 9999-12-31T23:59:59Z */

/* RFC 5280 4.1.2.5 */
static const struct {
	const char *what;
	uint8_t tag;
	const char *text;
	enum err want;
	int64_t at;
} times[] = {
    {"plain", 0x17, "261122075959Z", ERR_OK, AT_2026},
    {"50 is 1950", 0x17, "500101000000Z", ERR_OK, AT_1950},
    {"49 is 2049", 0x17, "491231235959Z", ERR_OK, AT_2049},
    {"2050", 0x18, "20500101000000Z", ERR_OK, AT_2050},
    {"the last", 0x18, "99991231235959Z", ERR_OK, AT_9999},
    {"leap day", 0x17, "240229000000Z", ERR_OK, 1709164800},
    {"GeneralizedTime too early", 0x18, "20491231235959Z", ERR_DER_SYNTAX, 0},
    {"GeneralizedTime long ago", 0x18, "19500101000000Z", ERR_DER_SYNTAX, 0},
    {"no seconds", 0x17, "2611220759Z", ERR_DER_SYNTAX, 0},
    {"offset", 0x17, "261122075959+0800", ERR_DER_SYNTAX, 0},
    {"local", 0x17, "261122075959", ERR_DER_SYNTAX, 0},
    {"small z", 0x17, "261122075959z", ERR_DER_SYNTAX, 0},
    {"space", 0x17, " 61122075959Z", ERR_DER_SYNTAX, 0},
    {"sign", 0x17, "26112207595-Z", ERR_DER_SYNTAX, 0},
    {"month 0", 0x17, "260022075959Z", ERR_DER_SYNTAX, 0},
    {"month 13", 0x17, "261322075959Z", ERR_DER_SYNTAX, 0},
    {"day 0", 0x17, "261100075959Z", ERR_DER_SYNTAX, 0},
    {"30 February", 0x17, "240230000000Z", ERR_DER_SYNTAX, 0},
    {"no leap day", 0x17, "230229000000Z", ERR_DER_SYNTAX, 0},
    {"hour 24", 0x17, "261122240000Z", ERR_DER_SYNTAX, 0},
    {"minute 60", 0x17, "261122076000Z", ERR_DER_SYNTAX, 0},
    {"second 60", 0x17, "261122075960Z", ERR_DER_SYNTAX, 0},
    {"empty", 0x17, "", ERR_DER_SYNTAX, 0},
    {"fraction", 0x18, "20500101000000.5Z", ERR_DER_SYNTAX, 0},
    {"GeneralizedTime without seconds", 0x18, "205001010000Z", ERR_DER_SYNTAX,
	0},
    {"year in UTCTime", 0x17, "20500101000000Z", ERR_DER_SYNTAX, 0},
    {"other tag", 0x13, "261122075959Z", ERR_DER_SYNTAX, 0},
};

static size_t
element_of(uint8_t tag, const char *text, uint8_t out[64])
{
	size_t len = strlen(text);

	out[0] = tag;
	out[1] = (uint8_t)len;
	memcpy(out + 2, text, len);
	return 2 + len;
}

static void
a_time_has_the_one_form_of_its_year(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(times); i++) {
		uint8_t der[64];
		size_t len = element_of(times[i].tag, times[i].text, der);
		struct der d = der_of(BYTES(der, len));
		int64_t at = 0;
		enum err e = der_time(&d, &at);

		if (e != times[i].want)
			fail_msg("%s: %d", times[i].what, (int)e);
		assert_true(at == times[i].at);
		assert_int_equal(d.rest.len, e == ERR_OK ? 0 : len);
	}
}

static void
a_generalized_time_may_be_of_any_year(void **state)
{
	static const struct {
		uint8_t tag;
		const char *text;
		enum err want;
		int64_t at;
	} cases[] = {
	    {0x18, "20261122075959Z", ERR_OK, AT_2026},
	    {0x18, "00010101000000Z", ERR_OK, -62135596800},
	    {0x18, "00000101000000Z", ERR_DER_SYNTAX, 0},
	    {0x17, "261122075959Z", ERR_DER_SYNTAX, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint8_t der[64];
		size_t len = element_of(cases[i].tag, cases[i].text, der);
		struct der d = der_of(BYTES(der, len));
		int64_t at = 0;
		enum err e = der_generalized_time(&d, &at);

		assert_int_equal(e, cases[i].want);
		assert_true(at == cases[i].at);
		assert_int_equal(d.rest.len, e == ERR_OK ? 0 : len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_keeps_to_the_characters_of_its_type),
	    cmocka_unit_test(text_that_does_not_fit_with_its_nul_is_too_large),
	    cmocka_unit_test(a_time_has_the_one_form_of_its_year),
	    cmocka_unit_test(a_generalized_time_may_be_of_any_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
