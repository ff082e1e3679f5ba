/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/testing.h"

/* A file under a key of zeros, of which there is none else. */
static const uint8_t binding_id[BINDING_ID_LEN] = "binding id .....";
static const uint8_t binding_key[SM3_LEN];

static void
cover(struct gm *gm, struct bytes body, struct buf *file)
{
	const struct token_seal seal = {
	    1, binding_id, BYTES_ARRAY(binding_key)};

	assert_int_equal(token_cover_encode(gm, &seal, body, file), ERR_OK);
}

static enum err
open_cover(struct gm *gm, struct bytes file)
{
	struct token_cover c;

	TRY(token_cover_parse(gm, file, &c));
	return token_cover_verify(gm, &c, BYTES_ARRAY(binding_key));
}

static void
a_file_opens_as_it_was_sealed(void **state)
{
	struct folder *f = *state;
	AUTO_DONE(buf) file = BUF(4096);
	struct token_cover c;

	cover(f->gm, bytes_str("body"), &file);
	assert_int_equal(open_cover(f->gm, buf_bytes(&file)), ERR_OK);
	assert_int_equal(
	    token_cover_parse(f->gm, buf_bytes(&file), &c), ERR_OK);
	assert_true(bytes_equal(c.body, bytes_str("body")));
	assert_int_equal(c.binding_kind, 1);
}

static void
a_file_cut_anywhere_is_damaged(void **state)
{
	struct folder *f = *state;
	AUTO(store) s = sample_store(f);

	for (size_t len = 0; len < s->raw.len; len++) {
		struct token_cover c;

		assert_int_equal(
		    token_cover_parse(f->gm, BYTES(s->raw.p, len), &c),
		    ERR_TOKEN_DAMAGED);
	}
}

static void
octets_after_the_end_are_damage(void **state)
{
	struct folder *f = *state;
	AUTO_DONE(buf) file = BUF(4096);

	cover(f->gm, bytes_str("body"), &file);
	buf_u8(&file, 0);
	assert_int_equal(
	    open_cover(f->gm, buf_bytes(&file)), ERR_TOKEN_DAMAGED);
}

static void
every_flipped_bit_is_found(void **state)
{
	struct folder *f = *state;
	AUTO(store) s = sample_store(f);

	for (size_t bit = 0; bit < s->raw.len * 8; bit++) {
		struct token_cover c;
		enum err e;

		s->raw.p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		e = token_cover_parse(f->gm, buf_bytes(&s->raw), &c);
		if (e == ERR_OK) /* the mac itself: no key, no answer yet */
			e = token_cover_verify(
			    f->gm, &c, secret_bytes(s->binding.key));
		if (e != ERR_TOKEN_DAMAGED && e != ERR_TOKEN_FOREIGN)
			fail_msg("bit %zu: %s", bit, err_name(e));
		s->raw.p[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void
what_is_no_token_file_is_foreign(void **state)
{
	static const char *const foreign[] = {"-----BEGIN CERTIFICATE-----\n",
	    "{\"a\":1}", "\x89PNG\r\n", "\x30\x06\x02\x01\x01\x04\x01\x02", "0",
	    "\x30\xff",
	    ("\x30\x1a\x0c\x14"
	     "CERT-ASSISTANT-OTHER1")};
	struct folder *f = *state;

	for (size_t i = 0; i < COUNT(foreign); i++) {
		struct token_cover c;
		enum err e =
		    token_cover_parse(f->gm, bytes_str(foreign[i]), &c);

		/* One octet that fits might be the rest of anything. */
		assert_int_equal(e, strlen(foreign[i]) == 1
					? ERR_TOKEN_DAMAGED
					: ERR_TOKEN_FOREIGN);
	}
}

/* Octets of the outermost tag and length. */
static size_t
head_len(const struct buf *file)
{
	return 2 + (file->p[1] & 0x80 ? file->p[1] & 0x7f : 0);
}

/* Change an octet and make the digest fit again. */
static void
reseal_digest(struct gm *gm, struct buf *file, size_t at, uint8_t value)
{
	size_t tail = 2 * (SM3_LEN + 2); /* digest and mac with their heads */
	size_t head = head_len(file);
	uint8_t digest[SM3_LEN];

	file->p[at] = value;
	assert_int_equal(
	    sm3_of(gm, BYTES(file->p + head, file->len - head - tail), digest),
	    ERR_OK);
	memcpy(file->p + file->len - tail + 2, digest, SM3_LEN);
}

static void
a_newer_version_is_said_to_be_one(void **state)
{
	struct folder *f = *state;
	AUTO_DONE(buf) file = BUF(4096);
	size_t version;

	cover(f->gm, bytes_str("body"), &file);
	version = head_len(&file) + 2 + sizeof(TOKEN_FILE_MAGIC) - 1 + 2;
	assert_int_equal(file.p[version], TOKEN_FILE_VERSION);
	reseal_digest(f->gm, &file, version, TOKEN_FILE_VERSION + 1);
	assert_int_equal(
	    open_cover(f->gm, buf_bytes(&file)), ERR_TOKEN_VERSION);
}

static void
a_change_on_purpose_is_found_by_the_mac(void **state)
{
	struct folder *f = *state;
	AUTO_DONE(buf) file = BUF(4096);
	struct token_cover c;
	size_t at;

	cover(f->gm, bytes_str("body"), &file);
	at = file.len - 2 * (SM3_LEN + 2) - 1;
	assert_int_equal(file.p[at], 'y');
	reseal_digest(f->gm, &file, at, 'Y');
	assert_int_equal(
	    token_cover_parse(f->gm, buf_bytes(&file), &c), ERR_OK);
	assert_int_equal(
	    open_cover(f->gm, buf_bytes(&file)), ERR_TOKEN_DAMAGED);
}

/* --- the body: what is past a limit is refused --- */

static enum err
round_trip(const struct model *m)
{
	AUTO_DONE(buf) body = BUF(TOKEN_FILE_MAX), again = BUF(TOKEN_FILE_MAX);
	AUTO(model) back = NULL;

	token_body_encode(m, &body);
	assert_int_equal(buf_status(&body), ERR_OK);
	TRY(token_body_parse(buf_bytes(&body), &back));
	token_body_encode(back, &again);
	assert_true(bytes_equal(buf_bytes(&body), buf_bytes(&again)));
	return ERR_OK;
}

static void
a_body_says_again_what_it_said(void **state)
{
	AUTO(store) s = sample_store(*state);
	AUTO_DONE(buf) body = BUF(4096);
	AUTO(model) back = NULL;
	const struct application *a;

	assert_int_equal(round_trip(s->model), ERR_OK);
	token_body_encode(s->model, &body);
	assert_int_equal(token_body_parse(buf_bytes(&body), &back), ERR_OK);
	assert_string_equal(back->serial, s->model->serial);
	a = model_application(back, "CERT");
	assert_non_null(a);
	assert_non_null(application_container(a, "容器"));
	assert_int_equal(application_file(a, "file")->write_rights, 0x10);
}

static void
a_cut_body_is_damaged(void **state)
{
	AUTO(store) s = sample_store(*state);
	AUTO_DONE(buf) body = BUF(4096);

	token_body_encode(s->model, &body);
	for (size_t len = 0; len < body.len; len++) {
		AUTO(model) m = NULL;

		assert_int_equal(token_body_parse(BYTES(body.p, len), &m),
		    ERR_TOKEN_DAMAGED);
		assert_null(m);
	}
}

static void
a_pin_slot_has_sane_tries_and_cost(void **state)
{
	static const struct {
		uint32_t max, left;
		struct scrypt_cost cost;
		enum err want;
	} cases[] = {
	    {10, 10, {2, 8, 1}, ERR_OK},
	    {255, 0, {1u << 15, 8, 1}, ERR_OK},
	    {255, 255, {1u << 18, 8, 1}, ERR_OK}, /* 256 MiB */
	    {256, 1, {2, 8, 1}, ERR_TOKEN_DAMAGED},
	    {0, 0, {2, 8, 1}, ERR_TOKEN_DAMAGED},
	    {3, 4, {2, 8, 1}, ERR_TOKEN_DAMAGED},
	    {3, 3, {3, 8, 1}, ERR_TOKEN_DAMAGED},
	    {3, 3, {1, 8, 1}, ERR_TOKEN_DAMAGED},
	    {3, 3, {0, 8, 1}, ERR_TOKEN_DAMAGED},
	    {3, 3, {2, 0, 1}, ERR_TOKEN_DAMAGED},
	    {3, 3, {2, 8, 0}, ERR_TOKEN_DAMAGED},
	    {3, 3, {1u << 19, 8, 1}, ERR_TOKEN_DAMAGED},
	    {3, 3, {1u << 21, 1, 1}, ERR_TOKEN_DAMAGED},
	};
	AUTO(store) s = sample_store(*state);
	struct pin_slot *slot = &s->model->applications[0]->pins[PIN_USER];

	for (size_t i = 0; i < COUNT(cases); i++) {
		slot->max = cases[i].max;
		slot->left = cases[i].left;
		slot->cost = cases[i].cost;
		assert_int_equal(round_trip(s->model), cases[i].want);
	}
}

static void
contents_have_limits(void **state)
{
	AUTO(store) s = sample_store(*state);
	struct application *a = s->model->applications[0];
	struct blob *cert = &a->containers[0]->certs[KEY_SIGN];
	struct blob *file = &a->files[0]->content;
	uint8_t *octets = calloc(1, MODEL_FILE_MAX + 1);

	assert_non_null(octets);
	assert_int_equal(blob_set(cert, BYTES(octets, MODEL_CERT_MAX)), ERR_OK);
	assert_int_equal(blob_set(file, BYTES(octets, MODEL_FILE_MAX)), ERR_OK);
	assert_int_equal(round_trip(s->model), ERR_OK);
	assert_int_equal(
	    blob_set(file, BYTES(octets, MODEL_FILE_MAX + 1)), ERR_OK);
	assert_int_equal(round_trip(s->model), ERR_TOKEN_DAMAGED);
	assert_int_equal(blob_set(file, BYTES(octets, 0)), ERR_OK);
	assert_int_equal(round_trip(s->model), ERR_OK);
	assert_int_equal(
	    blob_set(cert, BYTES(octets, MODEL_CERT_MAX + 1)), ERR_OK);
	assert_int_equal(round_trip(s->model), ERR_TOKEN_DAMAGED);
	free(octets);
}

static void
there_are_so_many_and_no_more(void **state)
{
	AUTO(model) m = NULL;
	struct application *a = NULL;
	struct container *c;
	struct token_file *f;
	char name[16];

	(void)state;
	assert_int_equal(model_new(&m), ERR_OK);
	for (int i = 0; i <= MODEL_APPLICATIONS_MAX; i++) {
		snprintf(name, sizeof(name), "a%d", i);
		assert_int_equal(model_add_application(m, name, &a),
		    i < MODEL_APPLICATIONS_MAX ? ERR_OK : ERR_TOKEN_FULL);
	}
	for (int i = 0; i <= MODEL_CONTAINERS_MAX; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		assert_int_equal(application_add_container(a, name, &c),
		    i < MODEL_CONTAINERS_MAX ? ERR_OK : ERR_TOKEN_FULL);
	}
	for (int i = 0; i <= MODEL_FILES_MAX; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		assert_int_equal(application_add_file(a, name, &f),
		    i < MODEL_FILES_MAX ? ERR_OK : ERR_TOKEN_FULL);
	}
}

static void
names_are_plain_and_different(void **state)
{
	AUTO(model) m = NULL;
	struct application *a;
	char name[MODEL_NAME_SIZE + 1];

	(void)state;
	assert_int_equal(model_new(&m), ERR_OK);
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(model_add_application(m, name, &a), ERR_BAD_TEXT);
	assert_int_equal(model_add_application(m, name + 1, &a), ERR_OK);
	assert_int_equal(
	    model_add_application(m, name + 1, &a), ERR_FILE_EXISTS);
	assert_int_equal(model_add_application(m, "", &a), ERR_BAD_TEXT);
	assert_int_equal(model_add_application(m, "a\nb", &a), ERR_BAD_TEXT);
	assert_int_equal(model_add_application(m, "\xff", &a), ERR_BAD_TEXT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_opens_as_it_was_sealed),
	    cmocka_unit_test(a_file_cut_anywhere_is_damaged),
	    cmocka_unit_test(octets_after_the_end_are_damage),
	    cmocka_unit_test(every_flipped_bit_is_found),
	    cmocka_unit_test(what_is_no_token_file_is_foreign),
	    cmocka_unit_test(a_newer_version_is_said_to_be_one),
	    cmocka_unit_test(a_change_on_purpose_is_found_by_the_mac),
	    cmocka_unit_test(a_body_says_again_what_it_said),
	    cmocka_unit_test(a_cut_body_is_damaged),
	    cmocka_unit_test(a_pin_slot_has_sane_tries_and_cost),
	    cmocka_unit_test(contents_have_limits),
	    cmocka_unit_test(there_are_so_many_and_no_more),
	    cmocka_unit_test(names_are_plain_and_different),
	};

	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
