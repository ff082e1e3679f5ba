/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/test_mail.h"

struct box {
	struct place *place;
	struct post post;
	struct store *store;
};

static int
set_up(void **state)
{
	struct box *b = calloc(1, sizeof(*b));
	void *place;

	assert_non_null(b);
	place_set_up(&place);
	b->place = place;
	post_open(&b->post, b->place->dir);
	assert_ok(store_open(b->place->db, &b->store));
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct box *b = *state;
	void *place = b->place;

	store_free(b->store);
	post_close(&b->post);
	place_tear_down(&place);
	free(b);
	return 0;
}

static void
queue(struct box *b, const struct outbox_mail *m, char id[MAIL_ID_SIZE])
{
	AUTO(outbox_entry) e = NULL;

	assert_ok(outbox_compose(b->post.gm, m, &e));
	memcpy(id, outbox_entry_id(e), MAIL_ID_SIZE);
	assert_ok(store_write(b->store, queue_job, e));
}

static void
claim(struct box *b, int64_t now, struct outbox_batch *batch)
{
	assert_ok(
	    store_write(b->store, claim_job, &(struct claim){batch, now}));
}

static void
a_queued_mail_is_claimed_once_until_its_lease_ends(void **state)
{
	struct box *b = *state;
	struct outbox_mail m = approved_mail(&b->post);
	AUTO_DONE(outbox_batch) batch = {0};
	char id[MAIL_ID_SIZE];

	queue(b, &m, id);
	claim(b, NOW - 1, &batch);
	assert_int_equal(batch.count, 0);
	claim(b, NOW, &batch);
	assert_int_equal(batch.count, 1);
	assert_string_equal(batch.mails[0].id, id);
	assert_int_equal(batch.mails[0].attempts, 1);
	claim(b, NOW + OUTBOX_LEASE_S - 1, &batch);
	assert_int_equal(batch.count, 0);
	claim(b, NOW + OUTBOX_LEASE_S, &batch);
	assert_int_equal(batch.count, 1);
	assert_int_equal(batch.mails[0].attempts, 2);
}

static void
what_is_claimed_is_what_was_queued(void **state)
{
	struct box *b = *state;
	struct outbox_mail m = approved_mail(&b->post);
	AUTO_DONE(outbox_batch) batch = {0};
	struct mail_message got;
	char id[MAIL_ID_SIZE];

	queue(b, &m, id);
	claim(b, NOW, &batch);
	assert_ok(mail_message_parse(buf_bytes(&batch.mails[0].content), &got));
	assert_string_equal(got.id, id);
	assert_string_equal(got.recipient, m.recipient);
	assert_string_equal(got.template, MAIL_APPROVED);
	assert_string_equal(got.lang, "zh");
	assert_int_equal(got.created_at, NOW);
	assert_true(got.sealed.len > 0);
}

static void
somebody_else_may_seal_the_code(void **state)
{
	struct box *b = *state;
	struct outbox_mail m = pair_code_mail(&b->post, MAIL_UNLOCK_CODE);
	AUTO_DONE(outbox_batch) batch = {0};
	AUTO(secret) words = NULL;
	struct mail_message got;
	char id[MAIL_ID_SIZE];

	queue(b, &m, id);
	claim(b, NOW, &batch);
	assert_ok(mail_message_parse(buf_bytes(&batch.mails[0].content), &got));
	assert_ok(mail_unseal(b->post.gm, &got, b->post.key, &words));
}

static enum err
seal_nothing(void *self, const struct mail_message *m, struct buf *b)
{
	(void)self;
	(void)m;
	(void)b;
	return ERR_PROCESS_LOST;
}

static void
who_seals_fails_or_is_not_needed(void **state)
{
	struct box *b = *state;
	struct outbox_mail m = pair_code_mail(&b->post, MAIL_UNLOCK_CODE);
	struct outbox_mail none = pair_mail(MAIL_UNLOCKED);
	AUTO(outbox_entry) e = NULL;

	m.seal = seal_nothing;
	assert_int_equal(outbox_compose(b->post.gm, &m, &e), ERR_PROCESS_LOST);
	m.seal = NULL;
	assert_int_equal(outbox_compose(b->post.gm, &m, &e), ERR_BAD_MESSAGE);
	none.seal = seal_nothing;
	assert_int_equal(
	    outbox_compose(b->post.gm, &none, &e), ERR_BAD_MESSAGE);
}

static bool
contains(struct bytes in, const char *what)
{
	return memmem(in.p, in.len, what, strlen(what)) != NULL;
}

static enum err
dump_job(struct db *db, void *arg)
{
	AUTO(db_rows) rows = NULL;
	struct buf *out = arg;

	TRY(db_one(db, "SELECT params, sealed FROM outbox", DB_NO_ARGS, &rows));
	buf_str(out, db_text(rows, 0));
	buf_put(out, db_blob(rows, 1));
	return buf_status(out);
}

static void
a_code_cannot_be_read_in_the_database(void **state)
{
	struct box *b = *state;
	struct outbox_mail m = approved_mail(&b->post);
	AUTO_DONE(buf) row = BUF(65536);
	char id[MAIL_ID_SIZE];

	queue(b, &m, id);
	assert_ok(store_read(b->store, dump_job, &row));
	assert_true(contains(buf_bytes(&row), "u1"));
	assert_false(contains(buf_bytes(&row), "7K3QX"));
	assert_false(contains(buf_bytes(&row), "MM2C4"));
}

struct outcome {
	const struct outbox_claimed *claimed;
	int64_t now;
	enum err why;
};

static enum err
sent_job(struct db *db, void *arg)
{
	const struct outcome *o = arg;

	return outbox_sent(db, o->claimed->id, o->now);
}

static enum err
failed_job(struct db *db, void *arg)
{
	const struct outcome *o = arg;

	return outbox_failed(db, o->claimed, o->why, o->now);
}

static enum err
unclaim_job(struct db *db, void *arg)
{
	const struct outcome *o = arg;

	return outbox_unclaim(db, o->claimed, o->now);
}

static enum err
state_job(struct db *db, void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_one(db, "SELECT state || ' ' || failure FROM outbox", DB_NO_ARGS,
	    &rows));
	snprintf(arg, 64, "%s", db_text(rows, 0));
	return ERR_OK;
}

static enum err
requeue_job(struct db *db, void *arg)
{
	return outbox_requeue(db, arg, NOW);
}

static enum err
sealed_left_job(struct db *db, void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_one(
	    db, "SELECT sealed IS NOT NULL FROM outbox", DB_NO_ARGS, &rows));
	*(bool *)arg = db_int(rows, 0) != 0;
	return ERR_OK;
}

static void
a_sent_mail_is_done_and_its_secret_gone(void **state)
{
	struct box *b = *state;
	struct outbox_mail m = approved_mail(&b->post);
	AUTO_DONE(outbox_batch) batch = {0};
	char id[MAIL_ID_SIZE];
	bool sealed_left;

	queue(b, &m, id);
	claim(b, NOW, &batch);
	assert_ok(store_write(b->store, sent_job,
	    &(struct outcome){&batch.mails[0], NOW, ERR_OK}));
	assert_ok(store_read(b->store, sealed_left_job, &sealed_left));
	assert_false(sealed_left);
	claim(b, NOW + 10 * 86400, &batch);
	assert_int_equal(batch.count, 0);
	assert_int_equal(
	    store_write(b->store, requeue_job, id), ERR_STORE_CONFLICT);
}

static void
a_failing_mail_waits_longer_each_time_then_is_dead(void **state)
{
	static const int64_t minutes[] = {1, 5, 15, 60, 240, 720, 1440};
	struct box *b = *state;
	struct outbox_mail m = approved_mail(&b->post);
	AUTO_DONE(outbox_batch) batch = {0};
	char id[MAIL_ID_SIZE], unknown[] = "no such mail";
	int64_t now = NOW;

	queue(b, &m, id);
	for (size_t i = 0; i < OUTBOX_ATTEMPTS_MAX; i++) {
		claim(b, now, &batch);
		assert_int_equal(batch.count, 1);
		assert_ok(store_write(b->store, failed_job,
		    &(struct outcome){
			&batch.mails[0], now, ERR_MAIL_DEFERRED}));
		if (i == COUNT(minutes))
			break;
		claim(b, now + minutes[i] * 60 - 1, &batch);
		assert_int_equal(batch.count, 0);
		now += minutes[i] * 60;
	}
	claim(b, now + 30 * 86400, &batch);
	assert_int_equal(batch.count, 0);

	assert_ok(store_write(b->store, requeue_job, id));
	claim(b, NOW, &batch);
	assert_int_equal(batch.count, 1);
	assert_int_equal(batch.mails[0].attempts, 1);
	assert_int_equal(
	    store_write(b->store, requeue_job, unknown), ERR_NOT_FOUND);
}

/* Claim the one mail a year after the last time, and fail. */
static void
fail_yearly(struct box *b, enum err why, size_t times)
{
	AUTO_DONE(outbox_batch) batch = {0};
	int64_t now = NOW;

	for (size_t i = 0; i < times; i++, now += 365 * 86400) {
		claim(b, now, &batch);
		assert_int_equal(batch.count, 1);
		assert_ok(store_write(b->store, failed_job,
		    &(struct outcome){&batch.mails[0], now, why}));
	}
}

static void
what_is_wrong_with_one_mail_ends_it_and_the_reason_is_kept(void **state)
{
	static const struct {
		enum err why;
		size_t times;
		const char *then;
	} cases[] = {
	    {ERR_MAIL_REFUSED, OUTBOX_REFUSALS_MAX - 1, "waiting MAIL_REFUSED"},
	    {ERR_MAIL_REFUSED, OUTBOX_REFUSALS_MAX, "dead MAIL_REFUSED"},
	    {ERR_SIGNATURE_INVALID, OUTBOX_REFUSALS_MAX,
		"dead SIGNATURE_INVALID"},
	    {ERR_MAIL_DEFERRED, OUTBOX_ATTEMPTS_MAX - 1,
		"waiting MAIL_DEFERRED"},
	    {ERR_MAIL_DEFERRED, OUTBOX_ATTEMPTS_MAX, "dead MAIL_DEFERRED"},
	    /* a way that is closed is no fault of the mail */
	    {ERR_MAIL_FAILED, 3 * OUTBOX_ATTEMPTS_MAX, "waiting MAIL_FAILED"},
	    {ERR_DISK_FULL, 3 * OUTBOX_ATTEMPTS_MAX, "waiting DISK_FULL"},
	    {ERR_PROCESS_LOST, 3 * OUTBOX_ATTEMPTS_MAX, "waiting PROCESS_LOST"},
	};
	struct box *b = *state;
	struct outbox_mail m = issued_mail();
	char id[MAIL_ID_SIZE], now[64];

	queue(b, &m, id);
	for (size_t i = 0; i < COUNT(cases); i++) {
		fail_yearly(b, cases[i].why, cases[i].times);
		assert_ok(store_read(b->store, state_job, now));
		assert_string_equal(now, cases[i].then);
		assert_ok(store_write(b->store, requeue_job, id));
		assert_ok(store_read(b->store, state_job, now));
		assert_string_equal(now, "waiting ");
	}
}

static void
what_was_not_tried_loses_no_attempt(void **state)
{
	struct box *b = *state;
	struct outbox_mail m = issued_mail();
	AUTO_DONE(outbox_batch) batch = {0};
	char id[MAIL_ID_SIZE];

	queue(b, &m, id);
	claim(b, NOW, &batch);
	assert_ok(store_write(b->store, unclaim_job,
	    &(struct outcome){&batch.mails[0], NOW + 60, ERR_OK}));
	claim(b, NOW + 59, &batch);
	assert_int_equal(batch.count, 0);
	claim(b, NOW + 60, &batch);
	assert_int_equal(batch.count, 1);
	assert_int_equal(batch.mails[0].attempts, 1);
}

static void
a_batch_has_its_limit_and_the_rest_comes_next(void **state)
{
	struct box *b = *state;
	struct outbox_mail m = issued_mail();
	AUTO_DONE(outbox_batch) batch = {0};
	char id[MAIL_ID_SIZE];

	for (size_t i = 0; i < OUTBOX_BATCH_MAX + 3; i++)
		queue(b, &m, id);
	claim(b, NOW, &batch);
	assert_int_equal(batch.count, OUTBOX_BATCH_MAX);
	claim(b, NOW, &batch);
	assert_int_equal(batch.count, 3);
}

static void
refuse(struct box *b, const struct outbox_mail *m, enum err want)
{
	struct outbox_entry *none = NULL;

	assert_int_equal(outbox_compose(b->post.gm, m, &none), want);
	assert_null(none);
}

static void
a_mail_with_the_wrong_parameters_is_not_queued(void **state)
{
	struct box *b = *state;
	struct outbox_mail m = approved_mail(&b->post);
	const struct mail_param twice[] = {
	    {"userName", "u1"}, {"userName", "u1"}, {"name", "x"}};
	const struct mail_param open_code[] = {{"userName", "u1"},
	    {"name", "x"}, {"expiresAt", "x"}, {"code", "SECRET"}};

	m.template = "no-such-template";
	refuse(b, &m, ERR_BAD_MESSAGE);
	m = approved_mail(&b->post);
	m.secret_count = 0;
	refuse(b, &m, ERR_BAD_MESSAGE);
	m = approved_mail(&b->post);
	m.param_count--;
	refuse(b, &m, ERR_BAD_MESSAGE);
	m = approved_mail(&b->post);
	m.params = twice;
	refuse(b, &m, ERR_BAD_MESSAGE);
	m = approved_mail(&b->post);
	m.params = open_code;
	m.param_count = COUNT(open_code);
	refuse(b, &m, ERR_BAD_MESSAGE);
	m = approved_mail(&b->post);
	m.recipient = "nobody";
	refuse(b, &m, ERR_FIELD_INVALID);
	m = reason_mail(MAIL_RETURNED, "\xff\xfe");
	refuse(b, &m, ERR_BAD_TEXT);
}

#define box_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    box_test(a_queued_mail_is_claimed_once_until_its_lease_ends),
	    box_test(what_is_claimed_is_what_was_queued),
	    box_test(somebody_else_may_seal_the_code),
	    box_test(who_seals_fails_or_is_not_needed),
	    box_test(a_code_cannot_be_read_in_the_database),
	    box_test(a_sent_mail_is_done_and_its_secret_gone),
	    box_test(a_failing_mail_waits_longer_each_time_then_is_dead),
	    box_test(
		what_is_wrong_with_one_mail_ends_it_and_the_reason_is_kept),
	    box_test(what_was_not_tried_loses_no_attempt),
	    box_test(a_batch_has_its_limit_and_the_rest_comes_next),
	    box_test(a_mail_with_the_wrong_parameters_is_not_queued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
