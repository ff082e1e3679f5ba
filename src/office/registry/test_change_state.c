/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* All that may happen; whatever is not here must not. */
static const struct {
	enum change_state from;
	enum change_event event;
	enum change_state to;
} may[] = {
    {CHANGE_SUBMITTED, CHANGE_ENTER, CHANGE_ENTERED},
    {CHANGE_SUBMITTED, CHANGE_DECIDE, CHANGE_DONE},
    {CHANGE_SUBMITTED, CHANGE_CONFIRM, CHANGE_DONE},
    {CHANGE_SUBMITTED, CHANGE_REJECT, CHANGE_REJECTED},
    {CHANGE_SUBMITTED, CHANGE_RETURN, CHANGE_RETURNED},
    {CHANGE_SUBMITTED, CHANGE_WITHDRAW, CHANGE_WITHDRAWN},
    {CHANGE_ENTERED, CHANGE_APPROVE, CHANGE_APPROVED},
    {CHANGE_ENTERED, CHANGE_APPLY, CHANGE_DONE},
    {CHANGE_ENTERED, CHANGE_CONFIRM, CHANGE_DONE},
    {CHANGE_ENTERED, CHANGE_REJECT, CHANGE_REJECTED},
    {CHANGE_ENTERED, CHANGE_RETURN, CHANGE_RETURNED},
    {CHANGE_ENTERED, CHANGE_WITHDRAW, CHANGE_WITHDRAWN},
    {CHANGE_RETURNED, CHANGE_CORRECT, CHANGE_SUBMITTED},
    {CHANGE_RETURNED, CHANGE_WITHDRAW, CHANGE_WITHDRAWN},
    {CHANGE_APPROVED, CHANGE_RESEND, CHANGE_APPROVED},
    {CHANGE_APPROVED, CHANGE_SERVE, CHANGE_DONE},
};

static enum change_state
wanted(enum change_state from, enum change_event event)
{
	for (size_t i = 0; i < COUNT(may); i++)
		if (may[i].from == from && may[i].event == event)
			return may[i].to;
	return 0;
}

static void
a_request_moves_by_its_table_only(void **state)
{
	(void)state;
	for (enum change_state s = CHANGE_SUBMITTED; s <= CHANGE_DONE; s++) {
		for (enum change_event v = CHANGE_CORRECT; v <= CHANGE_WITHDRAW;
		     v++) {
			enum change_state to = 0;

			assert_int_equal(change_state_next(s, v, &to),
			    wanted(s, v) == 0 ? ERR_CHANGE_STATE : ERR_OK);
			assert_int_equal(to, wanted(s, v));
		}
	}
}

static void
every_state_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (enum change_state s = CHANGE_SUBMITTED; s <= CHANGE_DONE; s++) {
		assert_int_equal(change_state_find(change_state_name(s)), s);
		assert_string_not_equal(change_state_text(s, LANG_ZH), "");
		assert_string_not_equal(change_state_text(s, LANG_EN), "");
	}
	assert_int_equal(change_state_find(""), 0);
	assert_int_equal(change_state_find("open"), 0);
}

static void
every_kind_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (enum change_kind k = CHANGE_NAME; k <= CHANGE_KIND_MAX; k++) {
		assert_int_equal(change_kind_find(change_rules(k)->name), k);
		assert_string_not_equal(change_kind_text(k, LANG_ZH), "");
		assert_string_not_equal(change_kind_text(k, LANG_EN), "");
	}
	assert_int_equal(change_kind_find(""), 0);
	assert_int_equal(change_kind_find("Name"), 0);
}

/* What an approval of a kind does must be something that its state allows. */
static void
every_kind_can_be_approved(void **state)
{
	(void)state;
	for (enum change_kind k = CHANGE_NAME; k <= CHANGE_KIND_MAX; k++) {
		const struct change_rules *r = change_rules(k);
		enum change_state to;

		assert_int_equal(
		    change_state_next(
			r->two_people ? CHANGE_ENTERED : CHANGE_SUBMITTED,
			r->approved, &to),
		    ERR_OK);
	}
}

static void
a_request_changes_what_it_speaks_of_and_nothing_else(void **state)
{
	struct account a = {.name = "old", .phone = "1", .email = "a@b.cn"};
	struct change c = {.fields = {.name = "new", .phone = "2"}};

	(void)state;
	change_apply(&c, &a);
	assert_string_equal(a.name, "new");
	assert_string_equal(a.phone, "2");
	assert_string_equal(a.email, "a@b.cn");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_moves_by_its_table_only),
	    cmocka_unit_test(every_state_has_a_name_of_its_own),
	    cmocka_unit_test(every_kind_has_a_name_of_its_own),
	    cmocka_unit_test(every_kind_can_be_approved),
	    cmocka_unit_test(
		a_request_changes_what_it_speaks_of_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
