/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual key in memory, and a stream of commands to it: each a length of 16
 * bits and its octets; a length of 1 is about power, as vpcd has it. A key with
 * an application and a container waits at the start, whose user is logged in
 * if the first octet is odd. Every command is answered, and the state can be
 * written and read whatever happened to it.
 */
#include <stdlib.h>
#include <string.h>

#include "card/secure.h"
#include "virtualkey/key.h"
#include "virtualkey/state_file.h"

#define SELECT "\x00\xa4\x04\x00\x08\xf0SKFTOK\x01"
#define OPEN                   \
	"\x80\x26\x00\x00\x04" \
	"CERT"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool right)
{
	if (!right)
		abort();
}

static void
transmit(struct virtual_key *k, struct bytes command)
{
	AUTO_DONE(buf) answer = BUF(CARD_APDU_MAX);
	enum err e = virtual_key_transmit(k, command, &answer);

	check(e == (k->powered ? ERR_OK : ERR_TOKEN_REMOVED));
	check(e != ERR_OK || answer.len >= 2);
}

/* Behind its back, for no fuzzer guesses a MAC. */
static void
furnish(struct virtual_key *k, bool logged_in)
{
	struct vk_application *a;
	struct vk_container *c;

	check(vk_application_add(k->state, "CERT", &a) == ERR_OK);
	a->file_rights = 0xff;
	for (int i = 0; i < CARD_PIN_COUNT; i++)
		a->pins[i].max = a->pins[i].left = 3;
	check(vk_container_add(k->state, a, "one", &c) == ERR_OK);
	check(vk_save(k) == ERR_OK);
	virtual_key_power_on(k);
	transmit(k, BYTES(SELECT, sizeof(SELECT) - 1));
	transmit(k, BYTES(OPEN, sizeof(OPEN) - 1));
	vk_session_open_container(&k->session, c->id);
	vk_session_application(&k->session, a->id)->rights[CARD_PIN_USER] =
	    logged_in;
	k->session.device_auth = logged_in;
}

static void
control(struct virtual_key *k, uint8_t what)
{
	if (what == 0)
		virtual_key_power_off(k);
	else if (what == 1)
		virtual_key_power_on(k);
	else
		virtual_key_reset(k);
}

static void
check_state(struct virtual_key *k)
{
	AUTO_DONE(buf) file = BUF(VK_STATE_FILE_MAX);
	AUTO(vk_state) again = NULL;

	check(vk_state_encode(k->gm, k->state, &file) == ERR_OK);
	check(bytes_equal(buf_bytes(&file), buf_bytes(&k->saved)));
	check(vk_state_parse(k->gm, buf_bytes(&file), &again) == ERR_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(virtual_key) k = NULL;
	struct reader r = reader_of(BYTES(data, size));
	struct bytes command;
	uint8_t logged_in = 0;
	uint16_t len;

	check(virtual_key_open(
		  &(struct virtual_key_options){.serial = "F"}, &k) == ERR_OK);
	err_ignore(reader_u8(&r, &logged_in));
	furnish(k, logged_in % 2 == 1);
	while (reader_u16(&r, &len) == ERR_OK &&
	       reader_take(&r, len, &command) == ERR_OK) {
		if (len == 1)
			control(k, command.p[0]);
		else
			transmit(k, command);
	}
	check_state(k);
	return 0;
}
