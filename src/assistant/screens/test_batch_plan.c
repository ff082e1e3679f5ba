/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/batch_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DAY_S 86400
#define NOW 1800000000

/* Five carriers: A is a USB key with two pairs, B to E are soft. */
static const struct {
	const char *carrier, *serial, *user;
	int days;
	enum err state;
	bool unfinished;
} desk[] = {
    {"A", "01", "ann", 9, ERR_OK, false},
    {"A", "02", "bob", 20, ERR_OK, false},
    {"B", "03", "cai", 100, ERR_OK, false},
    {"B", "04", "dan", 3, ERR_OK, false},
    {"C", "05", "eve", 5, ERR_OK, false},
    {"D", "06", "fay", 5, ERR_CERT_ON_HOLD, false},
    {"D", "07", "gus", 5, ERR_OK, true},
    {"E", "08", "hal", 30, ERR_OK, false},
};

struct fixture {
	struct desk_state *state;
	struct batch *batch;
};

static void
put(char *out, const char *s)
{
	memcpy(out, s, strlen(s) + 1);
}

static struct desk_state *
make_state(void)
{
	struct desk_state *s = desk_state_new();

	assert_non_null(s);
	s->pairs = calloc(1, sizeof(*s->pairs));
	assert_non_null(s->pairs);
	s->pairs->rows = calloc(COUNT(desk), sizeof(*s->pairs->rows));
	s->carriers = calloc(5, sizeof(*s->carriers));
	assert_non_null(s->pairs->rows);
	assert_non_null(s->carriers);
	s->pairs->count = COUNT(desk);
	for (size_t n = 0; n < COUNT(desk); n++) {
		struct holder_pair *p = &s->pairs->rows[n];

		put(p->token_serial, desk[n].carrier);
		put(p->sign_serial, desk[n].serial);
		put(p->user_name, desk[n].user);
		p->carrier =
		    *desk[n].carrier == 'A' ? CARRIER_HARD : CARRIER_SOFT;
		p->days_left = desk[n].days;
		p->not_after = NOW + (int64_t)desk[n].days * DAY_S;
		p->state = desk[n].state;
		p->unfinished = desk[n].unfinished;
	}
	for (s->carrier_count = 0; s->carrier_count < 5; s->carrier_count++) {
		struct token_info *i = &s->carriers[s->carrier_count].info;

		i->serial[0] = (char)('A' + s->carrier_count);
		i->kind = s->carrier_count == 0 ? CARRIER_HARD : CARRIER_SOFT;
		i->pin_tries = i->pin_tries_max = 10;
	}
	return s;
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->state = make_state();
	assert_int_equal(batch_new(f->state, NOW, &f->batch), ERR_OK);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	batch_free(f->batch);
	desk_state_free(f->state);
	free(f);
	return 0;
}

static struct batch *
make_again(struct fixture *f)
{
	batch_free(f->batch);
	f->batch = NULL;
	assert_int_equal(batch_new(f->state, NOW, &f->batch), ERR_OK);
	return f->batch;
}

static struct batch_row *
row(struct batch *b, const char *serial)
{
	for (size_t n = 0; n < b->count; n++)
		if (strcmp(b->rows[n].serial, serial) == 0)
			return &b->rows[n];
	fail_msg("no row %s", serial);
	return NULL;
}

static struct secret *
pin(const char *text)
{
	struct secret *s;

	assert_int_equal(secret_copy(bytes_str(text), &s), ERR_OK);
	return s;
}

/* Give the PIN that is asked for next, which is that carrier's. */
static void
give(struct batch *b, const char *carrier, const char *text, bool for_all)
{
	size_t next = batch_next_pin(b);

	assert_true(next < b->carrier_count);
	assert_string_equal(b->carriers[next].serial, carrier);
	batch_give_pin(b, next, text == NULL ? NULL : pin(text), for_all);
}

/* The next row to be updated is that one. */
static struct batch_row *
expect(struct batch *b, const char *serial)
{
	struct batch_row *r = batch_next(b);

	assert_non_null(r);
	assert_string_equal(r->serial, serial);
	assert_int_equal(r->result, BATCH_WORKING);
	return r;
}

static void
those_that_can_be_updated_come_first_and_are_chosen(void **state)
{
	struct fixture *f = *state;
	static const char *const order[] = {
	    "01", "02", "04", "05", "08", "03", "06", "07"};

	for (size_t n = 0; n < COUNT(order); n++) {
		assert_string_equal(f->batch->rows[n].serial, order[n]);
		assert_int_equal(f->batch->rows[n].chosen, n < 5);
	}
	assert_int_equal(row(f->batch, "03")->why_not, ERR_RENEWAL_EARLY);
	assert_int_equal(row(f->batch, "03")->opens_at, NOW + 70 * DAY_S);
	assert_int_equal(row(f->batch, "06")->why_not, ERR_CERT_ON_HOLD);
	assert_int_equal(row(f->batch, "07")->why_not, ERR_OPERATION_PENDING);
}

static void
carriers_that_cannot_be_used_say_why(void **state)
{
	struct fixture *f = *state;

	f->state->carriers[0].info.pin_initial = true;
	f->state->carriers[1].info.pin_tries = 0;
	f->state->carriers[2].info.serial[0] = 'X'; /* C was pulled out */
	make_again(f);
	assert_int_equal(row(f->batch, "01")->why_not, ERR_PIN_INITIAL);
	assert_int_equal(row(f->batch, "04")->why_not, ERR_PIN_LOCKED);
	assert_int_equal(row(f->batch, "05")->why_not, ERR_TOKEN_MISSING);
	assert_int_equal(batch_chosen(f->batch), 1);
}

/* Its account's word counts, and its window counts for all. */
static void
the_office_knows_better_than_a_month(void **state)
{
	struct fixture *f = *state;
	struct account_state *a = &f->state->account;

	a->logged_in = true;
	put(a->state, "active");
	put(a->user_name, "cai");
	put(a->update, "name");
	make_again(f);
	assert_int_equal(row(f->batch, "03")->why_not, ERR_OK);
	put(a->update, "none");
	put(a->user_name, "ann");
	a->update_opens_at = NOW + 2 * DAY_S; /* seven days before the end */
	make_again(f);
	assert_int_equal(row(f->batch, "01")->why_not, ERR_RENEWAL_EARLY);
	assert_int_equal(row(f->batch, "02")->why_not, ERR_RENEWAL_EARLY);
	assert_int_equal(row(f->batch, "05")->why_not, ERR_OK);
}

/* The month before its end has begun, but its login is what it waits for. */
static void
who_never_logged_in_is_not_told_a_day_that_is_past(void **state)
{
	struct fixture *f = *state;
	struct account_state *a = &f->state->account;

	a->logged_in = true;
	put(a->user_name, "ann");
	put(a->state, "approved");
	put(a->update, "none");
	make_again(f);
	assert_int_equal(row(f->batch, "01")->why_not, ERR_ACCOUNT_NOT_ACTIVE);
	assert_int_equal(row(f->batch, "02")->why_not, ERR_OK);
	put(a->state, "suspended"); /* of another office */
	make_again(f);
	assert_int_equal(row(f->batch, "01")->why_not, ERR_ACCOUNT_STATE);
}

static void
a_day_from_which_it_can_be_updated_is_ahead(void **state)
{
	struct fixture *f = *state;
	struct account_state *a = &f->state->account;

	a->logged_in = true;
	put(a->user_name, "ann");
	put(a->state, "active");
	put(a->update, "none");
	a->update_opens_at = NOW + 1;
	make_again(f);
	assert_int_equal(row(f->batch, "01")->why_not, ERR_RENEWAL_EARLY);
	assert_int_equal(row(f->batch, "01")->opens_at, NOW + 1);
	a->update_opens_at = NOW; /* it came after the office was asked */
	make_again(f);
	assert_int_equal(row(f->batch, "01")->why_not, ERR_OK);
	a->update_opens_at = 0; /* it knows no pair of hers */
	make_again(f);
	assert_int_equal(row(f->batch, "01")->why_not, ERR_OK);
	for (size_t n = 0; n < f->batch->count; n++)
		assert_true(f->batch->rows[n].why_not != ERR_RENEWAL_EARLY ||
			    f->batch->rows[n].opens_at > NOW);
}

static void
what_was_chosen_stays_chosen_when_the_state_is_another(void **state)
{
	struct fixture *f = *state;
	struct batch *b;

	row(f->batch, "04")->chosen = false;
	f->state->carriers[4].info.pin_tries = 0;
	assert_int_equal(batch_new(f->state, NOW, &b), ERR_OK);
	batch_choose_as(b, f->batch);
	assert_false(row(b, "04")->chosen);
	assert_true(row(b, "05")->chosen);
	assert_false(row(b, "08")->chosen);
	batch_free(b);
}

static void
each_carrier_is_asked_for_once_and_may_be_skipped(void **state)
{
	struct batch *b = ((struct fixture *)*state)->batch;
	size_t asked, all;

	batch_pins(b, &asked, &all);
	assert_int_equal(asked, 0);
	assert_int_equal(all, 4);
	give(b, "A", "pin-of-A", false);
	give(b, "B", NULL, false);
	give(b, "C", "pin-of-C", false);
	give(b, "E", NULL, false);
	assert_int_equal(batch_next_pin(b), b->carrier_count);
	batch_succeeded(b, expect(b, "01"), NOW);
	batch_succeeded(b, expect(b, "02"), NOW);
	assert_true(
	    bytes_equal(batch_pin(b, row(b, "05")), bytes_str("pin-of-C")));
	batch_succeeded(b, expect(b, "05"), NOW);
	assert_null(batch_next(b));
	assert_int_equal(batch_with_result(b, BATCH_DONE), 3);
	assert_int_equal(batch_with_result(b, BATCH_SKIPPED), 2);
}

static void
a_pin_is_wiped_when_nothing_needs_it(void **state)
{
	struct batch *b = ((struct fixture *)*state)->batch;

	give(b, "A", "pin-of-A", false);
	batch_succeeded(b, expect(b, "01"), NOW);
	assert_non_null(b->carriers[0].pin);
	batch_succeeded(b, expect(b, "02"), NOW);
	assert_null(b->carriers[0].pin);
}

static void
a_wrong_pin_is_not_tried_on_the_carriers_other_pairs(void **state)
{
	struct batch *b = ((struct fixture *)*state)->batch;

	give(b, "A", "wrong", false);
	give(b, "B", "right", false);
	batch_failed(b, expect(b, "01"), ERR_PIN_WRONG, 9);
	assert_int_equal(row(b, "02")->result, BATCH_FAILED);
	assert_int_equal(row(b, "02")->tries_left, 9);
	assert_null(b->carriers[0].pin);
	batch_succeeded(b, expect(b, "04"), NOW);
	assert_int_equal(batch_again(b), 4);
	assert_string_equal(b->carriers[batch_next_pin(b)].serial, "A");
}

static void
one_pin_for_all_waits_until_it_was_right_where_it_was_typed(void **state)
{
	struct batch *b = ((struct fixture *)*state)->batch;
	size_t soft;

	give(b, "A", "pin-of-A", false);
	soft = batch_next_pin(b);
	assert_false(batch_can_share(b, 0));
	assert_true(batch_can_share(b, soft));
	give(b, "B", "same", true);
	assert_int_equal(batch_next_pin(b), b->carrier_count);
	batch_failed(b, expect(b, "01"), ERR_TOKEN_REMOVED, -1);
	batch_failed(b, expect(b, "02"), ERR_TOKEN_REMOVED, -1);
	assert_false(batch_pin_is_a_guess(b, row(b, "04")));
	batch_succeeded(b, expect(b, "04"), NOW);
	assert_true(batch_pin_is_a_guess(b, row(b, "05")));
	assert_true(bytes_equal(batch_pin(b, row(b, "05")), bytes_str("same")));
	batch_failed(b, expect(b, "05"), ERR_PIN_WRONG, 9);
	batch_succeeded(b, expect(b, "08"), NOW);
	assert_null(batch_next(b));
	/* once each: C is asked for by itself now */
	assert_int_equal(batch_again(b), 3);
	assert_string_equal(b->carriers[batch_next_pin(b)].serial, "C");
	/* and the key that was pulled out still has its PIN */
	assert_non_null(b->carriers[0].pin);
}

/* The PIN was right: the office said no after the login by it. */
static void
one_pin_for_all_is_proved_by_a_refused_account_too(void **state)
{
	struct batch *b = ((struct fixture *)*state)->batch;

	give(b, "A", NULL, false);
	give(b, "B", "same", true);
	batch_failed(b, expect(b, "04"), ERR_ACCOUNT_NOT_ACTIVE, -1);
	batch_succeeded(b, expect(b, "05"), NOW);
	batch_succeeded(b, expect(b, "08"), NOW);
}

static void
one_pin_for_all_that_was_wrong_is_tried_nowhere_else(void **state)
{
	struct batch *b = ((struct fixture *)*state)->batch;

	give(b, "A", NULL, false);
	give(b, "B", "typo", true);
	batch_failed(b, expect(b, "04"), ERR_PIN_WRONG, 9);
	assert_null(batch_next(b));
	assert_int_equal(row(b, "05")->result, BATCH_SKIPPED);
	assert_int_equal(row(b, "08")->result, BATCH_SKIPPED);
	for (size_t n = 0; n < b->carrier_count; n++)
		assert_null(b->carriers[n].pin);
	assert_int_equal(batch_again(b), 5);
	give(b, "A", NULL, false);
	give(b, "B", "right", true);
	assert_string_equal(batch_next(b)->serial, "04");
}

static void
what_was_stopped_goes_on_with_the_pins_it_has(void **state)
{
	struct batch *b = ((struct fixture *)*state)->batch;

	give(b, "A", "pin-of-A", false);
	give(b, "B", "same", true);
	batch_failed(b, expect(b, "01"), ERR_OFFICE_UNREACHABLE, -1);
	assert_true(batch_ends_all(ERR_OFFICE_UNREACHABLE));
	assert_false(batch_ends_all(ERR_PIN_WRONG));
	assert_int_equal(batch_with_result(b, BATCH_WAITING), 4);
	assert_int_equal(batch_again(b), 5);
	/* that of B was not proved: the others are asked for themselves */
	assert_string_equal(b->carriers[batch_next_pin(b)].serial, "C");
	expect(b, "01");
}

static void
an_empty_desk_has_an_empty_batch(void **state)
{
	AUTO(desk_state) s = desk_state_new();
	AUTO(batch) b = NULL;

	(void)state;
	assert_non_null(s);
	assert_int_equal(batch_new(s, NOW, &b), ERR_OK);
	assert_int_equal(b->count, 0);
	assert_int_equal(batch_next_pin(b), 0);
	assert_null(batch_next(b));
	assert_null(batch_row(b, 1));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(those_that_can_be_updated_come_first_and_are_chosen),
	    TEST(carriers_that_cannot_be_used_say_why),
	    TEST(the_office_knows_better_than_a_month),
	    TEST(who_never_logged_in_is_not_told_a_day_that_is_past),
	    TEST(a_day_from_which_it_can_be_updated_is_ahead),
	    TEST(what_was_chosen_stays_chosen_when_the_state_is_another),
	    TEST(each_carrier_is_asked_for_once_and_may_be_skipped),
	    TEST(a_pin_is_wiped_when_nothing_needs_it),
	    TEST(a_wrong_pin_is_not_tried_on_the_carriers_other_pairs),
	    TEST(one_pin_for_all_waits_until_it_was_right_where_it_was_typed),
	    TEST(one_pin_for_all_is_proved_by_a_refused_account_too),
	    TEST(one_pin_for_all_that_was_wrong_is_tried_nowhere_else),
	    TEST(what_was_stopped_goes_on_with_the_pins_it_has),
	    cmocka_unit_test(an_empty_desk_has_an_empty_batch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
