/* SPDX-License-Identifier: Apache-2.0 */
/* With a pair issued by the real ca and key centre processes. */
#include <stdio.h>
#include <string.h>

#include "office/api/login.h"
#include "office/testing/test_holder.h"
#include "pki/login.h"

#define OTHER_ORIGIN "http://127.0.0.1:8443"

static struct test_office t; /* one for all: each test begins with a nonce */
static struct web web;
static struct worker worker;
static struct test_holder h;
static struct obtain_answer issued;
static struct bytes sign_cert, encrypt_cert;
static struct buf nonce;

static void
issue(void)
{
	struct answer answer;

	test_holder_obtain(&t, &h, &issued);
	assert_int_equal(test_holder_confirm(&t, &h, &issued), ERR_OK);
	assert_int_equal(answer_parse(buf_bytes(&issued.der), &answer), ERR_OK);
	sign_cert = answer.sign;
	encrypt_cert = answer.encrypt;
}

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	issue();
	web = (struct web){.office = t.office};
	worker = (struct worker){.gm = t.gm, .tickets = t.tickets};
	assert_int_equal(
	    sm2_verifier_new(t.gm, &t.authority.cert[AUTHORITY_ISSUING].key,
		&worker.issuing),
	    ERR_OK);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	sm2_verifier_free(worker.issuing);
	obtain_answer_done(&issued);
	test_holder_done(&h);
	test_office_close(&t);
	return 0;
}

/* Before each test: an active account, valid certificates, a new nonce. */
static int
begin(void **state)
{
	int64_t expires_at;

	(void)state;
	t.now = clock_now(clock_system());
	test_office_run(&t, "UPDATE account SET state = 'active'");
	test_office_run(&t, "UPDATE pair SET state = 'confirmed'");
	test_office_run(&t, "UPDATE certificate SET state = 'valid'");
	buf_init(&nonce, LOGIN_NONCE_MAX + 1);
	assert_int_equal(
	    login_challenge(&web, &worker, &expires_at, &nonce), ERR_OK);
	buf_u8(&nonce, 0);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	buf_done(&nonce);
	return 0;
}

struct attempt {
	struct bytes certificate;
	const struct signer *signer;
	const char *origin;
};

static enum err
log_in_with(const struct attempt *a)
{
	AUTO_DONE(buf) sig = BUF(SIGNATURE_DER_MAX);
	uint8_t message[LOGIN_MESSAGE_LEN];
	struct sm2_signature signature;
	struct session_token token;
	struct session session;
	struct login_certificate l = {.nonce = (const char *)nonce.p,
	    .certificate = a->certificate,
	    .other_origin = OTHER_ORIGIN};

	assert_int_equal(
	    login_message(t.gm, a->origin, l.nonce, message), ERR_OK);
	assert_int_equal(
	    signer_sign(t.gm, a->signer, BYTES_ARRAY(message), &signature),
	    ERR_OK);
	signature_encode(&sig, &signature);
	l.signature = buf_bytes(&sig);
	TRY(login_by_certificate(&web, &worker, &l, &token, &session));
	assert_int_equal(session.kind, SESSION_CERTIFICATE);
	return session_find(&t.office, t.gm, token.text, &session);
}

static enum err
log_in(void)
{
	return log_in_with(
	    &(struct attempt){sign_cert, &h.signer, t.config.origin});
}

static void
the_key_of_a_valid_certificate_lets_in(void **state)
{
	(void)state;
	assert_int_equal(log_in(), ERR_OK);
}

static void
a_nonce_is_good_once(void **state)
{
	(void)state;
	assert_int_equal(log_in(), ERR_OK);
	assert_int_equal(log_in(), ERR_CHALLENGE_USED);
}

static void
a_nonce_ends_with_its_time(void **state)
{
	(void)state;
	t.now += t.config.challenge_s + 1;
	assert_int_equal(log_in(), ERR_CHALLENGE_EXPIRED);
}

static void
a_nonce_that_is_not_ours_is_refused(void **state)
{
	(void)state;
	nonce.p[10] = nonce.p[10] == 'A' ? 'B' : 'A';
	assert_int_equal(log_in(), ERR_CHALLENGE_USED);
}

static void
a_signature_for_another_site_is_told_apart(void **state)
{
	struct attempt a = {sign_cert, &h.signer, OTHER_ORIGIN};

	(void)state;
	assert_int_equal(log_in_with(&a), ERR_ORIGIN_WRONG);
	a.origin = "https://evil.example";
	assert_int_equal(log_in_with(&a), ERR_SIGNATURE_INVALID);
}

static void
another_key_does_not_let_in(void **state)
{
	struct attempt a = {sign_cert, &t.op1.signer, t.config.origin};

	(void)state;
	assert_int_equal(log_in_with(&a), ERR_SIGNATURE_INVALID);
	/* and the nonce is good for another try */
	assert_int_equal(log_in(), ERR_OK);
}

static void
only_a_holders_signing_certificate_logs_in(void **state)
{
	struct attempt a = {encrypt_cert, &h.signer, t.config.origin};

	(void)state;
	assert_int_equal(log_in_with(&a), ERR_CERT_USAGE);
	a.certificate = buf_bytes(&t.op1.cert);
	a.signer = &t.op1.signer;
	assert_int_equal(log_in_with(&a), ERR_CERT_USAGE);
}

static void
another_offices_certificate_is_not_trusted(void **state)
{
	struct test_office other;
	struct attempt a = {.origin = t.config.origin};

	(void)state;
	test_office_open(&other, 0);
	a.certificate = buf_bytes(&other.op1.cert);
	a.signer = &other.op1.signer;
	assert_int_equal(log_in_with(&a), ERR_CERT_UNTRUSTED);
	test_office_close(&other);
}

static void
a_changed_certificate_is_not_trusted(void **state)
{
	AUTO_DONE(buf) changed = BUF(CERT_DER_MAX);
	struct attempt a = {.signer = &h.signer, .origin = t.config.origin};

	(void)state;
	buf_put(&changed, sign_cert);
	changed.p[changed.len - 1] ^= 1;
	a.certificate = buf_bytes(&changed);
	assert_int_equal(log_in_with(&a), ERR_CERT_UNTRUSTED);
	a.certificate = BYTES(sign_cert.p, sign_cert.len - 1);
	assert_int_equal(log_in_with(&a), ERR_CERT_SYNTAX);
}

/* That a serial is in the store says nothing of another certificate that has
 * it; and one that we signed needs no help from the store. */
static void
a_stored_serial_is_no_stored_certificate(void **state)
{
	test_office_run(&t, "UPDATE certificate SET der = x'3000'"
			    " WHERE profile = 'holder-sign'");
	a_changed_certificate_is_not_trusted(state);
	assert_int_equal(log_in(), ERR_OK);
}

/* The last: the store is without it from here on. */
static void
a_certificate_of_ours_that_the_store_lost_is_unknown(void **state)
{
	(void)state;
	test_office_run(&t, "DELETE FROM session");
	test_office_run(
	    &t, "DELETE FROM certificate WHERE profile = 'holder-sign'");
	assert_int_equal(log_in(), ERR_CERT_UNKNOWN);
}

/* What the store says, each with its own answer; the nonce is spent. */
static const struct {
	const char *sql;
	enum err want;
} standings[] = {
    {"UPDATE certificate SET state = 'on-hold'", ERR_CERT_ON_HOLD},
    {"UPDATE certificate SET state = 'revoked'", ERR_CERT_REVOKED},
    {"UPDATE account SET state = 'approved'", ERR_ACCOUNT_NOT_ACTIVE},
    {"UPDATE account SET state = 'returned'", ERR_ACCOUNT_STATE},
    {"UPDATE pair SET state = 'delivered'", ERR_OPERATION_PENDING},
    {"UPDATE pair SET state = 'replaced'", ERR_CERT_REVOKED},
    {"UPDATE certificate SET pair = NULL", ERR_CERT_UNKNOWN},
};

static void
a_standing_that_does_not_let_in_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(standings); i++) {
		test_office_run(&t, standings[i].sql);
		assert_int_equal(log_in(), standings[i].want);
		assert_int_equal(log_in(), ERR_CHALLENGE_USED);
		end(NULL);
		begin(NULL);
	}
}

static void
an_expired_certificate_is_named(void **state)
{
	(void)state;
	end(NULL);
	t.now += (t.config.holder_days + 1) * 86400;
	buf_init(&nonce, LOGIN_NONCE_MAX + 1);
	assert_int_equal(
	    login_challenge(&web, &worker, &(int64_t){0}, &nonce), ERR_OK);
	buf_u8(&nonce, 0);
	assert_int_equal(log_in(), ERR_CERT_EXPIRED);
}

static int
tests(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest all[] = {
	    T(the_key_of_a_valid_certificate_lets_in),
	    T(a_nonce_is_good_once),
	    T(a_nonce_ends_with_its_time),
	    T(a_nonce_that_is_not_ours_is_refused),
	    T(a_signature_for_another_site_is_told_apart),
	    T(another_key_does_not_let_in),
	    T(only_a_holders_signing_certificate_logs_in),
	    T(another_offices_certificate_is_not_trusted),
	    T(a_changed_certificate_is_not_trusted),
	    T(an_expired_certificate_is_named),
	    T(a_stored_serial_is_no_stored_certificate),
	    T(a_standing_that_does_not_let_in_is_named),
	    T(a_certificate_of_ours_that_the_store_lost_is_unknown),
	};

	return cmocka_run_group_tests(all, open_office, close_office);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
