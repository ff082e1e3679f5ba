/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/pairs/status_change.h"

#include <stdio.h>
#include <string.h>

#include "office/pairs/revocation.h"
#include "office/testing/test_holder.h"

static struct test_office t; /* one for each test */
static struct test_holder h;
static struct obtain_answer issued;
static struct answer answer; /* what issued holds */
static char sign[CERT_SERIAL_TEXT_SIZE], encrypt[CERT_SERIAL_TEXT_SIZE];

static void
serial_of(struct bytes der, char out[CERT_SERIAL_TEXT_SIZE])
{
	struct cert cert;

	assert_int_equal(cert_parse(der, &cert), ERR_OK);
	cert_serial_text(&cert.serial, out);
}

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_obtain(&t, &h, &issued);
	assert_int_equal(test_holder_confirm(&t, &h, &issued), ERR_OK);
	assert_int_equal(answer_parse(buf_bytes(&issued.der), &answer), ERR_OK);
	serial_of(answer.sign, sign);
	serial_of(answer.encrypt, encrypt);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	obtain_answer_done(&issued);
	test_holder_done(&h);
	test_office_close(&t);
	return 0;
}

static int64_t
certificates_in(const char *state)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM certificate WHERE pair IS NOT NULL"
	    " AND state = '%s'",
	    state);
	return test_office_count(&t, sql);
}

static int64_t
changes_in(const char *state)
{
	char sql[96];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM status_change WHERE state = '%s'", state);
	return test_office_count(&t, sql);
}

static int64_t
audited(const char *event)
{
	char sql[96];

	snprintf(sql, sizeof(sql),
	    "SELECT COUNT(*) FROM audit WHERE event = '%s'", event);
	return test_office_count(&t, sql);
}

/* --- revocation by an operator --- */

static struct revocation_order
by_op1(const char *serial)
{
	return (struct revocation_order){.actor = &t.op1.actor,
	    .serial = serial,
	    .reason = CRL_KEY_COMPROMISE,
	    .note = "电脑被盗"};
}

static enum err
revoke_by(const struct revocation_order *order)
{
	AUTO(revocation) r = NULL;

	TRY(revocation_new(&t.office, t.gm, order, &r));
	return revocation_do(&t.office, t.gm, r);
}

static void
an_operator_revokes_a_whole_pair(void **state)
{
	const struct revocation_order order = by_op1(encrypt);
	char word[TEST_OFFICE_WORD_SIZE];

	(void)state;
	test_office_run(&t, "UPDATE ocsp SET next_update = 4102444800");
	assert_int_equal(revoke_by(&order), ERR_OK);
	assert_int_equal(certificates_in("revoked"), 2);
	assert_int_equal(test_office_count(&t,
			     "SELECT COUNT(*) FROM certificate WHERE reason = 1"
			     " AND state = 'revoked'"),
	    2);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM ocsp JOIN certificate c"
				  " ON c.serial = ocsp.serial"
				  " WHERE c.pair IS NOT NULL"
				  " AND ocsp.next_update <= 0"),
	    2); /* to be signed at once */
	assert_int_equal(changes_in("applied"), 1);
	assert_int_equal(audited("status.intended"), 1);
	assert_int_equal(audited("status.applied"), 1);
	test_office_mailed(&t, "acme", "revoked", "signSerial", word);
	assert_string_equal(word, sign);
	test_office_mailed(&t, "acme", "revoked", "reason", word);
	assert_string_equal(word, "key-compromise");
	test_office_mailed(&t, "acme", "revoked", "note", word);
	assert_string_equal(word, "电脑被盗");
}

static void
all_of_a_holders_pairs_are_revoked_by_name(void **state)
{
	const struct revocation_order order = {.actor = &t.op2.actor,
	    .user_name = "acme",
	    .reason = CRL_CESSATION};

	(void)state;
	assert_int_equal(revoke_by(&order), ERR_OK);
	assert_int_equal(certificates_in("revoked"), 2);
	assert_int_equal(revoke_by(&order), ERR_NOT_FOUND);
}

static void
a_revocation_that_may_not_be_is_refused(void **state)
{
	char staff[CERT_SERIAL_TEXT_SIZE], longest[STATUS_NOTE_MAX + 2];
	struct revocation_order order;

	(void)state;
	memset(longest, 'n', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	serial_of(t.op2.actor.certificate, staff);
	order = by_op1(sign);
	order.actor = &t.auditor.actor;
	assert_int_equal(revoke_by(&order), ERR_STAFF_ROLE);
	order = by_op1("1234");
	assert_int_equal(revoke_by(&order), ERR_CERT_UNKNOWN);
	order = by_op1(staff);
	assert_int_equal(revoke_by(&order), ERR_CERT_USAGE);
	order = by_op1(sign);
	order.reason = CRL_HOLD;
	assert_int_equal(revoke_by(&order), ERR_FIELD_INVALID);
	order = by_op1(sign);
	order.note = longest;
	assert_int_equal(revoke_by(&order), ERR_FIELD_INVALID);
	order.note = longest + 1;
	assert_int_equal(revoke_by(&order), ERR_OK);
	assert_int_equal(revoke_by(&order), ERR_CERT_REVOKED);
	order = (struct revocation_order){
	    .actor = &t.op1.actor, .user_name = "nobody"};
	assert_int_equal(revoke_by(&order), ERR_NOT_FOUND);
}

/* --- the power goes --- */

static enum err
write_only(struct db *db, void *arg)
{
	return revocation_write(db, arg);
}

/* Written down, and no more. */
static void
intend_revocation(void)
{
	const struct revocation_order order = by_op1(sign);
	AUTO(revocation) r = NULL;

	assert_int_equal(revocation_new(&t.office, t.gm, &order, &r), ERR_OK);
	assert_int_equal(store_write(t.store, write_only, r), ERR_OK);
}

static void
what_is_intended_counts_for_logins_at_once(void **state)
{
	(void)state;
	intend_revocation();
	assert_int_equal(changes_in("intended"), 1);
	assert_int_equal(certificates_in("revoked"), 2);
}

static void
the_job_finishes_what_was_left(void **state)
{
	(void)state;
	intend_revocation();
	assert_int_equal(status_finish_all(&t.office, t.gm), ERR_OK);
	assert_int_equal(changes_in("applied"), 1);
	assert_int_equal(audited("status.applied"), 1);
	assert_int_equal(status_finish_all(&t.office, t.gm), ERR_OK);
	assert_int_equal(audited("status.applied"), 1);
}

/* --- the holder's own hold --- */

static void
encode_hold(const char *subject, const struct signer *signer, struct buf *out)
{
	AUTO_DONE(buf) der = BUF(SIGNED_INSTRUCTION_DER_MAX);
	struct instruction i = {.verb = INSTRUCTION_HOLD, .at = t.now};

	snprintf(i.user_name, sizeof(i.user_name), "acme");
	snprintf(i.subject, sizeof(i.subject), "%s", subject);
	assert_int_equal(instruction_sign(t.gm, &i, signer, &der), ERR_OK);
	status_evidence_encode_holder(out, answer.sign, buf_bytes(&der));
	assert_int_equal(buf_status(out), ERR_OK);
}

struct intending {
	struct status_intent intent;
	char id[STATUS_CHANGE_ID_SIZE];
};

static enum err
intend_job(struct db *db, void *arg)
{
	struct intending *i = arg;

	return status_intend(t.gm, db, &i->intent, i->id);
}

static enum err
intend_hold(struct bytes evidence, const char *second, struct intending *i)
{
	*i = (struct intending){.intent = {.account = h.account.id,
				    .actor = "holder:acme",
				    .status = STATUS_ON_HOLD,
				    .evidence = evidence,
				    .serials = {sign, second},
				    .count = 2,
				    .now = t.now}};
	return store_write(t.store, intend_job, i);
}

static void
a_hold_comes_about_once(void **state)
{
	AUTO_DONE(buf) evidence = BUF(STATUS_EVIDENCE_DER_MAX);
	struct intending i, again;

	(void)state;
	encode_hold(sign, &h.signer, &evidence);
	assert_int_equal(
	    intend_hold(buf_bytes(&evidence), encrypt, &i), ERR_OK);
	assert_int_equal(certificates_in("on-hold"), 2);
	assert_int_equal(
	    intend_hold(buf_bytes(&evidence), encrypt, &again), ERR_OK);
	assert_string_equal(i.id, again.id);
	assert_int_equal(status_finish(&t.office, t.gm, i.id), ERR_OK);
	assert_int_equal(status_finish(&t.office, t.gm, i.id), ERR_OK);
	assert_int_equal(changes_in("applied"), 1);
	assert_int_equal(audited("status.intended"), 1);
	assert_int_equal(audited("status.applied"), 1);
	assert_int_equal(certificates_in("on-hold"), 2);
}

static void
a_hold_after_a_revocation_is_refused_and_changes_nothing(void **state)
{
	AUTO_DONE(buf) evidence = BUF(STATUS_EVIDENCE_DER_MAX);
	const struct revocation_order order = by_op1(sign);
	struct intending i;

	(void)state;
	assert_int_equal(revoke_by(&order), ERR_OK);
	encode_hold(sign, &h.signer, &evidence);
	assert_int_equal(
	    intend_hold(buf_bytes(&evidence), encrypt, &i), ERR_OK);
	assert_int_equal(
	    status_finish(&t.office, t.gm, i.id), ERR_CERT_REVOKED);
	assert_int_equal(
	    status_finish(&t.office, t.gm, i.id), ERR_CERT_REVOKED);
	assert_int_equal(changes_in("refused"), 1);
	assert_int_equal(audited("status.refused"), 1);
	assert_int_equal(certificates_in("revoked"), 2);
}

static void
what_is_refused_holds_up_nothing(void **state)
{
	AUTO_DONE(buf) evidence = BUF(STATUS_EVIDENCE_DER_MAX);
	struct intending i;

	(void)state;
	encode_hold(sign, &t.op1.signer, &evidence); /* forged */
	assert_int_equal(
	    intend_hold(buf_bytes(&evidence), encrypt, &i), ERR_OK);
	intend_revocation();
	assert_int_equal(status_finish_all(&t.office, t.gm), ERR_OK);
	assert_int_equal(changes_in("refused"), 1);
	assert_int_equal(changes_in("applied"), 1);
	assert_int_equal(
	    status_finish(&t.office, t.gm, i.id), ERR_EVIDENCE_FORGED);
}

static void
changes_come_to_the_ca_in_their_order(void **state)
{
	AUTO_DONE(buf) evidence = BUF(STATUS_EVIDENCE_DER_MAX);
	const struct revocation_order order = by_op1(sign);
	struct intending i;

	(void)state;
	encode_hold(sign, &h.signer, &evidence);
	assert_int_equal(
	    intend_hold(buf_bytes(&evidence), encrypt, &i), ERR_OK);
	/* the later one is finished; had it gone first, the hold would have
	 * been refused */
	assert_int_equal(revoke_by(&order), ERR_OK);
	assert_int_equal(changes_in("applied"), 2);
	assert_int_equal(certificates_in("revoked"), 2);
}

static void
a_change_of_what_is_not_stored_is_none(void **state)
{
	AUTO_DONE(buf) evidence = BUF(STATUS_EVIDENCE_DER_MAX);
	struct intending i;
	char nobody[STATUS_CHANGE_ID_SIZE];

	(void)state;
	encode_hold(sign, &h.signer, &evidence);
	assert_int_equal(
	    intend_hold(buf_bytes(&evidence), "1234", &i), ERR_STORE_CONFLICT);
	assert_int_equal(certificates_in("on-hold"), 0);
	memset(nobody, '0', sizeof(nobody) - 1);
	nobody[sizeof(nobody) - 1] = '\0';
	assert_int_equal(status_finish(&t.office, t.gm, nobody), ERR_NOT_FOUND);
	assert_int_equal(status_finish(&t.office, t.gm, "0"), ERR_NOT_FOUND);
}

static int
run(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)
	const struct CMUnitTest tests[] = {
	    T(an_operator_revokes_a_whole_pair),
	    T(all_of_a_holders_pairs_are_revoked_by_name),
	    T(a_revocation_that_may_not_be_is_refused),
	    T(what_is_intended_counts_for_logins_at_once),
	    T(the_job_finishes_what_was_left),
	    T(a_hold_comes_about_once),
	    T(a_hold_after_a_revocation_is_refused_and_changes_nothing),
	    T(what_is_refused_holds_up_nothing),
	    T(changes_come_to_the_ca_in_their_order),
	    T(a_change_of_what_is_not_stored_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, run);
}
