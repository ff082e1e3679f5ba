/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate that every command passes: class, instruction, P1 and P2, lengths,
 * what is open, who is logged in. The table here is written from commands.def
 * and docs/card-0017r.md, not from the key's own.
 */
#include "virtualkey/testing.h"

enum gate { FREE, APP, CONT, DEVICE_RIGHT, APP_USER, CONT_USER };

#define MANY CARD_EXTENDED_DATA_MAX
#define PLAIN 0x80
#define SECURE 0x84
#define P1_P2_ARE_AN_ID 0xffff

static const struct row {
	uint8_t ins, cla, p1, p2;
	uint16_t bad_p; /* P1 P2 that it refuses */
	uint32_t least, most;
	enum gate gate;
} rows[] = {
    {CARD_SET_LABEL, PLAIN, 0, 0, 0x0001, 0, 32, FREE},
    {CARD_GET_DEVICE_INFO, PLAIN, 0, 0, 0x0100, 0, 0, FREE},
    {CARD_DEVICE_AUTH, PLAIN, 0, 2, 0x0102, 16, 32, FREE},
    {CARD_CHANGE_DEVICE_KEY, SECURE, 0, 2, 0x0102, 20, 20, DEVICE_RIGHT},
    {CARD_CHANGE_DEVICE_KEY, PLAIN, 0, 2, 0x0102, 16, 16, DEVICE_RIGHT},
    {CARD_GET_PIN_INFO, PLAIN, 0, 1, 0x0002, 2, 2, APP},
    {CARD_CHANGE_PIN, SECURE, 0, 1, 0x0002, 22, 22, APP},
    {CARD_VERIFY_PIN, PLAIN, 0, 1, 0x0101, 18, 18, APP},
    {CARD_UNBLOCK_PIN, SECURE, 0, 0, 0x0001, 22, 22, APP},
    {CARD_CLEAR_STATE, PLAIN, 0, 0, 0x0001, 2, 2, APP},
    {CARD_CREATE_APPLICATION, SECURE, 0, 0, 0x0001, 84, 84, DEVICE_RIGHT},
    {CARD_CREATE_APPLICATION, PLAIN, 0, 0, 0x0001, 80, 80, DEVICE_RIGHT},
    {CARD_LIST_APPLICATIONS, PLAIN, 0, 0, 0x0001, 0, 0, FREE},
    {CARD_DELETE_APPLICATION, PLAIN, 0, 0, 0x0001, 1, 32, DEVICE_RIGHT},
    {CARD_OPEN_APPLICATION, PLAIN, 0, 0, 0x0001, 1, 32, FREE},
    {CARD_CLOSE_APPLICATION, PLAIN, 0, 0, 0x0001, 2, 2, APP},
    {CARD_CREATE_FILE, PLAIN, 0, 0, P1_P2_ARE_AN_ID, 44, 44, APP},
    {CARD_DELETE_FILE, PLAIN, 0, 0, P1_P2_ARE_AN_ID, 1, 32, APP},
    {CARD_LIST_FILES, PLAIN, 0, 0, P1_P2_ARE_AN_ID, 0, 0, APP},
    {CARD_GET_FILE_INFO, PLAIN, 0, 0, P1_P2_ARE_AN_ID, 1, 32, APP},
    {CARD_READ_FILE, PLAIN, 0, 0, 0x0001, 7, 38, APP},
    {CARD_WRITE_FILE, PLAIN, 0, 0, 0x0001, 9, MANY, APP},
    {CARD_CREATE_CONTAINER, PLAIN, 0, 0, 0x0001, 3, 66, APP_USER},
    {CARD_OPEN_CONTAINER, PLAIN, 0, 0, 0x0001, 3, 66, APP},
    {CARD_CLOSE_CONTAINER, PLAIN, 0, 0, 0x0001, 4, 4, CONT},
    {CARD_LIST_CONTAINERS, PLAIN, 0, 0, 0x0001, 2, 2, APP},
    {CARD_DELETE_CONTAINER, PLAIN, 0, 0, 0x0001, 3, 66, APP_USER},
    {CARD_GET_CONTAINER_INFO, PLAIN, 0, 0, 0x0001, 3, 66, APP},
    {CARD_IMPORT_CERTIFICATE, PLAIN, 0, 0, 0x0001, 10, MANY, CONT_USER},
    {CARD_EXPORT_CERTIFICATE, PLAIN, 1, 0, 0x0200, 4, 4, CONT},
    {CARD_GET_RANDOM, PLAIN, 0, 0, 0x0001, 0, 0, FREE},
    {CARD_GENERATE_SM2, PLAIN, 0, 0, 0x0001, 8, 8, CONT_USER},
    {CARD_IMPORT_SM2, PLAIN, 0, 0, 0x0001, 236, MANY, CONT_USER},
    {CARD_SIGN_SM2, PLAIN, 1, 0, 0x0300, 8, MANY, CONT_USER},
    {CARD_SIGN_SM2, PLAIN, 1, 0, 0x0000, 8, MANY, CONT_USER},
    {CARD_VERIFY_SM2, PLAIN, 0, 0, 0x0001, 168, 168, FREE},
    {CARD_EXPORT_SESSION_KEY, PLAIN, 0, 0, 0x0001, 76, 76, CONT},
    {CARD_ENCRYPT_SM2, PLAIN, 0, 0, 0x0001, 73, 1096, FREE},
    {CARD_AGREEMENT_BEGIN, PLAIN, 0, 0, 0x0001, 13, 44, CONT_USER},
    {CARD_AGREEMENT_ANSWER, PLAIN, 0, 0, 0x0001, 154, 216, CONT_USER},
    {CARD_AGREEMENT_FINISH, PLAIN, 0, 0, 0x0001, 149, 180, CONT_USER},
    {CARD_EXPORT_PUBLIC_KEY, PLAIN, 0, 0, 0x0001, 4, 4, CONT},
    {CARD_IMPORT_SESSION_KEY, PLAIN, 0, 0, 0x0001, 117, MANY, CONT_USER},
    {CARD_SET_SESSION_KEY, PLAIN, 0, 0, 0x0001, 26, 26, CONT},
    {CARD_ENCRYPT_BEGIN, PLAIN, 0, 0, 0x0001, 54, 54, CONT},
    {CARD_ENCRYPT, PLAIN, 0, 0, 0x0001, 6, MANY, CONT},
    {CARD_ENCRYPT_UPDATE, PLAIN, 0, 0, 0x0001, 6, MANY, CONT},
    {CARD_ENCRYPT_FINISH, PLAIN, 0, 0, 0x0001, 6, 6, CONT},
    {CARD_DECRYPT_BEGIN, PLAIN, 0, 0, 0x0001, 54, 54, CONT},
    {CARD_DECRYPT, PLAIN, 0, 0, 0x0001, 6, MANY, CONT},
    {CARD_DECRYPT_UPDATE, PLAIN, 0, 0, 0x0001, 6, MANY, CONT},
    {CARD_DECRYPT_FINISH, PLAIN, 0, 0, 0x0001, 6, 6, CONT},
    {CARD_DIGEST_BEGIN, PLAIN, 0, 1, 0x0101, 0, MANY, FREE},
    {CARD_DIGEST, PLAIN, 0, 0, 0x0001, 0, MANY, FREE},
    {CARD_DIGEST_UPDATE, PLAIN, 0, 0, 0x0001, 0, MANY, FREE},
    {CARD_DIGEST_FINISH, PLAIN, 0, 0, 0x0001, 0, 0, FREE},
    {CARD_DESTROY_SESSION_KEY, PLAIN, 0, 0, 0x0001, 6, 6, CONT},
};

static const uint8_t all_ins[] = {
#define C(name, ins) (ins),
#include "card/commands.def"
#undef C
};

static bool
has_row(uint8_t ins)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].ins == ins)
			return true;
	return false;
}

static void
every_command_is_in_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(all_ins); i++)
		assert_true(has_row(all_ins[i]));
}

/* Everything open, everybody logged in. */
static void
open_all(struct host *h)
{
	assert_int_equal(host_device_auth(h, DEVICE_KEY), CARD_SW_OK);
	assert_int_equal(host_open_application(h, APPLICATION), CARD_SW_OK);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
	if (host_container(h, CARD_OPEN_CONTAINER, "one") != CARD_SW_OK)
		assert_int_equal(
		    host_container(h, CARD_CREATE_CONTAINER, "one"),
		    CARD_SW_OK);
}

/* A command of the row with len octets of data: ids, then zeros. */
static uint16_t
send_row(struct host *h, const struct row *row, size_t len)
{
	struct card_command c = {.cla = row->cla,
	    .ins = row->ins,
	    .p1 = row->p1,
	    .p2 = row->p2,
	    .expect = CARD_EXPECT_ALL};
	const bool has_app = row->gate != FREE && row->gate != DEVICE_RIGHT;
	uint8_t *room;

	if (row->bad_p == P1_P2_ARE_AN_ID)
		card_id_to_p1_p2(&card_0017r, h->a, &c);
	else if (has_app)
		card_id_put(&h->data, h->a);
	if (row->gate == CONT || row->gate == CONT_USER)
		card_id_put(&h->data, h->c);
	if (h->data.len > len)
		buf_truncate(&h->data, len);
	room = buf_extend(&h->data, len - h->data.len);
	assert_non_null(room);
	memset(room, 0, len - (size_t)(room - h->data.p));
	return host_command(h, c);
}

static void
wrong_lengths_are_refused(void **state)
{
	struct host *h = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];

		host_replug(h);
		open_all(h);
		if (row->least > 0)
			assert_int_equal(send_row(h, row, row->least - 1),
			    CARD_SW_WRONG_LENGTH);
		if (row->most < MANY)
			assert_int_equal(send_row(h, row, row->most + 1),
			    CARD_SW_WRONG_LENGTH);
	}
}

/* A key of its own for each, since some are done. */
static void
expect_passing(const struct row *row, size_t len)
{
	static const uint16_t gate[] = {CARD_SW_WRONG_LENGTH,
	    CARD_SW_NOT_LOGGED_IN, CARD_SW_WRONG_P1_P2, CARD_SW_CLA_UNKNOWN,
	    CARD_SW_INS_UNKNOWN, CARD_SW_APPLICATION_UNKNOWN,
	    CARD_SW_CONTAINER_ID_UNKNOWN};
	struct host h;
	uint16_t sw;

	host_begin(&h);
	open_all(&h);
	sw = send_row(&h, row, len);
	for (size_t i = 0; i < COUNT(gate); i++)
		assert_int_not_equal(sw, gate[i]);
	host_done(&h);
}

static void
right_lengths_pass_the_gate(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		expect_passing(&rows[i], rows[i].least);
		expect_passing(&rows[i], rows[i].most);
	}
}

static void
wrong_p1_and_p2_are_refused(void **state)
{
	struct host *h = *state;

	open_all(h);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct row row = rows[i];

		if (row.bad_p == P1_P2_ARE_AN_ID)
			continue;
		row.p1 = (uint8_t)(row.bad_p >> 8);
		row.p2 = (uint8_t)row.bad_p;
		assert_int_equal(
		    send_row(h, &row, row.least), CARD_SW_WRONG_P1_P2);
	}
}

static void
wrong_classes_are_refused(void **state)
{
	static const uint8_t classes[] = {0x04, 0x81, 0x88, 0xc0, 0xff & ~0x10};
	struct host *h = *state;

	open_all(h);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct row row = rows[i];

		for (size_t n = 0; n < COUNT(classes); n++) {
			row.cla = classes[n];
			assert_int_equal(
			    send_row(h, &row, row.least), CARD_SW_CLA_UNKNOWN);
		}
	}
}

/* Plain where it has to be secured, and the reverse. */
static void
the_other_class_is_refused_where_a_command_has_one(void **state)
{
	struct host *h = *state;

	open_all(h);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct row row = rows[i];

		if (row.ins == CARD_CHANGE_DEVICE_KEY ||
		    row.ins == CARD_CREATE_APPLICATION)
			continue; /* these have both */
		row.cla ^= PLAIN ^ SECURE;
		assert_int_equal(
		    send_row(h, &row, row.least), CARD_SW_CLA_UNKNOWN);
	}
}

static void
unknown_commands_are_refused(void **state)
{
	struct host *h = *state;

	for (int ins = 0; ins < 256; ins++) {
		const struct row row = {
		    (uint8_t)ins, PLAIN, 0, 0, 1, 0, 0, FREE};

		if (has_row((uint8_t)ins))
			continue;
		assert_int_equal(send_row(h, &row, 0), CARD_SW_INS_UNKNOWN);
	}
}

static void
before_the_applet_is_selected_nothing_is_answered(void **state)
{
	struct host *h = *state;

	virtual_key_reset(h->key);
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(
		    send_row(h, &rows[i], rows[i].least), CARD_SW_CLA_UNKNOWN);
}

static void
what_is_not_open_cannot_be_used(void **state)
{
	struct host *h = *state;

	open_all(h);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];

		if (row->gate == FREE || row->gate == DEVICE_RIGHT)
			continue;
		host_replug(h);
		assert_int_equal(
		    send_row(h, row, row->least), CARD_SW_APPLICATION_NOT_OPEN);
		h->a.octets[1] ^= 0xff;
		assert_int_equal(
		    send_row(h, row, row->least), CARD_SW_APPLICATION_UNKNOWN);
		h->a.octets[1] ^= 0xff;
		if (row->gate != CONT && row->gate != CONT_USER)
			continue;
		assert_int_equal(
		    host_open_application(h, APPLICATION), CARD_SW_OK);
		assert_int_equal(
		    send_row(h, row, row->least), CARD_SW_CONTAINER_ID_UNKNOWN);
	}
}

static void
without_its_right_a_command_is_refused(void **state)
{
	struct host *h = *state;
	int refused = 0;

	open_all(h);
	host_replug(h);
	assert_int_equal(host_open_application(h, APPLICATION), CARD_SW_OK);
	assert_int_equal(
	    host_container(h, CARD_OPEN_CONTAINER, "one"), CARD_SW_OK);
	/* The administrator's PIN is not the user's. */
	assert_int_equal(host_verify(h, CARD_PIN_ADMIN, ADMIN_PIN), CARD_SW_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];

		if (row->gate != DEVICE_RIGHT && row->gate != APP_USER &&
		    row->gate != CONT_USER)
			continue;
		assert_int_equal(
		    send_row(h, row, row->least), CARD_SW_NOT_LOGGED_IN);
		refused++;
	}
	assert_int_equal(refused, 16);
}

static void
rights_end_when_they_are_cleared(void **state)
{
	struct host *h = *state;

	card_id_put(&h->data, h->a);
	assert_int_equal(host_do(h, CARD_CLEAR_STATE), CARD_SW_OK);
	assert_int_equal(host_container(h, CARD_CREATE_CONTAINER, "two"),
	    CARD_SW_NOT_LOGGED_IN);
}

static void
rights_outlive_closing_the_application(void **state)
{
	struct host *h = *state;

	card_id_put(&h->data, h->a);
	assert_int_equal(host_do(h, CARD_CLOSE_APPLICATION), CARD_SW_OK);
	assert_int_equal(host_container(h, CARD_CREATE_CONTAINER, "two"),
	    CARD_SW_APPLICATION_NOT_OPEN);
	assert_int_equal(host_open_application(h, APPLICATION), CARD_SW_OK);
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "two"), CARD_SW_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_command_is_in_the_table),
	    WITH_HOST(wrong_lengths_are_refused),
	    cmocka_unit_test(right_lengths_pass_the_gate),
	    WITH_HOST(wrong_p1_and_p2_are_refused),
	    WITH_HOST(wrong_classes_are_refused),
	    WITH_HOST(the_other_class_is_refused_where_a_command_has_one),
	    WITH_HOST(unknown_commands_are_refused),
	    WITH_HOST(before_the_applet_is_selected_nothing_is_answered),
	    WITH_HOST(what_is_not_open_cannot_be_used),
	    WITH_HOST(without_its_right_a_command_is_refused),
	    WITH_HOST(rights_end_when_they_are_cleared),
	    WITH_HOST(rights_outlive_closing_the_application),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
