/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments: "here" or "apart", whether libraries are loaded in this process or
 * one of their own; the four fake libraries (testing_fake.c), one of each
 * layout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "skf/loader.h"
#include "skf/token.h"

static struct {
	char **paths;
	size_t count;
	bool apart;
	struct gm *gm;
} fakes;

static struct token_library *
open_fake(size_t i, const char *layout)
{
	const struct token_library_options o = {.path = fakes.paths[i],
	    .kind = CARRIER_HARD,
	    .layout = layout,
	    .apart = fakes.apart};
	struct token_library *lib = NULL;

	assert_int_equal(token_library_open(fakes.gm, &o, &lib), ERR_OK);
	assert_int_equal(token_library_status(lib), ERR_OK);
	return lib;
}

static void
load(size_t i, const char *layout, struct skf_library *l)
{
	const struct skf_host_options o = {
	    .path = fakes.paths[i], .layout = layout};

	assert_int_equal(fakes.apart
			     ? skf_library_load_apart(&o, l)
			     : skf_library_load(fakes.paths[i], layout, l),
	    ERR_OK);
	assert_int_equal(skf_library_status(l), ERR_OK);
}

static void
the_layout_is_found_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < fakes.count; i++) {
		AUTO_DONE(skf_library) l = {0};
		struct skf_device_info info;
		void *dev;

		load(i, "auto", &l);
		assert_int_equal(l.abi_known, fakes.apart);
		assert_int_equal(skf_library_connect(&l, "Fake 1", &dev), 0);
		assert_int_equal(l.abi->device_info(&l.calls, dev, &info), 0);
		assert_true(l.abi_known);
		/* build/…/libfake-LAYOUT.so; apart, it is found out there */
		if (!fakes.apart)
			assert_non_null(strstr(fakes.paths[i], l.abi->name));
		assert_string_equal(info.manufacturer, "Fakes & Sons");
		assert_string_equal(info.serial, "F0001");
		assert_int_equal(strlen(info.label), 32);
		assert_int_equal(info.free_space, 4096);
		assert_int_equal(l.abi->disconnect(&l.calls, dev), 0);
	}
}

static void
a_layout_may_be_given(void **state)
{
	struct token_library_options unknown = {
	    .path = fakes.paths[0], .layout = "ulong16", .apart = fakes.apart};
	AUTO(token_library) lib = NULL;

	(void)state;
	for (size_t i = 0; i < fakes.count; i++) {
		AUTO_DONE(skf_library) l = {0};
		struct skf_device_info info;
		void *dev;

		load(i, skf_abis[i]->name, &l);
		assert_int_equal(skf_library_connect(&l, "Fake 1", &dev), 0);
		assert_int_equal(l.abi->device_info(&l.calls, dev, &info), 0);
		assert_string_equal(info.serial, "F0001");
		assert_int_equal(info.free_space, 4096);
	}
	assert_int_equal(token_library_open(fakes.gm, &unknown, &lib), ERR_OK);
	assert_int_equal(token_library_status(lib), ERR_USAGE);
}

static void
all_layouts_list_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < fakes.count; i++) {
		AUTO(token_library) lib = open_fake(i, NULL);
		AUTO(token_list) list = NULL;
		const struct token_info *info;

		assert_int_equal(token_list_make(&lib, 1, &list), ERR_OK);
		assert_int_equal(list->count, 1);
		assert_int_equal(list->entries[0].err, ERR_OK);
		info = &list->entries[0].info;
		assert_string_equal(info->serial, "F0001");
		assert_int_equal(info->total_space, 65536);
		assert_false(info->blank);
		assert_int_equal(info->pin_tries, TOKEN_TRIES_UNKNOWN);
	}
}

static void
habits_of_makers_are_put_up_with(void **state)
{
	(void)state;
	for (size_t i = 0; i < fakes.count; i++) {
		AUTO(token_library) lib = open_fake(i, NULL);
		AUTO(token) t = NULL;
		AUTO(token_containers) list = NULL;
		AUTO_DONE(buf) cert = BUF(65536);
		struct envelope e = {.private_len = 32, .key.len = 16};
		struct sm2_public key;
		struct sm2_signature sig;
		uint8_t digest[SM3_LEN] = {0};
		int tries;

		assert_int_equal(token_open(lib, "Fake 1", &t), ERR_OK);
		assert_int_equal(token_generate(t, "c", &key), ERR_OK);
		assert_int_equal(key.x[0], 'x');
		assert_int_equal(
		    token_sign_digest(t, "c", digest, &sig), ERR_OK);
		assert_int_equal(sig.r[0], 'r');
		assert_int_equal(sig.s[31], 's');
		memset(e.private, 'p', 32);
		assert_int_equal(token_import_envelope(t, "c", &e), ERR_OK);
		assert_int_equal(
		    token_read_cert(t, "c", TOKEN_SIGN, &cert), ERR_OK);
		assert_int_equal(cert.len, 9000);
		assert_int_equal(token_read_cert(t, "c", TOKEN_ENCRYPT, &cert),
		    ERR_CERT_UNKNOWN);
		assert_int_equal(
		    token_write_cert(t, "c", TOKEN_SIGN, bytes_str("12345")),
		    ERR_OK);
		assert_int_equal(token_containers_list(t, &list), ERR_OK);
		assert_int_equal(list->count, 1);
		assert_true(list->rows[0].has_sign_key);
		assert_false(list->rows[0].has_encrypt_key);
		assert_int_equal(token_login(t, bytes_str("123456"), &tries),
		    ERR_PIN_LOCKED);
		assert_int_equal(tries, 0);
		assert_int_equal(
		    token_container_create(t, "d"), ERR_TOKEN_FULL);
		assert_int_equal(
		    token_container_delete(t, "c"), ERR_NOT_SUPPORTED);
		assert_int_equal(token_lock(t, 0), ERR_OK);
		token_unlock(t);
		assert_int_equal(token_set_label(t, "x"), ERR_NOT_SUPPORTED);
	}
}

static void
a_library_that_cannot_be_loaded_hides_no_other(void **state)
{
	const struct token_library_options absent = {
	    .path = "/nowhere/libskf.so", .apart = fakes.apart};
	const struct token_library_options no_skf = {
	    .path = "libm.so.6", .apart = fakes.apart};
	AUTO(token_library) first = NULL;
	AUTO(token_library) second = NULL;
	AUTO(token_library) good = open_fake(0, NULL);
	AUTO(token_list) list = NULL;
	AUTO(token) t = NULL;

	(void)state;
	assert_int_equal(token_library_open(fakes.gm, &absent, &first), ERR_OK);
	assert_int_equal(
	    token_library_open(fakes.gm, &no_skf, &second), ERR_OK);
	assert_int_equal(token_library_status(first), ERR_TOKEN_LIBRARY);
	assert_int_equal(token_library_status(second), ERR_TOKEN_LIBRARY);
	assert_int_equal(
	    token_list_make(
		(struct token_library *[]){first, second, good}, 3, &list),
	    ERR_OK);
	assert_int_equal(list->count, 3);
	assert_int_equal(list->entries[0].err, ERR_TOKEN_LIBRARY);
	assert_string_equal(list->entries[0].device, "");
	assert_int_equal(list->entries[1].err, ERR_TOKEN_LIBRARY);
	assert_int_equal(list->entries[2].err, ERR_OK);
	assert_int_equal(token_open(first, "x", &t), ERR_TOKEN_LIBRARY);
	assert_int_equal(
	    token_open_serial(
		(struct token_library *[]){first, good}, 2, "F0001", &t),
	    ERR_OK);
}

static void
pins_are_checked_before_a_try_is_spent(void **state)
{
	static const struct {
		const char *pin;
		enum err soft, hard;
	} cases[] = {
	    {"12345", ERR_PIN_LENGTH, ERR_PIN_LENGTH},
	    {"123456", ERR_OK, ERR_OK},
	    {"1234567890123456", ERR_OK, ERR_OK},
	    {"12345678901234567", ERR_OK, ERR_PIN_LENGTH_TOKEN},
	    {"12345678901234567890", ERR_OK, ERR_PIN_LENGTH_TOKEN},
	    {"123456789012345678901", ERR_PIN_LENGTH, ERR_PIN_LENGTH_TOKEN},
	    {"a b~!Z", ERR_OK, ERR_OK},
	    {"12345\t", ERR_PIN_CHARACTERS, ERR_PIN_CHARACTERS},
	    {"密码密码", ERR_PIN_CHARACTERS, ERR_PIN_CHARACTERS},
	    {"", ERR_PIN_LENGTH, ERR_PIN_LENGTH},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes pin = bytes_str(cases[i].pin);

		assert_int_equal(token_pin_check(pin), cases[i].soft);
		assert_int_equal(
		    token_pin_check_kind(CARRIER_SOFT, pin), cases[i].soft);
		assert_int_equal(
		    token_pin_check_kind(CARRIER_HARD, pin), cases[i].hard);
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_layout_is_found_out),
	    cmocka_unit_test(a_layout_may_be_given),
	    cmocka_unit_test(all_layouts_list_the_same),
	    cmocka_unit_test(habits_of_makers_are_put_up_with),
	    cmocka_unit_test(a_library_that_cannot_be_loaded_hides_no_other),
	    cmocka_unit_test(pins_are_checked_before_a_try_is_spent),
	};
	int failed;

	if (argc < 3)
		return 64;
	fakes.apart = strcmp(argv[1], "apart") == 0;
	fakes.paths = argv + 2;
	fakes.count = (size_t)argc - 2;
	if (gm_new(&fakes.gm) != ERR_OK)
		return 71;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	gm_free(fakes.gm);
	return failed;
}
