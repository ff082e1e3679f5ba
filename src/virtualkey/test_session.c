/* SPDX-License-Identifier: Apache-2.0 */
/* Session keys, key agreement, digests: what dies with the session. */
#include "virtualkey/testing.h"

#define ECB 0x401
#define CBC 0x402
#define CFB 0x404
#define OFB 0x408

static const uint8_t key_octets[SM4_KEY_LEN] = "session key 1234";
static const uint8_t iv[SM4_BLOCK] = "initial value 12";

static void
open_container(struct host *h, const char *name)
{
	if (host_container(h, CARD_OPEN_CONTAINER, name) != CARD_SW_OK)
		assert_int_equal(
		    host_container(h, CARD_CREATE_CONTAINER, name), CARD_SW_OK);
}

static uint16_t
set_key(struct host *h, uint32_t algorithm, struct card_id *ret_k)
{
	struct reader r;
	uint16_t sw;

	host_ids(h);
	card_put_u32(&card_0017r, &h->data, algorithm);
	card_put_u16(&card_0017r, &h->data, sizeof(key_octets));
	buf_put(&h->data, BYTES_ARRAY(key_octets));
	sw = host_do(h, CARD_SET_SESSION_KEY);
	if (sw != CARD_SW_OK)
		return sw;
	r = reader_of(host_answer(h));
	assert_int_equal(card_id_get(&r, ret_k), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	return sw;
}

static uint16_t
begin(struct host *h, enum card_ins ins, struct card_id k,
    const struct card_cipher_start *s)
{
	host_ids(h);
	card_id_put(&h->data, k);
	card_cipher_start_put(&card_0017r, &h->data, s);
	return host_do(h, ins);
}

static uint16_t
pass(struct host *h, enum card_ins ins, struct card_id k, struct bytes data)
{
	host_ids(h);
	card_id_put(&h->data, k);
	buf_put(&h->data, data);
	return host_do(h, ins);
}

static struct card_cipher_start
start_of(uint32_t algorithm, uint32_t padding)
{
	struct card_cipher_start s = {.algorithm = algorithm,
	    .iv_len = algorithm == ECB ? 0 : SM4_BLOCK,
	    .padding = padding};

	memcpy(s.iv, iv, sizeof(iv));
	return s;
}

static void
each_mode_encrypts_as_sm4_does_and_back(void **state)
{
	static const struct {
		uint32_t algorithm;
		enum sm4_mode mode;
		size_t len;
	} rows[] = {{ECB, SM4_ECB, 48}, {CBC, SM4_CBC, 48}, {CFB, SM4_CFB, 37},
	    {OFB, SM4_OFB, 37}};
	struct host *h = *state;
	uint8_t plain[48], want[48];
	struct card_id k;

	open_container(h, "one");
	memset(plain, 'p', sizeof(plain));
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct card_cipher_start s =
		    start_of(rows[i].algorithm, 0);
		const struct bytes in = BYTES(plain, rows[i].len);

		assert_int_equal(
		    sm4(h->gm, rows[i].mode, true, key_octets,
			rows[i].mode == SM4_ECB ? NULL : iv, in, want),
		    ERR_OK);
		assert_int_equal(set_key(h, rows[i].algorithm, &k), CARD_SW_OK);
		assert_int_equal(
		    begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_OK);
		assert_int_equal(pass(h, CARD_ENCRYPT, k, in), CARD_SW_OK);
		assert_true(bytes_equal(host_answer(h), BYTES(want, in.len)));
		assert_int_equal(
		    begin(h, CARD_DECRYPT_BEGIN, k, &s), CARD_SW_OK);
		assert_int_equal(
		    pass(h, CARD_DECRYPT, k, BYTES(want, in.len)), CARD_SW_OK);
		assert_true(bytes_equal(host_answer(h), in));
		host_ids(h);
		card_id_put(&h->data, k);
		assert_int_equal(
		    host_do(h, CARD_DESTROY_SESSION_KEY), CARD_SW_OK);
	}
}

static void
a_message_goes_through_in_parts(void **state)
{
	struct host *h = *state;
	const struct card_cipher_start s = start_of(CBC, 1);
	AUTO_DONE(buf) parts = BUF(1000);
	AUTO_DONE(buf) whole = BUF(1000);
	const struct bytes text = bytes_str("twenty octets of it.");
	struct card_id k;

	open_container(h, "one");
	assert_int_equal(set_key(h, CBC, &k), CARD_SW_OK);
	assert_int_equal(begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_OK);
	assert_int_equal(pass(h, CARD_ENCRYPT, k, text), CARD_SW_OK);
	buf_put(&whole, host_answer(h));
	assert_int_equal(whole.len, 32);
	assert_int_equal(begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_OK);
	for (size_t i = 0; i < text.len; i += 5) {
		assert_int_equal(
		    pass(h, CARD_ENCRYPT_UPDATE, k, BYTES(text.p + i, 5)),
		    CARD_SW_OK);
		buf_put(&parts, host_answer(h));
	}
	assert_int_equal(
	    pass(h, CARD_ENCRYPT_FINISH, k, BYTES_NONE), CARD_SW_OK);
	buf_put(&parts, host_answer(h));
	assert_true(bytes_equal(buf_bytes(&parts), buf_bytes(&whole)));
	assert_int_equal(begin(h, CARD_DECRYPT_BEGIN, k, &s), CARD_SW_OK);
	assert_int_equal(
	    pass(h, CARD_DECRYPT, k, buf_bytes(&whole)), CARD_SW_OK);
	assert_true(bytes_equal(host_answer(h), text));
}

static void
a_stream_has_to_be_begun_and_goes_one_way(void **state)
{
	struct host *h = *state;
	const struct card_cipher_start s = start_of(ECB, 0);
	struct card_id k;

	open_container(h, "one");
	assert_int_equal(set_key(h, ECB, &k), CARD_SW_OK);
	assert_int_equal(
	    pass(h, CARD_ENCRYPT, k, BYTES_ARRAY(iv)), CARD_SW_CONDITIONS);
	assert_int_equal(begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_OK);
	assert_int_equal(
	    pass(h, CARD_DECRYPT, k, BYTES_ARRAY(iv)), CARD_SW_CONDITIONS);
	assert_int_equal(pass(h, CARD_ENCRYPT, k, BYTES_ARRAY(iv)), CARD_SW_OK);
	assert_int_equal(
	    pass(h, CARD_ENCRYPT, k, BYTES_ARRAY(iv)), CARD_SW_CONDITIONS);
	assert_int_equal(begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_OK);
	assert_int_equal(
	    pass(h, CARD_ENCRYPT, k, BYTES(iv, 15)), CARD_SW_WRONG_DATA);
}

static void
starts_that_make_no_sense_are_refused(void **state)
{
	struct host *h = *state;
	struct card_cipher_start s;
	struct card_id k;

	open_container(h, "one");
	assert_int_equal(set_key(h, 0x101, &k), CARD_SW_CIPHER_UNKNOWN);
	assert_int_equal(set_key(h, CBC, &k), CARD_SW_OK);
	s = start_of(0x101, 0);
	assert_int_equal(
	    begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_CIPHER_UNKNOWN);
	s = start_of(CBC, 2);
	assert_int_equal(
	    begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_WRONG_DATA);
	s = start_of(CBC, 0);
	s.iv_len = 8;
	assert_int_equal(
	    begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_WRONG_DATA);
	s = start_of(CFB, 0);
	s.feed_bits = 8;
	assert_int_equal(
	    begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_NOT_SUPPORTED);
}

static void
a_key_is_known_in_its_container_alone_and_until_a_reset(void **state)
{
	struct host *h = *state;
	const struct card_cipher_start s = start_of(ECB, 0);
	struct card_id k;

	open_container(h, "one");
	assert_int_equal(set_key(h, ECB, &k), CARD_SW_OK);
	open_container(h, "two");
	assert_int_equal(
	    begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_SESSION_KEY_UNKNOWN);
	open_container(h, "one");
	assert_int_equal(begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_OK);
	host_replug(h);
	assert_int_equal(host_open_application(h, APPLICATION), CARD_SW_OK);
	open_container(h, "one");
	assert_int_equal(
	    begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_SESSION_KEY_UNKNOWN);
}

static void
sixteen_session_keys_fit(void **state)
{
	struct host *h = *state;
	struct card_id k;

	open_container(h, "one");
	for (int i = 0; i < VK_SESSION_KEYS_MAX; i++)
		assert_int_equal(set_key(h, ECB, &k), CARD_SW_OK);
	assert_int_equal(set_key(h, ECB, &k), CARD_SW_NO_SPACE);
	host_ids(h);
	card_id_put(&h->data, k);
	assert_int_equal(host_do(h, CARD_DESTROY_SESSION_KEY), CARD_SW_OK);
	assert_int_equal(set_key(h, ECB, &k), CARD_SW_OK);
}

static void
ids_of_session_keys_go_round_past_those_in_use(void **state)
{
	struct host *h = *state;
	struct card_id first, k;

	open_container(h, "one");
	assert_int_equal(set_key(h, ECB, &first), CARD_SW_OK);
	for (int i = 0; i < 5000; i++) {
		assert_int_equal(set_key(h, ECB, &k), CARD_SW_OK);
		assert_memory_not_equal(&k, &first, sizeof(k));
		host_ids(h);
		card_id_put(&h->data, k);
		assert_int_equal(
		    host_do(h, CARD_DESTROY_SESSION_KEY), CARD_SW_OK);
	}
}

/* --- wrapped keys --- */

/* Put an encryption key into the container, behind its back. */
static const struct sm2_public *
plant_key(struct host *h)
{
	struct vk_application *a =
	    vk_application_by_name(h->key->state, APPLICATION);
	struct vk_container *c = vk_container_by_id(
	    a, (uint16_t)(h->c.octets[0] << 8 | h->c.octets[1]));
	struct vk_key *place = &c->keys[CARD_ENCRYPT_KEY];
	AUTO(sm2_key) key = NULL;
	AUTO(secret) d = NULL;

	assert_int_equal(sm2_key_generate(h->gm, &key), ERR_OK);
	assert_int_equal(sm2_key_scalar(key, &d), ERR_OK);
	memcpy(place->d, secret_data(d), sizeof(place->d));
	place->public = *sm2_key_public(key);
	place->present = true;
	return &place->public;
}

static uint16_t
import_key(struct host *h, const struct sm2_cipher *c)
{
	AUTO_DONE(buf) wrapped = BUF(2000);

	card_cipher_put(&card_0017r, &wrapped, c);
	host_ids(h);
	card_put_u32(&card_0017r, &h->data, ECB);
	card_block_put(&card_0017r, &h->data, buf_bytes(&wrapped));
	return host_do(h, CARD_IMPORT_SESSION_KEY);
}

static void
a_wrapped_session_key_is_taken_in(void **state)
{
	struct host *h = *state;
	const struct card_cipher_start s = start_of(ECB, 0);
	const struct sm2_public *to;
	struct sm2_cipher c;
	uint8_t want[SM4_BLOCK];
	struct card_id k;

	open_container(h, "one");
	to = plant_key(h);
	assert_int_equal(
	    sm2_encrypt(h->gm, to, BYTES_ARRAY(key_octets), &c), ERR_OK);
	assert_int_equal(import_key(h, &c), CARD_SW_OK);
	memcpy(k.octets, h->answer.p, sizeof(k.octets));
	assert_int_equal(begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_OK);
	assert_int_equal(pass(h, CARD_ENCRYPT, k, BYTES_ARRAY(iv)), CARD_SW_OK);
	assert_int_equal(
	    sm4(h->gm, SM4_ECB, true, key_octets, NULL, BYTES_ARRAY(iv), want),
	    ERR_OK);
	assert_memory_equal(h->answer.p, want, sizeof(want));
	c.hash[0] ^= 1;
	assert_int_equal(import_key(h, &c), CARD_SW_DECRYPT_FAILED);
	assert_int_equal(
	    sm2_encrypt(h->gm, to, BYTES(key_octets, 15), &c), ERR_OK);
	assert_int_equal(import_key(h, &c), CARD_SW_WRONG_DATA);
}

static void
a_session_key_goes_out_wrapped_to_somebody(void **state)
{
	struct host *h = *state;
	const struct card_cipher_start s = start_of(ECB, 0);
	AUTO(sm2_key) to = NULL;
	AUTO(secret) key = NULL;
	struct sm2_cipher c;
	uint8_t want[SM4_BLOCK];
	struct card_id k;
	struct reader r;

	open_container(h, "one");
	assert_int_equal(sm2_key_generate(h->gm, &to), ERR_OK);
	host_ids(h);
	card_public_put(&card_0017r, &h->data, sm2_key_public(to));
	card_put_u32(&card_0017r, &h->data, ECB);
	assert_int_equal(host_do(h, CARD_EXPORT_SESSION_KEY), CARD_SW_OK);
	r = reader_of(host_answer(h));
	assert_int_equal(card_cipher_get(&card_0017r, &r, &c), ERR_OK);
	assert_int_equal(card_id_get(&r, &k), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	assert_int_equal(sm2_decrypt(h->gm, to, &c, &key), ERR_OK);
	assert_int_equal(secret_bytes(key).len, SM4_KEY_LEN);
	assert_int_equal(begin(h, CARD_ENCRYPT_BEGIN, k, &s), CARD_SW_OK);
	assert_int_equal(pass(h, CARD_ENCRYPT, k, BYTES_ARRAY(iv)), CARD_SW_OK);
	assert_int_equal(sm4(h->gm, SM4_ECB, true, secret_data(key), NULL,
			     BYTES_ARRAY(iv), want),
	    ERR_OK);
	assert_memory_equal(h->answer.p, want, sizeof(want));
}

/* --- agreement --- */

struct side {
	struct card_id container, key;
	struct sm2_public public, temporary;
	uint32_t handle;
};

static void
take_side(struct host *h, const char *name, struct side *s)
{
	open_container(h, name);
	s->container = h->c;
	s->public = *plant_key(h);
}

static void
agreement_begin(struct host *h, struct side *s)
{
	struct reader r;

	h->c = s->container;
	host_ids(h);
	card_put_u32(&card_0017r, &h->data, ECB);
	card_block_put(&card_0017r, &h->data, bytes_str("left"));
	assert_int_equal(host_do(h, CARD_AGREEMENT_BEGIN), CARD_SW_OK);
	r = reader_of(host_answer(h));
	assert_int_equal(
	    card_public_get(&card_0017r, &r, &s->temporary), ERR_OK);
	assert_int_equal(card_get_u32(&card_0017r, &r, &s->handle), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
}

static void
agreement_answer(struct host *h, const struct side *to, struct side *s)
{
	struct reader r;

	h->c = s->container;
	host_ids(h);
	card_put_u32(&card_0017r, &h->data, ECB);
	card_public_put(&card_0017r, &h->data, &to->public);
	card_public_put(&card_0017r, &h->data, &to->temporary);
	card_block_put(&card_0017r, &h->data, bytes_str("right"));
	card_block_put(&card_0017r, &h->data, bytes_str("left"));
	assert_int_equal(host_do(h, CARD_AGREEMENT_ANSWER), CARD_SW_OK);
	r = reader_of(host_answer(h));
	assert_int_equal(
	    card_public_get(&card_0017r, &r, &s->temporary), ERR_OK);
	assert_int_equal(card_id_get(&r, &s->key), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
}

static uint16_t
agreement_finish(struct host *h, const struct side *s, const struct side *to)
{
	h->c = s->container;
	host_ids(h);
	card_put_u32(&card_0017r, &h->data, s->handle);
	card_public_put(&card_0017r, &h->data, &to->public);
	card_public_put(&card_0017r, &h->data, &to->temporary);
	card_block_put(&card_0017r, &h->data, bytes_str("right"));
	return host_do(h, CARD_AGREEMENT_FINISH);
}

/* One block, encrypted under a session key of a side. */
static void
encrypt_with(struct host *h, const struct side *s, uint8_t out[SM4_BLOCK])
{
	const struct card_cipher_start start = start_of(ECB, 0);

	h->c = s->container;
	assert_int_equal(
	    begin(h, CARD_ENCRYPT_BEGIN, s->key, &start), CARD_SW_OK);
	assert_int_equal(
	    pass(h, CARD_ENCRYPT, s->key, BYTES_ARRAY(iv)), CARD_SW_OK);
	memcpy(out, h->answer.p, SM4_BLOCK);
}

static void
two_sides_agree_on_a_key(void **state)
{
	struct host *h = *state;
	uint8_t left_block[SM4_BLOCK], right_block[SM4_BLOCK];
	struct side left = {.handle = 0}, right = {.handle = 0};

	take_side(h, "left", &left);
	take_side(h, "right", &right);
	agreement_begin(h, &left);
	agreement_answer(h, &left, &right);
	assert_int_equal(agreement_finish(h, &left, &right), CARD_SW_OK);
	memcpy(left.key.octets, h->answer.p, sizeof(left.key.octets));
	encrypt_with(h, &left, left_block);
	encrypt_with(h, &right, right_block);
	assert_memory_equal(left_block, right_block, SM4_BLOCK);
	assert_int_equal(
	    agreement_finish(h, &left, &right), CARD_SW_REFERENCE_INVALID);
}

static void
an_agreement_with_no_point_is_refused_and_can_go_on(void **state)
{
	struct host *h = *state;
	struct side left = {.handle = 0}, right = {.handle = 0}, bad;

	take_side(h, "left", &left);
	take_side(h, "right", &right);
	agreement_begin(h, &left);
	agreement_answer(h, &left, &right);
	bad = right;
	bad.temporary.y[31] ^= 1;
	assert_int_equal(agreement_finish(h, &left, &bad), CARD_SW_WRONG_DATA);
	assert_int_equal(agreement_finish(h, &left, &right), CARD_SW_OK);
}

static void
four_agreements_wait_at_once(void **state)
{
	struct host *h = *state;
	struct side left = {.handle = 0};

	take_side(h, "left", &left);
	for (int i = 0; i < VK_AGREEMENTS_MAX; i++)
		agreement_begin(h, &left);
	host_ids(h);
	card_put_u32(&card_0017r, &h->data, ECB);
	card_block_put(&card_0017r, &h->data, bytes_str("left"));
	assert_int_equal(host_do(h, CARD_AGREEMENT_BEGIN), CARD_SW_NO_SPACE);
}

/* --- digests --- */

static void
a_digest_is_sm3_whole_or_in_parts(void **state)
{
	struct host *h = *state;
	uint8_t want[SM3_LEN];

	assert_int_equal(sm3_of(h->gm, bytes_str("abc"), want), ERR_OK);
	assert_int_equal(host_do_p(h, CARD_DIGEST_BEGIN, 0, 1), CARD_SW_OK);
	buf_str(&h->data, "abc");
	assert_int_equal(host_do(h, CARD_DIGEST), CARD_SW_OK);
	assert_int_equal(host_answer(h).len, 4 + SM3_LEN);
	assert_memory_equal(h->answer.p + 4, want, sizeof(want));
	assert_int_equal(host_do(h, CARD_DIGEST), CARD_SW_CONDITIONS);
	assert_int_equal(host_do_p(h, CARD_DIGEST_BEGIN, 0, 1), CARD_SW_OK);
	buf_str(&h->data, "ab");
	assert_int_equal(host_do(h, CARD_DIGEST_UPDATE), CARD_SW_OK);
	buf_str(&h->data, "c");
	assert_int_equal(host_do(h, CARD_DIGEST_UPDATE), CARD_SW_OK);
	assert_int_equal(host_do(h, CARD_DIGEST_FINISH), CARD_SW_OK);
	assert_memory_equal(h->answer.p + 4, want, sizeof(want));
	assert_int_equal(host_do(h, CARD_DIGEST_FINISH), CARD_SW_CONDITIONS);
	assert_int_equal(
	    host_do_p(h, CARD_DIGEST_BEGIN, 0, 2), CARD_SW_HASH_UNKNOWN);
}

static void
a_digest_with_a_key_begins_with_z(void **state)
{
	struct host *h = *state;
	AUTO(sm2_key) key = NULL;
	uint8_t want[SM3_LEN];

	assert_int_equal(sm2_key_generate(h->gm, &key), ERR_OK);
	assert_int_equal(
	    sm2_digest(h->gm, sm2_key_public(key), bytes_str("message"), want),
	    ERR_OK);
	card_public_put(&card_0017r, &h->data, sm2_key_public(key));
	card_block_put(&card_0017r, &h->data, bytes_str(SM2_DEFAULT_ID));
	assert_int_equal(host_do_p(h, CARD_DIGEST_BEGIN, 0, 1), CARD_SW_OK);
	buf_str(&h->data, "message");
	assert_int_equal(host_do(h, CARD_DIGEST), CARD_SW_OK);
	assert_memory_equal(h->answer.p + 4, want, sizeof(want));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOST(each_mode_encrypts_as_sm4_does_and_back),
	    WITH_HOST(a_message_goes_through_in_parts),
	    WITH_HOST(a_stream_has_to_be_begun_and_goes_one_way),
	    WITH_HOST(starts_that_make_no_sense_are_refused),
	    WITH_HOST(a_key_is_known_in_its_container_alone_and_until_a_reset),
	    WITH_HOST(sixteen_session_keys_fit),
	    WITH_HOST(ids_of_session_keys_go_round_past_those_in_use),
	    WITH_HOST(a_wrapped_session_key_is_taken_in),
	    WITH_HOST(a_session_key_goes_out_wrapped_to_somebody),
	    WITH_HOST(two_sides_agree_on_a_key),
	    WITH_HOST(an_agreement_with_no_point_is_refused_and_can_go_on),
	    WITH_HOST(four_agreements_wait_at_once),
	    WITH_HOST(a_digest_is_sm3_whole_or_in_parts),
	    WITH_HOST(a_digest_with_a_key_begins_with_z),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
