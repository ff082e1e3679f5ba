/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/sm2_der.h"

#include "gm/test_hex.h"

static struct sm2_signature
signature_of(uint8_t r_first, uint8_t s_first)
{
	struct sm2_signature sig;

	memset(&sig, 0xff, sizeof(sig));
	sig.r[0] = r_first;
	sig.s[0] = s_first;
	return sig;
}

static void
a_signature_comes_back_from_its_der(void **state)
{
	static const struct {
		uint8_t r, s;
		size_t len;
	} cases[] = {
	    {0x7f, 0x7f, 70}, {0x80, 0x7f, 71}, {0x80, 0xff, 72},
	    {0x00, 0xff, 71}, /* 00 ff: the zero goes and comes again */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sm2_signature sig = signature_of(cases[i].r, cases[i].s);
		struct sm2_signature back;
		uint8_t der[SM2_SIGNATURE_DER_MAX];
		size_t len = sm2_signature_to_der(&sig, der);

		assert_int_equal(len, cases[i].len);
		assert_int_equal(
		    sm2_signature_from_der(BYTES(der, len), &back), ERR_OK);
		assert_memory_equal(&back, &sig, sizeof(sig));
	}
}

static void
zero_is_one_octet(void **state)
{
	struct sm2_signature sig = {{0}, {0}}, back;
	uint8_t der[SM2_SIGNATURE_DER_MAX];
	size_t len;

	(void)state;
	sig.s[31] = 0x80;
	len = sm2_signature_to_der(&sig, der);
	assert_hex(der, len, "300702010002020080");
	assert_int_equal(
	    sm2_signature_from_der(BYTES(der, len), &back), ERR_OK);
	assert_memory_equal(&back, &sig, sizeof(sig));
}

static void
what_is_not_its_der_is_refused(void **state)
{
	static const char *const cases[] = {
	    "",
	    "30",
	    "3080020101020101",	    /* indefinite */
	    "308106020101020101",   /* length not minimal */
	    "30820006020101020101", /* the same with two octets */
	    "3006020101020101"
	    "00",		/* octets behind */
	    "3007020101020101", /* one too few */
	    "300902010102010102"
	    "0101",	  /* a third number */
	    "3003020101", /* only one */
	    "300602010102018"
	    "0",		  /* negative */
	    "300702010102020001", /* padded */
	    "30050201010200",	  /* no octet */
	    "3006020101040101",	  /* not a number */
	    "3106020101020101",	  /* not a sequence */
	    "302602010102"
	    "21"
	    "01"
	    "0000000000000000000000000000000000000000000000000000000000000000",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sm2_signature sig;
		uint8_t der[64];
		size_t len = 0;

		assert_int_equal(
		    text_unhex(bytes_str(cases[i]), der, sizeof(der), &len),
		    ERR_OK);
		if (sm2_signature_from_der(BYTES(der, len), &sig) != ERR_CRYPTO)
			fail_msg("row %zu", i);
	}
}

/* Either side of each step of the length of ciphertext and sequence. */
static void
a_cipher_comes_back_from_its_der(void **state)
{
	(void)state;
	for (size_t len = 1; len <= SM2_PLAIN_MAX; len++) {
		struct sm2_cipher c = {.len = len}, back;
		uint8_t der[SM2_CIPHER_DER_MAX];
		size_t der_len;

		memset(c.x, (int)len, sizeof(c.x));
		memset(c.y, (int)(len * 5), sizeof(c.y));
		memset(c.hash, 0xaa, sizeof(c.hash));
		memset(c.cipher, 0xbb, len);
		der_len = sm2_cipher_to_der(&c, der);
		assert_int_equal(
		    sm2_cipher_from_der(BYTES(der, der_len), &back), ERR_OK);
		assert_memory_equal(&back, &c, sizeof(c));
		assert_int_equal(
		    sm2_cipher_from_der(BYTES(der, der_len - 1), &back),
		    ERR_CRYPTO);
	}
}

static void
a_cipher_of_no_octet_or_one_too_many_is_refused(void **state)
{
	static const uint8_t zero_len[] = {0x30, 0x2a, 0x02, 0x01, 0x01, 0x02,
	    0x01, 0x01, 0x04, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x04, 0x00};
	uint8_t der[SM2_CIPHER_DER_MAX + 1] = {0x30, 0x82, 0x04, 0x2d, 0x02,
	    0x01, 0x01, 0x02, 0x01, 0x01, 0x04, 0x20};
	struct sm2_cipher c;

	(void)state;
	assert_int_equal(
	    sm2_cipher_from_der(BYTES_ARRAY(zero_len), &c), ERR_CRYPTO);
	memcpy(der + 44, "\x04\x82\x04\x01", 4); /* 1025 octets */
	assert_int_equal(
	    sm2_cipher_from_der(BYTES(der, 4 + 0x42d), &c), ERR_CRYPTO);
	der[3]--;
	der[47]--;
	assert_int_equal(
	    sm2_cipher_from_der(BYTES(der, 4 + 0x42c), &c), ERR_OK);
	assert_int_equal(c.len, SM2_PLAIN_MAX);
	der[11]++; /* a hash of 33 octets takes the tag behind it */
	assert_int_equal(
	    sm2_cipher_from_der(BYTES(der, 4 + 0x42c), &c), ERR_CRYPTO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_signature_comes_back_from_its_der),
	    cmocka_unit_test(zero_is_one_octet),
	    cmocka_unit_test(what_is_not_its_der_is_refused),
	    cmocka_unit_test(a_cipher_comes_back_from_its_der),
	    cmocka_unit_test(a_cipher_of_no_octet_or_one_too_many_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
