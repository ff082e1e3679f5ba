/* SPDX-License-Identifier: Apache-2.0 */
/* The state file: read as it was written, and nothing else. */
#include "base/folder_testing.h"
#include "gm/test_hex.h"
#include "virtualkey/testing.h"

/* A state with one of everything. */
static struct vk_state *
full_state(void)
{
	struct vk_state *s = NULL;
	struct vk_application *a;
	struct vk_container *c;
	struct vk_file *f;

	assert_int_equal(vk_state_new(&s), ERR_OK);
	memcpy(s->serial, "S", 2);
	memcpy(s->label, "标签", sizeof("标签"));
	assert_int_equal(vk_application_add(s, "CERT", &a), ERR_OK);
	for (int i = 0; i < CARD_PIN_COUNT; i++)
		a->pins[i] = (struct vk_pin){{(uint8_t)i}, 10, 9, i == 0};
	assert_int_equal(vk_container_add(s, a, "\xce\xd2", &c), ERR_OK);
	c->keys[CARD_SIGN_KEY].present = true;
	c->keys[CARD_ENCRYPT_KEY] = (struct vk_key){true, {1}, {{2}, {3}}};
	assert_int_equal(
	    blob_set(&c->certificates[CARD_SIGN_KEY], bytes_str("cert")),
	    ERR_OK);
	assert_int_equal(vk_file_add(a, "F", &f), ERR_OK);
	f->read_rights = 0xff;
	assert_int_equal(blob_set(&f->content, bytes_str("text")), ERR_OK);
	assert_int_equal(vk_file_add(a, "EMPTY", &f), ERR_OK);
	assert_int_equal(blob_set(&f->content, BYTES_NONE), ERR_OK);
	return s;
}

static void
a_state_is_read_as_it_was_written(void **state)
{
	AUTO(vk_state) s = full_state();
	AUTO(vk_state) again = NULL;
	AUTO_DONE(buf) file = BUF(10000);
	AUTO_DONE(buf) file_again = BUF(10000);
	const struct vk_application *a;

	assert_int_equal(vk_state_encode(*state, s, &file), ERR_OK);
	assert_int_equal(
	    vk_state_parse(*state, buf_bytes(&file), &again), ERR_OK);
	assert_int_equal(vk_state_encode(*state, again, &file_again), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&file), buf_bytes(&file_again)));
	a = vk_application_by_name(again, "CERT");
	assert_non_null(a);
	assert_int_equal(a->pins[CARD_PIN_ADMIN].left, 9);
	assert_true(a->pins[CARD_PIN_ADMIN].initial);
	assert_false(a->pins[CARD_PIN_USER].initial);
	assert_non_null(vk_container_by_name(a, "\xce\xd2"));
	assert_int_equal(vk_space_used(again), vk_space_used(s));
}

static void
a_state_cut_anywhere_is_refused(void **state)
{
	AUTO(vk_state) s = full_state();
	AUTO_DONE(buf) file = BUF(10000);

	assert_int_equal(vk_state_encode(*state, s, &file), ERR_OK);
	for (size_t len = 0; len < file.len; len++) {
		AUTO(vk_state) got = NULL;
		enum err e = vk_state_parse(*state, BYTES(file.p, len), &got);

		assert_true(e == ERR_TOKEN_DAMAGED ||
			    (e == ERR_TOKEN_FOREIGN && len < 24));
	}
}

static void
a_state_with_one_octet_changed_is_refused(void **state)
{
	AUTO(vk_state) s = full_state();
	AUTO_DONE(buf) file = BUF(10000);

	assert_int_equal(vk_state_encode(*state, s, &file), ERR_OK);
	buf_u8(&file, 0); /* and with one too many */
	for (size_t i = 0; i < file.len; i++) {
		AUTO(vk_state) got = NULL;

		file.p[i] ^= 0x40;
		assert_int_not_equal(
		    vk_state_parse(*state,
			BYTES(file.p,
			    i == file.len - 1 ? file.len : file.len - 1),
			&got),
		    ERR_OK);
		file.p[i] ^= 0x40;
	}
}

static void
other_files_and_later_versions_are_told_apart(void **state)
{
	AUTO(vk_state) s = full_state();
	AUTO(vk_state) got = NULL;
	AUTO_DONE(buf) file = BUF(10000);
	uint8_t *version;

	assert_int_equal(
	    vk_state_parse(*state, bytes_str("some other file"), &got),
	    ERR_TOKEN_FOREIGN);
	assert_int_equal(vk_state_encode(*state, s, &file), ERR_OK);
	version = file.p;
	while (memcmp(version, "virtual-key\x02\x01", 13) != 0)
		version++;
	version[13] = 2;
	assert_int_equal(
	    vk_state_parse(*state, buf_bytes(&file), &got), ERR_TOKEN_VERSION);
	version[13] = 0;
	assert_int_equal(
	    vk_state_parse(*state, buf_bytes(&file), &got), ERR_TOKEN_DAMAGED);
}

/* What one thing of the state may be, at its limit and past it. */
static enum err
parse_with(void (*change)(struct vk_state *s, long value), long value)
{
	AUTO(vk_state) s = full_state();
	AUTO(vk_state) got = NULL;
	AUTO_DONE(buf) body = BUF((size_t)8 << 20);

	change(s, value);
	vk_state_body_encode(s, &body);
	assert_int_equal(buf_status(&body), ERR_OK);
	return vk_state_body_parse(buf_bytes(&body), &got);
}

static void
set_space(struct vk_state *s, long value)
{
	s->space = (uint32_t)value;
}

static void
set_max(struct vk_state *s, long value)
{
	s->applications[0]->pins[0].max = (uint8_t)value;
	s->applications[0]->pins[0].left = 0;
}

static void
set_left(struct vk_state *s, long value)
{
	s->applications[0]->pins[0].left = (uint8_t)value;
}

static void
set_containers_max(struct vk_state *s, long value)
{
	s->applications[0]->containers_max = (uint8_t)value;
}

static void
set_certificates_max(struct vk_state *s, long value)
{
	s->applications[0]->certificates_max = (uint8_t)value;
}

static void
set_certificate(struct vk_state *s, long value)
{
	static const uint8_t zeros[VK_CERTIFICATE_MAX + 1];

	assert_int_equal(
	    blob_set(&s->applications[0]->containers[0]->certificates[0],
		BYTES(zeros, (size_t)value)),
	    ERR_OK);
}

static void
set_file(struct vk_state *s, long value)
{
	static const uint8_t zeros[VK_FILE_MAX + 1];

	assert_int_equal(blob_set(&s->applications[0]->files[0]->content,
			     BYTES(zeros, (size_t)value)),
	    ERR_OK);
}

static void
add_applications(struct vk_state *s, long value)
{
	static const char *const names[] = {"1", "2", "3", "4", "5", "6", "7"};
	struct vk_application *a;

	for (long i = 0; i < value; i++) {
		assert_int_equal(vk_application_add(s, names[i], &a), ERR_OK);
		for (int p = 0; p < CARD_PIN_COUNT; p++)
			a->pins[p].max = 1;
	}
}

static void
same_name(struct vk_state *s, long value)
{
	struct vk_file **files = s->applications[0]->files;

	if (value != 0)
		memcpy(files[1]->name, files[0]->name, VK_NAME_SIZE);
}

static void
same_id(struct vk_state *s, long value)
{
	add_applications(s, 1);
	if (value != 0)
		s->applications[1]->id = s->applications[0]->id;
}

static void
limits_are_kept(void **state)
{
	static const struct {
		void (*change)(struct vk_state *s, long value);
		long good, bad; /* bad -1: none */
	} rows[] = {
	    {set_space, VK_SPACE_MIN, VK_SPACE_MIN - 1},
	    {set_space, VK_SPACE_MAX, VK_SPACE_MAX + 1},
	    {set_max, 1, 0},
	    {set_left, 10, 11},
	    {set_containers_max, 1, 0},
	    {set_containers_max, VK_CONTAINERS_MAX, VK_CONTAINERS_MAX + 1},
	    {set_certificates_max, 1, 0},
	    {set_certificate, 1, 0},
	    {set_certificate, VK_CERTIFICATE_MAX, VK_CERTIFICATE_MAX + 1},
	    {set_file, VK_FILE_MAX, VK_FILE_MAX + 1},
	    {add_applications, 7, -1},
	    {same_name, 0, 1},
	    {same_id, 0, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(
		    parse_with(rows[i].change, rows[i].good), ERR_OK);
		if (rows[i].bad >= 0)
			assert_int_equal(
			    parse_with(rows[i].change, rows[i].bad),
			    ERR_TOKEN_DAMAGED);
	}
}

/* --- on the disk --- */

static struct virtual_key_options
options_in(void **state)
{
	return (struct virtual_key_options){.dir = *state, .serial = "S"};
}

static void
a_key_that_cannot_save_answers_so_and_spends_nothing(void **state)
{
	const struct virtual_key_options o = options_in(state);
	const char *path = folder_path(state, VK_STATE_FILE);
	struct host h;

	host_open(&h, &o);
	host_select(&h);
	assert_int_equal(host_device_auth(&h, DEVICE_KEY), CARD_SW_OK);
	assert_int_equal(host_create_application(&h, APPLICATION), CARD_SW_OK);
	assert_int_equal(host_open_application(&h, APPLICATION), CARD_SW_OK);
	/* What cannot be replaced by a file: a folder with something in it. */
	assert_int_equal(file_remove(path), ERR_OK);
	assert_int_equal(
	    file_make_dir(folder_path(state, VK_STATE_FILE "/x"), 0700),
	    ERR_OK);
	assert_int_equal(
	    host_verify(&h, CARD_PIN_USER, USER_PIN), CARD_SW_MEMORY_FAILURE);
	assert_int_equal(host_container(&h, CARD_CREATE_CONTAINER, "one"),
	    CARD_SW_NOT_LOGGED_IN);
	assert_int_equal(remove(folder_path(state, VK_STATE_FILE "/x")), 0);
	assert_int_equal(remove(path), 0);
	assert_int_equal(host_verify(&h, CARD_PIN_USER, "wrong-1"), 0x63c2);
	host_done(&h);
}

static void
a_key_is_found_again_in_its_folder(void **state)
{
	const struct virtual_key_options o = options_in(state);
	struct host h;

	host_open(&h, &o);
	host_select(&h);
	assert_int_equal(host_device_auth(&h, DEVICE_KEY), CARD_SW_OK);
	assert_int_equal(host_create_application(&h, APPLICATION), CARD_SW_OK);
	assert_int_equal(host_open_application(&h, APPLICATION), CARD_SW_OK);
	assert_int_equal(host_verify(&h, CARD_PIN_USER, "wrong-1"), 0x63c2);
	host_done(&h);
	host_open(&h, &o);
	host_select(&h);
	assert_int_equal(host_open_application(&h, APPLICATION), CARD_SW_OK);
	assert_int_equal(host_verify(&h, CARD_PIN_USER, "wrong-1"), 0x63c1);
	host_done(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_state_is_read_as_it_was_written),
	    cmocka_unit_test(a_state_cut_anywhere_is_refused),
	    cmocka_unit_test(a_state_with_one_octet_changed_is_refused),
	    cmocka_unit_test(other_files_and_later_versions_are_told_apart),
	    cmocka_unit_test(limits_are_kept),
	};
	const struct CMUnitTest disk_tests[] = {
	    IN_FOLDER(a_key_that_cannot_save_answers_so_and_spends_nothing),
	    IN_FOLDER(a_key_is_found_again_in_its_folder),
	};

	return cmocka_run_group_tests(tests, gm_setup, gm_teardown) +
	       cmocka_run_group_tests(disk_tests, NULL, NULL);
}
