/* SPDX-License-Identifier: Apache-2.0 */
/* Device key and PINs: tries, locks, what a challenge is good for. */
#include "virtualkey/testing.h"

static struct card_pin_info
info_of(struct host *h, enum card_pin which)
{
	struct card_pin_info i;
	struct reader r;

	card_id_put(&h->data, h->a);
	assert_int_equal(host_do_p(h, CARD_GET_PIN_INFO, 0, which), CARD_SW_OK);
	r = reader_of(host_answer(h));
	assert_int_equal(card_pin_info_get(&r, &i), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	return i;
}

static uint16_t
change(struct host *h, enum card_pin which, const char *old, const char *new)
{
	return host_set_pin(
	    h, CARD_CHANGE_PIN, which, (const char *const[]){old, new});
}

static uint16_t
unblock(struct host *h, const char *admin, const char *new)
{
	return host_set_pin(
	    h, CARD_UNBLOCK_PIN, 0, (const char *const[]){admin, new});
}

static void
a_wrong_pin_counts_down_and_the_right_one_restores(void **state)
{
	struct host *h = *state;

	assert_int_equal(host_verify(h, CARD_PIN_USER, "wrong-1"), 0x63c2);
	assert_int_equal(info_of(h, CARD_PIN_USER).left, 2);
	assert_int_equal(info_of(h, CARD_PIN_ADMIN).left, TRIES);
	assert_int_equal(host_verify(h, CARD_PIN_USER, "wrong-1"), 0x63c1);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
	assert_int_equal(info_of(h, CARD_PIN_USER).left, TRIES);
	assert_int_equal(info_of(h, CARD_PIN_USER).max, TRIES);
}

static void
a_wrong_pin_takes_the_right_away(void **state)
{
	struct host *h = *state;

	assert_int_equal(host_verify(h, CARD_PIN_USER, "wrong-1"), 0x63c2);
	assert_int_equal(host_container(h, CARD_CREATE_CONTAINER, "one"),
	    CARD_SW_NOT_LOGGED_IN);
}

static void
lock(struct host *h, enum card_pin which)
{
	for (int i = 1; i < TRIES; i++)
		assert_int_equal(host_verify(h, which, "wrong-1"),
		    CARD_SW_PIN_WRONG(TRIES - i));
	assert_int_equal(host_verify(h, which, "wrong-1"), CARD_SW_PIN_LOCKED);
}

static void
a_locked_pin_stays_locked_and_the_administrator_unblocks_it(void **state)
{
	struct host *h = *state;

	lock(h, CARD_PIN_USER);
	assert_int_equal(
	    host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_PIN_LOCKED);
	host_replug(h);
	assert_int_equal(host_open_application(h, APPLICATION), CARD_SW_OK);
	assert_int_equal(
	    host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_PIN_LOCKED);
	assert_int_equal(
	    change(h, CARD_PIN_USER, USER_PIN, "new-pin"), CARD_SW_PIN_LOCKED);
	assert_int_equal(unblock(h, "no-admin", "new-pin"), 0x63c2);
	assert_int_equal(info_of(h, CARD_PIN_ADMIN).left, 2);
	assert_int_equal(info_of(h, CARD_PIN_USER).left, 0);
	assert_int_equal(unblock(h, ADMIN_PIN, "new-pin"), CARD_SW_OK);
	assert_int_equal(info_of(h, CARD_PIN_ADMIN).left, TRIES);
	assert_int_equal(info_of(h, CARD_PIN_USER).left, TRIES);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), 0x63c2);
	assert_int_equal(host_verify(h, CARD_PIN_USER, "new-pin"), CARD_SW_OK);
}

static void
a_locked_admin_pin_unblocks_nothing(void **state)
{
	struct host *h = *state;

	lock(h, CARD_PIN_ADMIN);
	assert_int_equal(unblock(h, ADMIN_PIN, "new-pin"), CARD_SW_PIN_LOCKED);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
}

static void
pins_are_initial_until_they_are_changed(void **state)
{
	struct host *h = *state;

	assert_true(info_of(h, CARD_PIN_USER).initial);
	assert_int_equal(
	    change(h, CARD_PIN_USER, USER_PIN, USER_PIN), CARD_SW_OK);
	assert_true(info_of(h, CARD_PIN_USER).initial);
	assert_int_equal(
	    change(h, CARD_PIN_USER, USER_PIN, "1234567890123456"), CARD_SW_OK);
	assert_false(info_of(h, CARD_PIN_USER).initial);
	assert_true(info_of(h, CARD_PIN_ADMIN).initial);
	assert_int_equal(
	    change(h, CARD_PIN_ADMIN, ADMIN_PIN, "new-admin"), CARD_SW_OK);
	assert_false(info_of(h, CARD_PIN_ADMIN).initial);
	assert_int_equal(
	    host_verify(h, CARD_PIN_USER, "1234567890123456"), CARD_SW_OK);
	assert_int_equal(
	    host_verify(h, CARD_PIN_ADMIN, "new-admin"), CARD_SW_OK);
}

static void
a_change_by_the_wrong_pin_spends_a_try_and_changes_nothing(void **state)
{
	struct host *h = *state;

	assert_int_equal(
	    change(h, CARD_PIN_USER, "wrong-1", "new-pin"), 0x63c2);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
}

/* A wrapped block that is no PIN, with a MAC that is right. */
static void
a_new_pin_of_wrong_length_spends_no_try(void **state)
{
	struct host *h = *state;
	AUTO(secret) key = NULL;
	uint8_t wrapped[CARD_BLOCK];

	assert_int_equal(
	    card_pin_key(h->gm, &card_0017r, bytes_str(USER_PIN), &key),
	    ERR_OK);
	assert_int_equal(
	    card_pin_wrap(h->gm, &card_0017r, secret_bytes(key),
		BYTES("12345\0\0\0\0\0\0\0\0\0\0\0", CARD_BLOCK), wrapped),
	    ERR_OK);
	card_id_put(&h->data, h->a);
	buf_put(&h->data, BYTES_ARRAY(wrapped));
	assert_int_equal(
	    host_secured(h, CARD_CHANGE_PIN, CARD_PIN_USER, secret_bytes(key)),
	    CARD_SW_WRONG_DATA);
	assert_int_equal(info_of(h, CARD_PIN_USER).left, TRIES);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
}

static void
a_challenge_is_good_for_one_try(void **state)
{
	uint8_t random[CARD_RANDOM_LEN], block[CARD_BLOCK];
	struct host *h = *state;
	AUTO(secret) key = NULL;

	assert_int_equal(
	    card_pin_key(h->gm, &card_0017r, bytes_str(USER_PIN), &key),
	    ERR_OK);
	host_challenge(h, random);
	assert_int_equal(card_cryptogram(h->gm, &card_0017r, secret_bytes(key),
			     random, block),
	    ERR_OK);
	for (int turn = 0; turn < 2; turn++) {
		card_id_put(&h->data, h->a);
		buf_put(&h->data, BYTES_ARRAY(block));
		assert_int_equal(
		    host_do_p(h, CARD_VERIFY_PIN, 0, CARD_PIN_USER),
		    turn == 0 ? CARD_SW_OK : CARD_SW_CONDITIONS);
	}
	assert_int_equal(info_of(h, CARD_PIN_USER).left, TRIES);
}

/* Less than CARD_RANDOM_LEN octets are no challenge. */
static void
a_short_random_is_no_challenge(void **state)
{
	struct host *h = *state;
	uint8_t unused[CARD_RANDOM_LEN];

	host_challenge(h, unused);
	assert_int_equal(host_command(h, (struct card_command){.cla = CARD_CLA,
					     .ins = CARD_GET_RANDOM,
					     .expect = CARD_RANDOM_LEN - 1}),
	    CARD_SW_OK);
	assert_int_equal(host_answer(h).len, CARD_RANDOM_LEN - 1);
	card_id_put(&h->data, h->a);
	buf_put(&h->data, BYTES("0123456789abcdef", CARD_BLOCK));
	assert_int_equal(host_do_p(h, CARD_VERIFY_PIN, 0, CARD_PIN_USER),
	    CARD_SW_CONDITIONS);
	assert_int_equal(info_of(h, CARD_PIN_USER).left, TRIES);
}

/* --- device key --- */

static void
device_authentication_takes_the_forms_in_use(void **state)
{
	static const struct {
		uint32_t random, sent; /* octets */
	} forms[] = {{8, 16}, {16, 16}, {8, 32}, {12, 16}, {32, 16}};
	struct host *h = *state;

	for (size_t i = 0; i < COUNT(forms); i++) {
		uint8_t data[32] = {0};
		size_t len =
		    forms[i].random < CARD_BLOCK ? forms[i].random : CARD_BLOCK;

		host_replug(h);
		assert_int_equal(
		    host_command(h, (struct card_command){.cla = CARD_CLA,
					.ins = CARD_GET_RANDOM,
					.expect = forms[i].random}),
		    CARD_SW_OK);
		memcpy(data, h->answer.p, len);
		assert_int_equal(
		    sm4(h->gm, SM4_ECB, true, (const uint8_t *)DEVICE_KEY, NULL,
			BYTES(data, CARD_BLOCK), data),
		    ERR_OK);
		for (int turn = 0; turn < 2; turn++) {
			buf_put(&h->data, BYTES(data, forms[i].sent));
			assert_int_equal(
			    host_do_p(h, CARD_DEVICE_AUTH, 0, CARD_CIPHER_SM4),
			    turn == 0 ? CARD_SW_OK : CARD_SW_CONDITIONS);
		}
	}
}

static void
a_wrong_device_key_ends_the_right(void **state)
{
	struct host *h = *state;

	assert_int_equal(
	    host_device_auth(h, "another key 1234"), CARD_SW_PIN_WRONG(15));
	assert_int_equal(
	    host_create_application(h, "OTHER"), CARD_SW_NOT_LOGGED_IN);
}

static void
ciphers_that_are_not_published_are_not_supported(void **state)
{
	struct host *h = *state;
	uint8_t random[CARD_RANDOM_LEN];

	for (uint8_t cipher = 0; cipher < 4; cipher++) {
		if (cipher == CARD_CIPHER_SM4)
			continue;
		host_challenge(h, random);
		buf_put(&h->data, BYTES("0123456789abcdef", CARD_BLOCK));
		assert_int_equal(host_do_p(h, CARD_DEVICE_AUTH, 0, cipher),
		    CARD_SW_NOT_SUPPORTED);
	}
}

static void
the_device_key_changes_secured_or_plain(void **state)
{
	static const char *const keys[] = {
	    DEVICE_KEY, "device key no. 2", "device key no. 3"};
	struct host *h = *state;
	uint8_t wrapped[CARD_BLOCK];

	assert_int_equal(
	    card_pin_wrap(h->gm, &card_0017r, BYTES(keys[0], CARD_BLOCK),
		BYTES(keys[1], CARD_BLOCK), wrapped),
	    ERR_OK);
	buf_put(&h->data, BYTES_ARRAY(wrapped));
	assert_int_equal(host_secured(h, CARD_CHANGE_DEVICE_KEY,
			     CARD_CIPHER_SM4, BYTES(keys[0], CARD_BLOCK)),
	    CARD_SW_OK);
	host_replug(h);
	assert_int_equal(host_device_auth(h, keys[0]), CARD_SW_PIN_WRONG(15));
	assert_int_equal(host_device_auth(h, keys[1]), CARD_SW_OK);
	buf_put(&h->data, BYTES(keys[2], CARD_BLOCK));
	assert_int_equal(
	    host_do_p(h, CARD_CHANGE_DEVICE_KEY, 0, CARD_CIPHER_SM4),
	    CARD_SW_OK);
	host_replug(h);
	assert_int_equal(host_device_auth(h, keys[2]), CARD_SW_OK);
}

static void
a_wrong_mac_under_the_device_key_changes_nothing(void **state)
{
	struct host *h = *state;

	buf_put(&h->data, BYTES("0123456789abcdef", CARD_BLOCK));
	assert_int_equal(host_secured(h, CARD_CHANGE_DEVICE_KEY,
			     CARD_CIPHER_SM4, BYTES("another key 1234", 16)),
	    CARD_SW_MAC_WRONG);
	host_replug(h);
	assert_int_equal(host_device_auth(h, DEVICE_KEY), CARD_SW_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOST(a_wrong_pin_counts_down_and_the_right_one_restores),
	    WITH_HOST(a_wrong_pin_takes_the_right_away),
	    WITH_HOST(
		a_locked_pin_stays_locked_and_the_administrator_unblocks_it),
	    WITH_HOST(a_locked_admin_pin_unblocks_nothing),
	    WITH_HOST(pins_are_initial_until_they_are_changed),
	    WITH_HOST(
		a_change_by_the_wrong_pin_spends_a_try_and_changes_nothing),
	    WITH_HOST(a_new_pin_of_wrong_length_spends_no_try),
	    WITH_HOST(a_challenge_is_good_for_one_try),
	    WITH_HOST(a_short_random_is_no_challenge),
	    WITH_HOST(device_authentication_takes_the_forms_in_use),
	    WITH_HOST(a_wrong_device_key_ends_the_right),
	    WITH_HOST(ciphers_that_are_not_published_are_not_supported),
	    WITH_HOST(the_device_key_changes_secured_or_plain),
	    WITH_HOST(a_wrong_mac_under_the_device_key_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
