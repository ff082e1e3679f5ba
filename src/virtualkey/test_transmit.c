/* SPDX-License-Identifier: Apache-2.0 */
/* Selection, chains, answers in parts, extended lengths, names, the ATR. */
#include "virtualkey/testing.h"

static uint16_t
send_text(struct host *h, const char *octets, size_t len)
{
	return host_send(h, BYTES(octets, len));
}
#define SEND(h, literal) send_text(h, literal, sizeof(literal) - 1)

static void
only_our_applet_is_there(void **state)
{
	struct host *h = *state;

	virtual_key_reset(h->key);
	assert_int_equal(SEND(h, "\x00\xa4\x04\x00\x08\xf0SKFTOK\x02"), 0x6a82);
	assert_int_equal(SEND(h, "\x00\xa4\x04\x00\x07\xf0SKFTOK"), 0x6a82);
	assert_int_equal(SEND(h, "\x00\xa4\x04\x00"), 0x6a82);
	assert_int_equal(
	    SEND(h, "\x00\xa4\x00\x00\x02\x3f\x00"), CARD_SW_WRONG_P1_P2);
	assert_int_equal(SEND(h, "\x80\x50\x00\x00\x08"), 0x6e00);
	assert_int_equal(SEND(h, "\x00\xc0\x00\x00\x08"), 0x6e00);
	assert_int_equal(
	    SEND(h, "\x00\xa4\x04\x00\x08\xf0SKFTOK\x01\x00"), CARD_SW_OK);
	assert_int_equal(SEND(h, "\x80\x50\x00\x00\x08"), CARD_SW_OK);
}

static void
selecting_again_keeps_the_session_and_another_is_refused(void **state)
{
	struct host *h = *state;

	host_select(h);
	assert_int_equal(SEND(h, "\x00\xa4\x04\x00\x08\xf0SKFTOK\x02"), 0x6a82);
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "one"), CARD_SW_OK);
}

static void
what_is_no_command_is_refused(void **state)
{
	struct host *h = *state;

	assert_int_equal(SEND(h, "\x80\x50\x00"), CARD_SW_WRONG_LENGTH);
	assert_int_equal(
	    SEND(h, "\x80\x50\x00\x00\x02\xaa"), CARD_SW_WRONG_LENGTH);
	assert_int_equal(host_send(h, BYTES_NONE), CARD_SW_WRONG_LENGTH);
}

static void
without_power_there_is_no_answer(void **state)
{
	struct host *h = *state;
	AUTO_DONE(buf) answer = BUF(100);

	virtual_key_power_off(h->key);
	assert_int_equal(virtual_key_transmit(
			     h->key, BYTES("\x80\x50\x00\x00\x08", 5), &answer),
	    ERR_TOKEN_REMOVED);
	assert_int_equal(answer.len, 0);
}

static void
a_long_answer_comes_in_parts(void **state)
{
	struct host *h = *state;
	AUTO_DONE(buf) all = BUF(1000);
	uint16_t sw = SEND(h, "\x80\x04\x00\x00\x00"); /* 288 octets */

	assert_int_equal(sw, 0x6120);
	assert_int_equal(host_answer(h).len, 256);
	buf_put(&all, host_answer(h));
	assert_int_equal(SEND(h, "\x00\xc0\x00\x00\x10"), 0x6110);
	assert_int_equal(host_answer(h).len, 16);
	buf_put(&all, host_answer(h));
	assert_int_equal(SEND(h, "\x00\xc0\x00\x00\x00"), CARD_SW_OK);
	buf_put(&all, host_answer(h));
	assert_int_equal(all.len, CARD_DEVICE_INFO_LEN);
	assert_int_equal(SEND(h, "\x00\xc0\x00\x00\x00"), CARD_SW_CONDITIONS);
	assert_int_equal(SEND(h, "\x80\x04\x00\x00\x00\x00\x00"), CARD_SW_OK);
	assert_true(bytes_equal(host_answer(h), buf_bytes(&all)));
}

static void
more_than_256_octets_are_announced_as_zero(void **state)
{
	struct host *h = *state;

	assert_int_equal(SEND(h, "\x80\x04\x00\x00\x10"), 0x6100);
	assert_int_equal(SEND(h, "\x00\xc0\x00\x01\x10"), CARD_SW_WRONG_P1_P2);
	assert_int_equal(SEND(h, "\x00\xc0\x00\x00"), CARD_SW_WRONG_LENGTH);
	assert_int_equal(SEND(h, "\x00\xc0\x00\x00\x10"), 0x6100);
	assert_int_equal(SEND(h, "\x80\x04\x00\x00"), 0x6100); /* no Le */
	assert_int_equal(host_answer(h).len, 0);
}

static void
another_command_forgets_the_rest_of_an_answer(void **state)
{
	struct host *h = *state;

	assert_int_equal(SEND(h, "\x80\x04\x00\x00\x00"), 0x6120);
	assert_int_equal(SEND(h, "\x80\x50\x00\x00\x08"), CARD_SW_OK);
	assert_int_equal(SEND(h, "\x00\xc0\x00\x00\x00"), CARD_SW_CONDITIONS);
}

/* As hosts with short lengths alone send a command; its last status word. */
static uint16_t
send_chain(struct host *h, struct card_command c)
{
	size_t at = 0;
	bool end = false;
	uint16_t sw = 0;

	c.data = buf_bytes(&h->data);
	while (!end) {
		AUTO_DONE(buf) piece = BUF(300);

		card_command_encode_short(&piece, &c, at, &end);
		at += CARD_SHORT_DATA_MAX;
		sw = host_send(h, buf_bytes(&piece));
		if (!end)
			assert_int_equal(sw, CARD_SW_OK);
	}
	buf_truncate(&h->data, 0);
	return sw;
}

static void
a_chain_is_one_command(void **state)
{
	struct host *h = *state;
	uint8_t certificate[4096];

	assert_int_equal(gm_random(h->gm, certificate, 4096), ERR_OK);
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "one"), CARD_SW_OK);
	host_ids(h);
	buf_u8(&h->data, CARD_SIGN_KEY);
	card_block_put(&card_0017r, &h->data, BYTES_ARRAY(certificate));
	assert_int_equal(send_chain(h, (struct card_command){.cla = CARD_CLA,
					   .ins = CARD_IMPORT_CERTIFICATE}),
	    CARD_SW_OK);
	host_ids(h);
	assert_int_equal(
	    host_do_p(h, CARD_EXPORT_CERTIFICATE, CARD_SIGN_KEY, 0),
	    CARD_SW_OK);
	assert_memory_equal(h->answer.p + 4, certificate, 4096);
}

/* The MAC is over the command as it would be in one piece. */
static void
a_secured_command_may_be_chained(void **state)
{
	struct host *h = *state;
	struct card_new_application n = host_new_application(h, "CHAIN");
	struct card_command c = {
	    .cla = CARD_CLA_SECURE, .ins = CARD_CREATE_APPLICATION};
	uint8_t random[CARD_RANDOM_LEN], mac[CARD_MAC_LEN], piece[60];
	AUTO_DONE(buf) data = BUF(200);

	card_new_application_put(&card_0017r, &data, &n);
	host_challenge(h, random);
	c.data = buf_bytes(&data);
	assert_int_equal(card_mac(h->gm, &card_0017r,
			     BYTES(DEVICE_KEY, CARD_BLOCK), random, &c, mac),
	    ERR_OK);
	buf_put(&data, BYTES_ARRAY(mac));
	memcpy(piece, "\x94\x20\x00\x00\x32", 5);
	memcpy(piece + 5, data.p, 50);
	assert_int_equal(host_send(h, BYTES(piece, 55)), CARD_SW_OK);
	memcpy(piece, "\x84\x20\x00\x00\x22", 5);
	memcpy(piece + 5, data.p + 50, 34);
	assert_int_equal(host_send(h, BYTES(piece, 39)), CARD_SW_OK);
	assert_int_equal(host_open_application(h, "CHAIN"), CARD_SW_OK);
}

static void
a_chain_that_is_broken_off_is_forgotten(void **state)
{
	struct host *h = *state;

	assert_int_equal(SEND(h, "\x90\x26\x00\x00\x02"
				 "CE"),
	    CARD_SW_OK);
	assert_int_equal(SEND(h, "\x80\x50\x00\x00\x08"), CARD_SW_CONDITIONS);
	assert_int_equal(SEND(h, "\x80\x26\x00\x00\x02RT\x0a"),
	    CARD_SW_APPLICATION_NAME_UNKNOWN);
	assert_int_equal(SEND(h, "\x90\x26\x00\x00\x02"
				 "CE"),
	    CARD_SW_OK);
	host_select(h);
	assert_int_equal(SEND(h, "\x80\x26\x00\x00\x02RT\x0a"),
	    CARD_SW_APPLICATION_NAME_UNKNOWN);
	assert_int_equal(SEND(h, "\x90\x26\x00\x00\x02"
				 "CE"),
	    CARD_SW_OK);
	assert_int_equal(SEND(h, "\x80\x26\x00\x00\x02RT\x0a"), CARD_SW_OK);
}

static void
a_chain_has_an_end(void **state)
{
	struct host *h = *state;
	struct card_command c = {
	    .cla = CARD_CLA | CARD_CHAIN, .ins = CARD_DIGEST_UPDATE};
	static const uint8_t zeros[65500];

	buf_put(&h->data, BYTES_ARRAY(zeros));
	assert_int_equal(host_command(h, c), CARD_SW_OK);
	buf_put(&h->data, BYTES(zeros, 35));
	assert_int_equal(host_command(h, c), CARD_SW_OK);
	buf_put(&h->data, BYTES(zeros, 1));
	assert_int_equal(host_command(h, c), CARD_SW_WRONG_LENGTH);
	assert_int_equal(SEND(h, "\x80\x50\x00\x00\x08"), CARD_SW_OK);
}

static void
a_key_may_refuse_extended_lengths(void **state)
{
	struct host h;

	(void)state;
	host_open(&h, &(struct virtual_key_options){.short_only = true});
	assert_int_equal(SEND(&h, "\x00\xa4\x04\x00\x00\x00\x08\xf0SKFTOK\x01"),
	    CARD_SW_WRONG_LENGTH);
	assert_int_equal(
	    SEND(&h, "\x00\xa4\x04\x00\x08\xf0SKFTOK\x01"), CARD_SW_OK);
	assert_int_equal(
	    SEND(&h, "\x80\x50\x00\x00\x00\x00\x08"), CARD_SW_WRONG_LENGTH);
	assert_int_equal(SEND(&h, "\x80\x50\x00\x00\x00"), CARD_SW_OK);
	assert_int_equal(host_answer(&h).len, 256);
	assert_int_equal(virtual_key_atr(h.key).p[10] & 0x40, 0);
	host_done(&h);
}

static void
the_answer_to_reset_has_a_right_check_octet(void **state)
{
	struct host *h = *state;
	struct bytes atr = virtual_key_atr(h->key);
	uint8_t check = 0;

	assert_in_range(atr.len, 2, 33);
	assert_int_equal(atr.p[0], 0x3b);
	for (size_t i = 1; i < atr.len; i++)
		check ^= atr.p[i];
	assert_int_equal(check, 0);
	/* T0 counts the historical octets, before the check octet. */
	assert_int_equal(atr.len, 6u + (atr.p[1] & 0xf) + 1);
}

static void
commands_have_names(void **state)
{
	static const struct {
		const char *octets, *name;
	} rows[] = {
	    {"\x80\x50", "GET_RANDOM"},
	    {"\x94\x20", "CREATE_APPLICATION"},
	    {"\x84\xc4", "DESTROY_SESSION_KEY"},
	    {"\x80\xa4", "ENCRYPT_BEGIN"},
	    {"\x80\xff", "UNKNOWN"},
	    {"\x81\x50", "UNKNOWN"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(
		    virtual_key_command_name(BYTES(rows[i].octets, 2)),
		    rows[i].name);
	assert_string_equal(
	    virtual_key_command_name(BYTES("\x00\xa4", 2)), "SELECT");
	assert_string_equal(
	    virtual_key_command_name(BYTES("\x00\xc0", 2)), "GET_RESPONSE");
	assert_string_equal(
	    virtual_key_command_name(BYTES("\x80", 1)), "UNKNOWN");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOST(only_our_applet_is_there),
	    WITH_HOST(selecting_again_keeps_the_session_and_another_is_refused),
	    WITH_HOST(what_is_no_command_is_refused),
	    WITH_HOST(without_power_there_is_no_answer),
	    WITH_HOST(a_long_answer_comes_in_parts),
	    WITH_HOST(more_than_256_octets_are_announced_as_zero),
	    WITH_HOST(another_command_forgets_the_rest_of_an_answer),
	    WITH_HOST(a_chain_is_one_command),
	    WITH_HOST(a_secured_command_may_be_chained),
	    WITH_HOST(a_chain_that_is_broken_off_is_forgotten),
	    WITH_HOST(a_chain_has_an_end),
	    cmocka_unit_test(a_key_may_refuse_extended_lengths),
	    WITH_HOST(the_answer_to_reset_has_a_right_check_octet),
	    cmocka_unit_test(commands_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
