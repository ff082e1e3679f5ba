/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/serial.h"

#define F39 "fffffffffffffffffffffffffffffffffffffff" /* 39 digits */

/* RFC 5280 4.1.2.2: positive, at most 20 octets of content. */
static const struct {
	const char *hex, *text; /* text is NULL where hex is refused */
	size_t der_len;
} cases[] = {
    {"01", "01", 3},
    {"0001", "01", 3},
    {"7F", "7f", 3},
    {"80", "80", 4}, /* a zero keeps it positive */
    {"0aBc", "0abc", 4},
    {"7" F39, "7" F39, 22}, /* the largest */
    {"8" F39, NULL, 0},	    /* one more */
    {"01" F39 "f", NULL, 0},
    {"00", NULL, 0},
    {"", NULL, 0},
    {"abc", NULL, 0},
    {"0x1f", NULL, 0},
    {"1 2", NULL, 0},
};

static void
a_serial_reads_and_encodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) b = BUF(64);
		struct cert_serial s, back;
		char text[CERT_SERIAL_TEXT_SIZE];
		struct der d;

		if (cases[i].text == NULL) {
			assert_int_equal(
			    cert_serial_parse(cases[i].hex, &s), ERR_BAD_TEXT);
			continue;
		}
		assert_int_equal(cert_serial_parse(cases[i].hex, &s), ERR_OK);
		cert_serial_text(&s, text);
		assert_string_equal(text, cases[i].text);
		cert_serial_encode(&b, &s);
		assert_int_equal(b.len, cases[i].der_len);
		d = der_of(buf_bytes(&b));
		assert_int_equal(cert_serial_read(&d, &back), ERR_OK);
		assert_int_equal(der_end(&d), ERR_OK);
		assert_true(cert_serial_equal(&s, &back));
	}
}

static const struct {
	size_t len;
	uint8_t der[24];
} malformed[] = {
    {3, {2, 1, 0}},	    /* zero */
    {3, {2, 1, 0x80}},	    /* negative */
    {2, {2, 0}},	    /* nothing */
    {4, {2, 2, 0, 1}},	    /* a zero too many */
    {23, {2, 21, 0, 0x80}}, /* 21 octets with the sign's */
    {3, {4, 1, 1}},	    /* not an integer */
};

static void
a_malformed_serial_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(malformed); i++) {
		struct der d =
		    der_of(BYTES(malformed[i].der, malformed[i].len));
		struct cert_serial s;

		assert_int_equal(cert_serial_read(&d, &s), ERR_DER_SYNTAX);
	}
}

static enum err
fill_with(void *self, uint8_t *out, size_t len)
{
	memset(out, *(uint8_t *)self, len);
	return ERR_OK;
}

static void
random_serials_are_positive_and_long(void **state)
{
	uint8_t ones = 0xff, zeros = 0;
	struct cert_serial s;
	char text[CERT_SERIAL_TEXT_SIZE];

	(void)state;
	assert_int_equal(
	    cert_serial_random((struct random){fill_with, &ones}, &s), ERR_OK);
	cert_serial_text(&s, text);
	assert_string_equal(text, "7fffffffffffffffffffffffffffffff");
	assert_int_equal(
	    cert_serial_random((struct random){fill_with, &zeros}, &s),
	    ERR_NO_RANDOM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_serial_reads_and_encodes),
	    cmocka_unit_test(a_malformed_serial_is_refused),
	    cmocka_unit_test(random_serials_are_positive_and_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
