/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A holder's side of issue and of what comes after it, for tests: makes the
 * key, the request, the ask and instructions as the assistant does, with keys
 * in memory.
 */
#ifndef OFFICE_TEST_HOLDER_H
#define OFFICE_TEST_HOLDER_H

#include "office/pairs/obtain.h"
#include "office/testing/test_office.h"
#include "pki/ask.h"
#include "pki/code_grant.h"

struct test_holder {
	struct account account; /* as the office had it at test_holder_begin */
	enum session_kind session;
	char session_serial[CERT_SERIAL_TEXT_SIZE];
	struct sm2_key *key;
	struct signer_key signing;
	struct signer signer;
	char request_key[33];
	char carrier_serial[CARRIER_SERIAL_SIZE];
	struct ask ask;
	struct buf csr, signed_ask, escrow;
	/* the signing certificate, after test_holder_issue */
	struct buf sign;
	char serial[CERT_SERIAL_TEXT_SIZE];
};

/*
 * A new key, request and ask to issue, signed with the code that was mailed
 * last by that template ("approved", "code-resent").
 */
void test_holder_begin(struct test_office *t, const char *user_name,
    const char *template, struct test_holder *ret_h);

/* Sign h->ask again, after a change, with that code. */
void test_holder_sign_ask(
    struct test_office *t, struct test_holder *h, const char *code);

/*
 * A new key and request for who has a pair (test_holder_issue), on another
 * carrier, with an ask of that verb signed with the pair's key, in a session of
 * its certificate.
 */
void test_holder_continue(struct test_office *t, const struct test_holder *old,
    enum ask_verb verb, struct test_holder *ret_h);

/*
 * A new key and request for a holder of an old CA, in a session of the old
 * certificate; the ask is signed with its key, which is file's
 * (legacy_vectors.h, Base64).
 */
void test_holder_move(struct test_office *t, const char *user_name,
    const char *file, struct test_holder *ret_h);

/* Sign h->ask again, after a change, with that key. */
void test_holder_sign_ask_by_file(
    struct test_office *t, struct test_holder *h, const char *file);

/* Sign h->ask again, after a change, with that key. */
void test_holder_sign_ask_by(
    struct test_office *t, struct test_holder *h, struct sm2_key *by);

/* The request as it is sent; borrows from h. */
struct obtain_request test_holder_request(const struct test_holder *h);

/* Its pair is delivered, which must work; then it is confirmed, as the
 * assistant does. obtain_answer_done. */
void test_holder_obtain(struct test_office *t, const struct test_holder *h,
    struct obtain_answer *ret_a);
enum err test_holder_confirm(struct test_office *t, const struct test_holder *h,
    const struct obtain_answer *a);

/* A confirmation and its signature, DER, added to der and sig. */
void test_holder_word(struct test_office *t, const struct test_holder *h,
    const struct obtain_answer *a, struct buf *der, struct buf *sig);

/* The same as test_holder_obtain, for who wants no more than h itself. */
void test_holder_issue(struct test_office *t, struct test_holder *h);

/* The same, confirmed, and the account active. */
void test_holder_settle(struct test_office *t, struct test_holder *h);

/* The key that the code of the newest mail by that template gives. */
struct sm2_key *test_holder_code_key(struct test_office *t,
    struct test_holder *h, const char *template, enum code_purpose purpose);

/* Sign an instruction: user name and time are filled in where they are not
 * set. signed_der is {0} or was filled before. */
void test_holder_instruct(struct test_office *t, struct test_holder *h,
    struct sm2_key *by, struct instruction i, struct buf *signed_der);

void test_holder_done(struct test_holder *h);

#endif
