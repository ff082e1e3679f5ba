/* SPDX-License-Identifier: Apache-2.0 */
/* From an old CA's certificate to a pair, by the real ca process. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "gm/pkcs12.h"
#include "office/legacy/import.h"
#include "office/testing/test_holder.h"
#include "pki/legacy_vectors.h"

#define HEADER                                                              \
	"serial,userName,kind,name,creditCode,email,contact,phone,address," \
	"lang\n"
#define REST ",individual,张三,,a@example.com,张三,13800138000,北京,zh\n"

static struct test_office t;

static void
decode(const char *base64, struct buf *b)
{
	assert_int_equal(text_unbase64(bytes_str(base64), b), ERR_OK);
}

static void
import(const char *ca, const char *list)
{
	AUTO_DONE(buf) certificate = BUF(LEGACY_CERT_DER_MAX);
	AUTO_DONE(holders) holders = {0};
	struct legacy_import i = {.holders = &holders, .days = 30};
	char id[LEGACY_ID_SIZE];

	decode(ca, &certificate);
	i.certificate = buf_bytes(&certificate);
	assert_int_equal(holders_read(bytes_str(list), &holders), ERR_OK);
	assert_int_equal(
	    legacy_import_do(&t.office, t.gm, &t.op1.actor, &i, id), ERR_OK);
	assert_int_equal(
	    legacy_endorse(&t.office, t.gm, &t.op2.actor, id), ERR_OK);
}

static enum err
show(struct db *db, void *arg)
{
	AUTO_DONE(legacy_holder) h;
	struct bytes der = pkcs12_certificate(arg);
	struct legacy_cert cert;

	legacy_holder_init(&h);
	TRY(legacy_cert_parse(der, &cert));
	TRY(legacy_holder_find(db, t.gm, &cert, &h));
	return legacy_holder_shown(db, &h, der);
}

/* What the login does: the certificate of that file is shown. */
static void
show_file(const char *file)
{
	AUTO_DONE(buf) der = BUF(PKCS12_FILE_MAX);
	AUTO(pkcs12) key = NULL;

	decode(file, &der);
	assert_int_equal(pkcs12_open(t.gm, buf_bytes(&der),
			     bytes_str(LEGACY_PASSWORD), &key),
	    ERR_OK);
	assert_int_equal(store_write(t.store, show, key), ERR_OK);
}

static int
open_office(void **state)
{
	(void)state;
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	import(LEGACY_RSA_CA_A, HEADER "1001,rsa-a" REST);
	import(LEGACY_RSA_CA_B, HEADER "1001,rsa-b" REST);
	import(LEGACY_SM2_CA_A, HEADER "1001,sm2-a" REST "1002,sm2-other" REST);
	show_file(LEGACY_RSA_HOLDER);
	show_file(LEGACY_RSA_TWIN);
	show_file(LEGACY_SM2_HOLDER);
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
ask(const struct test_holder *h, struct obtain_answer *a)
{
	struct obtain_request r = test_holder_request(h);

	return obtain_pair(&t.office, t.gm, &r, a);
}

static enum err
ask_once(const struct test_holder *h)
{
	AUTO_DONE(obtain_answer) a = {0};

	return ask(h, &a);
}

static void
assert_moves(const char *user_name, const char *file)
{
	struct test_holder h, again;
	AUTO_DONE(obtain_answer) first = {0};
	AUTO_DONE(obtain_answer) second = {0};

	test_holder_move(&t, user_name, file, &h);
	assert_int_equal(ask(&h, &first), ERR_OK);
	assert_int_equal(ask(&h, &second), ERR_OK); /* a retry */
	assert_true(bytes_equal(buf_bytes(&first.der), buf_bytes(&second.der)));
	test_holder_move(&t, user_name, file, &again);
	assert_int_equal(ask_once(&again), ERR_PAIR_EXISTS);
	assert_int_equal(test_holder_confirm(&t, &h, &first), ERR_OK);
	assert_int_equal(ask_once(&again), ERR_PAIR_EXISTS);
	test_holder_done(&again);
	test_holder_done(&h);
}

static void
holders_of_either_kind_move_once(void **state)
{
	(void)state;
	assert_moves("rsa-a", LEGACY_RSA_HOLDER);
	assert_moves("rsa-b", LEGACY_RSA_TWIN);
	assert_moves("sm2-a", LEGACY_SM2_HOLDER);
}

static void
close_orders(void)
{
	test_office_run(&t, "UPDATE legacy_ca SET state = 'closed'");
}

static void
return_account(void)
{
	test_office_run(&t, "UPDATE account SET state = 'returned'");
}

static void
swap_holders(void)
{
	test_office_run(&t, "UPDATE legacy_holder SET certificate = (SELECT"
			    " h.certificate FROM legacy_holder h JOIN account"
			    " ON account.id = h.account WHERE"
			    " account.user_name = 'rsa-b')");
}

static void
tamper_with_paths(void)
{
	test_office_run(&t, "UPDATE legacy_holder SET path = zeroblob(32)");
}

static void
drop_endorsement(void)
{
	test_office_run(&t, "UPDATE legacy_ca SET endorse = entry");
}

static void
nothing(void)
{
}

static const struct {
	const char *what, *user_name, *sign_by;
	void (*meanwhile)(void);
	enum ask_verb verb;
	enum err want;
} refusals[] = {
    {"signed by the namesake", "rsa-a", LEGACY_RSA_TWIN, nothing, ASK_EXCHANGE,
	ERR_SIGNATURE_INVALID},
    {"signed by another kind of key", "rsa-a", LEGACY_SM2_HOLDER, nothing,
	ASK_EXCHANGE, ERR_SIGNATURE_INVALID},
    {"who showed nothing", "sm2-other", LEGACY_SM2_OTHER, nothing, ASK_EXCHANGE,
	ERR_SESSION_SCOPE},
    {"to issue", "rsa-a", LEGACY_RSA_HOLDER, nothing, ASK_ISSUE,
	ERR_SESSION_SCOPE},
    {"to update", "rsa-a", LEGACY_RSA_HOLDER, nothing, ASK_UPDATE,
	ERR_SESSION_SCOPE},
    {"the order was closed", "rsa-a", LEGACY_RSA_HOLDER, close_orders,
	ASK_EXCHANGE, ERR_SESSION_SCOPE},
    {"the account was returned", "rsa-a", LEGACY_RSA_HOLDER, return_account,
	ASK_EXCHANGE, ERR_ACCOUNT_STATE},
    /* A web process in an attacker's hands: the ca process stands firm. */
    {"another's certificate", "rsa-a", LEGACY_RSA_TWIN, swap_holders,
	ASK_EXCHANGE, ERR_CERT_SIGNATURE},
    {"a path made up", "rsa-a", LEGACY_RSA_HOLDER, tamper_with_paths,
	ASK_EXCHANGE, ERR_EVIDENCE_HOLDER},
    {"an endorsement made up", "rsa-a", LEGACY_RSA_HOLDER, drop_endorsement,
	ASK_EXCHANGE, ERR_EVIDENCE_FORGED},
};

static void
what_is_not_a_holders_own_move_is_refused(void **state)
{
	for (size_t i = 0; i < COUNT(refusals); i++) {
		struct test_holder h;
		enum err e;

		open_office(state);
		test_holder_move(
		    &t, refusals[i].user_name, refusals[i].sign_by, &h);
		h.ask.verb = refusals[i].verb;
		test_holder_sign_ask_by_file(&t, &h, refusals[i].sign_by);
		refusals[i].meanwhile();
		h.account = test_office_account(&t, refusals[i].user_name);
		e = ask_once(&h);
		if (e != refusals[i].want)
			fail_msg("%s: %s", refusals[i].what, err_name(e));
		test_holder_done(&h);
		close_office(state);
	}
}

static int
run(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		holders_of_either_kind_move_once, open_office, close_office),
	    cmocka_unit_test(what_is_not_a_holders_own_move_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, run);
}
