/* SPDX-License-Identifier: Apache-2.0 */
/* Records as they are added, and checkpoints. */
#include "office/store/test_store.h"

#include "office/audit/audit.h"
#include "office/audit/checkpoint.h"
#include "pki/fixture.h"

struct adding {
	struct gm *gm;
	struct audit_event event;
};

static enum err
add_job(struct db *db, void *arg)
{
	const struct adding *a = arg;

	return audit_add(a->gm, db, &a->event);
}

static enum err
add_then_fail_job(struct db *db, void *arg)
{
	TRY(add_job(db, arg));
	return ERR_ACCOUNT_STATE;
}

struct desk {
	struct fixture f;
	struct place *place;
	struct store *store;
};

static int
set_up(void **state)
{
	struct desk *d = calloc(1, sizeof(*d));
	void *place;

	assert_non_null(d);
	place_set_up(&place);
	d->place = place;
	fixture_init(&d->f);
	assert_ok(store_open(d->place->db, &d->store));
	*state = d;
	return 0;
}

static int
tear_down(void **state)
{
	struct desk *d = *state;
	void *place = d->place;

	store_free(d->store);
	place_tear_down(&place);
	fixture_done(&d->f);
	free(d);
	return 0;
}

static struct adding
simple(struct desk *d, int64_t at)
{
	return (struct adding){d->f.gm,
	    {.at = at, .actor = "system", .event = "test.done", .about = "1"}};
}

static void
add(struct desk *d, int64_t at)
{
	struct adding a = simple(d, at);

	assert_ok(store_write(d->store, add_job, &a));
}

struct last {
	int64_t seq, count;
	char details[AUDIT_DETAILS_MAX + 1];
	uint8_t hash[SM3_LEN];
};

static enum err
last_job(struct db *db, void *arg)
{
	struct last *l = arg;
	AUTO(db_rows) rows = NULL;

	TRY(db_one(db,
	    "SELECT seq, details, hash, (SELECT count(*) FROM audit)"
	    " FROM audit ORDER BY seq DESC LIMIT 1",
	    DB_NO_ARGS, &rows));
	l->seq = db_int(rows, 0);
	snprintf(l->details, sizeof(l->details), "%s", db_text(rows, 1));
	assert_int_equal(db_blob(rows, 2).len, SM3_LEN);
	memcpy(l->hash, db_blob(rows, 2).p, SM3_LEN);
	l->count = db_int(rows, 3);
	return ERR_OK;
}

static struct last
last(struct desk *d)
{
	static struct last l;

	assert_ok(store_write(d->store, last_job, &l));
	return l;
}

static void
records_are_numbered_without_gaps(void **state)
{
	struct desk *d = *state;
	struct adding a = simple(d, 100);

	add(d, 100);
	assert_int_equal(
	    store_write(d->store, add_then_fail_job, &a), ERR_ACCOUNT_STATE);
	add(d, 101);
	assert_int_equal(last(d).seq, 2);
	assert_int_equal(last(d).count, 2);
}

/* The first hash, computed by openssl dgst -sm3 over 32 zero octets and the
 * DER that the header describes, written by hand. */
static void
the_hash_is_what_the_header_says(void **state)
{
	static const uint8_t want[SM3_LEN] = {0x17, 0xdc, 0xa2, 0x31, 0xae,
	    0x8d, 0xf6, 0xb0, 0x95, 0xd9, 0x59, 0x01, 0xcf, 0x00, 0x40, 0xfb,
	    0x77, 0x5e, 0x14, 0x26, 0x3f, 0xff, 0x3d, 0x2f, 0xe4, 0x9b, 0xd8,
	    0x5a, 0x7f, 0xd2, 0x63, 0x3b};
	struct desk *d = *state;

	add(d, 0);
	assert_memory_equal(last(d).hash, want, SM3_LEN);
}

static void
details_are_sorted_compact_json(void **state)
{
	struct desk *d = *state;
	struct adding a = simple(d, 100);
	const struct audit_detail details[] = {
	    {"z", "1"}, {"b", "\"引\"\n"}, {"a", NULL}, {"c", ""}};

	a.event.details = details;
	a.event.detail_count = COUNT(details);
	assert_ok(store_write(d->store, add_job, &a));
	assert_string_equal(last(d).details,
	    "{\"b\":\"\\\"引\\\"\\n\",\"c\":\"\",\"z\":\"1\"}");
}

static void
what_does_not_fit_a_record_is_refused(void **state)
{
	static char long_text[AUDIT_TEXT_MAX + 2], large[AUDIT_DETAILS_MAX];
	const struct audit_detail too_large[] = {{"x", large}};
	const struct audit_detail many[AUDIT_DETAIL_COUNT_MAX + 1] = {
	    {"x", NULL}};
	struct desk *d = *state;
	struct adding a = simple(d, 100);

	memset(long_text, 'x', AUDIT_TEXT_MAX);
	memset(large, 'x', sizeof(large) - 1);
	a.event.about = long_text;
	assert_ok(store_write(d->store, add_job, &a));
	long_text[AUDIT_TEXT_MAX] = 'x';
	assert_int_equal(store_write(d->store, add_job, &a), ERR_TOO_LARGE);
	a = simple(d, 100);
	a.event.actor = "line\nbreak";
	assert_int_equal(store_write(d->store, add_job, &a), ERR_BAD_TEXT);
	a = simple(d, 100);
	a.event.details = too_large;
	a.event.detail_count = 1;
	assert_int_equal(store_write(d->store, add_job, &a), ERR_TOO_LARGE);
	a.event.details = many;
	a.event.detail_count = COUNT(many);
	assert_int_equal(store_write(d->store, add_job, &a), ERR_TOO_LARGE);
}

struct asking {
	struct checkpoint_policy policy;
	int64_t now;
	bool due;
	struct checkpoint c;
	struct bytes body, signature;
};

static enum err
due_job(struct db *db, void *arg)
{
	struct asking *a = arg;

	return audit_checkpoint_due(db, &a->policy, a->now, &a->due, &a->c);
}

static enum err
keep_job(struct db *db, void *arg)
{
	struct asking *a = arg;

	return audit_checkpoint_store(db, a->body, a->signature);
}

static bool
due(struct desk *d, int64_t now, struct checkpoint *ret_c)
{
	struct asking a = {.policy = {3, 600}, .now = now};

	assert_ok(store_write(d->store, due_job, &a));
	*ret_c = a.c;
	return a.due;
}

static void
keep(struct desk *d, const struct checkpoint *c)
{
	AUTO_DONE(buf) body = BUF(CHECKPOINT_DER_MAX);
	struct asking a = {.signature = bytes_str("signature")};

	checkpoint_encode(&body, c);
	assert_ok(buf_status(&body));
	a.body = buf_bytes(&body);
	assert_ok(store_write(d->store, keep_job, &a));
	assert_ok(store_write(d->store, keep_job, &a));
}

static void
a_checkpoint_is_due_by_number_or_by_age(void **state)
{
	struct desk *d = *state;
	struct checkpoint c;

	assert_false(due(d, 1000, &c));
	add(d, 1000);
	add(d, 1001);
	assert_false(due(d, 1599, &c));
	assert_true(due(d, 1600, &c));
	assert_int_equal(c.seq, 2);
	add(d, 1002);
	assert_true(due(d, 1002, &c));
	assert_int_equal(c.seq, 3);
	assert_int_equal(c.at, 1002);
	assert_memory_equal(c.hash, last(d).hash, SM3_LEN);
	keep(d, &c);
	assert_false(due(d, 9999, &c));
	add(d, 2000);
	assert_false(due(d, 2000, &c));
	assert_true(due(d, 2600, &c));
}

static void
a_checkpoint_reads_as_it_was_written_and_no_other_way(void **state)
{
	const struct checkpoint c = {7, {1, 2, 3}, 1795305600};
	AUTO_DONE(buf) der = BUF(CHECKPOINT_DER_MAX);
	struct checkpoint got;

	(void)state;
	checkpoint_encode(&der, &c);
	assert_ok(buf_status(&der));
	assert_ok(checkpoint_parse(buf_bytes(&der), &got));
	assert_int_equal(got.seq, 7);
	assert_int_equal(got.at, c.at);
	assert_memory_equal(got.hash, c.hash, SM3_LEN);
	for (size_t i = 0; i < der.len; i++)
		assert_int_not_equal(
		    checkpoint_parse(BYTES(der.p, i), &got), ERR_OK);
	buf_u8(&der, 0);
	assert_int_equal(
	    checkpoint_parse(buf_bytes(&der), &got), ERR_DER_SYNTAX);
}

static void
a_checkpoint_counts_with_the_audit_keys_signature_only(void **state)
{
	struct desk *d = *state;
	struct sm2_signature sig;
	struct bytes body = bytes_str("body");
	uint8_t der[SIGNATURE_DER_MAX];
	size_t len;

	assert_ok(signer_sign(d->f.gm, &d->f.issuing.signer, body, &sig));
	len = signature_der(&sig, der);
	assert_ok(checkpoint_verify(
	    d->f.gm, &d->f.issuing.cert, body, BYTES(der, len)));
	assert_int_equal(
	    checkpoint_verify(d->f.gm, &d->f.root.cert, body, BYTES(der, len)),
	    ERR_SIGNATURE_INVALID);
	assert_int_equal(checkpoint_verify(d->f.gm, &d->f.issuing.cert,
			     bytes_str("other"), BYTES(der, len)),
	    ERR_SIGNATURE_INVALID);
	assert_int_equal(checkpoint_verify(d->f.gm, &d->f.issuing.cert, body,
			     BYTES(der, len - 1)),
	    ERR_DER_SYNTAX);
}

#define desk_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(records_are_numbered_without_gaps),
	    desk_test(the_hash_is_what_the_header_says),
	    desk_test(details_are_sorted_compact_json),
	    desk_test(what_does_not_fit_a_record_is_refused),
	    desk_test(a_checkpoint_is_due_by_number_or_by_age),
	    cmocka_unit_test(
		a_checkpoint_reads_as_it_was_written_and_no_other_way),
	    desk_test(a_checkpoint_counts_with_the_audit_keys_signature_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
