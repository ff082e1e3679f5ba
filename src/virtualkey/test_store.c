/* SPDX-License-Identifier: Apache-2.0 */
/* Applications, containers, certificates, files, and the room they take. */
#include "virtualkey/testing.h"

#include <stdio.h>

static struct card_device_info
device_info(struct host *h)
{
	struct card_device_info i;
	struct reader r;

	assert_int_equal(host_do(h, CARD_GET_DEVICE_INFO), CARD_SW_OK);
	assert_int_equal(host_answer(h).len, CARD_DEVICE_INFO_LEN);
	r = reader_of(host_answer(h));
	assert_int_equal(card_device_info_get(&card_0017r, &r, &i), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	return i;
}

static void
expect_list(struct host *h, const char *const names[], size_t count)
{
	struct reader r = reader_of(host_answer(h));
	char name[CARD_TEXT_SIZE];

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(card_list_get(&r, name, sizeof(name)), ERR_OK);
		assert_string_equal(name, names[i]);
	}
	assert_int_equal(reader_end(&r), ERR_OK);
}

static void
a_blank_key_says_what_it_is(void **state)
{
	struct card_device_info i;
	struct host h;

	(void)state;
	host_open(&h, &(struct virtual_key_options){
			  .serial = "0017", .label = "标签", .space = 65536});
	host_select(&h);
	i = device_info(&h);
	assert_string_equal(i.serial, "0017");
	assert_string_equal(i.label, "标签");
	assert_int_equal(i.total_space, 65536);
	assert_int_equal(i.free_space, 65536);
	assert_int_equal(i.auth_algorithm, 0x401);
	assert_int_equal(i.data_max, 2048);
	assert_int_equal(host_do(&h, CARD_LIST_APPLICATIONS), CARD_SW_OK);
	assert_int_equal(host_answer(&h).len, 0);
	host_done(&h);
}

static void
options_out_of_range_make_no_key(void **state)
{
	static const struct {
		struct virtual_key_options o;
		enum err err;
	} rows[] = {
	    {{.serial = ""}, ERR_BAD_TEXT},
	    {{.serial = "123456789012345678901234567890123"}, ERR_BAD_TEXT},
	    {{.label = "123456789012345678901234567890123"}, ERR_BAD_TEXT},
	    {{.label = "two\nlines"}, ERR_BAD_TEXT},
	    {{.space = VK_SPACE_MIN - 1}, ERR_BAD_NUMBER},
	    {{.space = VK_SPACE_MAX + 1}, ERR_BAD_NUMBER},
	    {{.space = VK_SPACE_MIN, .serial = "1"}, ERR_OK},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		AUTO(virtual_key) k = NULL;

		assert_int_equal(virtual_key_open(&rows[i].o, &k), rows[i].err);
	}
}

static void
a_label_is_set_to_its_whole_length(void **state)
{
	struct host *h = *state;

	buf_str(&h->data, "12345678901234567890123456789012");
	assert_int_equal(host_do(h, CARD_SET_LABEL), CARD_SW_OK);
	assert_string_equal(
	    device_info(h).label, "12345678901234567890123456789012");
	assert_int_equal(host_do(h, CARD_SET_LABEL), CARD_SW_OK);
	assert_string_equal(device_info(h).label, "");
}

static void
applications_are_listed_and_eight_fit(void **state)
{
	static const char *const names[] = {
	    APPLICATION, "2", "3", "4", "5", "6", "7", "8"};
	struct host *h = *state;

	for (size_t i = 1; i < COUNT(names); i++)
		assert_int_equal(
		    host_create_application(h, names[i]), CARD_SW_OK);
	assert_int_equal(host_create_application(h, "9"), CARD_SW_NO_SPACE);
	assert_int_equal(
	    host_create_application(h, "5"), CARD_SW_APPLICATION_EXISTS);
	assert_int_equal(host_do(h, CARD_LIST_APPLICATIONS), CARD_SW_OK);
	expect_list(h, names, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) /* all open at once */
		assert_int_equal(
		    host_open_application(h, names[i]), CARD_SW_OK);
}

static void
an_application_that_is_gone_takes_its_rights_along(void **state)
{
	struct host *h = *state;

	buf_str(&h->data, APPLICATION);
	assert_int_equal(host_do(h, CARD_DELETE_APPLICATION), CARD_SW_OK);
	assert_int_equal(host_container(h, CARD_CREATE_CONTAINER, "one"),
	    CARD_SW_APPLICATION_UNKNOWN);
	buf_str(&h->data, APPLICATION);
	assert_int_equal(host_do(h, CARD_DELETE_APPLICATION),
	    CARD_SW_APPLICATION_NAME_UNKNOWN);
	assert_int_equal(host_open_application(h, APPLICATION),
	    CARD_SW_APPLICATION_NAME_UNKNOWN);
	assert_int_equal(host_create_application(h, APPLICATION), CARD_SW_OK);
	assert_int_equal(host_open_application(h, APPLICATION), CARD_SW_OK);
	assert_int_equal(host_container(h, CARD_CREATE_CONTAINER, "one"),
	    CARD_SW_NOT_LOGGED_IN);
}

static void
an_application_is_made_plain_by_a_host_without_the_key(void **state)
{
	struct host *h = *state;
	struct card_new_application n = host_new_application(h, "PLAIN");

	memset(n.pins, 0, sizeof(n.pins));
	memcpy(n.pins[CARD_PIN_ADMIN], ADMIN_PIN, strlen(ADMIN_PIN));
	memcpy(n.pins[CARD_PIN_USER], "654321", 6);
	card_new_application_put(&card_0017r, &h->data, &n);
	assert_int_equal(host_do(h, CARD_CREATE_APPLICATION), CARD_SW_OK);
	assert_int_equal(host_open_application(h, "PLAIN"), CARD_SW_OK);
	assert_int_equal(host_verify(h, CARD_PIN_USER, "654321"), CARD_SW_OK);
}

static void
an_application_that_makes_no_sense_is_refused(void **state)
{
	static const uint8_t short_pin[CARD_BLOCK] = "12345";
	struct host *h = *state;
	struct card_new_application n;

	for (int what = 0; what < 5; what++) {
		n = host_new_application(h, what == 0 ? "" : "X");
		if (what == 1)
			n.tries[CARD_PIN_ADMIN] = 0;
		if (what == 2)
			n.tries[CARD_PIN_USER] = 256;
		if (what == 3) /* opens to what is too short for a PIN */
			assert_int_equal(card_pin_wrap(h->gm, &card_0017r,
					     BYTES(DEVICE_KEY, CARD_BLOCK),
					     BYTES(short_pin, CARD_BLOCK),
					     n.pins[CARD_PIN_USER]),
			    ERR_OK);
		card_new_application_put(&card_0017r, &h->data, &n);
		if (what == 4) /* something behind the name */
			h->data.p[31] = 'x';
		assert_int_equal(host_secured(h, CARD_CREATE_APPLICATION, 0,
				     BYTES(DEVICE_KEY, CARD_BLOCK)),
		    CARD_SW_WRONG_DATA);
	}
	assert_int_equal(
	    host_open_application(h, "X"), CARD_SW_APPLICATION_NAME_UNKNOWN);
}

static void
limits_of_an_application_are_kept(void **state)
{
	struct host *h = *state;
	struct card_new_application n = host_new_application(h, "SMALL");

	n.containers = 2;
	n.certificates = 1;
	n.files = 1;
	card_new_application_put(&card_0017r, &h->data, &n);
	assert_int_equal(host_secured(h, CARD_CREATE_APPLICATION, 0,
			     BYTES(DEVICE_KEY, CARD_BLOCK)),
	    CARD_SW_OK);
	assert_int_equal(host_open_application(h, "SMALL"), CARD_SW_OK);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "1"), CARD_SW_OK);
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "2"), CARD_SW_OK);
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "3"), CARD_SW_NO_SPACE);
	for (int usage = 0; usage < CARD_USAGE_COUNT; usage++) {
		host_ids(h);
		buf_u8(&h->data, (uint8_t)usage);
		card_block_put(&card_0017r, &h->data, bytes_str("cert"));
		assert_int_equal(host_do(h, CARD_IMPORT_CERTIFICATE),
		    usage == 0 ? CARD_SW_OK : CARD_SW_NO_SPACE);
	}
}

/* --- containers --- */

static void
containers_are_listed_and_sixteen_fit(void **state)
{
	static const char *const names[VK_CONTAINERS_MAX] = {"a", "b", "c", "d",
	    "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"};
	struct host *h = *state;

	for (size_t i = 0; i < COUNT(names); i++)
		assert_int_equal(
		    host_container(h, CARD_CREATE_CONTAINER, names[i]),
		    CARD_SW_OK);
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "q"), CARD_SW_NO_SPACE);
	assert_int_equal(host_container(h, CARD_CREATE_CONTAINER, "e"),
	    CARD_SW_CONTAINER_EXISTS);
	card_id_put(&h->data, h->a);
	assert_int_equal(host_do(h, CARD_LIST_CONTAINERS), CARD_SW_OK);
	expect_list(h, names, COUNT(names));
}

static void
expect_info(struct host *h, const char *name, const char *hex)
{
	AUTO_DONE(buf) got = BUF(100);

	card_id_put(&h->data, h->a);
	buf_str(&h->data, name);
	assert_int_equal(host_do(h, CARD_GET_CONTAINER_INFO), CARD_SW_OK);
	assert_int_equal(host_answer(h).len, 11);
	for (size_t i = 0; i < 11; i++)
		buf_printf(&got, "%02x", h->answer.p[i]);
	buf_u8(&got, 0);
	assert_string_equal((const char *)got.p, hex);
}

static void
a_container_tells_what_is_in_it(void **state)
{
	struct host *h = *state;
	struct sm2_public key;

	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "one"), CARD_SW_OK);
	expect_info(h, "one", "0000000000000000000000");
	assert_int_equal(host_generate(h, &key), CARD_SW_OK);
	host_ids(h);
	buf_u8(&h->data, CARD_ENCRYPT_KEY);
	card_block_put(&card_0017r, &h->data, bytes_str("cert"));
	assert_int_equal(host_do(h, CARD_IMPORT_CERTIFICATE), CARD_SW_OK);
	expect_info(h, "one", "0200000100000000000001");
	card_id_put(&h->data, h->a);
	buf_str(&h->data, "two");
	assert_int_equal(
	    host_do(h, CARD_GET_CONTAINER_INFO), CARD_SW_CONTAINER_UNKNOWN);
}

static void
a_deleted_container_is_gone_with_what_was_open(void **state)
{
	struct host *h = *state;

	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "one"), CARD_SW_OK);
	card_id_put(&h->data, h->a);
	buf_str(&h->data, "one");
	assert_int_equal(host_do(h, CARD_DELETE_CONTAINER), CARD_SW_OK);
	host_ids(h);
	assert_int_equal(
	    host_do(h, CARD_CLOSE_CONTAINER), CARD_SW_CONTAINER_ID_UNKNOWN);
	assert_int_equal(host_container(h, CARD_OPEN_CONTAINER, "one"),
	    CARD_SW_CONTAINER_UNKNOWN);
	assert_int_equal(
	    device_info(h).free_space, VK_SPACE_DEFAULT - VK_APPLICATION_COST);
}

static void
a_closed_container_opens_with_the_same_id(void **state)
{
	struct host *h = *state;
	struct card_id before;

	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "one"), CARD_SW_OK);
	before = h->c;
	host_ids(h);
	assert_int_equal(host_do(h, CARD_CLOSE_CONTAINER), CARD_SW_OK);
	host_ids(h);
	assert_int_equal(
	    host_do(h, CARD_CLOSE_CONTAINER), CARD_SW_CONTAINER_ID_UNKNOWN);
	assert_int_equal(
	    host_container(h, CARD_OPEN_CONTAINER, "one"), CARD_SW_OK);
	assert_memory_equal(&h->c, &before, sizeof(before));
}

static uint16_t
import(struct host *h, size_t len)
{
	static const uint8_t zeros[VK_CERTIFICATE_MAX + 1];

	host_ids(h);
	buf_u8(&h->data, CARD_SIGN_KEY);
	card_block_put(&card_0017r, &h->data, BYTES(zeros, len));
	return host_do(h, CARD_IMPORT_CERTIFICATE);
}

static void
certificates_have_a_largest_size(void **state)
{
	struct host *h = *state;

	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "one"), CARD_SW_OK);
	host_ids(h);
	assert_int_equal(
	    host_do_p(h, CARD_EXPORT_CERTIFICATE, CARD_SIGN_KEY, 0),
	    CARD_SW_NO_CERTIFICATE);
	assert_int_equal(import(h, VK_CERTIFICATE_MAX), CARD_SW_OK);
	assert_int_equal(import(h, VK_CERTIFICATE_MAX + 1), CARD_SW_NO_SPACE);
	host_ids(h);
	assert_int_equal(
	    host_do_p(h, CARD_EXPORT_CERTIFICATE, CARD_SIGN_KEY, 0),
	    CARD_SW_OK);
	assert_int_equal(host_answer(h).len, 4 + VK_CERTIFICATE_MAX);
	host_ids(h); /* a length that is not what follows */
	buf_put(&h->data, BYTES("\1\0\0\0\5four", 9));
	assert_int_equal(
	    host_do(h, CARD_IMPORT_CERTIFICATE), CARD_SW_WRONG_DATA);
	host_ids(h); /* of neither key */
	buf_put(&h->data, BYTES("\2\0\0\0\4four", 9));
	assert_int_equal(
	    host_do(h, CARD_IMPORT_CERTIFICATE), CARD_SW_WRONG_DATA);
}

/* --- files --- */

static uint16_t
create_file(struct host *h, const char *name, const struct card_file_info *i)
{
	struct card_command c = {.cla = CARD_CLA, .ins = CARD_CREATE_FILE};

	card_id_to_p1_p2(&card_0017r, h->a, &c);
	card_name_put(&h->data, 32, name);
	card_file_info_put(&card_0017r, &h->data, i);
	return host_command(h, c);
}

/* DELETE_FILE, GET_FILE_INFO, LIST_FILES. */
static uint16_t
about_file(struct host *h, enum card_ins ins, const char *name)
{
	struct card_command c = {
	    .cla = CARD_CLA, .ins = ins, .expect = CARD_EXPECT_ALL};

	card_id_to_p1_p2(&card_0017r, h->a, &c);
	buf_str(&h->data, name);
	return host_command(h, c);
}

static uint16_t
read_file(struct host *h, const char *name, uint16_t at, uint32_t len)
{
	card_id_put(&h->data, h->a);
	card_put_u16(&card_0017r, &h->data, at);
	card_put_u16(&card_0017r, &h->data, (uint16_t)strlen(name));
	buf_str(&h->data, name);
	return host_command(
	    h, (struct card_command){
		   .cla = CARD_CLA, .ins = CARD_READ_FILE, .expect = len});
}

static uint16_t
write_file(struct host *h, const char *name, uint16_t at, const char *text)
{
	card_id_put(&h->data, h->a);
	card_put_u16(&card_0017r, &h->data, at);
	card_put_u16(&card_0017r, &h->data, (uint16_t)strlen(name));
	buf_str(&h->data, name);
	card_put_u16(&card_0017r, &h->data, (uint16_t)strlen(text));
	buf_str(&h->data, text);
	return host_do(h, CARD_WRITE_FILE);
}

static void
a_file_is_written_and_read_in_parts(void **state)
{
	static const struct card_file_info i = {16, ANYONE, ANYONE};
	struct host *h = *state;

	assert_int_equal(create_file(h, "f", &i), CARD_SW_OK);
	assert_int_equal(create_file(h, "f", &i), CARD_SW_FILE_EXISTS);
	assert_int_equal(write_file(h, "f", 4, "text"), CARD_SW_OK);
	assert_int_equal(read_file(h, "f", 0, 6), CARD_SW_OK);
	assert_int_equal(host_answer(h).len, 6);
	assert_memory_equal(h->answer.p, "\0\0\0\0te", 6);
	assert_int_equal(read_file(h, "f", 12, CARD_EXPECT_ALL), CARD_SW_OK);
	assert_int_equal(host_answer(h).len, 4);
	assert_int_equal(read_file(h, "f", 16, 1), CARD_SW_OK);
	assert_int_equal(host_answer(h).len, 0);
	assert_int_equal(read_file(h, "f", 17, 1), CARD_SW_BEYOND_END);
	assert_int_equal(write_file(h, "f", 17, "x"), CARD_SW_BEYOND_END);
	assert_int_equal(write_file(h, "f", 13, "text"), CARD_SW_NO_SPACE);
	assert_int_equal(write_file(h, "f", 12, "text"), CARD_SW_OK);
	assert_int_equal(read_file(h, "g", 0, 1), CARD_SW_FILE_UNKNOWN);
	assert_int_equal(about_file(h, CARD_GET_FILE_INFO, "f"), CARD_SW_OK);
	assert_int_equal(host_answer(h).len, 12);
	assert_memory_equal(h->answer.p, "\0\0\0\x10\0\0\0\xff\0\0\0\xff", 12);
	assert_int_equal(about_file(h, CARD_LIST_FILES, ""), CARD_SW_OK);
	expect_list(h, (const char *const[]){"f"}, 1);
	assert_int_equal(about_file(h, CARD_DELETE_FILE, "f"), CARD_SW_OK);
	assert_int_equal(
	    about_file(h, CARD_GET_FILE_INFO, "f"), CARD_SW_FILE_UNKNOWN);
}

static void
login_as(struct host *h, int who)
{
	host_replug(h);
	assert_int_equal(host_open_application(h, APPLICATION), CARD_SW_OK);
	if (who == USER_RIGHT)
		assert_int_equal(
		    host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
	if (who == ADMIN_RIGHT)
		assert_int_equal(
		    host_verify(h, CARD_PIN_ADMIN, ADMIN_PIN), CARD_SW_OK);
}

static void
a_file_is_read_and_written_by_whom_its_rights_name(void **state)
{
	static const uint32_t rights[] = {
	    0, ADMIN_RIGHT, USER_RIGHT, ADMIN_RIGHT | USER_RIGHT, ANYONE};
	static const int people[] = {0, ADMIN_RIGHT, USER_RIGHT};
	struct host *h = *state;

	for (size_t r = 0; r < COUNT(rights); r++)
		for (size_t p = 0; p < COUNT(people); p++) {
			const struct card_file_info i = {
			    4, rights[r], rights[r]};
			bool may = rights[r] == ANYONE ||
				   (rights[r] & (unsigned)people[p]) != 0;
			uint16_t want =
			    may ? CARD_SW_OK : CARD_SW_NOT_LOGGED_IN;

			login_as(h, people[p]);
			assert_int_equal(create_file(h, "f", &i), CARD_SW_OK);
			assert_int_equal(write_file(h, "f", 0, "text"), want);
			assert_int_equal(read_file(h, "f", 0, 4), want);
			assert_int_equal(
			    about_file(h, CARD_DELETE_FILE, "f"), CARD_SW_OK);
		}
}

static void
files_are_made_by_whom_the_application_names(void **state)
{
	static const struct card_file_info i = {4, ANYONE, ANYONE};
	struct host *h = *state;
	struct card_new_application n = host_new_application(h, "ADMIN");

	n.file_rights = ADMIN_RIGHT;
	card_new_application_put(&card_0017r, &h->data, &n);
	assert_int_equal(host_secured(h, CARD_CREATE_APPLICATION, 0,
			     BYTES(DEVICE_KEY, CARD_BLOCK)),
	    CARD_SW_OK);
	assert_int_equal(host_open_application(h, "ADMIN"), CARD_SW_OK);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
	assert_int_equal(create_file(h, "f", &i), CARD_SW_NOT_LOGGED_IN);
	assert_int_equal(host_verify(h, CARD_PIN_ADMIN, ADMIN_PIN), CARD_SW_OK);
	assert_int_equal(create_file(h, "f", &i), CARD_SW_OK);
	card_id_put(&h->data, h->a);
	assert_int_equal(host_do(h, CARD_CLEAR_STATE), CARD_SW_OK);
	assert_int_equal(
	    about_file(h, CARD_DELETE_FILE, "f"), CARD_SW_NOT_LOGGED_IN);
}

static void
files_have_limits(void **state)
{
	struct card_file_info i = {VK_FILE_MAX + 1, ANYONE, ANYONE};
	struct host *h = *state;
	char name[VK_NAME_SIZE] = "";

	assert_int_equal(create_file(h, "f", &i), CARD_SW_NO_SPACE);
	assert_int_equal(create_file(h, "", &i), CARD_SW_NO_SPACE);
	i.size = 0;
	assert_int_equal(create_file(h, "", &i), CARD_SW_WRONG_DATA);
	for (int n = 0; n < VK_FILES_MAX; n++) {
		snprintf(name, sizeof(name), "file %d", n);
		assert_int_equal(create_file(h, name, &i), CARD_SW_OK);
	}
	assert_int_equal(create_file(h, "one more", &i), CARD_SW_NO_SPACE);
}

/* --- space --- */

static void
what_does_not_fit_leaves_all_as_it_was(void **state)
{
	struct card_file_info i = {60000, ANYONE, ANYONE};
	struct host *h = *state;
	uint32_t left;

	assert_int_equal(create_file(h, "1", &i), CARD_SW_OK);
	assert_int_equal(create_file(h, "2", &i), CARD_SW_OK);
	assert_int_equal(create_file(h, "3", &i), CARD_SW_NO_SPACE);
	left = device_info(h).free_space;
	assert_int_equal(left, VK_SPACE_DEFAULT - VK_APPLICATION_COST -
				   2 * (60000 + VK_FILE_COST));
	i.size = left - VK_FILE_COST;
	assert_int_equal(create_file(h, "3", &i), CARD_SW_OK);
	assert_int_equal(device_info(h).free_space, 0);
	assert_int_equal(
	    host_container(h, CARD_CREATE_CONTAINER, "1"), CARD_SW_NO_SPACE);
	assert_int_equal(host_create_application(h, "2"), CARD_SW_NO_SPACE);
	assert_int_equal(about_file(h, CARD_LIST_FILES, ""), CARD_SW_OK);
	expect_list(h, (const char *const[]){"1", "2", "3"}, 3);
	/* PINs can be tried on a full key. */
	assert_int_equal(host_verify(h, CARD_PIN_USER, "wrong-1"), 0x63c2);
	assert_int_equal(host_verify(h, CARD_PIN_USER, USER_PIN), CARD_SW_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_blank_key_says_what_it_is),
	    cmocka_unit_test(options_out_of_range_make_no_key),
	    WITH_HOST(a_label_is_set_to_its_whole_length),
	    WITH_HOST(applications_are_listed_and_eight_fit),
	    WITH_HOST(an_application_that_is_gone_takes_its_rights_along),
	    WITH_HOST(an_application_is_made_plain_by_a_host_without_the_key),
	    WITH_HOST(an_application_that_makes_no_sense_is_refused),
	    WITH_HOST(limits_of_an_application_are_kept),
	    WITH_HOST(containers_are_listed_and_sixteen_fit),
	    WITH_HOST(a_container_tells_what_is_in_it),
	    WITH_HOST(a_deleted_container_is_gone_with_what_was_open),
	    WITH_HOST(a_closed_container_opens_with_the_same_id),
	    WITH_HOST(certificates_have_a_largest_size),
	    WITH_HOST(a_file_is_written_and_read_in_parts),
	    WITH_HOST(a_file_is_read_and_written_by_whom_its_rights_name),
	    WITH_HOST(files_are_made_by_whom_the_application_names),
	    WITH_HOST(files_have_limits),
	    WITH_HOST(what_does_not_fit_leaves_all_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
