/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/account_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	enum account_state from;
	enum account_event event;
	enum err want;
	enum account_state to;
} cases[] = {
    {ACCOUNT_UNCONFIRMED, ACCOUNT_CONFIRM, ERR_OK, ACCOUNT_SUBMITTED},
    {ACCOUNT_SUBMITTED, ACCOUNT_ENTER, ERR_OK, ACCOUNT_ENTERED},
    {ACCOUNT_ENTERED, ACCOUNT_APPROVE, ERR_OK, ACCOUNT_APPROVED},
    {ACCOUNT_APPROVED, ACCOUNT_ACTIVATE, ERR_OK, ACCOUNT_ACTIVE},
    {ACCOUNT_ENTERED, ACCOUNT_RETURN, ERR_OK, ACCOUNT_RETURNED},
    {ACCOUNT_APPROVED, ACCOUNT_RETURN, ERR_OK, ACCOUNT_RETURNED},
    {ACCOUNT_RETURNED, ACCOUNT_CORRECT, ERR_OK, ACCOUNT_SUBMITTED},
    /* no step may be left out */
    {ACCOUNT_UNCONFIRMED, ACCOUNT_ENTER, ERR_ACCOUNT_STATE, 0},
    {ACCOUNT_SUBMITTED, ACCOUNT_APPROVE, ERR_ACCOUNT_STATE, 0},
    {ACCOUNT_UNCONFIRMED, ACCOUNT_APPROVE, ERR_ACCOUNT_STATE, 0},
    {ACCOUNT_ENTERED, ACCOUNT_ACTIVATE, ERR_ACCOUNT_STATE, 0},
    /* nor done twice */
    {ACCOUNT_SUBMITTED, ACCOUNT_CONFIRM, ERR_ACCOUNT_STATE, 0},
    {ACCOUNT_ENTERED, ACCOUNT_ENTER, ERR_ACCOUNT_STATE, 0},
    {ACCOUNT_APPROVED, ACCOUNT_APPROVE, ERR_ACCOUNT_STATE, 0},
    /* what is decided stays decided */
    {ACCOUNT_REJECTED, ACCOUNT_ENTER, ERR_ACCOUNT_STATE, 0},
    {ACCOUNT_REJECTED, ACCOUNT_CORRECT, ERR_ACCOUNT_STATE, 0},
    {ACCOUNT_APPROVED, ACCOUNT_REJECT, ERR_ACCOUNT_STATE, 0},
    {ACCOUNT_ACTIVE, ACCOUNT_RETURN, ERR_ACCOUNT_STATE, 0},
    {ACCOUNT_ENTERED, ACCOUNT_RESEND, ERR_ACCOUNT_STATE, 0},
};

static void
an_account_moves_by_its_table_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum account_state to = 0;

		assert_int_equal(
		    account_state_next(cases[i].from, cases[i].event, &to),
		    cases[i].want);
		assert_int_equal(to, cases[i].to);
	}
}

static void
every_state_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (enum account_state s = ACCOUNT_UNCONFIRMED; s <= ACCOUNT_RETURNED;
	     s++) {
		assert_int_equal(account_state_find(account_state_name(s)), s);
		assert_string_not_equal(account_state_text(s, LANG_ZH), "");
	}
	assert_int_equal(account_state_find(""), 0);
	assert_int_equal(account_state_find("Active"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_account_moves_by_its_table_only),
	    cmocka_unit_test(every_state_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
