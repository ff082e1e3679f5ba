/* SPDX-License-Identifier: Apache-2.0 */
/* With the real ca and key centre processes. */
#include "office/pairs/confirm.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "office/registry/review.h"
#include "office/testing/test_holder.h"

static struct test_office t; /* one for each test */
static struct test_holder h;
static struct obtain_answer issued;

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_obtain(&t, &h, &issued);
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

/* What the holder says of a pair, as the assistant does. */
static struct confirm
word_of(const struct obtain_answer *a)
{
	struct confirm c = {.at = t.now};
	struct answer answer;
	size_t len;

	assert_int_equal(answer_parse(buf_bytes(&a->der), &answer), ERR_OK);
	assert_int_equal(
	    text_unhex(bytes_str(a->pair), c.pair, sizeof(c.pair), &len),
	    ERR_OK);
	assert_int_equal(sm3_of(t.gm, answer.sign, c.certificate), ERR_OK);
	return c;
}

static enum err
confirm_as(const struct account *account, const char *pair,
    const struct confirm *word, const struct signer *signer)
{
	AUTO_DONE(buf) der = BUF(CONFIRM_DER_MAX), sig = BUF(SIGNATURE_DER_MAX);
	char serial[CERT_SERIAL_TEXT_SIZE];
	struct sm2_signature s;

	confirm_encode(&der, word);
	assert_int_equal(
	    signer_sign(t.gm, signer, buf_bytes(&der), &s), ERR_OK);
	signature_encode(&sig, &s);
	return pair_confirm(&t.office, t.gm,
	    &(struct pair_confirmation){
		account, pair, buf_bytes(&der), buf_bytes(&sig)},
	    serial);
}

static enum err
confirm(void)
{
	struct confirm c = word_of(&issued);

	return confirm_as(&h.account, issued.pair, &c, &h.signer);
}

static void
a_confirmed_pair_counts(void **state)
{
	(void)state;
	assert_int_equal(confirm(), ERR_OK);
	/* which the first login makes active */
	assert_int_equal(
	    test_office_account(&t, "acme").state, ACCOUNT_APPROVED);
	assert_int_equal(test_office_count(&t, "SELECT COUNT(*) FROM pair"
					       " WHERE state = 'confirmed'"),
	    1);
}

static void
confirming_again_is_confirming_once(void **state)
{
	(void)state;
	assert_int_equal(confirm(), ERR_OK);
	assert_int_equal(confirm(), ERR_OK);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM audit"
				  " WHERE event = 'pair.confirmed'"),
	    1);
}

static void
only_the_new_key_confirms(void **state)
{
	struct confirm c = word_of(&issued);

	(void)state;
	assert_int_equal(confirm_as(&h.account, issued.pair, &c, &t.op1.signer),
	    ERR_SIGNATURE_INVALID);
	assert_int_equal(
	    test_office_account(&t, "acme").state, ACCOUNT_APPROVED);
}

static void
a_word_about_something_else_confirms_nothing(void **state)
{
	struct confirm c = word_of(&issued);

	(void)state;
	c.certificate[0] ^= 1;
	assert_int_equal(confirm_as(&h.account, issued.pair, &c, &h.signer),
	    ERR_EVIDENCE_HOLDER);
	c = word_of(&issued);
	c.pair[0] ^= 1;
	assert_int_equal(confirm_as(&h.account, issued.pair, &c, &h.signer),
	    ERR_EVIDENCE_HOLDER);
	assert_int_equal(confirm_as(&h.account,
			     "00000000000000000000000000000000", &c, &h.signer),
	    ERR_NOT_FOUND);
}

static void
somebody_elses_pair_is_not_there(void **state)
{
	struct confirm c = word_of(&issued);
	struct account other;

	(void)state;
	test_office_register(&t, "other");
	other = test_office_account(&t, "other");
	assert_int_equal(
	    confirm_as(&other, issued.pair, &c, &h.signer), ERR_NOT_FOUND);
}

/* The keys of the first pair were lost before they were confirmed. */
static void
an_older_pair_is_replaced_and_its_certificates_revoked(void **state)
{
	struct review back = {&t.op2.actor, ACT_RETURN, "acme", "密钥遗失"};
	struct test_holder second;
	struct obtain_answer a;
	struct account account;
	struct confirm c;

	(void)state;
	assert_int_equal(review_do(&t.office, t.gm, &back, &account), ERR_OK);
	t.now++;
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &second);
	test_holder_obtain(&t, &second, &a);
	c = word_of(&a);
	assert_int_equal(
	    confirm_as(&second.account, a.pair, &c, &second.signer), ERR_OK);
	assert_int_equal(test_office_count(&t, "SELECT COUNT(*) FROM pair"
					       " WHERE state = 'replaced'"),
	    1);
	assert_int_equal(
	    test_office_count(&t, "SELECT COUNT(*) FROM certificate"
				  " WHERE state = 'revoked' AND reason = 4"),
	    2);
	assert_int_equal(confirm(), ERR_ACCOUNT_STATE);
	obtain_answer_done(&a);
	test_holder_done(&second);
}

static int
tests(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
	const struct CMUnitTest all[] = {
	    T(a_confirmed_pair_counts),
	    T(confirming_again_is_confirming_once),
	    T(only_the_new_key_confirms),
	    T(a_word_about_something_else_confirms_nothing),
	    T(somebody_elses_pair_is_not_there),
	    T(an_older_pair_is_replaced_and_its_certificates_revoked),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
