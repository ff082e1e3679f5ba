/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "pki/pem.h"

static void
a_block_encodes_and_decodes(void **state)
{
	uint8_t der[100];

	(void)state;
	memset(der, 0x5a, sizeof(der));
	for (size_t len = 0; len <= sizeof(der); len++) {
		AUTO_DONE(buf) text = BUF(1000);
		AUTO_DONE(buf) back = BUF(1000);

		pem_encode(&text, "CERTIFICATE", BYTES(der, len));
		assert_int_equal(buf_status(&text), ERR_OK);
		assert_int_equal(
		    pem_decode(buf_bytes(&text), "CERTIFICATE", &back), ERR_OK);
		assert_true(bytes_equal(buf_bytes(&back), BYTES(der, len)));
	}
}

static void
lines_have_64_characters(void **state)
{
	static const char want[] =
	    "-----BEGIN X509 CRL-----\n"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
	    "AA==\n"
	    "-----END X509 CRL-----\n";
	static const uint8_t zeros[49];
	AUTO_DONE(buf) text = BUF(1000);

	(void)state;
	pem_encode(&text, "X509 CRL", BYTES_ARRAY(zeros));
	assert_true(bytes_equal(buf_bytes(&text), bytes_str(want)));
}

/* The content is "foo", or NULL where there is none to be had. */
static const struct {
	const char *text, *content;
} cases[] = {
    {"-----BEGIN A-----\nZm9v\n-----END A-----\n", "foo"},
    {"-----BEGIN A-----\r\nZm\r\n9v\r\n-----END A-----", "foo"},
    {"words\n-----BEGIN B-----\nYmFy\n-----END B-----\n"
     "-----BEGIN A-----\nZm9v\n-----END A-----\nmore",
	"foo"},
    {"-----BEGIN A-----\n-----END A-----\n", ""},
    {"", NULL},
    {"Zm9v", NULL},
    {"-----BEGIN A-----\nZm9v\n", NULL},
    {"-----BEGIN A-----\nZm9v\n-----END B-----\n", NULL},
    {"-----BEGIN A-----\nZm9\n-----END A-----\n", NULL},
    {"-----BEGIN A-----\nZ m9v\n-----END A-----\n", NULL},
    {"-----BEGIN A-----\nX: y\n\nZm9v\n-----END A-----\n", NULL},
};

static void
the_first_block_with_the_label_is_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) der = BUF(100);
		enum err e = pem_decode(bytes_str(cases[i].text), "A", &der);

		if (cases[i].content == NULL) {
			assert_int_equal(e, ERR_CERT_SYNTAX);
			continue;
		}
		assert_int_equal(e, ERR_OK);
		assert_true(
		    bytes_equal(buf_bytes(&der), bytes_str(cases[i].content)));
	}
}

static void
a_block_that_is_too_long_says_so(void **state)
{
	AUTO_DONE(buf) der = BUF(2);

	(void)state;
	assert_int_equal(
	    pem_decode(bytes_str(cases[0].text), "A", &der), ERR_TOO_LARGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_block_encodes_and_decodes),
	    cmocka_unit_test(lines_have_64_characters),
	    cmocka_unit_test(the_first_block_with_the_label_is_decoded),
	    cmocka_unit_test(a_block_that_is_too_long_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
