/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: a host that speaks to a virtual key in its own process. What it
 * sends is made with src/card, as hosts do.
 */
#ifndef VIRTUALKEY_TESTING_H
#define VIRTUALKEY_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "card/secure.h"
#include "virtualkey/key.h"
#include "virtualkey/state_file.h"

#define DEVICE_KEY "1234567812345678"
#define ADMIN_PIN "admin-pin"
#define USER_PIN "123456"
#define TRIES 3
#define APPLICATION "CERT"
#define ANYONE 0xff
#define USER_RIGHT 0x10
#define ADMIN_RIGHT 0x01

struct host {
	struct gm *gm;
	struct virtual_key *key;
	struct buf data;     /* of the command that is being made */
	struct buf answer;   /* data of the last one, and status word */
	struct card_id a, c; /* of the application and container in use */
};

static inline struct bytes
host_answer(const struct host *h)
{
	return BYTES(h->answer.p, h->answer.len - 2);
}

/* Send octets; the status word. */
static inline uint16_t
host_send(struct host *h, struct bytes octets)
{
	struct bytes data;
	uint16_t sw;

	buf_done(&h->answer);
	buf_init(&h->answer, CARD_APDU_MAX);
	assert_int_equal(
	    virtual_key_transmit(h->key, octets, &h->answer), ERR_OK);
	assert_int_equal(
	    card_answer_parse(buf_bytes(&h->answer), &data, &sw), ERR_OK);
	return sw;
}

/* Send a command with what is in h->data, which is empty afterwards. */
static inline uint16_t
host_command(struct host *h, struct card_command c)
{
	AUTO_DONE(buf) octets = BUF(CARD_APDU_MAX + 16);
	uint16_t sw;

	c.data = buf_bytes(&h->data);
	card_command_encode(&octets, &c);
	assert_int_equal(buf_status(&octets), ERR_OK);
	sw = host_send(h, buf_bytes(&octets));
	buf_truncate(&h->data, 0);
	return sw;
}

/* P1 and P2 zero, any length of answer. */
static inline uint16_t
host_do(struct host *h, enum card_ins ins)
{
	return host_command(
	    h, (struct card_command){
		   .cla = CARD_CLA, .ins = ins, .expect = CARD_EXPECT_ALL});
}

static inline uint16_t
host_do_p(struct host *h, enum card_ins ins, uint8_t p1, uint8_t p2)
{
	return host_command(h, (struct card_command){.cla = CARD_CLA,
				   .ins = ins,
				   .p1 = p1,
				   .p2 = p2,
				   .expect = CARD_EXPECT_ALL});
}

static inline void
host_select(struct host *h)
{
	struct card_command c = {.ins = CARD_INS_SELECT, .p1 = 4};

	buf_put(&h->data, BYTES_ARRAY(card_0017r.aid));
	assert_int_equal(host_command(h, c), CARD_SW_OK);
}

static inline void
host_open(struct host *h, const struct virtual_key_options *o)
{
	*h = (struct host){.gm = NULL};
	buf_init(&h->data, CARD_APDU_MAX);
	buf_init(&h->answer, CARD_APDU_MAX);
	assert_int_equal(gm_new(&h->gm), ERR_OK);
	assert_int_equal(virtual_key_open(o, &h->key), ERR_OK);
	virtual_key_power_on(h->key);
}

static inline void
host_done(struct host *h)
{
	virtual_key_free(h->key);
	gm_free(h->gm);
	buf_done(&h->data);
	buf_done(&h->answer);
}

/* Pulled out, and in again with power. */
static inline void
host_replug(struct host *h)
{
	virtual_key_power_off(h->key);
	virtual_key_power_on(h->key);
	host_select(h);
}

static inline void
host_challenge(struct host *h, uint8_t random[CARD_RANDOM_LEN])
{
	assert_int_equal(host_command(h, (struct card_command){.cla = CARD_CLA,
					     .ins = CARD_GET_RANDOM,
					     .expect = CARD_RANDOM_LEN}),
	    CARD_SW_OK);
	memcpy(random, h->answer.p, CARD_RANDOM_LEN);
}

static inline uint16_t
host_device_auth(struct host *h, const char *key)
{
	uint8_t random[CARD_RANDOM_LEN], block[CARD_BLOCK];

	host_challenge(h, random);
	assert_int_equal(card_cryptogram(h->gm, &card_0017r,
			     BYTES(key, CARD_BLOCK), random, block),
	    ERR_OK);
	buf_put(&h->data, BYTES_ARRAY(block));
	return host_do_p(h, CARD_DEVICE_AUTH, 0, CARD_CIPHER_SM4);
}

/* A command with the MAC under a key of what is in h->data. */
static inline uint16_t
host_secured(struct host *h, enum card_ins ins, uint8_t p2, struct bytes key)
{
	struct card_command c = {.cla = CARD_CLA_SECURE, .ins = ins, .p2 = p2};
	uint8_t random[CARD_RANDOM_LEN], mac[CARD_MAC_LEN];
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);

	buf_put(&data, buf_bytes(&h->data));
	buf_truncate(&h->data, 0);
	host_challenge(h, random);
	c.data = buf_bytes(&data);
	assert_int_equal(
	    card_mac(h->gm, &card_0017r, key, random, &c, mac), ERR_OK);
	buf_put(&h->data, buf_bytes(&data));
	buf_put(&h->data, BYTES_ARRAY(mac));
	return host_command(h, c);
}

static inline struct card_new_application
host_new_application(struct host *h, const char *name)
{
	struct card_new_application n = {
	    .tries = {TRIES, TRIES}, .file_rights = ANYONE};
	const char *const pins[] = {ADMIN_PIN, USER_PIN};

	memcpy(n.name, name, strlen(name) + 1);
	for (int i = 0; i < CARD_PIN_COUNT; i++)
		assert_int_equal(card_pin_wrap(h->gm, &card_0017r,
				     BYTES(DEVICE_KEY, CARD_BLOCK),
				     bytes_str(pins[i]), n.pins[i]),
		    ERR_OK);
	return n;
}

static inline uint16_t
host_create_application(struct host *h, const char *name)
{
	struct card_new_application n = host_new_application(h, name);

	card_new_application_put(&card_0017r, &h->data, &n);
	return host_secured(
	    h, CARD_CREATE_APPLICATION, 0, BYTES(DEVICE_KEY, CARD_BLOCK));
}

static inline uint16_t
host_open_application(struct host *h, const char *name)
{
	struct card_application a;
	struct reader r;
	uint16_t sw;

	buf_str(&h->data, name);
	sw = host_do(h, CARD_OPEN_APPLICATION);
	if (sw != CARD_SW_OK)
		return sw;
	r = reader_of(host_answer(h));
	assert_int_equal(card_application_get(&card_0017r, &r, &a), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	h->a = a.id;
	return sw;
}

static inline uint16_t
host_verify(struct host *h, enum card_pin which, const char *pin)
{
	uint8_t random[CARD_RANDOM_LEN], block[CARD_BLOCK];
	AUTO(secret) key = NULL;

	assert_int_equal(
	    card_pin_key(h->gm, &card_0017r, bytes_str(pin), &key), ERR_OK);
	host_challenge(h, random);
	assert_int_equal(card_cryptogram(h->gm, &card_0017r, secret_bytes(key),
			     random, block),
	    ERR_OK);
	card_id_put(&h->data, h->a);
	buf_put(&h->data, BYTES_ARRAY(block));
	return host_do_p(h, CARD_VERIFY_PIN, 0, which);
}

/* Set a PIN by one that is known: CHANGE_PIN, or UNBLOCK_PIN by the admin's. */
static inline uint16_t
host_set_pin(struct host *h, enum card_ins ins, uint8_t p2,
    const char *const known_new[2])
{
	uint8_t wrapped[CARD_BLOCK];
	AUTO(secret) key = NULL;

	assert_int_equal(
	    card_pin_key(h->gm, &card_0017r, bytes_str(known_new[0]), &key),
	    ERR_OK);
	assert_int_equal(card_pin_wrap(h->gm, &card_0017r, secret_bytes(key),
			     bytes_str(known_new[1]), wrapped),
	    ERR_OK);
	card_id_put(&h->data, h->a);
	buf_put(&h->data, BYTES_ARRAY(wrapped));
	return host_secured(h, ins, p2, secret_bytes(key));
}

/* Ids of application and container before what is in h->data already. */
static inline void
host_ids(struct host *h)
{
	card_id_put(&h->data, h->a);
	card_id_put(&h->data, h->c);
}

/* CREATE_CONTAINER or OPEN_CONTAINER. */
static inline uint16_t
host_container(struct host *h, enum card_ins ins, const char *name)
{
	struct reader r;
	uint16_t sw;

	card_id_put(&h->data, h->a);
	buf_str(&h->data, name);
	sw = host_do(h, ins);
	if (sw != CARD_SW_OK)
		return sw;
	r = reader_of(host_answer(h));
	assert_int_equal(card_id_get(&r, &h->c), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	return sw;
}

static inline uint16_t
host_generate(struct host *h, struct sm2_public *ret_key)
{
	struct reader r;
	uint16_t sw;

	host_ids(h);
	card_put_u32(&card_0017r, &h->data, 256);
	sw = host_do(h, CARD_GENERATE_SM2);
	if (sw != CARD_SW_OK)
		return sw;
	r = reader_of(host_answer(h));
	assert_int_equal(card_point_get(&r, ret_key), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	return sw;
}

/* A key in memory with application CERT open and its user logged in. */
static inline void
host_begin(struct host *h)
{
	host_open(h, &(struct virtual_key_options){.serial = "S"});
	host_select(h);
	assert_int_equal(host_device_auth(h, DEVICE_KEY), CARD_SW_OK);
	assert_int_equal(host_create_application(h, APPLICATION), CARD_SW_OK);
	assert_int_equal(host_open_application(h, APPLICATION), CARD_SW_OK);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
}

/* … and a container with a signing key. */
static inline struct sm2_public
host_begin_with_key(struct host *h)
{
	struct sm2_public key;

	host_begin(h);
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "one"), CARD_SW_OK);
	assert_int_equal(host_generate(h, &key), CARD_SW_OK);
	return key;
}

/* For cmocka's groups: a struct host in *state. */
static inline int
host_setup(void **state)
{
	struct host *h = calloc(1, sizeof(*h));

	*state = h;
	if (h == NULL)
		return -1;
	host_begin(h);
	return 0;
}

static inline int
host_teardown(void **state)
{
	host_done(*state);
	free(*state);
	return 0;
}

#define WITH_HOST(test) \
	cmocka_unit_test_setup_teardown(test, host_setup, host_teardown)

#endif
