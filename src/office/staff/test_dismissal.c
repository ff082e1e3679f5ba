/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca process. */
#include "office/staff/dismissal.h"

#include <string.h>

#include "office/pairs/certificate.h"
#include "office/pairs/revocation.h"
#include "office/staff/staff_row.h"
#include "office/testing/test_holder.h"

static struct test_office t; /* one for each test */

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	test_office_close(&t);
	return 0;
}

static enum err
dismiss(const struct test_staff *by, const char *name, const char *note)
{
	const struct dismissal d = {&by->actor, name, note};

	return dismissal_do(&t.office, t.gm, &d);
}

struct finding {
	struct staff_row row;
	struct certificate_status status;
};

static enum err
find_op1(struct db *db, void *arg)
{
	struct finding *f = arg;

	TRY(staff_row_get(db, "op1", &f->row));
	return certificate_status(db, f->row.serial, &f->status);
}

static void
who_is_dismissed_has_no_certificate_any_more(void **state)
{
	struct finding f;

	(void)state;
	assert_int_equal(dismiss(&t.business, "op1", "离职"), ERR_OK);
	assert_int_equal(store_read(t.store, find_op1, &f), ERR_OK);
	assert_false(f.row.active);
	assert_int_equal(f.status.state, CERTIFICATE_REVOKED);
	assert_int_equal(test_office_count(&t,
			     "SELECT COUNT(*) FROM certificate WHERE reason = 9"
			     " AND state = 'revoked'"),
	    1);
	assert_int_equal(test_office_count(&t,
			     "SELECT COUNT(*) FROM act WHERE verb = 'dismiss'"
			     " AND about = 'op1' AND staff = 'business'"),
	    1);
	assert_int_equal(dismiss(&t.business, "op1", NULL), ERR_CERT_REVOKED);
}

static void
nobody_believes_what_they_sign_from_then_on(void **state)
{
	struct test_holder h;
	struct obtain_answer issued;
	const struct revocation_order order = {.actor = &t.op1.actor,
	    .user_name = "acme",
	    .reason = CRL_CESSATION};
	AUTO(revocation) r = NULL;

	(void)state;
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_obtain(&t, &h, &issued);
	assert_int_equal(dismiss(&t.business, "op1", NULL), ERR_OK);
	assert_int_equal(revocation_new(&t.office, t.gm, &order, &r), ERR_OK);
	assert_int_equal(revocation_do(&t.office, t.gm, r), ERR_CERT_REVOKED);
	obtain_answer_done(&issued);
	test_holder_done(&h);
}

static void
only_who_may_appoint_dismisses_and_never_themselves(void **state)
{
	char longest[STATUS_NOTE_MAX + 2];

	(void)state;
	memset(longest, 'n', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(dismiss(&t.op2, "op1", NULL), ERR_STAFF_ROLE);
	assert_int_equal(dismiss(&t.auditor, "op1", NULL), ERR_STAFF_ROLE);
	assert_int_equal(dismiss(&t.business, "auditor", NULL), ERR_STAFF_ROLE);
	assert_int_equal(
	    dismiss(&t.business, "business", NULL), ERR_EVIDENCE_ONE_PERSON);
	assert_int_equal(
	    dismiss(&t.business, "nobody", NULL), ERR_STAFF_UNKNOWN);
	assert_int_equal(
	    dismiss(&t.business, "op1", longest), ERR_FIELD_INVALID);
	assert_int_equal(test_office_count(&t, "SELECT COUNT(*) FROM staff"
					       " WHERE state <> 'active'"),
	    0);
}

static int
run(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(who_is_dismissed_has_no_certificate_any_more),
	    T(nobody_believes_what_they_sign_from_then_on),
	    T(only_who_may_appoint_dismisses_and_never_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, run);
}
