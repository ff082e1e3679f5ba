/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/pairs/unlock.h"

#include <stdio.h>
#include <string.h>

#include "office/testing/test_holder.h"
#include "pki/envelope.h"

static struct test_office t; /* one for each test */
static struct test_holder h, other;
static struct sm2_key *release_key; /* the assistant's, for one exchange */

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_issue(&t, &h);
	memset(&other, 0, sizeof(other));
	assert_int_equal(sm2_key_generate(t.gm, &release_key), ERR_OK);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	sm2_key_free(release_key);
	test_holder_done(&other);
	test_holder_done(&h);
	test_office_close(&t);
	return 0;
}

static void
issue_to_another(void)
{
	test_office_register(&t, "other");
	test_office_approve(&t, "other");
	test_holder_begin(&t, "other", "approved", &other);
	test_holder_issue(&t, &other);
}

static struct unlock_session
session(void)
{
	return (struct unlock_session){&h.account, NULL, "192.0.2.1"};
}

static enum err
send_code(void)
{
	struct unlock_session s = session();
	int64_t expires_at;

	return unlock_send_code(
	    &t.office, t.gm, &s, h.carrier_serial, &expires_at);
}

/* --- the assistant's side --- */

/* An unlock with a new admin PIN; tests bend what is signed. */
struct unlocking {
	struct instruction i;
	struct buf escrow, signed_der;
	struct unlock_answer answer;
};

static void
unlocking_done(struct unlocking *a)
{
	buf_done(&a->escrow);
	buf_done(&a->signed_der);
	unlock_answer_done(&a->answer);
}

static void
begin(struct unlocking *a, const char *new_pin)
{
	*a = (struct unlocking){.i = {.verb = INSTRUCTION_UNLOCK,
				    .key = *sm2_key_public(release_key)},
	    .escrow = BUF(ESCROW_DER_MAX)};
	snprintf(a->i.subject, sizeof(a->i.subject), "%s", h.carrier_serial);
	assert_int_equal(
	    escrow_seal(t.gm, &t.authority.cert[AUTHORITY_KEY_CENTRE],
		h.carrier_serial, bytes_str(new_pin), &a->escrow),
	    ERR_OK);
	assert_int_equal(
	    sm3_of(t.gm, buf_bytes(&a->escrow), a->i.escrow), ERR_OK);
}

static void
sign(struct unlocking *a)
{
	struct sm2_key *code =
	    test_holder_code_key(&t, &h, "unlock-code", CODE_UNLOCK);

	test_holder_instruct(&t, &h, code, a->i, &a->signed_der);
	sm2_key_free(code);
}

static enum err
post_as(const struct unlock_session *s, struct unlocking *a)
{
	const struct unlock_request r = {
	    buf_bytes(&a->signed_der), buf_bytes(&a->escrow)};

	unlock_answer_done(&a->answer);
	a->answer = (struct unlock_answer){.tries_left = 0};
	return unlock_release(&t.office, t.gm, s, &r, &a->answer);
}

static enum err
post(struct unlocking *a)
{
	struct unlock_session s = session();

	return post_as(&s, a);
}

/* Ask for a code, and unlock with it. */
static enum err
unlock(struct unlocking *a, const char *new_pin)
{
	assert_int_equal(send_code(), ERR_OK);
	begin(a, new_pin);
	sign(a);
	return post(a);
}

/* The unlock ends with just these, newest first. */
static void
expect_pins(const struct unlocking *a, const char *const pins[], size_t count)
{
	struct reader r = reader_of(buf_bytes(&a->answer.pins));

	for (size_t i = 0; i < count; i++) {
		AUTO(secret) pin = NULL;
		char serial[ESCROW_SERIAL_SIZE];
		struct bytes sealed;

		assert_int_equal(
		    reader_block(&r, ESCROW_DER_MAX, &sealed), ERR_OK);
		assert_int_equal(
		    escrow_open(t.gm, release_key, sealed, serial, &pin),
		    ERR_OK);
		assert_string_equal(serial, h.carrier_serial);
		assert_true(
		    secret_equal(secret_bytes(pin), bytes_str(pins[i])));
	}
	assert_int_equal(reader_end(&r), ERR_OK);
}
#define EXPECT_PINS(a, ...)                                  \
	expect_pins((a), (const char *const[]){__VA_ARGS__}, \
	    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static enum err
confirm(void)
{
	struct sm2_key *code =
	    test_holder_code_key(&t, &h, "unlock-code", CODE_UNLOCK);
	struct instruction i = {.verb = INSTRUCTION_UNLOCKED};
	struct unlock_session s = session();
	AUTO_DONE(buf) der = {0};

	snprintf(i.subject, sizeof(i.subject), "%s", h.carrier_serial);
	test_holder_instruct(&t, &h, code, i, &der);
	sm2_key_free(code);
	return unlock_confirm(&t.office, t.gm, &s, buf_bytes(&der));
}

#define FIRST_PIN "admin-pin-0001" /* test_holder's */

static int64_t
candidates(void)
{
	return test_office_count(&t, "SELECT COUNT(*) FROM escrow_candidate");
}

/* --- the way through --- */

static void
the_pin_is_released_for_the_mailed_code_and_replaced(void **state)
{
	struct unlocking a, again;
	char word[TEST_OFFICE_WORD_SIZE];

	(void)state;
	assert_int_equal(unlock(&a, "second"), ERR_OK);
	EXPECT_PINS(&a, FIRST_PIN);
	assert_int_equal(candidates(), 1);
	assert_int_equal(confirm(), ERR_OK);
	assert_int_equal(candidates(), 0);
	test_office_mailed(&t, "acme", "unlocked", "carrierSerial", word);
	assert_string_equal(word, h.carrier_serial);
	assert_int_equal(confirm(), ERR_OK); /* again: nothing more */
	assert_int_equal(test_office_count(&t, "SELECT COUNT(*) FROM outbox"
					       " WHERE template = 'unlocked'"),
	    1);
	assert_int_equal(unlock(&again, "third"), ERR_OK);
	EXPECT_PINS(&again, "second");
	unlocking_done(&a);
	unlocking_done(&again);
}

static void
the_mail_names_whose_certificate_and_carrier_it_is(void **state)
{
	static const struct {
		const char *word, *want;
	} words[] = {{"userName", "acme"}, {"name", "某某（北京）公司"},
	    {"carrier", "soft"}, {"carrierSerial", "S-acme"}};
	char word[TEST_OFFICE_WORD_SIZE];

	(void)state;
	assert_int_equal(send_code(), ERR_OK);
	for (size_t i = 0; i < COUNT(words); i++) {
		test_office_mailed(
		    &t, "acme", "unlock-code", words[i].word, word);
		assert_string_equal(word, words[i].want);
	}
	test_office_mailed(&t, "acme", "unlock-code", "signSerial", word);
	assert_string_equal(word, h.serial);
}

/* --- one code, one instruction --- */

static void
the_same_instruction_brings_the_same_octets(void **state)
{
	struct unlocking a;
	AUTO_DONE(buf) first = BUF(STORED_CODE_ANSWER_MAX);

	(void)state;
	assert_int_equal(unlock(&a, "second"), ERR_OK);
	buf_put(&first, buf_bytes(&a.answer.pins));
	t.now += t.config.code_minutes * 60 + INSTRUCTION_TTL_S;
	assert_int_equal(post(&a), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&first), buf_bytes(&a.answer.pins)));
	assert_int_equal(candidates(), 1);
	unlocking_done(&a);
}

static void
a_code_serves_no_second_instruction(void **state)
{
	struct unlocking a, b;

	(void)state;
	assert_int_equal(unlock(&a, "second"), ERR_OK);
	begin(&b, "third");
	sign(&b);
	assert_int_equal(post(&b), ERR_CODE_WRONG);
	assert_int_equal(b.answer.pins.len, 0);
	assert_int_equal(candidates(), 1);
	unlocking_done(&a);
	unlocking_done(&b);
}

static void
a_later_code_makes_the_earlier_one_void(void **state)
{
	struct unlocking a;

	(void)state;
	assert_int_equal(send_code(), ERR_OK);
	begin(&a, "second");
	sign(&a);
	assert_int_equal(send_code(), ERR_OK);
	assert_int_equal(post(&a), ERR_CODE_WRONG);
	assert_int_equal(a.answer.tries_left, t.config.code_tries - 1);
	unlocking_done(&a);
}

static void
a_code_is_good_for_its_time(void **state)
{
	struct unlocking a;

	(void)state;
	assert_int_equal(send_code(), ERR_OK);
	t.now += t.config.code_minutes * 60 + 1;
	begin(&a, "second");
	sign(&a);
	assert_int_equal(post(&a), ERR_CODE_WRONG);
	unlocking_done(&a);
}

static void
guessing_locks_the_code(void **state)
{
	struct unlocking a;

	(void)state;
	assert_int_equal(send_code(), ERR_OK);
	begin(&a, "second");
	for (int64_t left = t.config.code_tries - 1; left >= 0; left--) {
		test_holder_instruct(&t, &h, release_key, a.i, &a.signed_der);
		assert_int_equal(
		    post(&a), left > 0 ? ERR_CODE_WRONG : ERR_CODE_LOCKED);
		assert_int_equal(a.answer.tries_left, left);
	}
	sign(&a); /* right, and too late */
	assert_int_equal(post(&a), ERR_CODE_LOCKED);
	assert_int_equal(send_code(), ERR_OK);
	sign(&a);
	assert_int_equal(post(&a), ERR_OK);
	unlocking_done(&a);
}

/* --- what is not this holder's to ask --- */

static void
other_user(struct unlocking *a)
{
	snprintf(a->i.user_name, sizeof(a->i.user_name), "other");
}

static void
other_carrier(struct unlocking *a)
{
	snprintf(a->i.subject, sizeof(a->i.subject), "S-other");
}

static void
other_verb(struct unlocking *a)
{
	a->i = (struct instruction){.verb = INSTRUCTION_UNLOCKED};
	snprintf(a->i.subject, sizeof(a->i.subject), "%s", h.carrier_serial);
}

static void
other_deposit(struct unlocking *a)
{
	a->i.escrow[0] ^= 1;
}

static void
long_ago(struct unlocking *a)
{
	a->i.at = t.now - INSTRUCTION_TTL_S - 1;
}

static void
deposit_to_somebody_else(struct unlocking *a)
{
	buf_truncate(&a->escrow, 0);
	assert_int_equal(escrow_seal_to(t.gm, sm2_key_public(release_key),
			     h.carrier_serial, bytes_str("x"), &a->escrow),
	    ERR_OK);
	assert_int_equal(
	    sm3_of(t.gm, buf_bytes(&a->escrow), a->i.escrow), ERR_OK);
}

static void
deposit_of_another_carrier(struct unlocking *a)
{
	buf_truncate(&a->escrow, 0);
	assert_int_equal(
	    escrow_seal(t.gm, &t.authority.cert[AUTHORITY_KEY_CENTRE],
		"S-other", bytes_str("x"), &a->escrow),
	    ERR_OK);
	assert_int_equal(
	    sm3_of(t.gm, buf_bytes(&a->escrow), a->i.escrow), ERR_OK);
}

/* Whatever is refused costs nothing: the code still serves. */
static void
what_is_not_right_is_refused_and_the_code_still_serves(void **state)
{
	static const struct {
		void (*bend)(struct unlocking *a);
		enum err want;
	} cases[] = {
	    {other_user, ERR_EVIDENCE_HOLDER},
	    {other_carrier, ERR_NOT_FOUND},
	    {other_verb, ERR_EVIDENCE_HOLDER},
	    {other_deposit, ERR_EVIDENCE_HOLDER},
	    {long_ago, ERR_CLOCK_WRONG},
	    {deposit_to_somebody_else, ERR_ENVELOPE_KEY},
	    {deposit_of_another_carrier, ERR_EVIDENCE_HOLDER},
	};
	struct unlocking a;

	(void)state;
	issue_to_another();
	assert_int_equal(send_code(), ERR_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(&a, "second");
		cases[i].bend(&a);
		sign(&a);
		assert_int_equal(post(&a), cases[i].want);
		unlocking_done(&a);
	}
	assert_int_equal(candidates(), 0);
	begin(&a, "second");
	sign(&a);
	assert_int_equal(post(&a), ERR_OK);
	unlocking_done(&a);
}

static void
an_instruction_that_is_none_is_refused(void **state)
{
	struct unlocking a;

	(void)state;
	begin(&a, "second");
	assert_int_equal(post(&a), ERR_EVIDENCE_SYNTAX);
	unlocking_done(&a);
}

static void
a_named_session_unlocks_its_own_carrier_alone(void **state)
{
	struct unlock_session named = session();
	struct unlocking a;
	int64_t expires_at;

	(void)state;
	issue_to_another();
	assert_int_equal(send_code(), ERR_OK);
	begin(&a, "second");
	sign(&a);
	named.named = other.serial;
	assert_int_equal(unlock_send_code(&t.office, t.gm, &named,
			     h.carrier_serial, &expires_at),
	    ERR_NOT_FOUND);
	assert_int_equal(unlock_send_code(&t.office, t.gm, &named,
			     other.carrier_serial, &expires_at),
	    ERR_NOT_FOUND); /* its account is not the session's */
	assert_int_equal(post_as(&named, &a), ERR_NOT_FOUND);
	named.named = h.serial;
	assert_int_equal(unlock_send_code(&t.office, t.gm, &named,
			     other.carrier_serial, &expires_at),
	    ERR_NOT_FOUND);
	assert_int_equal(post_as(&named, &a), ERR_OK);
	unlocking_done(&a);
}

static void
without_a_deposit_no_code_is_mailed(void **state)
{
	(void)state;
	test_office_run(&t, "DELETE FROM escrow");
	assert_int_equal(send_code(), ERR_ESCROW_MISSING);
	test_office_run(&t, "UPDATE pair SET state = 'replaced'");
	assert_int_equal(send_code(), ERR_NOT_FOUND);
}

static void
codes_are_limited_for_account_and_address(void **state)
{
	(void)state;
	for (int64_t i = 0; i < t.config.tries_user; i++)
		assert_int_equal(send_code(), ERR_OK);
	assert_int_equal(send_code(), ERR_TOO_MANY_TRIES);
	t.now += t.config.tries_window_s;
	assert_int_equal(send_code(), ERR_OK);
	t.config.tries_address = 1;
	assert_int_equal(send_code(), ERR_TOO_MANY_TRIES);
}

/* --- the power goes --- */

static void
all_that_may_be_set_are_released_newest_first(void **state)
{
	struct unlocking a, b, c, d;

	(void)state;
	assert_int_equal(unlock(&a, "second"), ERR_OK);
	assert_int_equal(unlock(&b, "third"), ERR_OK);
	EXPECT_PINS(&b, "second", FIRST_PIN);
	assert_int_equal(unlock(&c, "fourth"), ERR_OK);
	EXPECT_PINS(&c, "third", "second", FIRST_PIN);
	assert_int_equal(confirm(), ERR_OK);
	assert_int_equal(candidates(), 0);
	assert_int_equal(unlock(&d, "fifth"), ERR_OK);
	EXPECT_PINS(&d, "fourth");
	unlocking_done(&a);
	unlocking_done(&b);
	unlocking_done(&c);
	unlocking_done(&d);
}

/* As after web.unlock.deposited. */
static void
forget_the_answer(void)
{
	test_office_run(&t, "UPDATE code SET answer = NULL");
}

static void
cut_after_the_deposit_the_same_instruction_goes_on(void **state)
{
	struct unlocking a;

	(void)state;
	assert_int_equal(unlock(&a, "second"), ERR_OK);
	forget_the_answer();
	assert_int_equal(post(&a), ERR_OK);
	EXPECT_PINS(&a, FIRST_PIN);
	assert_int_equal(confirm(), ERR_OK);
	unlocking_done(&a);
}

static void
what_was_never_released_cannot_be_set_and_is_dropped(void **state)
{
	struct unlocking a, b;

	(void)state;
	assert_int_equal(unlock(&a, "second"), ERR_OK);
	forget_the_answer();
	assert_int_equal(confirm(), ERR_CODE_WRONG); /* nothing to set by */
	assert_int_equal(unlock(&b, "third"), ERR_OK);
	EXPECT_PINS(&b, FIRST_PIN);
	assert_int_equal(candidates(), 1);
	assert_int_equal(post(&a), ERR_CODE_WRONG); /* and never will be */
	unlocking_done(&a);
	unlocking_done(&b);
}

static void
too_many_that_may_be_set_are_not_tried(void **state)
{
	struct unlocking a;

	(void)state;
	assert_int_equal(unlock(&a, "second"), ERR_OK);
	test_office_run(&t,
	    "INSERT INTO code SELECT 'c' || value, account, purpose, subject,"
	    " code_grant, proof, not_after, tries_left, state, 'u' || value,"
	    " answer, created_at FROM code, (WITH RECURSIVE n (value) AS"
	    " (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 14)"
	    " SELECT value FROM n)");
	test_office_run(&t,
	    "INSERT INTO escrow_candidate SELECT 'S-acme', sealed, id, 2, 0"
	    " FROM code, (SELECT sealed FROM escrow) WHERE id LIKE 'c%'"
	    " AND LENGTH(id) < 4");
	assert_int_equal(candidates(), UNLOCK_PINS_MAX - 1);
	assert_int_equal(send_code(), ERR_OK);
	test_office_run(&t,
	    "INSERT INTO code SELECT 'cx', account, purpose, subject,"
	    " code_grant, proof, not_after, tries_left, state, 'ux', answer,"
	    " created_at FROM code WHERE id = 'c1'");
	test_office_run(&t,
	    "INSERT INTO escrow_candidate SELECT 'S-acme', sealed, 'cx', 99, 0"
	    " FROM escrow");
	assert_int_equal(send_code(), ERR_TOO_MANY_TRIES);
	unlocking_done(&a);
}

static int
run(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(the_pin_is_released_for_the_mailed_code_and_replaced),
	    T(the_mail_names_whose_certificate_and_carrier_it_is),
	    T(the_same_instruction_brings_the_same_octets),
	    T(a_code_serves_no_second_instruction),
	    T(a_later_code_makes_the_earlier_one_void),
	    T(a_code_is_good_for_its_time),
	    T(guessing_locks_the_code),
	    T(what_is_not_right_is_refused_and_the_code_still_serves),
	    T(an_instruction_that_is_none_is_refused),
	    T(a_named_session_unlocks_its_own_carrier_alone),
	    T(without_a_deposit_no_code_is_mailed),
	    T(codes_are_limited_for_account_and_address),
	    T(all_that_may_be_set_are_released_newest_first),
	    T(cut_after_the_deposit_the_same_instruction_goes_on),
	    T(what_was_never_released_cannot_be_set_and_is_dropped),
	    T(too_many_that_may_be_set_are_not_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, run);
}
