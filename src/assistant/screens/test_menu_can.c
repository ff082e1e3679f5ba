/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/menu_can.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CAN TEXT_COUNT

/* A state, and what each function says of it. */
struct row {
	const char *what;
	enum err opened, office;
	const char *login; /* its kind, or NULL */
	bool code, pair, carrier;
	enum text when_open, with_login, with_code, with_pair, with_either,
	    with_carrier;
};

#define YET TEXT_CANNOT_YET
#define START TEXT_CANNOT_START
#define LOGIN TEXT_CANNOT_LOGIN
#define NAMED TEXT_CANNOT_NAMED
#define OFFICE TEXT_CANNOT_OFFICE
#define CODE TEXT_CANNOT_CODE
#define PAIR TEXT_CANNOT_PAIR
#define CARRIER TEXT_CANNOT_CARRIER

static const struct row rows[] = {
    {"still starting", ERR_CANCELLED, ERR_CANCELLED, NULL, false, false, false,
	YET, YET, YET, YET, YET, YET},
    {"could not start", ERR_FILE_DENIED, ERR_CANCELLED, NULL, false, false,
	false, START, START, START, START, START, START},
    {"fresh", ERR_OK, ERR_OK, NULL, false, false, false, CAN, LOGIN, LOGIN,
	PAIR, LOGIN, CARRIER},
    {"a USB key without certificate", ERR_OK, ERR_OK, NULL, false, false, true,
	CAN, LOGIN, LOGIN, PAIR, LOGIN, CAN},
    {"by account, a code waits", ERR_OK, ERR_OK, "account", true, false, false,
	CAN, CAN, CAN, PAIR, CAN, CARRIER},
    {"by account, no code", ERR_OK, ERR_OK, "account", false, false, false, CAN,
	CAN, CODE, PAIR, CAN, CARRIER},
    {"a certificate, nobody logged in", ERR_OK, ERR_OK, NULL, false, true, true,
	CAN, LOGIN, LOGIN, CAN, CAN, CAN},
    {"by certificate", ERR_OK, ERR_OK, "certificate", false, true, true, CAN,
	CAN, CODE, CAN, CAN, CAN},
    {"named only", ERR_OK, ERR_OK, "named", true, true, true, CAN, NAMED, NAMED,
	CAN, CAN, CAN},
    {"named, and its key pulled out", ERR_OK, ERR_OK, "named", true, false,
	false, CAN, NAMED, NAMED, PAIR, NAMED, CARRIER},
    {"the office is away", ERR_OK, ERR_OFFICE_UNREACHABLE, NULL, false, true,
	true, CAN, OFFICE, OFFICE, CAN, CAN, CAN},
    {"away since somebody logged in", ERR_OK, ERR_OFFICE_UNREACHABLE, "account",
	true, false, false, CAN, CAN, CAN, PAIR, CAN, CARRIER},
};

static void
fill(struct desk_state *s, const struct row *r, struct holder_pairs *pairs,
    struct carrier_row *carrier)
{
	*s = (struct desk_state){.opened = r->opened, .office = r->office};
	s->account.logged_in = r->login != NULL;
	if (r->login != NULL)
		memcpy(s->account.kind, r->login, strlen(r->login) + 1);
	s->account.code_open = r->code;
	*pairs = (struct holder_pairs){.count = r->pair ? 1 : 0};
	s->pairs = pairs;
	s->carriers = carrier;
	s->carrier_count = r->carrier ? 1 : 0;
}

static void
each_state_has_its_reasons(void **state)
{
	struct carrier_row carrier = {.err = ERR_OK};
	struct holder_pairs pairs;
	struct desk_state s;

	(void)state;
	for (size_t n = 0; n < COUNT(rows); n++) {
		const struct row *r = &rows[n];

		print_message("%s\n", r->what);
		fill(&s, r, &pairs, &carrier);
		assert_int_equal(can_always(&s), CAN);
		assert_int_equal(can_when_open(&s), r->when_open);
		assert_int_equal(can_with_login(&s), r->with_login);
		assert_int_equal(can_with_code(&s), r->with_code);
		assert_int_equal(can_with_pair(&s), r->with_pair);
		assert_int_equal(can_with_pair_or_login(&s), r->with_either);
		assert_int_equal(can_with_carrier(&s), r->with_carrier);
	}
}

/* One that is blank has no PIN; one that is broken is none. */
static void
a_carrier_is_one_that_can_be_used(void **state)
{
	struct carrier_row carriers[] = {
	    {.err = ERR_CARD_FOREIGN}, {.err = ERR_OK, .info.blank = true}};
	struct desk_state s = {.opened = ERR_OK,
	    .carriers = carriers,
	    .carrier_count = COUNT(carriers)};

	(void)state;
	assert_int_equal(can_with_carrier(&s), CARRIER);
	carriers[1].info.blank = false;
	assert_int_equal(can_with_carrier(&s), CAN);
}

static struct holder_pair
pair_of(const char *user, const char *subject, int64_t not_after, enum err e)
{
	struct holder_pair p = {.not_after = not_after, .state = e};

	memcpy(p.user_name, user, strlen(user) + 1);
	memcpy(p.subject, subject, strlen(subject) + 1);
	return p;
}

static void
a_certificate_is_replaced_by_its_holders_later_one(void **state)
{
	struct holder_pair r[] = {
	    pair_of("gs0001", "甲", 100, ERR_CERT_EXPIRED),
	    pair_of("gs0001", "甲", 200, ERR_OK),
	    pair_of("gs0002", "甲", 150, ERR_OK), /* another one's */
	    pair_of("", "乙", 100, ERR_OK),
	    pair_of("", "乙", 200, ERR_CERT_REVOKED),
	    pair_of("", "丙", 100, ERR_OK),
	    pair_of("", "丙", 200, ERR_OK), /* not obtained yet */
	};
	static const bool replaced[COUNT(r)] = {true};
	struct holder_pairs pairs = {r, COUNT(r)};
	const struct desk_state s = {.pairs = &pairs};

	(void)state;
	r[6].unfinished = true;
	for (size_t n = 0; n < COUNT(r); n++)
		assert_int_equal(desk_state_replaced(&s, &r[n]), replaced[n]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_state_has_its_reasons),
	    cmocka_unit_test(a_carrier_is_one_that_can_be_used),
	    cmocka_unit_test(
		a_certificate_is_replaced_by_its_holders_later_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
