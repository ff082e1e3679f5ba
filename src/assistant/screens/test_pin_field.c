/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/pin_field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID 10
#define ENTRY (ID + PIN_FIELD_ENTRY)

static const struct token_info key = {.kind = CARRIER_HARD,
    .serial = "CK0001",
    .pin_tries = 10,
    .pin_tries_max = 10};

static int
set_up(void **state)
{
	struct pin_field *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -1;
	pin_field_init(f, ID);
	pin_field_carrier(f, &key);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	pin_field_done(*state);
	free(*state);
	return 0;
}

static void
carrier_with(struct pin_field *f, int left)
{
	struct token_info i = key;

	i.pin_tries = left;
	pin_field_carrier(f, &i);
}

static enum pin_field_event
type(struct pin_field *f, const char *pin)
{
	return pin_field_event(f,
	    &(struct event){
		.kind = EVENT_SECRET, .id = ENTRY, .secret = bytes_str(pin)});
}

static enum pin_field_event
press(struct pin_field *f, int id)
{
	return pin_field_event(
	    f, &(struct event){.kind = EVENT_PRESS, .id = ID + id});
}

/* The hint that people see. */
static void
assert_hint(const struct pin_field *f, const char *part, enum tone tone)
{
	AUTO_DONE(view) v;
	const struct item *i;

	view_init(&v, LANG_ZH);
	i = pin_field_show(f, &v, TEXT_PIN);
	assert_non_null(i->hint);
	assert_non_null(strstr(i->hint, part));
	assert_int_equal(i->tone, tone);
}

static void
what_is_typed_before_its_carrier_is_seen_stays(void **state)
{
	struct pin_field *f = *state;
	struct token_info other = key;

	pin_field_carrier(f, NULL);
	pin_field_expect(f, key.serial);
	pin_field_carrier(f, NULL);
	type(f, "123456");
	pin_field_carrier(f, NULL);
	assert_non_null(f->pin);
	pin_field_carrier(f, &key);
	assert_non_null(f->pin);
	pin_field_carrier(f, NULL); /* and is gone */
	assert_null(f->pin);
	pin_field_expect(f, key.serial);
	type(f, "123456");
	memcpy(other.serial, "CK0002", sizeof("CK0002"));
	pin_field_carrier(f, &other);
	assert_null(f->pin);
}

static void
tries_are_always_shown(void **state)
{
	struct pin_field *f = *state;

	assert_hint(f, "剩余 10 次，共 10 次", TONE_PLAIN);
	carrier_with(f, 3);
	assert_hint(f, "剩余 3 次", TONE_CAUTION);
	carrier_with(f, 1);
	assert_hint(f, "最后一次机会", TONE_PROBLEM);
	carrier_with(f, 0);
	assert_hint(f, "已锁定", TONE_PROBLEM);
}

static void
what_cannot_be_a_pin_is_not_tried(void **state)
{
	static const struct {
		const char *typed;
		enum err wrong;
	} cases[] = {
	    {"", ERR_PIN_NEEDED},
	    {"12345", ERR_PIN_LENGTH},
	    {"123456789012345678901", ERR_PIN_LENGTH_TOKEN},
	    {"12345678901234567", ERR_PIN_LENGTH_TOKEN},
	    {"12345六", ERR_PIN_CHARACTERS},
	    {"Card-2026", ERR_OK},
	    {"1234567890123456", ERR_OK},
	};
	struct pin_field *f = *state;

	for (size_t n = 0; n < COUNT(cases); n++) {
		assert_int_equal(type(f, cases[n].typed), PIN_FIELD_TAKEN);
		assert_int_equal(pin_field_ready(f), cases[n].wrong == ERR_OK);
		assert_int_equal(f->wrong, cases[n].wrong);
		if (cases[n].wrong != ERR_OK)
			assert_hint(
			    f, err_text(cases[n].wrong, LANG_ZH), TONE_PROBLEM);
	}
}

static void
before_the_last_try_there_is_a_question(void **state)
{
	struct pin_field *f = *state;
	AUTO_DONE(view) v;

	view_init(&v, LANG_ZH);
	carrier_with(f, 1);
	type(f, "Card-2026");
	assert_false(pin_field_ready(f));
	assert_true(pin_field_asks(f));
	pin_field_question(f, &v);
	/* What Enter and Escape do spends nothing. */
	assert_true(
	    (view_find(&v, ID + PIN_FIELD_BACK)->flags &
		(ITEM_DEFAULT | ITEM_CANCEL)) == (ITEM_DEFAULT | ITEM_CANCEL));
	assert_true(view_find(&v, ID + PIN_FIELD_GO_ON)->flags & ITEM_DANGER);
	assert_int_equal(press(f, PIN_FIELD_BACK), PIN_FIELD_TAKEN);
	assert_false(pin_field_asks(f));
	assert_false(pin_field_ready(f));
	assert_int_equal(press(f, PIN_FIELD_GO_ON), PIN_FIELD_CONFIRMED);
	assert_true(pin_field_ready(f));
}

static void
consent_to_the_last_try_is_for_one_pin(void **state)
{
	struct pin_field *f = *state;

	carrier_with(f, 1);
	type(f, "Card-2026");
	assert_false(pin_field_ready(f));
	press(f, PIN_FIELD_GO_ON);
	type(f, "Card-2027");
	assert_false(pin_field_ready(f));
	assert_true(pin_field_asks(f));
}

static void
the_question_is_answered_only_when_it_was_asked(void **state)
{
	struct pin_field *f = *state;

	carrier_with(f, 1);
	type(f, "Card-2026");
	assert_int_equal(press(f, PIN_FIELD_GO_ON), PIN_FIELD_OTHER);
	assert_false(pin_field_ready(f));
}

static void
a_pin_is_forgotten_with_its_carrier(void **state)
{
	struct pin_field *f = *state;
	struct token_info other = key;

	type(f, "Card-2026");
	pin_field_carrier(f, &key);
	assert_non_null(f->pin);
	memcpy(other.serial, "CK0002", 7);
	pin_field_carrier(f, &other);
	assert_null(f->pin);
	type(f, "Card-2026");
	pin_field_carrier(f, NULL);
	assert_null(f->pin);
}

static void
what_a_try_told_counts_until_all_tries_are_back(void **state)
{
	struct pin_field *f = *state;
	const struct failure known = {.tries_left = 1};

	carrier_with(f, 2);
	pin_field_tried(f, ERR_PIN_WRONG, &known);
	assert_int_equal(f->left, 1);
	carrier_with(f, 2); /* seen before the try */
	assert_int_equal(f->left, 1);
	carrier_with(f, 10);
	assert_int_equal(f->left, 10);
	pin_field_tried(f, ERR_PIN_LOCKED, &known);
	assert_int_equal(f->left, 0);
	type(f, "Card-2026");
	assert_false(pin_field_ready(f));
}

static void
a_pin_is_taken_out_once(void **state)
{
	struct pin_field *f = *state;
	AUTO(secret) pin = NULL;

	type(f, "Card-2026");
	pin = pin_field_take(f);
	assert_true(bytes_equal(secret_bytes(pin), bytes_str("Card-2026")));
	assert_null(pin_field_take(f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	    T(what_is_typed_before_its_carrier_is_seen_stays),
	    T(tries_are_always_shown),
	    T(what_cannot_be_a_pin_is_not_tried),
	    T(before_the_last_try_there_is_a_question),
	    T(consent_to_the_last_try_is_for_one_pin),
	    T(the_question_is_answered_only_when_it_was_asked),
	    T(a_pin_is_forgotten_with_its_carrier),
	    T(what_a_try_told_counts_until_all_tries_are_back),
	    T(a_pin_is_taken_out_once),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
