/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "pki/authorisation.h"

#define CODE "01234-56789-ABCDE-FGHJK"

static struct sm2_public
key_of(struct gm *gm, const char *user_name, const char *code)
{
	AUTO(sm2_key) key = NULL;

	assert_int_equal(
	    authorisation_key(gm, user_name, bytes_str(code), &key), ERR_OK);
	return *sm2_key_public(key);
}

static void
a_code_gives_one_key_however_it_is_typed(void **state)
{
	static const char *const typed[] = {
	    CODE, "0123456789ABCDEFGHJK", "o1234 56789 abcde fghjk"};
	AUTO(gm) gm = NULL;
	struct sm2_public first;

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	first = key_of(gm, "user-1", CODE);
	for (size_t i = 0; i < COUNT(typed); i++) {
		struct sm2_public k = key_of(gm, "user-1", typed[i]);

		assert_true(sm2_public_equal(&first, &k));
	}
}

static void
another_code_or_user_gives_another_key(void **state)
{
	AUTO(gm) gm = NULL;
	struct sm2_public a, b, c;

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	a = key_of(gm, "user-1", CODE);
	b = key_of(gm, "user-2", CODE);
	c = key_of(gm, "user-1", "11234-56789-ABCDE-FGHJK");
	assert_false(sm2_public_equal(&a, &b));
	assert_false(sm2_public_equal(&a, &c));
}

/* The seed as docs/formats.md writes it down. */
static void
the_key_is_made_as_the_format_says(void **state)
{
	uint8_t seed[128], raw[TEXT_CODE_CHARS];
	AUTO(gm) gm = NULL;
	AUTO(sm2_key) key = NULL;
	struct sm2_public a;
	const char head[] = "cert-authorisation-v1\0user-1";

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	assert_int_equal(text_uncode(bytes_str(CODE), raw), ERR_OK);
	memcpy(seed, head, sizeof(head)); /* with its NUL */
	memcpy(seed + sizeof(head), raw, sizeof(raw));
	assert_int_equal(sm2_key_from_seed(
			     gm, BYTES(seed, sizeof(head) + sizeof(raw)), &key),
	    ERR_OK);
	a = key_of(gm, "user-1", CODE);
	assert_true(sm2_public_equal(&a, sm2_key_public(key)));
}

static void
what_is_no_code_gives_no_key(void **state)
{
	AUTO(gm) gm = NULL;
	AUTO(sm2_key) key = NULL;
	char name[66];

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	assert_int_equal(
	    authorisation_key(gm, "user-1", bytes_str("01234-56789"), &key),
	    ERR_CODE_SYNTAX);
	assert_int_equal(authorisation_key(gm, "user-1",
			     bytes_str("U1234-56789-ABCDE-FGHJK"), &key),
	    ERR_CODE_SYNTAX);
	memset(name, 'n', sizeof(name));
	name[65] = '\0';
	assert_int_equal(authorisation_key(gm, name, bytes_str(CODE), &key),
	    ERR_FIELD_INVALID);
	assert_int_equal(authorisation_key(gm, "", bytes_str(CODE), &key),
	    ERR_FIELD_INVALID);
	assert_null(key);
	name[64] = '\0';
	assert_int_equal(
	    authorisation_key(gm, name, bytes_str(CODE), &key), ERR_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_code_gives_one_key_however_it_is_typed),
	    cmocka_unit_test(another_code_or_user_gives_another_key),
	    cmocka_unit_test(the_key_is_made_as_the_format_says),
	    cmocka_unit_test(what_is_no_code_gives_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
