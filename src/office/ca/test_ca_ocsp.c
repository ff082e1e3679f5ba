/* SPDX-License-Identifier: Apache-2.0 */
/* OCSP answers, as the ca process makes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office/ca/ca_world.h"
#include "office/ca/message.h"

const struct child_program child_programs[CHILD_COUNT] = {0};

/* AlgorithmIdentifiers: SHA-1 with NULL, SHA-256 without parameters. */
static const uint8_t sha1[] = {0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0};
static const uint8_t sha256[] = {
    0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1};
static const uint8_t md5[] = {
    0x30, 12, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5, 5, 0};

/* What an office signs and tells of now, about these. */
static struct ca_ocsp_request
about(struct ca_world *w, const struct cert_serial *serials, size_t count)
{
	struct ca_ocsp_request r = {.count = count,
	    .hash_algorithm = BYTES_ARRAY(sha1),
	    .this_update = w->o.w.f.now,
	    .next_update = w->o.w.f.now + 86400};

	for (size_t i = 0; i < count; i++)
		r.serials[i] = serials[i];
	return r;
}

static enum err
ask_ocsp(
    struct ca_world *w, const struct ca_ocsp_request *r, struct buf *response)
{
	AUTO_DONE(buf) content = BUF(CA_OCSP_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct bytes der;
	enum err e;

	ca_ocsp_request_encode(&content, r);
	e = ca_world_ask(w, IPC_CA_OCSP, buf_bytes(&content), &answer);
	if (e != ERR_OK)
		return e;
	assert_int_equal(
	    ca_block_parse(buf_bytes(&answer), OCSP_RESPONSE_MAX, &der),
	    ERR_OK);
	buf_truncate(response, 0);
	buf_put(response, der);
	return buf_status(response);
}

/* As a relying party reads it: signed by whom the issuing CA lets. */
static void
read_response(struct ca_world *w, struct bytes der, struct ocsp_response *ret_r)
{
	const struct fixture *f = &w->o.w.f;

	assert_int_equal(ocsp_response_parse(der, ret_r), ERR_OK);
	assert_int_equal(ret_r->answer, OCSP_SUCCESSFUL);
	assert_int_equal(
	    ocsp_response_verify(f->gm, ret_r, &f->issuing.cert, f->now),
	    ERR_OK);
}

static struct ocsp_single
single(struct ca_world *w, const struct cert_serial *serial)
{
	const struct ca_ocsp_request r = about(w, serial, 1);
	AUTO_DONE(buf) der = BUF(OCSP_RESPONSE_MAX);
	const struct fixture *f = &w->o.w.f;
	struct ocsp_response response;
	struct ocsp_issuer issuer;
	struct ocsp_single s;

	assert_int_equal(ask_ocsp(w, &r, &der), ERR_OK);
	read_response(w, buf_bytes(&der), &response);
	assert_int_equal(
	    ocsp_issuer_init(f->gm, &f->issuing.cert, &issuer), ERR_OK);
	assert_int_equal(
	    ocsp_response_find(&response, &issuer, serial, f->now, &s), ERR_OK);
	assert_int_equal(s.this_update, r.this_update);
	assert_int_equal(s.next_update, r.next_update);
	return s;
}

/* The signing certificate of a pair that the ca signed now. */
static void
sign(struct ca_world *w, struct cert *ret_cert, struct buf *answer)
{
	AUTO_DONE(ca_case) c = {0};
	struct reader r;
	struct bytes der;

	ca_case_tell_approval(&w->o, &c);
	ca_case_write(&c);
	assert_int_equal(ca_world_ask_case(w, &c, answer), ERR_OK);
	r = reader_of(buf_bytes(answer));
	assert_int_equal(reader_block(&r, CERT_DER_MAX, &der), ERR_OK);
	assert_int_equal(cert_parse(der, ret_cert), ERR_OK);
}

static void
good_is_what_was_signed_and_nothing_else(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct cert_serial guessed;
	struct cert cert;

	sign(w, &cert, &answer);
	assert_int_equal(single(w, &cert.serial).status, OCSP_GOOD);
	ca_world_restart(w);
	assert_int_equal(single(w, &cert.serial).status, OCSP_GOOD);
	guessed = cert.serial;
	guessed.octets[guessed.len - 1] ^= 1;
	assert_int_equal(single(w, &guessed).status, OCSP_UNKNOWN);
	/* well signed by the issuing key, but by nobody whom the ledger knows
	 */
	assert_int_equal(
	    single(w, &w->o.w.op1.cert.serial).status, OCSP_UNKNOWN);
}

static void
a_status_is_told_as_it_stands(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct ocsp_single s;
	struct cert cert;
	int64_t since;

	sign(w, &cert, &answer);
	ca_world_change(w, &cert, STATUS_ON_HOLD);
	since = w->o.w.f.now;
	w->o.w.f.now += 60;
	s = single(w, &cert.serial);
	assert_int_equal(s.status, OCSP_REVOKED);
	assert_int_equal(s.reason, CRL_HOLD);
	assert_int_equal(s.revoked_at, since);
	ca_world_change(w, &cert, STATUS_VALID);
	assert_int_equal(single(w, &cert.serial).status, OCSP_GOOD);
	ca_world_change(w, &cert, STATUS_REVOKED);
	s = single(w, &cert.serial);
	assert_int_equal(s.status, OCSP_REVOKED);
	assert_int_equal(s.reason, CRL_SUPERSEDED);
	assert_int_equal(s.revoked_at, since + 60);
	/* when lists have long dropped it, too */
	w->o.w.f.now = cert.not_after + 10 * 86400;
	s = single(w, &cert.serial);
	assert_int_equal(s.status, OCSP_REVOKED);
}

static void
an_answer_has_the_nonce_and_the_hash_that_were_asked_with(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(buf) der = BUF(OCSP_RESPONSE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	const uint8_t nonce[OCSP_NONCE_MAX] = {1, 2, 3};
	struct ocsp_response response;
	struct ca_ocsp_request r;
	struct cert cert;

	sign(w, &cert, &answer);
	r = about(w, &cert.serial, 1);
	r.nonce = BYTES_ARRAY(nonce);
	r.hash_algorithm = BYTES_ARRAY(sha256);
	assert_int_equal(ask_ocsp(w, &r, &der), ERR_OK);
	read_response(w, buf_bytes(&der), &response);
	assert_true(bytes_equal(response.nonce, BYTES_ARRAY(nonce)));
	assert_int_equal(response.ids[0].hash, HASH_SHA256);
	assert_true(
	    bytes_equal(response.ids[0].algorithm, BYTES_ARRAY(sha256)));
}

static void
sixteen_are_answered_at_once_and_no_more(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(buf) der = BUF(OCSP_RESPONSE_MAX);
	struct cert_serial serials[CA_OCSP_SERIALS_MAX + 1];
	struct ocsp_response response;
	struct ca_ocsp_request r;

	for (size_t i = 0; i < COUNT(serials); i++)
		assert_int_equal(
		    cert_serial_random(random_system(), &serials[i]), ERR_OK);
	r = about(w, serials, CA_OCSP_SERIALS_MAX);
	assert_int_equal(ask_ocsp(w, &r, &der), ERR_OK);
	read_response(w, buf_bytes(&der), &response);
	assert_int_equal(response.count, CA_OCSP_SERIALS_MAX);
}

static void
what_cannot_be_answered_is_refused(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(buf) der = BUF(OCSP_RESPONSE_MAX);
	const struct cert_serial serial = w->o.w.op1.cert.serial;
	const struct ca_ocsp_request good = about(w, &serial, 1);
	const uint8_t long_nonce[OCSP_NONCE_MAX + 1] = {0};
	struct {
		struct ca_ocsp_request r;
		enum err want;
	} cases[] = {{good, ERR_OK}, {good, ERR_BAD_MESSAGE},
	    {good, ERR_OCSP_SYNTAX}, {good, ERR_CLOCK_WRONG},
	    {good, ERR_PROFILE_VIOLATION}, {good, ERR_BAD_MESSAGE},
	    {good, ERR_BAD_MESSAGE}};

	cases[1].r.count = 0;
	cases[2].r.hash_algorithm = BYTES_ARRAY(md5);
	cases[3].r.this_update += 601;
	cases[3].r.next_update += 601;
	cases[4].r.next_update = good.this_update + CA_CRL_TTL_MAX_S + 1;
	cases[5].r.nonce = BYTES_ARRAY(long_nonce);
	cases[6].r.serials[0].octets[0] = 0;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (ask_ocsp(w, &cases[i].r, &der) != cases[i].want)
			fail_msg("case %zu", i);
}

#define T(test)                          \
	cmocka_unit_test_setup_teardown( \
	    test, ca_world_set_up, ca_world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(good_is_what_was_signed_and_nothing_else),
	    T(a_status_is_told_as_it_stands),
	    T(an_answer_has_the_nonce_and_the_hash_that_were_asked_with),
	    T(sixteen_are_answered_at_once_and_no_more),
	    T(what_cannot_be_answered_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
