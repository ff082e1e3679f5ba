/* SPDX-License-Identifier: Apache-2.0 */
#include "card/record.h"
#include "gm/test_hex.h"

/* Every record in turn: what it looks like, and that all of it is read back.
 * One octet less is refused, and nothing is read beyond its end. */
#define CHECK(record, value, hex)                                              \
	do {                                                                   \
		AUTO_DONE(buf) b_ = BUF(2000);                                 \
		struct card_##record got_;                                     \
		struct reader r_;                                              \
                                                                               \
		card_##record##_put(&card_0017r, &b_, value);                  \
		assert_int_equal(buf_status(&b_), ERR_OK);                     \
		assert_hex(b_.p, b_.len, hex);                                 \
		r_ = reader_of(BYTES(b_.p, b_.len - 1));                       \
		assert_int_equal(card_##record##_get(&card_0017r, &r_, &got_), \
		    ERR_BAD_MESSAGE);                                          \
		assert_int_equal(r_.rest.len, b_.len - 1);                     \
		buf_u8(&b_, 0xee);                                             \
		r_ = reader_of(buf_bytes(&b_));                                \
		assert_int_equal(                                              \
		    card_##record##_get(&card_0017r, &r_, &got_), ERR_OK);     \
		assert_int_equal(r_.rest.len, 1);                              \
		buf_truncate(&b_, 0);                                          \
		card_##record##_put(&card_0017r, &b_, &got_);                  \
		assert_hex(b_.p, b_.len, hex);                                 \
	} while (0)

#define Z8 "0000000000000000"
#define Z32 Z8 Z8 Z8 Z8
#define Z4 "00000000"

static void
a_device_info_has_288_octets(void **state)
{
	static const struct card_device_info i = {
	    .struct_version = {1, 0},
	    .spec_version = {1, 2},
	    .hardware = {3, 4},
	    .firmware = {5, 6},
	    .manufacturer = "M",
	    .issuer = "I",
	    .label = "L",
	    .serial = "12345678901234567890123456789012",
	    .symmetric = 0x401,
	    .asymmetric = 0x20f00,
	    .hash = 1,
	    .auth_algorithm = 0x401,
	    .total_space = 0x20000,
	    .free_space = 0x1ffff,
	    .data_max = 2048,
	    .containers_max = 16,
	    .certificates_max = 32,
	    .files_max = 0x0140,
	};
	AUTO_DONE(buf) b = BUF(1000);

	(void)state;
	card_device_info_put(&card_0017r, &b, &i);
	assert_int_equal(b.len, CARD_DEVICE_INFO_LEN);
	CHECK(device_info, &i,
	    "01000102"
	    "4d00000000000000" Z8 Z8 Z8 Z32 "4900000000000000" Z8 Z8 Z8 Z32
	    "4c00000000000000" Z8 Z8 Z8
	    "3132333435363738393031323334353637383930313233343536373839303132"
	    "03040506"
	    "00000401"
	    "00020f00"
	    "00000001"
	    "00000401"
	    "00020000"
	    "0001ffff"
	    "0800"
	    "0000"
	    "0000"
	    "10"
	    "20"
	    "0140" Z32 Z8 Z8 Z4 "0000");
}

static void
records_of_applications_have_80_and_10_octets(void **state)
{
	static const struct card_new_application new = {
	    .name = "CERT",
	    .pins = {{1}, {2}},
	    .tries = {10, 8},
	    .file_rights = 0x10,
	    .containers = 16,
	    .certificates = 32,
	    .files = 258,
	};
	static const struct card_application open = {
	    .file_rights = 0xff,
	    .containers = 1,
	    .certificates = 2,
	    .files = 3,
	    .id = {{0x10, 0x00}},
	};

	(void)state;
	CHECK(new_application, &new,
	    "4345525400000000" Z8 Z8 Z8 "0100000000000000" Z8 "0000000a"
	    "0200000000000000" Z8 "00000008"
	    "00000010"
	    "10"
	    "20"
	    "0102");
	CHECK(application, &open,
	    "000000ff"
	    "01"
	    "02"
	    "0003"
	    "1000");
}

static void
a_container_is_told_of_as_by_a_certified_token(void **state)
{
	static const struct card_container_info both = {
	    .type = CARD_CONTAINER_SM2,
	    .bits = {256, 256},
	    .certificates = {true, true},
	};
	static const struct card_container_info sign = {
	    .type = CARD_CONTAINER_SM2,
	    .bits = {[CARD_SIGN_KEY] = 256},
	    .certificates = {[CARD_ENCRYPT_KEY] = true},
	};

	(void)state;
	CHECK(container_info, &both, "0200000100000001000101");
	CHECK(container_info, &sign, "0200000100000000000001");
}

static void
what_is_neither_yes_nor_no_is_refused(void **state)
{
	static const char *const bad[] = {"0300000100000001000101",
	    "0200000100000001000201", "0200000100000001000102"};
	const uint8_t pin_info[] = {10, 9, 2};
	struct card_container_info c;
	struct card_pin_info p;
	struct reader r;
	uint8_t octets[11];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		unhex(bad[i], octets, sizeof(octets));
		r = reader_of(BYTES_ARRAY(octets));
		assert_int_equal(card_container_info_get(&card_0017r, &r, &c),
		    ERR_BAD_MESSAGE);
	}
	r = reader_of(BYTES_ARRAY(pin_info));
	assert_int_equal(card_pin_info_get(&r, &p), ERR_BAD_MESSAGE);
}

static void
a_pin_info_has_3_octets(void **state)
{
	const struct card_pin_info i = {10, 9, true};
	AUTO_DONE(buf) b = BUF(10);
	struct card_pin_info got;
	struct reader r;

	(void)state;
	card_pin_info_put(&b, &i);
	assert_hex(b.p, b.len, "0a0901");
	r = reader_of(buf_bytes(&b));
	assert_int_equal(card_pin_info_get(&r, &got), ERR_OK);
	assert_int_equal(got.max, 10);
	assert_int_equal(got.left, 9);
	assert_true(got.initial);
	r = reader_of(BYTES(b.p, 2));
	assert_int_equal(card_pin_info_get(&r, &got), ERR_BAD_MESSAGE);
}

static void
a_file_info_has_12_octets(void **state)
{
	static const struct card_file_info i = {0x1234, 0xff, 0x11};

	(void)state;
	CHECK(file_info, &i,
	    "00001234"
	    "000000ff"
	    "00000011");
}

static void
a_cipher_start_has_48_octets(void **state)
{
	static const struct card_cipher_start s = {.algorithm = 0x402,
	    .iv = {1},
	    .iv_len = 16,
	    .padding = 1,
	    .feed_bits = 0};
	struct card_cipher_start longer = s, got;
	AUTO_DONE(buf) b = BUF(100);
	struct reader r;

	(void)state;
	CHECK(cipher_start, &s,
	    "00000402"
	    "0100000000000000" Z8 Z8 Z8 "00000010"
	    "00000001" Z4);
	longer.iv_len = CARD_IV_MAX + 1;
	card_cipher_start_put(&card_0017r, &b, &longer);
	r = reader_of(buf_bytes(&b));
	assert_int_equal(
	    card_cipher_start_get(&card_0017r, &r, &got), ERR_BAD_MESSAGE);
}

static const struct {
	const char *field;
	size_t size;
	enum err err;
	const char *name;
} name_rows[] = {
    {"", 1, ERR_OK, ""},
    {"00000000", 1, ERR_OK, ""},
    {"61620000", 3, ERR_OK, "ab"},
    {"61626364", 5, ERR_OK, "abcd"},
    {"61626364", 4, ERR_BAD_MESSAGE, NULL}, /* does not fit */
    {"61006200", 5, ERR_BAD_MESSAGE, NULL}, /* more behind its end */
    {"61000001", 5, ERR_BAD_MESSAGE, NULL},
};

static void
a_name_has_only_zeros_behind_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(name_rows); i++) {
		size_t len = strlen(name_rows[i].field) / 2;
		uint8_t octets[8] = {0};
		char name[8] = "as was";
		struct reader r = reader_of(BYTES(octets, len));

		unhex(name_rows[i].field, octets, len);
		assert_int_equal(
		    card_name_get(&r, len, name, name_rows[i].size),
		    name_rows[i].err);
		if (name_rows[i].name != NULL)
			assert_string_equal(name, name_rows[i].name);
		assert_int_equal(
		    r.rest.len, name_rows[i].name == NULL ? len : 0);
	}
}

static void
no_octets_are_an_empty_name(void **state)
{
	struct reader r = reader_of(BYTES_NONE);
	char name[2] = "x";

	(void)state;
	assert_int_equal(card_name_get(&r, 0, name, sizeof(name)), ERR_OK);
	assert_string_equal(name, "");
}

static void
a_name_fills_its_field_and_no_more(void **state)
{
	AUTO_DONE(buf) b = BUF(10);

	(void)state;
	card_name_put(&b, 4, "abcd");
	card_name_put(&b, 4, "a");
	assert_int_equal(buf_status(&b), ERR_OK);
	assert_hex(b.p, b.len, "6162636461000000");
	card_name_put(&b, 4, "abcde");
	assert_int_equal(buf_status(&b), ERR_TOO_LARGE);
}

static void
a_list_is_names_with_a_nul_each(void **state)
{
	AUTO_DONE(buf) b = BUF(100);
	char name[5];
	struct reader r;

	(void)state;
	card_list_put(&b, "a");
	card_list_put(&b, "bcde");
	card_list_put(&b, "too long");
	r = reader_of(buf_bytes(&b));
	assert_int_equal(card_list_get(&r, name, sizeof(name)), ERR_OK);
	assert_string_equal(name, "a");
	assert_int_equal(card_list_get(&r, name, sizeof(name)), ERR_OK);
	assert_string_equal(name, "bcde");
	assert_int_equal(
	    card_list_get(&r, name, sizeof(name)), ERR_BAD_MESSAGE);
	r = reader_of(BYTES_NONE);
	assert_int_equal(
	    card_list_get(&r, name, sizeof(name)), ERR_BAD_MESSAGE);
	r = reader_of(BYTES("\0", 1)); /* an empty name */
	assert_int_equal(
	    card_list_get(&r, name, sizeof(name)), ERR_BAD_MESSAGE);
	r = reader_of(BYTES("ab", 2)); /* no end */
	assert_int_equal(
	    card_list_get(&r, name, sizeof(name)), ERR_BAD_MESSAGE);
}

static void
an_id_stands_in_p1_p2_as_the_profile_says(void **state)
{
	const struct card_id id = {{0x10, 0x01}};
	struct card_profile swapped = card_0017r;
	struct card_command c = {0};

	(void)state;
	swapped.id_in_p1_p2_as_is = false;
	card_id_to_p1_p2(&card_0017r, id, &c);
	assert_int_equal(c.p1, 0x10);
	assert_int_equal(c.p2, 0x01);
	assert_memory_equal(
	    card_id_of_p1_p2(&card_0017r, &c).octets, id.octets, CARD_ID_LEN);
	card_id_to_p1_p2(&swapped, id, &c);
	assert_int_equal(c.p1, 0x01);
	assert_int_equal(c.p2, 0x10);
	assert_memory_equal(
	    card_id_of_p1_p2(&swapped, &c).octets, id.octets, CARD_ID_LEN);
}

static void
records_have_the_integers_of_the_profile(void **state)
{
	static const struct card_file_info i = {0x1234, 0xff, 0x11};
	struct card_profile little = card_0017r;
	AUTO_DONE(buf) b = BUF(100);

	(void)state;
	little.big_endian = false;
	card_file_info_put(&little, &b, &i);
	assert_hex(b.p, b.len,
	    "34120000"
	    "ff000000"
	    "11000000");
}

static void
keys_have_their_bits_before_them(void **state)
{
	static const struct sm2_public key = {{1}, {2}};
	static const struct sm2_signature sig = {{3}, {4}};
	struct sm2_public got_key;
	struct sm2_signature got_sig;
	AUTO_DONE(buf) b = BUF(200);
	struct reader r;

	(void)state;
	card_public_put(&card_0017r, &b, &key);
	card_signature_put(&card_0017r, &b, &sig);
	assert_int_equal(b.len, 2 * 68);
	assert_hex(b.p, 5, "0000010001");
	r = reader_of(buf_bytes(&b));
	assert_int_equal(card_public_get(&card_0017r, &r, &got_key), ERR_OK);
	assert_int_equal(card_signature_get(&card_0017r, &r, &got_sig), ERR_OK);
	assert_int_equal(r.rest.len, 0);
	assert_true(sm2_public_equal(&got_key, &key));
	assert_memory_equal(&got_sig, &sig, sizeof(sig));
	b.p[2] = 2; /* 512 bits */
	r = reader_of(buf_bytes(&b));
	assert_int_equal(
	    card_public_get(&card_0017r, &r, &got_key), ERR_BAD_MESSAGE);
	assert_int_equal(r.rest.len, b.len);
}

static void
expect_cipher(size_t len, enum err want)
{
	static struct sm2_cipher c, got;
	AUTO_DONE(buf) b = BUF(2000);
	struct reader r;

	c.len = SM2_PLAIN_MAX;
	card_cipher_put(&card_0017r, &b, &c);
	buf_u8(&b, 0); /* so that one octet more would be there */
	b.p[102] = (uint8_t)(len >> 8);
	b.p[103] = (uint8_t)len;
	r = reader_of(buf_bytes(&b));
	assert_int_equal(card_cipher_get(&card_0017r, &r, &got), want);
	if (want == ERR_OK)
		assert_int_equal(got.len, len);
}

static void
a_ciphertext_is_bounded_and_not_empty(void **state)
{
	(void)state;
	expect_cipher(0, ERR_BAD_MESSAGE);
	expect_cipher(1, ERR_OK);
	expect_cipher(SM2_PLAIN_MAX, ERR_OK);
	expect_cipher(SM2_PLAIN_MAX + 1, ERR_BAD_MESSAGE);
}

static void
an_envelope_has_a_key_of_32_or_64_octets(void **state)
{
	static const struct {
		size_t len;
		enum err err;
	} rows[] = {{31, ERR_BAD_MESSAGE}, {32, ERR_OK}, {33, ERR_BAD_MESSAGE},
	    {63, ERR_BAD_MESSAGE}, {64, ERR_OK}};
	struct card_envelope e = {.version = 1, .algorithm = 0x401}, got;

	(void)state;
	e.key.len = CARD_BLOCK;
	for (size_t i = 0; i < COUNT(rows); i++) {
		AUTO_DONE(buf) b = BUF(2000);
		struct reader r;

		e.private_len = rows[i].len;
		card_envelope_put(&card_0017r, &b, &e);
		assert_int_equal(b.len, 16 + rows[i].len + 64 + 104 + 16);
		r = reader_of(buf_bytes(&b));
		assert_int_equal(
		    card_envelope_get(&card_0017r, &r, &got), rows[i].err);
		if (rows[i].err == ERR_OK) {
			assert_int_equal(r.rest.len, 0);
			assert_int_equal(got.private_len, rows[i].len);
			assert_int_equal(got.key.len, CARD_BLOCK);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_device_info_has_288_octets),
	    cmocka_unit_test(records_of_applications_have_80_and_10_octets),
	    cmocka_unit_test(a_container_is_told_of_as_by_a_certified_token),
	    cmocka_unit_test(what_is_neither_yes_nor_no_is_refused),
	    cmocka_unit_test(a_pin_info_has_3_octets),
	    cmocka_unit_test(a_file_info_has_12_octets),
	    cmocka_unit_test(a_cipher_start_has_48_octets),
	    cmocka_unit_test(a_name_has_only_zeros_behind_it),
	    cmocka_unit_test(no_octets_are_an_empty_name),
	    cmocka_unit_test(a_name_fills_its_field_and_no_more),
	    cmocka_unit_test(a_list_is_names_with_a_nul_each),
	    cmocka_unit_test(an_id_stands_in_p1_p2_as_the_profile_says),
	    cmocka_unit_test(records_have_the_integers_of_the_profile),
	    cmocka_unit_test(keys_have_their_bits_before_them),
	    cmocka_unit_test(a_ciphertext_is_bounded_and_not_empty),
	    cmocka_unit_test(an_envelope_has_a_key_of_32_or_64_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
