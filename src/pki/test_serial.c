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

static void
a_serial_tells_its_partition(void **state)
{
	static const struct {
		uint32_t partition;
		const char *text;
	} partitions[] = {
	    {0, "40000001010101010101010101010101010101"},
	    {1, "40000101010101010101010101010101010101"},
	    {0x123456, "52345601010101010101010101010101010101"},
	    {CERT_PARTITION_MAX, "7fffff01010101010101010101010101010101"},
	};
	uint8_t one = 1, zeros = 0;
	struct random r = {fill_with, &one};
	char text[CERT_SERIAL_TEXT_SIZE];
	struct cert_serial s;

	(void)state;
	for (size_t i = 0; i < COUNT(partitions); i++) {
		uint32_t p = partitions[i].partition;

		assert_int_equal(cert_serial_in_partition(r, p, &s), ERR_OK);
		cert_serial_text(&s, text);
		assert_string_equal(text, partitions[i].text);
		assert_int_equal(cert_serial_partition(&s), p);
	}
	assert_int_equal(
	    cert_serial_in_partition(r, CERT_PARTITION_MAX + 1, &s),
	    ERR_TOO_LARGE);
	assert_int_equal(
	    cert_serial_in_partition((struct random){fill_with, &zeros}, 1, &s),
	    ERR_NO_RANDOM);
}

static void
other_serials_are_of_partition_0(void **state)
{
	static const char *const others[] = {"01", "400001",
	    "40000101010101010101010101010101",	    /* 16 octets */
	    "400001010101010101010101010101010101", /* 18 */
	    "3fffff01010101010101010101010101010101",
	    "80000001010101010101010101010101010101",
	    "4000010101010101010101010101010101010101"}; /* 20 */
	struct cert_serial s;

	(void)state;
	for (size_t i = 0; i < COUNT(others); i++) {
		assert_int_equal(cert_serial_parse(others[i], &s), ERR_OK);
		assert_int_equal(cert_serial_partition(&s), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_serial_reads_and_encodes),
	    cmocka_unit_test(a_malformed_serial_is_refused),
	    cmocka_unit_test(random_serials_are_positive_and_long),
	    cmocka_unit_test(a_serial_tells_its_partition),
	    cmocka_unit_test(other_serials_are_of_partition_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
