/* SPDX-License-Identifier: Apache-2.0 */
#include "office/store/test_store.h"

#include "base/text.h"
#include "office/web/ticket.h"

static const uint8_t KEY[TICKET_KEY_LEN] = {1, 2, 3};
static const uint8_t OTHER_KEY[TICKET_KEY_LEN] = {1, 2, 4};

struct bench {
	struct gm *gm;
	struct ticket_maker maker;
};

static int
set_up(void **state)
{
	static struct bench b;

	assert_ok(gm_new(&b.gm));
	b.maker = (struct ticket_maker){b.gm, BYTES_ARRAY(KEY)};
	*state = &b;
	return 0;
}

static int
tear_down(void **state)
{
	gm_free(((struct bench *)*state)->gm);
	return 0;
}

static void
make(const struct ticket_maker *m, const struct ticket *t, struct buf *text)
{
	buf_init(text, TICKET_TEXT_MAX);
	assert_ok(ticket_make(m, t, text));
}

static enum err
open_at(const struct ticket_maker *m, struct bytes text, int64_t now,
    struct ticket_opened *ret_t)
{
	return ticket_open(m, TICKET_LOGIN, text, now, ret_t);
}

static void
a_ticket_brings_back_what_it_was_given(void **state)
{
	const struct bench *b = *state;
	static uint8_t payload[TICKET_PAYLOAD_MAX] = {'p', 0, 0xff};
	const size_t lens[] = {0, 1, 5, sizeof(payload)};

	for (size_t i = 0; i < COUNT(lens); i++) {
		const struct ticket t = {
		    TICKET_LOGIN, 1000, BYTES(payload, lens[i])};
		struct ticket_opened opened;
		AUTO_DONE(buf) text;

		make(&b->maker, &t, &text);
		assert_true(text.len <= TICKET_TEXT_MAX);
		assert_ok(open_at(&b->maker, buf_bytes(&text), 999, &opened));
		assert_int_equal(opened.expires_at, 1000);
		assert_true(
		    bytes_equal(BYTES(opened.payload, opened.len), t.payload));
	}
}

static void
a_payload_past_the_limit_is_refused(void **state)
{
	const struct bench *b = *state;
	static uint8_t payload[TICKET_PAYLOAD_MAX + 1];
	const struct ticket t = {TICKET_LOGIN, 1000, BYTES_ARRAY(payload)};
	AUTO_DONE(buf) text = BUF(4096);

	assert_int_equal(ticket_make(&b->maker, &t, &text), ERR_TOO_LARGE);
}

static void
no_two_tickets_are_the_same(void **state)
{
	const struct bench *b = *state;
	const struct ticket t = {TICKET_LOGIN, 1000, BYTES_NONE};
	AUTO_DONE(buf) one;
	AUTO_DONE(buf) two;

	make(&b->maker, &t, &one);
	make(&b->maker, &t, &two);
	assert_false(bytes_equal(buf_bytes(&one), buf_bytes(&two)));
}

static void
an_expired_ticket_is_told_apart(void **state)
{
	const struct bench *b = *state;
	const struct ticket t = {TICKET_LOGIN, 1000, BYTES_NONE};
	struct ticket_opened opened;
	AUTO_DONE(buf) text;

	make(&b->maker, &t, &text);
	assert_int_equal(open_at(&b->maker, buf_bytes(&text), 1000, &opened),
	    ERR_CHALLENGE_EXPIRED);
}

static void
another_purpose_or_key_does_not_open_it(void **state)
{
	const struct bench *b = *state;
	const struct ticket_maker other = {b->gm, BYTES_ARRAY(OTHER_KEY)};
	const struct ticket t = {TICKET_LOGIN, 1000, BYTES_NONE};
	struct ticket_opened opened;
	AUTO_DONE(buf) text;

	make(&b->maker, &t, &text);
	assert_int_equal(ticket_open(&b->maker, TICKET_CAPTCHA,
			     buf_bytes(&text), 1, &opened),
	    ERR_CHALLENGE_USED);
	assert_int_equal(ticket_open(&b->maker, TICKET_CONFIRM_EMAIL,
			     buf_bytes(&text), 1, &opened),
	    ERR_CHALLENGE_USED);
	assert_int_equal(
	    open_at(&other, buf_bytes(&text), 1, &opened), ERR_CHALLENGE_USED);
}

/* Each character changed in turn, and the text cut at each length. */
static void
a_changed_or_cut_ticket_does_not_open(void **state)
{
	const struct bench *b = *state;
	const struct ticket t = {TICKET_LOGIN, 1000, bytes_str("account")};
	struct ticket_opened opened;
	AUTO_DONE(buf) text;

	make(&b->maker, &t, &text);
	for (size_t i = 0; i < text.len; i++) {
		uint8_t was = text.p[i];

		assert_int_equal(
		    open_at(&b->maker, BYTES(text.p, i), 1, &opened),
		    ERR_CHALLENGE_USED);
		text.p[i] = was == 'A' ? 'B' : 'A';
		assert_int_equal(
		    open_at(&b->maker, buf_bytes(&text), 1, &opened),
		    ERR_CHALLENGE_USED);
		text.p[i] = was;
	}
	assert_ok(open_at(&b->maker, buf_bytes(&text), 1, &opened));
}

static void
rubbish_is_no_ticket(void **state)
{
	const struct bench *b = *state;
	static char large[TICKET_TEXT_MAX + 2];
	const char *const texts[] = {"", "x", "not a ticket!", "AAAA",
	    "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo", large};
	struct ticket_opened opened;

	memset(large, 'A', sizeof(large) - 1);
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_int_equal(
		    open_at(&b->maker, bytes_str(texts[i]), 1, &opened),
		    ERR_CHALLENGE_USED);
}

static enum err
spend_job(struct db *db, void *arg)
{
	return ticket_spend(db, arg);
}

static enum err
spend_and_fail_job(struct db *db, void *arg)
{
	TRY(ticket_spend(db, arg));
	return ERR_ACCOUNT_STATE;
}

static void
a_ticket_is_spent_once(void **state)
{
	const struct ticket t = {TICKET_LOGIN, 1000, BYTES_NONE};
	struct ticket_opened one, two;
	struct bench *b;
	void *bench;
	AUTO(store) s = NULL;
	AUTO_DONE(buf) text;
	AUTO_DONE(buf) other;

	set_up(&bench);
	b = bench;
	assert_ok(store_open(((struct place *)*state)->db, &s));
	make(&b->maker, &t, &text);
	make(&b->maker, &t, &other);
	assert_ok(open_at(&b->maker, buf_bytes(&text), 1, &one));
	assert_ok(open_at(&b->maker, buf_bytes(&other), 1, &two));
	assert_int_equal(
	    store_write(s, spend_and_fail_job, &one), ERR_ACCOUNT_STATE);
	assert_ok(store_write(s, spend_job, &one));
	assert_int_equal(store_write(s, spend_job, &one), ERR_CHALLENGE_USED);
	assert_ok(store_write(s, spend_job, &two));
	tear_down(&bench);
}

#define bench_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    bench_test(a_ticket_brings_back_what_it_was_given),
	    bench_test(a_payload_past_the_limit_is_refused),
	    bench_test(no_two_tickets_are_the_same),
	    bench_test(an_expired_ticket_is_told_apart),
	    bench_test(another_purpose_or_key_does_not_open_it),
	    bench_test(a_changed_or_cut_ticket_does_not_open),
	    bench_test(rubbish_is_no_ticket),
	    place_test(a_ticket_is_spent_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
