/* SPDX-License-Identifier: Apache-2.0 */
/* GM/T 0016 7.6: ciphers, digests and MACs of a session. */
#include "suite.h"

/* GB/T 32907 annex A.1 */
static const uint8_t a1_key[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd,
    0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10};
static const uint8_t a1_cipher[16] = {0x68, 0x1e, 0xdf, 0x34, 0xd2, 0x06, 0x96,
    0x5e, 0x86, 0xb3, 0xe9, 0x4f, 0x53, 0x6e, 0x42, 0x46};

static HANDLE
key_for(struct suite *s, ULONG algorithm)
{
	HANDLE h = NULL;

	OK(s->SetSymmKey(s->dev, OCTETS(a1_key), algorithm, &h));
	return h;
}

/* The same key, come wrapped to a container's encryption key: it may be in the
 * device. NULL if the device has no such cipher. */
static HANDLE
wrapped_key_for(struct suite *s, HCONTAINER c, ULONG algorithm)
{
	HANDLE h = NULL;
	DEVINFO info;

	OK(s->GetDevInfo(s->dev, &info));
	if ((info.AlgSymCap & algorithm) == algorithm)
		OK(import_wrapped(s, c, a1_key, algorithm, &h));
	return h;
}

void
sm4_gives_the_vector_of_gbt_32907(void **state)
{
	struct suite *s = *state;
	HANDLE h = key_for(s, SGD_SM4_ECB);
	BLOCKCIPHERPARAM param = {.IVLen = 0};
	BYTE out[32];
	ULONG len = 0;

	OK(s->EncryptInit(h, param));
	OK(s->Encrypt(h, OCTETS(a1_key), 16, NULL, &len));
	assert_int_equal(len, 16);
	OK(s->Encrypt(h, OCTETS(a1_key), 16, out, &len));
	assert_memory_equal(out, a1_cipher, 16);
	/* again without Init, as callers do */
	OK(s->Encrypt(h, OCTETS(a1_key), 16, out, &len));
	assert_memory_equal(out, a1_cipher, 16);
	OK(s->CloseHandle(h));
}

/* Encrypt or decrypt in pieces of step octets; the length that came out. */
static size_t
in_pieces(struct suite *s, HANDLE h, bool encrypt, struct bytes in, size_t step,
    BYTE *out)
{
	size_t done = 0;
	ULONG len;

	while (in.len > 0) {
		size_t n = step < in.len ? step : in.len;

		len = 256;
		if (encrypt)
			OK(s->EncryptUpdate(
			    h, OCTETS(in.p), (ULONG)n, out + done, &len));
		else
			OK(s->DecryptUpdate(
			    h, OCTETS(in.p), (ULONG)n, out + done, &len));
		done += len;
		in = BYTES(in.p + n, in.len - n);
	}
	len = 256;
	if (encrypt)
		OK(s->EncryptFinal(h, out + done, &len));
	else
		OK(s->DecryptFinal(h, out + done, &len));
	return done + len;
}

/* Every way to cut a message, there and back, in one mode. */
static void
try_pieces(struct suite *s, HANDLE h, enum sm4_mode mode, size_t len)
{
	static const size_t steps[] = {1, 15, 16, 17, 96};
	BLOCKCIPHERPARAM param = {.IVLen = 16};
	uint8_t plain[96], want[96];
	BYTE out[512], back[512];
	const struct bytes in = BYTES(plain, len);

	memcpy(param.IV, a1_cipher, 16);
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (uint8_t)(i * 7);
	assert_int_equal(sm4(s->gm, mode, true, a1_key,
			     mode == SM4_ECB ? NULL : a1_cipher, in, want),
	    ERR_OK);
	for (size_t j = 0; j < COUNT(steps); j++) {
		OK(s->EncryptInit(h, param));
		assert_int_equal(
		    in_pieces(s, h, true, in, steps[j], out), in.len);
		assert_memory_equal(out, want, in.len);
		OK(s->DecryptInit(h, param));
		assert_int_equal(
		    in_pieces(s, h, false, BYTES(out, in.len), steps[j], back),
		    in.len);
		assert_memory_equal(back, plain, in.len);
	}
}

static const struct {
	ULONG id;
	enum sm4_mode mode;
	size_t len;
} modes[] = {{SGD_SM4_ECB, SM4_ECB, 96}, {SGD_SM4_CBC, SM4_CBC, 96},
    {SGD_SM4_CFB, SM4_CFB, 91}, {SGD_SM4_OFB, SM4_OFB, 91}};

void
modes_and_pieces_give_what_libcrypto_gives(void **state)
{
	struct suite *s = *state;

	for (size_t i = 0; i < COUNT(modes); i++) {
		HANDLE h = key_for(s, modes[i].id);

		try_pieces(s, h, modes[i].mode, modes[i].len);
		OK(s->CloseHandle(h));
	}
}

void
a_wrapped_key_works_like_one_in_the_clear(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	HCONTAINER c = enter_pair(s, "wrapped", &key);
	size_t tried = 0;

	for (size_t i = 0; i < COUNT(modes); i++) {
		HANDLE h = wrapped_key_for(s, c, modes[i].id);

		if (h == NULL)
			continue;
		try_pieces(s, h, modes[i].mode, modes[i].len);
		OK(s->CloseHandle(h));
		tried++;
	}
	assert_true(tried >= 1);
	leave_container(s, c, "wrapped");
}

/* Two keys of one container at work at the same time, past what goes to a
 * device in one command. */
void
two_wrapped_keys_do_not_mix(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	HCONTAINER c = enter_pair(s, "two keys", &key);
	HANDLE h[2] = {wrapped_key_for(s, c, SGD_SM4_CBC),
	    wrapped_key_for(s, c, SGD_SM4_CBC)};
	BLOCKCIPHERPARAM param[2] = {{.IVLen = 16}, {.IVLen = 16}};
	static uint8_t plain[2][6000], want[6000];
	static BYTE out[2][6000];
	ULONG len;

	assert_non_null(h[0]); /* CBC is what all have */
	for (size_t i = 0; i < 2; i++) {
		memset(plain[i], (int)('a' + i), sizeof(plain[i]));
		param[i].IV[0] = (BYTE)i;
		OK(s->EncryptInit(h[i], param[i]));
	}
	for (size_t at = 0; at < sizeof(want); at += 3000)
		for (size_t i = 0; i < 2; i++) {
			len = sizeof(out[i]);
			OK(s->EncryptUpdate(h[i], plain[i] + at, 3000,
			    out[i] + at - at % 16, &len));
		}
	for (size_t i = 0; i < 2; i++) {
		len = 0;
		OK(s->EncryptFinal(h[i], out[i], &len));
		assert_int_equal(len, 0);
		assert_int_equal(sm4(s->gm, SM4_CBC, true, a1_key, param[i].IV,
				     BYTES_ARRAY(plain[i]), want),
		    ERR_OK);
		assert_memory_equal(out[i], want, sizeof(want));
		OK(s->CloseHandle(h[i]));
	}
	leave_container(s, c, "two keys");
}

/* Input and output may be one buffer, also with octets held back. */
void
a_message_is_encrypted_where_it_is(void **state)
{
	struct suite *s = *state;
	HANDLE h = key_for(s, SGD_SM4_CBC);
	BLOCKCIPHERPARAM param = {.IVLen = 16};
	uint8_t plain[64], want[64];
	BYTE both[64], first[16];
	ULONG len = sizeof(both);

	memset(plain, 'i', sizeof(plain));
	assert_int_equal(sm4(s->gm, SM4_CBC, true, a1_key, param.IV,
			     BYTES_ARRAY(plain), want),
	    ERR_OK);
	memcpy(both, plain, sizeof(both));
	OK(s->EncryptInit(h, param));
	OK(s->Encrypt(h, both, sizeof(both), both, &len));
	assert_memory_equal(both, want, sizeof(want));
	memcpy(both, plain, sizeof(both));
	len = sizeof(first);
	OK(s->EncryptInit(h, param));
	OK(s->EncryptUpdate(h, plain, 10, first, &len));
	assert_int_equal(len, 0);
	len = sizeof(both);
	OK(s->EncryptUpdate(h, both, 54, both, &len));
	assert_int_equal(len, 64);
	assert_memory_equal(both, want, sizeof(want));
	OK(s->CloseHandle(h));
}

void
padding_comes_and_goes(void **state)
{
	struct suite *s = *state;
	HANDLE h = key_for(s, SGD_SM4_CBC);
	BLOCKCIPHERPARAM param = {.IVLen = 16, .PaddingType = PADDING_PKCS5};
	uint8_t plain[48] = "forty-eight octets of which some are taken ...";
	BYTE out[512], back[512];

	for (ULONG n = 1; n <= sizeof(plain); n++) {
		ULONG len = 0, back_len = sizeof(back);

		OK(s->EncryptInit(h, param));
		OK(s->Encrypt(h, plain, n, NULL, &len));
		assert_int_equal(len, (n / 16 + 1) * 16);
		OK(s->Encrypt(h, plain, n, out, &len));
		OK(s->DecryptInit(h, param));
		OK(s->Decrypt(h, out, len, back, &back_len));
		assert_int_equal(back_len, n);
		assert_memory_equal(back, plain, n);
		OK(s->DecryptInit(h, param));
		assert_int_equal(
		    in_pieces(s, h, false, BYTES(out, len), 7, back), n);
		assert_memory_equal(back, plain, n);
	}
	OK(s->CloseHandle(h));
}

void
wrong_padding_is_refused(void **state)
{
	/* what the last octets of the one block are */
	static const struct {
		uint8_t last[3];
		bool good;
	} cases[] = {{{9, 9, 1}, true}, {{9, 2, 2}, true}, {{3, 3, 3}, true},
	    {{9, 9, 0}, false}, {{9, 9, 2}, false}, {{3, 2, 3}, false},
	    {{9, 9, 17}, false}, {{9, 9, 255}, false}};
	struct suite *s = *state;
	HANDLE h = key_for(s, SGD_SM4_ECB);
	BLOCKCIPHERPARAM param = {.PaddingType = PADDING_PKCS5};
	uint8_t block[SM4_BLOCK];
	BYTE out[32];
	ULONG len;

	for (size_t i = 0; i < COUNT(cases); i++) {
		memset(block, 'b', sizeof(block));
		memcpy(block + 13, cases[i].last, 3);
		assert_int_equal(sm4(s->gm, SM4_ECB, true, a1_key, NULL,
				     BYTES_ARRAY(block), block),
		    ERR_OK);
		len = sizeof(out);
		OK(s->DecryptInit(h, param));
		SAR(cases[i].good ? SAR_OK : SAR_DECRYPTPADERR,
		    s->Decrypt(h, block, sizeof(block), out, &len));
		if (cases[i].good)
			assert_int_equal(len, 16 - cases[i].last[2]);
	}
	len = sizeof(out); /* less than a block, and nothing at all */
	OK(s->DecryptInit(h, param));
	SAR(SAR_DECRYPTPADERR, s->Decrypt(h, block, 15, out, &len));
	OK(s->DecryptInit(h, param));
	SAR(SAR_DECRYPTPADERR, s->Decrypt(h, block, 0, out, &len));
	OK(s->CloseHandle(h));
}

void
a_cipher_has_to_be_begun(void **state)
{
	struct suite *s = *state;
	HANDLE h = key_for(s, SGD_SM4_CBC);
	BLOCKCIPHERPARAM param = {.IVLen = 16};
	BYTE out[64] = {0};
	ULONG len = sizeof(out);

	assert_int_not_equal(s->Encrypt(h, out, 16, out, &len), SAR_OK);
	param.IVLen = 15;
	assert_int_not_equal(s->EncryptInit(h, param), SAR_OK);
	param.IVLen = 16;
	OK(s->EncryptInit(h, param));
	len = sizeof(out);
	assert_int_not_equal(s->Decrypt(h, out, 16, out, &len), SAR_OK);
	len = sizeof(out);
	assert_int_not_equal(s->Encrypt(h, out, 15, out, &len), SAR_OK);
	OK(s->EncryptInit(h, param));
	len = 15;
	SAR(SAR_BUFFER_TOO_SMALL, s->Encrypt(h, out, 16, out, &len));
	OK(s->CloseHandle(h));
	SAR(SAR_INVALIDHANDLEERR, s->EncryptInit(h, param));
}

/* All ways to a MAC of a message with key h. */
static void
try_mac(struct suite *s, HANDLE h)
{
	BLOCKCIPHERPARAM param = {.IVLen = 16};
	uint8_t plain[64], all[64];
	BYTE mac[16];
	ULONG len = sizeof(mac);
	HANDLE m = NULL;

	memset(plain, 'm', sizeof(plain));
	assert_int_equal(sm4(s->gm, SM4_CBC, true, a1_key, param.IV,
			     BYTES_ARRAY(plain), all),
	    ERR_OK);
	OK(s->MacInit(h, &param, &m));
	OK(s->MacUpdate(m, plain, 5));
	OK(s->MacUpdate(m, plain + 5, 43));
	OK(s->MacUpdate(m, plain + 48, 16));
	OK(s->MacFinal(m, mac, &len));
	assert_int_equal(len, 16);
	assert_memory_equal(mac, all + 48, 16);
	assert_int_not_equal(s->MacUpdate(m, plain, 5), SAR_OK);
	OK(s->CloseHandle(m));
	OK(s->MacInit(h, &param, &m));
	OK(s->Mac(m, plain, 64, mac, &len));
	assert_memory_equal(mac, all + 48, 16);
	OK(s->CloseHandle(m));
	OK(s->MacInit(h, &param, &m));
	assert_int_not_equal(s->Mac(m, plain, 63, mac, &len), SAR_OK);
	OK(s->CloseHandle(m));
	/* the key's handle may go before the MAC is done */
	OK(s->MacInit(h, &param, &m));
	OK(s->MacUpdate(m, plain, 20));
	OK(s->CloseHandle(h));
	OK(s->Mac(m, plain, 44, mac, &len));
	assert_memory_equal(mac, all + 48, 16);
	OK(s->CloseHandle(m));
}

void
a_mac_is_the_last_block(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	HCONTAINER c = enter_pair(s, "mac", &key);
	HANDLE wrapped = wrapped_key_for(s, c, SGD_SM4_MAC);

	try_mac(s, key_for(s, SGD_SM4_MAC));
	if (wrapped != NULL)
		try_mac(s, wrapped);
	leave_container(s, c, "mac");
}

/* GB/T 32905 annex A.1 */
static const uint8_t abc_digest[32] = {0x66, 0xc7, 0xf0, 0xf4, 0x62, 0xee, 0xed,
    0xd9, 0xd1, 0xf2, 0xd4, 0x6b, 0xdc, 0x10, 0xe4, 0xe2, 0x41, 0x67, 0xc4,
    0x87, 0x5c, 0xf2, 0xf7, 0xa2, 0x29, 0x7d, 0xa0, 0x2b, 0x8f, 0x4b, 0xa8,
    0xe0};

void
sm3_gives_the_vectors_of_gbt_32905(void **state)
{
	struct suite *s = *state;
	HANDLE h = NULL;
	BYTE out[32];
	ULONG len = 0;

	OK(s->DigestInit(s->dev, SGD_SM3, NULL, NULL, 0, &h));
	OK(s->Digest(h, OCTETS("abc"), 3, NULL, &len));
	assert_int_equal(len, 32);
	OK(s->Digest(h, OCTETS("abc"), 3, out, &len));
	assert_memory_equal(out, abc_digest, 32);
	OK(s->CloseHandle(h));
	OK(s->DigestInit(s->dev, SGD_SM3, NULL, NULL, 0, &h));
	OK(s->DigestUpdate(h, OCTETS("a"), 1));
	OK(s->DigestUpdate(h, OCTETS("bc"), 2));
	OK(s->DigestFinal(h, out, &len));
	assert_memory_equal(out, abc_digest, 32);
	OK(s->CloseHandle(h));
}

void
a_digest_with_an_id_begins_with_z(void **state)
{
	struct suite *s = *state;
	AUTO(sm2_key) key = NULL;
	ECCPUBLICKEYBLOB public;
	uint8_t want[SM3_LEN];
	HANDLE h = NULL;
	BYTE out[32];
	ULONG len = sizeof(out);

	assert_int_equal(sm2_key_generate(s->gm, &key), ERR_OK);
	public_blob(sm2_key_public(key), &public);
	assert_int_equal(
	    sm2_digest(s->gm, sm2_key_public(key), bytes_str("abc"), want),
	    ERR_OK);
	OK(s->DigestInit(
	    s->dev, SGD_SM3, &public, OCTETS(SM2_DEFAULT_ID), 16, &h));
	OK(s->Digest(h, OCTETS("abc"), 3, out, &len));
	assert_memory_equal(out, want, 32);
	OK(s->CloseHandle(h));
}

void
unpublished_ciphers_are_not_there(void **state)
{
	struct suite *s = *state;
	DEVINFO info;
	HANDLE h = NULL;

	OK(s->GetDevInfo(s->dev, &info));
	if ((info.AlgSymCap & SGD_SM1_ECB & 0xff00) != 0)
		return; /* this maker has SM1 */
	SAR(SAR_NOTSUPPORTYETERR,
	    s->SetSymmKey(s->dev, OCTETS(a1_key), SGD_SM1_ECB, &h));
}
