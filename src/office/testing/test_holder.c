/* SPDX-License-Identifier: Apache-2.0 */
#include "office/testing/test_holder.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "gm/pkcs12.h"
#include "office/pairs/confirm.h"
#include "office/registry/ids.h"
#include "pki/authorisation.h"
#include "pki/csr.h"
#include "pki/escrow.h"
#include "pki/legacy_vectors.h"
#include "pki/statement.h"

static void
make_request(struct test_office *t, struct test_holder *h)
{
	struct name subject = {.country = "CN"};

	snprintf(subject.common_name, sizeof(subject.common_name), "%s",
	    h->account.user_name);
	assert_int_equal(sm2_key_generate(t->gm, &h->key), ERR_OK);
	h->signing = (struct signer_key){t->gm, h->key};
	h->signer = signer_of_key(&h->signing);
	buf_init(&h->csr, CSR_DER_MAX);
	assert_int_equal(
	    csr_make(t->gm, &subject, &h->signer, &h->csr), ERR_OK);
}

static void
make_escrow(struct test_office *t, struct test_holder *h)
{
	buf_init(&h->escrow, ESCROW_DER_MAX);
	assert_int_equal(
	    escrow_seal(t->gm, &t->authority.cert[AUTHORITY_KEY_CENTRE],
		h->carrier_serial, bytes_str("admin-pin-0001"), &h->escrow),
	    ERR_OK);
}

static void
make_ask(struct test_office *t, struct test_holder *h)
{
	struct ask *a = &h->ask;

	*a = (struct ask){
	    .verb = ASK_ISSUE, .carrier = CARRIER_SOFT, .at = t->now};
	snprintf(
	    a->user_name, sizeof(a->user_name), "%s", h->account.user_name);
	snprintf(a->carrier_serial, sizeof(a->carrier_serial), "%s",
	    h->carrier_serial);
	assert_int_equal(gm_random(t->gm, a->key, sizeof(a->key)), ERR_OK);
	ids_hex(BYTES_ARRAY(a->key), h->request_key);
	assert_int_equal(sm3_of(t->gm, buf_bytes(&h->csr), a->request), ERR_OK);
	assert_int_equal(
	    sm3_of(t->gm, buf_bytes(&h->escrow), a->escrow), ERR_OK);
}

void
test_holder_sign_ask_by(
    struct test_office *t, struct test_holder *h, struct sm2_key *by)
{
	struct signer_key k = {.gm = t->gm, .key = by};
	struct signer signer = signer_of_key(&k);

	buf_done(&h->signed_ask);
	buf_init(&h->signed_ask, SIGNED_ASK_DER_MAX);
	assert_int_equal(
	    ask_sign(t->gm, &h->ask, &signer, &h->signed_ask), ERR_OK);
}

void
test_holder_sign_ask(
    struct test_office *t, struct test_holder *h, const char *code)
{
	AUTO(sm2_key) key = NULL;

	assert_int_equal(authorisation_key(t->gm, h->account.user_name,
			     bytes_str(code), &key),
	    ERR_OK);
	test_holder_sign_ask_by(t, h, key);
}

void
test_holder_continue(struct test_office *t, const struct test_holder *old,
    enum ask_verb verb, struct test_holder *ret_h)
{
	struct test_holder h = {
	    .account = test_office_account(t, old->account.user_name),
	    .session = SESSION_CERTIFICATE};

	snprintf(h.session_serial, sizeof(h.session_serial), "%s", old->serial);
	*ret_h = h;
	make_request(t, ret_h);
	snprintf(ret_h->carrier_serial, sizeof(ret_h->carrier_serial),
	    "S-%.6s-%.8s", h.account.user_name,
	    old->request_key); /* another one */
	make_escrow(t, ret_h);
	make_ask(t, ret_h);
	ret_h->ask.verb = verb;
	test_holder_sign_ask_by(t, ret_h, old->key);
}

void
test_holder_sign_ask_by_file(
    struct test_office *t, struct test_holder *h, const char *file)
{
	AUTO_DONE(buf) p12 = BUF(PKCS12_FILE_MAX);
	AUTO_DONE(buf) ask = BUF(ASK_DER_MAX);
	AUTO_DONE(buf) signature = BUF(PKCS12_SIGNATURE_MAX);
	AUTO(pkcs12) key = NULL;

	assert_int_equal(text_unbase64(bytes_str(file), &p12), ERR_OK);
	assert_int_equal(pkcs12_open(t->gm, buf_bytes(&p12),
			     bytes_str(LEGACY_PASSWORD), &key),
	    ERR_OK);
	ask_encode(&ask, &h->ask);
	assert_int_equal(
	    pkcs12_sign(t->gm, key, buf_bytes(&ask), &signature), ERR_OK);
	buf_done(&h->signed_ask);
	buf_init(&h->signed_ask, OLD_ASK_DER_MAX);
	statement_encode(
	    &h->signed_ask, buf_bytes(&ask), buf_bytes(&signature));
}

void
test_holder_move(struct test_office *t, const char *user_name, const char *file,
    struct test_holder *ret_h)
{
	struct test_holder h = {.account = test_office_account(t, user_name),
	    .session = SESSION_EXCHANGE};

	snprintf(h.carrier_serial, sizeof(h.carrier_serial), "S-%s", user_name);
	*ret_h = h;
	make_request(t, ret_h);
	make_escrow(t, ret_h);
	make_ask(t, ret_h);
	ret_h->ask.verb = ASK_EXCHANGE;
	test_holder_sign_ask_by_file(t, ret_h, file);
}

void
test_holder_begin(struct test_office *t, const char *user_name,
    const char *template, struct test_holder *ret_h)
{
	char code[TEST_OFFICE_WORD_SIZE];
	struct test_holder h = {.account = test_office_account(t, user_name),
	    .session = SESSION_ACCOUNT};

	snprintf(h.carrier_serial, sizeof(h.carrier_serial), "S-%s", user_name);
	*ret_h = h;
	make_request(t, ret_h);
	make_escrow(t, ret_h);
	make_ask(t, ret_h);
	test_office_mailed(t, user_name, template, "code", code);
	test_holder_sign_ask(t, ret_h, code);
}

struct obtain_request
test_holder_request(const struct test_holder *h)
{
	return (struct obtain_request){.account = &h->account,
	    .key = h->request_key,
	    .session = h->session,
	    .session_serial = h->session_serial,
	    .verb = h->ask.verb,
	    .carrier = h->ask.carrier,
	    .carrier_serial = h->carrier_serial,
	    .csr = buf_bytes(&h->csr),
	    .ask = buf_bytes(&h->signed_ask),
	    .escrow = buf_bytes(&h->escrow)};
}

void
test_holder_obtain(struct test_office *t, const struct test_holder *h,
    struct obtain_answer *ret_a)
{
	struct obtain_request r = test_holder_request(h);

	*ret_a = (struct obtain_answer){0};
	assert_int_equal(obtain_pair(&t->office, t->gm, &r, ret_a), ERR_OK);
}

void
test_holder_word(struct test_office *t, const struct test_holder *h,
    const struct obtain_answer *a, struct buf *der, struct buf *sig)
{
	struct confirm c = {.at = t->now};
	struct answer answer;
	struct sm2_signature s;
	size_t len;

	assert_int_equal(answer_parse(buf_bytes(&a->der), &answer), ERR_OK);
	assert_int_equal(
	    text_unhex(bytes_str(a->pair), c.pair, sizeof(c.pair), &len),
	    ERR_OK);
	assert_int_equal(sm3_of(t->gm, answer.sign, c.certificate), ERR_OK);
	confirm_encode(der, &c);
	assert_int_equal(
	    signer_sign(t->gm, &h->signer, buf_bytes(der), &s), ERR_OK);
	signature_encode(sig, &s);
}

enum err
test_holder_confirm(struct test_office *t, const struct test_holder *h,
    const struct obtain_answer *a)
{
	AUTO_DONE(buf) der = BUF(CONFIRM_DER_MAX), sig = BUF(SIGNATURE_DER_MAX);
	char serial[CERT_SERIAL_TEXT_SIZE];

	test_holder_word(t, h, a, &der, &sig);
	return pair_confirm(&t->office, t->gm,
	    &(struct pair_confirmation){
		&h->account, a->pair, buf_bytes(&der), buf_bytes(&sig)},
	    serial);
}

static void
keep_certificate(struct test_holder *h, const struct obtain_answer *a)
{
	struct answer answer;
	struct cert cert;

	assert_int_equal(answer_parse(buf_bytes(&a->der), &answer), ERR_OK);
	assert_int_equal(cert_parse(answer.sign, &cert), ERR_OK);
	cert_serial_text(&cert.serial, h->serial);
	buf_init(&h->sign, CERT_DER_MAX);
	buf_put(&h->sign, answer.sign);
	assert_int_equal(buf_status(&h->sign), ERR_OK);
}

void
test_holder_issue(struct test_office *t, struct test_holder *h)
{
	AUTO_DONE(obtain_answer) a = {0};

	test_holder_obtain(t, h, &a);
	keep_certificate(h, &a);
}

void
test_holder_settle(struct test_office *t, struct test_holder *h)
{
	AUTO_DONE(obtain_answer) a = {0};

	test_holder_obtain(t, h, &a);
	keep_certificate(h, &a);
	assert_int_equal(test_holder_confirm(t, h, &a), ERR_OK);
	test_office_run(t, "UPDATE account SET state = 'active'"
			   " WHERE state = 'approved'");
	h->account.state = ACCOUNT_ACTIVE;
}

struct sm2_key *
test_holder_code_key(struct test_office *t, struct test_holder *h,
    const char *template, enum code_purpose purpose)
{
	char code[TEST_OFFICE_WORD_SIZE];
	struct sm2_key *key = NULL;

	test_office_mailed(t, h->account.user_name, template, "code", code);
	assert_int_equal(code_key(t->gm, purpose, h->account.user_name,
			     bytes_str(code), &key),
	    ERR_OK);
	return key;
}

void
test_holder_instruct(struct test_office *t, struct test_holder *h,
    struct sm2_key *by, struct instruction i, struct buf *signed_der)
{
	struct signer_key k = {t->gm, by};
	struct signer signer = signer_of_key(&k);

	if (i.user_name[0] == '\0')
		snprintf(i.user_name, sizeof(i.user_name), "%s",
		    h->account.user_name);
	if (i.at == 0)
		i.at = t->now;
	buf_done(signed_der);
	buf_init(signed_der, SIGNED_INSTRUCTION_DER_MAX);
	assert_int_equal(
	    instruction_sign(t->gm, &i, &signer, signed_der), ERR_OK);
}

void
test_holder_done(struct test_holder *h)
{
	buf_done(&h->sign);
	sm2_key_free(h->key);
	buf_done(&h->csr);
	buf_done(&h->signed_ask);
	buf_done(&h->escrow);
}
