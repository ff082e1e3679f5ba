/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/record.h"

#define DER_MAX 16384
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_

enum { TYPE, KIND, ID, USER_NAME, NAME, CREDIT_CODE, EMAIL, ROLE };

static const struct record holder = {
    .kind = RECORD_ENTERPRISE,
    .id = "0123456789abcdef",
    .user_name = "user-1",
    .name = "示范科技有限公司",
    .credit_code = "91110000600007519J",
    .email = "user@example.com",
};

static void
a_record_comes_back_out_of_its_der(void **state)
{
	struct record all[] = {holder, holder, holder, holder};

	(void)state;
	all[1].kind = RECORD_INDIVIDUAL;
	memset(all[1].credit_code, 0, sizeof(all[1].credit_code));
	memset(all[1].email, 0, sizeof(all[1].email));
	all[2].kind = RECORD_AGENCY;
	all[3].kind = RECORD_STAFF;
	all[3].role = ROLE_AUDITOR;
	for (size_t i = 0; i < COUNT(all); i++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		AUTO_DONE(buf) again = BUF(DER_MAX);
		struct record back;

		record_encode(&der, &all[i]);
		assert_int_equal(buf_status(&der), ERR_OK);
		assert_int_equal(record_parse(buf_bytes(&der), &back), ERR_OK);
		assert_string_equal(back.name, all[i].name);
		record_encode(&again, &back);
		assert_true(bytes_equal(buf_bytes(&again), buf_bytes(&der)));
	}
}

static const struct der_edit malformed[] = {
    {P(TYPE), PUT("130f 6f66666963652d7265636f72642d76")},
    {P(TYPE), PUT("0c10 6f66666963652d7265636f72642d7631")},
    {P(TYPE), DROP},
    {P(KIND), PUT("0a0100")},
    {P(KIND), PUT("0a0105")},
    {P(KIND), PUT("0a0104")}, /* staff without a role */
    {P(ROLE), PUT("0a0104")}, /* a role without staff */
    {P(ROLE), PUT("0a0106")},
    {P(ROLE), DROP},
    {P(ID), PUT("1300")},
    {P(ID), PUT("0c0161")},
    {P(ID), PUT("13015f")},
    {P(ID), PUT("1321 61616161616161616161616161616161616161616161616161616161"
		"6161616161")},
    {P(USER_NAME), PUT("0c00")},
    {P(NAME), PUT("0c00")},
    {P(NAME), PUT("0c01ff")},
    {P(NAME), PUT("0c010a")},
    {P(NAME), PUT("130161")},
    {P(CREDIT_CODE), PUT("1313 39313131303030303630303030373531394a4a")},
    {P(EMAIL), DROP},
    {P(8), BEFORE("0500")},
};

static void
a_malformed_record_is_refused(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);

	(void)state;
	record_encode(&der, &holder);
	for (size_t i = 0; i < COUNT(malformed); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct record r;
		enum err e;

		der_edit(buf_bytes(&der), &malformed[i], &changed);
		e = record_parse(buf_bytes(&changed), &r);
		if (e != ERR_EVIDENCE_SYNTAX)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
subjects_follow_from_the_record(void **state)
{
	struct name n;

	(void)state;
	holder_subject(&holder, &n);
	assert_string_equal(n.country, "CN");
	assert_string_equal(n.organisation, holder.name);
	assert_string_equal(n.common_name, holder.name);
	assert_string_equal(n.serial_number, holder.user_name);
	assert_string_equal(n.unit, "");

	staff_subject(&holder, "受理机构", &n);
	assert_string_equal(n.organisation, "受理机构");
	assert_string_equal(n.unit, "staff");
	assert_string_equal(n.common_name, holder.name);
	assert_string_equal(n.serial_number, holder.user_name);
}

static void
kinds_and_roles_have_names(void **state)
{
	(void)state;
	for (unsigned k = 1; k <= RECORD_KIND_MAX; k++)
		assert_int_equal(
		    record_kind_find(record_kind_name((enum record_kind)k)), k);
	for (unsigned r = 1; r <= STAFF_ROLE_MAX; r++)
		assert_int_equal(
		    staff_role_find(staff_role_name((enum staff_role)r)), r);
	assert_int_equal(record_kind_find("company"), 0);
	assert_int_equal(staff_role_find(""), ROLE_NONE);
	assert_null(staff_role_name(ROLE_NONE));
}

/* GM/T 0037 8.3: two branches that are made at initialisation. */
static void
appointments_follow_the_two_branches(void **state)
{
	static const enum staff_role appoints[][2] = {
	    {ROLE_SUPER, ROLE_BUSINESS_ADMIN},
	    {ROLE_BUSINESS_ADMIN, ROLE_OPERATOR},
	    {ROLE_AUDIT_ADMIN, ROLE_AUDITOR},
	};

	(void)state;
	for (enum staff_role by = 0; by <= STAFF_ROLE_MAX; by++)
		for (enum staff_role whom = 0; whom <= STAFF_ROLE_MAX; whom++) {
			bool want = false;

			for (size_t i = 0; i < COUNT(appoints); i++)
				want |= appoints[i][0] == by &&
					appoints[i][1] == whom;
			assert_int_equal(staff_role_appoints(by, whom), want);
		}
}

static void
a_role_is_read_from_a_staff_certificate_with_one(void **state)
{
	struct cert c = {.policy = OID_POLICY_STAFF,
	    .eku = {OID_CLIENT_AUTH, OID_ROLE_OPERATOR},
	    .eku_count = 2};

	(void)state;
	assert_int_equal(staff_role_of(&c), ROLE_OPERATOR);
	c.policy = OID_POLICY_HOLDER;
	assert_int_equal(staff_role_of(&c), ROLE_NONE);
	c.policy = OID_POLICY_STAFF;
	c.eku[0] = OID_ROLE_SUPER;
	assert_int_equal(staff_role_of(&c), ROLE_NONE);
	c.eku_count = 1;
	assert_int_equal(staff_role_of(&c), ROLE_SUPER);
	c.eku_count = 0;
	assert_int_equal(staff_role_of(&c), ROLE_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_record_comes_back_out_of_its_der),
	    cmocka_unit_test(a_malformed_record_is_refused),
	    cmocka_unit_test(subjects_follow_from_the_record),
	    cmocka_unit_test(kinds_and_roles_have_names),
	    cmocka_unit_test(appointments_follow_the_two_branches),
	    cmocka_unit_test(a_role_is_read_from_a_staff_certificate_with_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
