/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in containers: made inside, imported, used. */
#include "virtualkey/testing.h"

static struct sm2_signature
sign(struct host *h, const uint8_t e[SM3_LEN])
{
	struct sm2_signature sig;
	struct reader r;

	host_ids(h);
	buf_put(&h->data, BYTES(e, SM3_LEN));
	assert_int_equal(
	    host_do_p(h, CARD_SIGN_SM2, CARD_SIGN_DIGEST, 0), CARD_SW_OK);
	r = reader_of(host_answer(h));
	assert_int_equal(card_signature_get(&card_0017r, &r, &sig), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	return sig;
}

static void
new_container(struct host *h)
{
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "one"), CARD_SW_OK);
}

static void
what_a_key_signs_is_verified(void **state)
{
	struct host *h = *state;
	struct sm2_signature sig;
	struct sm2_public key;
	uint8_t e[SM3_LEN];

	new_container(h);
	assert_int_equal(host_generate(h, &key), CARD_SW_OK);
	assert_int_equal(
	    sm2_digest(h->gm, &key, bytes_str("message"), e), ERR_OK);
	sig = sign(h, e);
	assert_int_equal(
	    sm2_verify(h->gm, &key, bytes_str("message"), &sig), ERR_OK);
	e[0] ^= 1;
	assert_int_equal(
	    sm2_verify_digest(h->gm, &key, e, &sig), ERR_SIGNATURE_INVALID);
}

static void
a_message_is_signed_with_the_id_that_comes_with_it(void **state)
{
	struct host *h = *state;
	struct sm2_signature sig;
	struct sm2_public key;
	struct reader r;

	new_container(h);
	assert_int_equal(host_generate(h, &key), CARD_SW_OK);
	host_ids(h);
	card_block_put(&card_0017r, &h->data, bytes_str(SM2_DEFAULT_ID));
	buf_str(&h->data, "message");
	assert_int_equal(
	    host_do_p(h, CARD_SIGN_SM2, CARD_SIGN_MESSAGE, 0), CARD_SW_OK);
	r = reader_of(host_answer(h));
	assert_int_equal(card_signature_get(&card_0017r, &r, &sig), ERR_OK);
	assert_int_equal(
	    sm2_verify(h->gm, &key, bytes_str("message"), &sig), ERR_OK);
}

static void
a_key_outlives_power_and_its_session_does_not(void **state)
{
	struct host *h = *state;
	struct sm2_public key, again;
	struct reader r;

	new_container(h);
	assert_int_equal(host_generate(h, &key), CARD_SW_OK);
	host_replug(h);
	host_ids(h);
	assert_int_equal(host_do_p(h, CARD_EXPORT_PUBLIC_KEY, CARD_SIGN_KEY, 0),
	    CARD_SW_APPLICATION_NOT_OPEN);
	assert_int_equal(host_open_application(h, APPLICATION), CARD_SW_OK);
	assert_int_equal(
	    host_container(h, CARD_OPEN_CONTAINER, "one"), CARD_SW_OK);
	host_ids(h);
	assert_int_equal(
	    host_do_p(h, CARD_EXPORT_PUBLIC_KEY, CARD_SIGN_KEY, 0), CARD_SW_OK);
	r = reader_of(host_answer(h));
	assert_int_equal(card_public_get(&card_0017r, &r, &again), ERR_OK);
	assert_true(sm2_public_equal(&again, &key));
	assert_int_equal(host_generate(h, &again), CARD_SW_NOT_LOGGED_IN);
}

/* --- import --- */

enum form { D_ALONE, D_AT_THE_END, D_AT_THE_START };

/* A new key wrapped for a container's signing key. */
static struct card_envelope
envelope_for(struct host *h, const struct sm2_public *to, enum form form)
{
	struct card_envelope e = {.version = 1, .algorithm = 0x401};
	uint8_t symmetric[SM4_KEY_LEN] = {7}, plain[64] = {0};
	AUTO(sm2_key) key = NULL;
	AUTO(secret) d = NULL;

	assert_int_equal(sm2_key_generate(h->gm, &key), ERR_OK);
	assert_int_equal(sm2_key_scalar(key, &d), ERR_OK);
	memcpy(plain + (form == D_AT_THE_END ? SM2_LEN : 0), secret_data(d),
	    SM2_LEN);
	e.private_len = form == D_ALONE ? SM2_LEN : sizeof(plain);
	assert_int_equal(sm4(h->gm, SM4_ECB, true, symmetric, NULL,
			     BYTES(plain, e.private_len), e.private),
	    ERR_OK);
	e.public = *sm2_key_public(key);
	assert_int_equal(
	    sm2_encrypt(h->gm, to, BYTES_ARRAY(symmetric), &e.key), ERR_OK);
	return e;
}

static uint16_t
import(struct host *h, const struct card_envelope *e)
{
	host_ids(h);
	card_envelope_put(&card_0017r, &h->data, e);
	return host_do(h, CARD_IMPORT_SM2);
}

static void
an_encryption_key_is_imported_in_each_form(void **state)
{
	struct host *h = *state;
	struct sm2_public sign_key;

	new_container(h);
	assert_int_equal(host_generate(h, &sign_key), CARD_SW_OK);
	for (enum form form = D_ALONE; form <= D_AT_THE_START; form++) {
		const struct card_envelope e = envelope_for(h, &sign_key, form);
		struct sm2_public got;
		struct reader r;

		assert_int_equal(import(h, &e), CARD_SW_OK);
		host_ids(h);
		assert_int_equal(
		    host_do_p(h, CARD_EXPORT_PUBLIC_KEY, CARD_ENCRYPT_KEY, 0),
		    CARD_SW_OK);
		r = reader_of(host_answer(h));
		assert_int_equal(
		    card_public_get(&card_0017r, &r, &got), ERR_OK);
		assert_true(sm2_public_equal(&got, &e.public));
	}
}

static void
an_envelope_that_does_not_fit_changes_nothing(void **state)
{
	struct host *h = *state;
	struct card_envelope good, e;
	struct sm2_public sign_key;
	AUTO(sm2_key) other = NULL;

	new_container(h);
	assert_int_equal(sm2_key_generate(h->gm, &other), ERR_OK);
	good = envelope_for(h, sm2_key_public(other), D_ALONE);
	assert_int_equal(import(h, &good), CARD_SW_NO_KEY);
	assert_int_equal(host_generate(h, &sign_key), CARD_SW_OK);
	assert_int_equal(import(h, &good), CARD_SW_DECRYPT_FAILED);
	good = envelope_for(h, &sign_key, D_ALONE);
	e = good;
	e.version = 2;
	assert_int_equal(import(h, &e), CARD_SW_WRONG_DATA);
	e = good;
	e.algorithm = 0x101;
	assert_int_equal(import(h, &e), CARD_SW_CIPHER_UNKNOWN);
	e = good;
	e.private[0] ^= 1;
	assert_int_equal(import(h, &e), CARD_SW_WRONG_DATA);
	e = good;
	e.public.y[31] ^= 1;
	assert_int_equal(import(h, &e), CARD_SW_WRONG_DATA);
	host_ids(h);
	assert_int_equal(
	    host_do_p(h, CARD_EXPORT_PUBLIC_KEY, CARD_ENCRYPT_KEY, 0),
	    CARD_SW_NO_KEY);
}

/* --- what needs no key of the card --- */

static void
a_signature_of_others_is_verified(void **state)
{
	struct host *h = *state;
	struct sm2_signature sig;
	AUTO(sm2_key) key = NULL;
	uint8_t e[SM3_LEN] = {1};

	assert_int_equal(sm2_key_generate(h->gm, &key), ERR_OK);
	assert_int_equal(sm2_sign_digest(h->gm, key, e, &sig), ERR_OK);
	for (int wrong = 0; wrong < 2; wrong++) {
		e[31] = (uint8_t)wrong;
		card_public_put(&card_0017r, &h->data, sm2_key_public(key));
		card_block_put(&card_0017r, &h->data, BYTES_ARRAY(e));
		card_r_s_put(&h->data, &sig);
		assert_int_equal(host_do(h, CARD_VERIFY_SM2),
		    wrong ? CARD_SW_VERIFY_FAILED : CARD_SW_OK);
	}
}

static void
what_is_encrypted_for_others_opens(void **state)
{
	struct host *h = *state;
	struct sm2_cipher cipher;
	AUTO(sm2_key) key = NULL;
	AUTO(secret) plain = NULL;
	struct reader r;

	assert_int_equal(sm2_key_generate(h->gm, &key), ERR_OK);
	card_public_put(&card_0017r, &h->data, sm2_key_public(key));
	card_block_put(&card_0017r, &h->data, bytes_str("plain"));
	assert_int_equal(host_do(h, CARD_ENCRYPT_SM2), CARD_SW_OK);
	r = reader_of(host_answer(h));
	assert_int_equal(card_cipher_get(&card_0017r, &r, &cipher), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	assert_int_equal(sm2_decrypt(h->gm, key, &cipher, &plain), ERR_OK);
	assert_true(bytes_equal(secret_bytes(plain), bytes_str("plain")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOST(what_a_key_signs_is_verified),
	    WITH_HOST(a_message_is_signed_with_the_id_that_comes_with_it),
	    WITH_HOST(a_key_outlives_power_and_its_session_does_not),
	    WITH_HOST(an_encryption_key_is_imported_in_each_form),
	    WITH_HOST(an_envelope_that_does_not_fit_changes_nothing),
	    WITH_HOST(a_signature_of_others_is_verified),
	    WITH_HOST(what_is_encrypted_for_others_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
