/* SPDX-License-Identifier: Apache-2.0 */
#include "gm/sm4.h"

#include "gm/test_hex.h"

#define KEY "0123456789abcdeffedcba9876543210"
#define IV "000102030405060708090a0b0c0d0e0f"

/* GB/T 32907 annex A.1 */
static void
the_cipher_is_that_of_the_standard(void **state)
{
	uint8_t key[SM4_KEY_LEN], block[SM4_BLOCK];

	unhex(KEY, key, sizeof(key));
	unhex(KEY, block, sizeof(block)); /* the key is the plaintext, too */
	assert_int_equal(
	    sm4(*state, SM4_ECB, true, key, NULL, BYTES_ARRAY(block), block),
	    ERR_OK);
	assert_hex(block, sizeof(block), "681edf34d206965e86b3e94f536e4246");
	assert_int_equal(
	    sm4(*state, SM4_ECB, false, key, NULL, BYTES_ARRAY(block), block),
	    ERR_OK);
	assert_hex(block, sizeof(block), KEY);
}

/*
 * GB/T 32907 annex A.2: a million times over. CBC of zeros does just that,
 * starting from its IV.
 */
static void
a_million_rounds_end_where_the_standard_says(void **state)
{
	enum { PIECE = 1600, PIECES = 10000 };
	AUTO(sm4_stream) s = NULL;
	static const uint8_t zeros[PIECE];
	uint8_t key[SM4_KEY_LEN], out[PIECE + SM4_BLOCK];
	size_t len = 0;

	unhex(KEY, key, sizeof(key));
	assert_int_equal(
	    sm4_stream_new(*state, SM4_CBC, true, false, key, key, &s), ERR_OK);
	for (int i = 0; i < PIECES; i++)
		assert_int_equal(
		    sm4_stream_update(s, BYTES_ARRAY(zeros), out, &len),
		    ERR_OK);
	assert_int_equal(len, PIECE);
	assert_hex(out + PIECE - SM4_BLOCK, SM4_BLOCK,
	    "595298c7c6fd271f0402f804c33d3f66");
}

/* `openssl enc -sm4-… -K … -iv … -nopad` of the octets 00 to 1f, or 00 to 14 */
static const struct {
	enum sm4_mode mode;
	size_t len;
	const char *cipher;
} modes[] = {
    {SM4_ECB, 32,
	"06989c613da668ad2a8df782e1a8f96a4b910651754b5553f10cfa0c8a09e9e5"},
    {SM4_CBC, 32,
	"2677f46b09c122cc975533105bd4a22ad9ee98830e69745c9827f934a19621f8"},
    {SM4_CFB, 21, "06999e6239a36eaa2284fd89eda5f765cab243c911"},
    {SM4_OFB, 21, "06999e6239a36eaa2284fd89eda5f765e3fe505fa3"},
    {SM4_CTR, 21, "06999e6239a36eaa2284fd89eda5f7657f161f5854"},
};

static void
each_mode_is_that_of_openssl(void **state)
{
	uint8_t key[SM4_KEY_LEN], iv[SM4_BLOCK], plain[32], out[32], back[32];

	unhex(KEY, key, sizeof(key));
	unhex(IV, iv, sizeof(iv));
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (uint8_t)i;
	for (size_t i = 0; i < COUNT(modes); i++) {
		enum sm4_mode mode = modes[i].mode;
		const uint8_t *with = mode == SM4_ECB ? NULL : iv;
		size_t len = modes[i].len;

		assert_int_equal(
		    sm4(*state, mode, true, key, with, BYTES(plain, len), out),
		    ERR_OK);
		assert_hex(out, len, modes[i].cipher);
		assert_int_equal(
		    sm4(*state, mode, false, key, with, BYTES(out, len), back),
		    ERR_OK);
		assert_memory_equal(back, plain, len);
	}
}

static void
a_length_that_does_not_fit_the_mode_is_refused(void **state)
{
	uint8_t key[SM4_KEY_LEN] = {0}, data[17] = {0};

	for (int mode = SM4_ECB; mode <= SM4_CTR; mode++) {
		bool blocks = mode == SM4_ECB || mode == SM4_CBC;

		for (size_t len = 0; len <= sizeof(data); len++)
			assert_int_equal(sm4(*state, (enum sm4_mode)mode, true,
					     key, key, BYTES(data, len), data),
			    blocks && len % SM4_BLOCK != 0 ? ERR_BAD_MESSAGE
							   : ERR_OK);
	}
	assert_int_equal(sm4(*state, SM4_CTR, true, key, key,
			     BYTES(data, ((size_t)1 << 30) + 1), data),
	    ERR_TOO_LARGE);
}

static enum err
stream_all(
    struct gm *gm, bool encrypt, struct bytes in, size_t piece, struct buf *b)
{
	static const uint8_t key[SM4_KEY_LEN] = {1}, iv[SM4_BLOCK] = {2};
	AUTO(sm4_stream) s = NULL;
	uint8_t out[64 + SM4_BLOCK];
	size_t len;

	TRY(sm4_stream_new(gm, SM4_CBC, encrypt, true, key, iv, &s));
	for (; in.len > 0; in.p += piece, in.len -= piece) {
		if (piece > in.len)
			piece = in.len;
		TRY(sm4_stream_update(s, BYTES(in.p, piece), out, &len));
		buf_put(b, BYTES(out, len));
	}
	TRY(sm4_stream_end(s, out, &len));
	buf_put(b, BYTES(out, len));
	return buf_status(b);
}

static void
a_padded_stream_comes_back_whatever_the_pieces(void **state)
{
	uint8_t plain[50] = {5, 6, 7};

	for (size_t len = 0; len <= sizeof(plain); len++) {
		for (size_t piece = 1; piece <= 33; piece += 4) {
			AUTO_DONE(buf) cipher = BUF(1024);
			AUTO_DONE(buf) back = BUF(1024);

			assert_int_equal(stream_all(*state, true,
					     BYTES(plain, len), piece, &cipher),
			    ERR_OK);
			assert_int_equal(cipher.len, len / 16 * 16 + 16);
			assert_int_equal(stream_all(*state, false,
					     buf_bytes(&cipher), piece, &back),
			    ERR_OK);
			assert_true(
			    bytes_equal(buf_bytes(&back), BYTES(plain, len)));
		}
	}
}

static void
wrong_padding_or_length_is_refused_at_the_end(void **state)
{
	AUTO_DONE(buf) b = BUF(1024);
	uint8_t cipher[SM4_BLOCK] = {0};
	struct reader r;

	assert_int_equal(
	    stream_all(*state, true, bytes_str("hello"), 5, &b), ERR_OK);
	r = reader_of(buf_bytes(&b));
	assert_int_equal(reader_copy(&r, cipher, SM4_BLOCK), ERR_OK);
	assert_int_equal(
	    stream_all(*state, false, BYTES(cipher, SM4_BLOCK - 1), 15, &b),
	    ERR_BAD_MESSAGE);
	cipher[SM4_BLOCK - 1] ^= 1;
	assert_int_equal(
	    stream_all(*state, false, BYTES_ARRAY(cipher), SM4_BLOCK, &b),
	    ERR_BAD_MESSAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_cipher_is_that_of_the_standard),
	    cmocka_unit_test(a_million_rounds_end_where_the_standard_says),
	    cmocka_unit_test(each_mode_is_that_of_openssl),
	    cmocka_unit_test(a_length_that_does_not_fit_the_mode_is_refused),
	    cmocka_unit_test(a_padded_stream_comes_back_whatever_the_pieces),
	    cmocka_unit_test(wrong_padding_or_length_is_refused_at_the_end),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown);
}
