/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/audit/checkpoint.h"
#include "office/ca/ca_world.h"
#include "office/ca/message.h"
#include "office/keycentre/proof.h"

const struct child_program child_programs[CHILD_COUNT] = {0};

static void
take_block(struct reader *r, struct cert *ret_cert)
{
	struct bytes der;

	assert_int_equal(reader_block(r, CERT_DER_MAX, &der), ERR_OK);
	assert_int_equal(cert_parse(der, ret_cert), ERR_OK);
}

static void
check_signed(struct ca_world *w, const struct ca_case *c, struct bytes answer)
{
	const struct fixture *f = &w->o.w.f;
	struct reader r = reader_of(answer);
	uint8_t order[SM3_LEN], given[SM3_LEN];
	struct cert sign, encrypt;

	take_block(&r, &sign);
	take_block(&r, &encrypt);
	assert_int_equal(reader_copy(&r, given, sizeof(given)), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	assert_true(bytes_equal(sign.tbs, buf_bytes(&c->tbs_sign)));
	assert_true(bytes_equal(encrypt.tbs, buf_bytes(&c->tbs_encrypt)));
	assert_int_equal(cert_chain_verify(f->gm, &sign, &f->issuing.cert,
			     &f->root.cert, f->now),
	    ERR_OK);
	assert_int_equal(cert_chain_verify(f->gm, &encrypt, &f->issuing.cert,
			     &f->root.cert, f->now),
	    ERR_OK);
	assert_int_equal(proof_order(f->gm, BYTES_ARRAY(w->o.shared), sign.der,
			     encrypt.der, order),
	    ERR_OK);
	assert_memory_equal(order, given, sizeof(order));
}

static void
an_approval_gives_a_pair(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_case) c = {0};
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);

	ca_case_tell_approval(&w->o, &c);
	ca_case_write(&c);
	assert_int_equal(ca_world_ask_case(w, &c, &answer), ERR_OK);
	check_signed(w, &c, buf_bytes(&answer));
}

static void
continuity_gives_a_pair(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_case) c = {0};
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);

	ca_case_tell_continuity(&w->o, &c);
	ca_case_write(&c);
	assert_int_equal(ca_world_ask_case(w, &c, &answer), ERR_OK);
	check_signed(w, &c, buf_bytes(&answer));
}

static void
an_appointment_gives_a_staff_certificate(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_case) c = {0};
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct reader r;
	struct cert cert;

	ca_case_tell_appointment(&w->o, &c);
	ca_case_write(&c);
	assert_int_equal(ca_world_ask_case(w, &c, &answer), ERR_OK);
	r = reader_of(buf_bytes(&answer));
	take_block(&r, &cert);
	assert_int_equal(reader_end(&r), ERR_OK);
	assert_int_equal(staff_role_of(&cert), ROLE_OPERATOR);
}

/* Each attack gets its named error and no certificate, before and after which
 * an honest question is served. */
static void
no_attack_gets_a_certificate(void **state)
{
	struct ca_world *w = *state;

	for (size_t i = 0; i < ca_attack_count; i++) {
		const struct ca_attack *a = &ca_attacks[i];
		AUTO_DONE(ca_case) c = {0};
		size_t uses = ledger_uses(w->ca.ledger);
		enum err err;

		a->tell(&w->o, &c);
		if (a->bend != NULL)
			a->bend(&c);
		ca_case_write(&c);
		if (a->bend_written != NULL)
			a->bend_written(&c);
		err = ca_world_ask_case(w, &c, NULL);
		if (err == ERR_OK || (a->want != ERR_COUNT && err != a->want))
			fail_msg("%s: %s", a->name, err_name(err));
		assert_int_equal(ledger_uses(w->ca.ledger), uses);
	}
	an_approval_gives_a_pair(state);
}

static void
a_retry_is_signed_again_other_bodies_are_not(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_case) c = {0};
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);

	ca_case_tell_approval(&w->o, &c);
	ca_case_write(&c);
	assert_int_equal(ca_world_ask_case(w, &c, NULL), ERR_OK);
	assert_int_equal(ca_world_ask_case(w, &c, NULL), ERR_OK);
	assert_int_equal(ledger_uses(w->ca.ledger), 1);
	ca_world_restart(w);
	assert_int_equal(ledger_uses(w->ca.ledger), 1);
	assert_int_equal(ca_world_ask_case(w, &c, &answer), ERR_OK);
	check_signed(w, &c, buf_bytes(&answer));
	ca_case_new_bodies(&c);
	assert_int_equal(ca_world_ask_case(w, &c, NULL), ERR_EVIDENCE_REPLAYED);
	ca_world_restart(w);
	assert_int_equal(ca_world_ask_case(w, &c, NULL), ERR_EVIDENCE_REPLAYED);
}

static void
a_serial_number_is_used_once(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_case) a = {0};
	AUTO_DONE(ca_case) b = {0};

	ca_case_tell_approval(&w->o, &a);
	ca_case_write(&a);
	assert_int_equal(ca_world_ask_case(w, &a, NULL), ERR_OK);
	ca_case_tell_approval(&w->o, &b);
	b.encrypt.serial = a.sign.serial;
	ca_case_write(&b);
	assert_int_equal(ca_world_ask_case(w, &b, NULL), ERR_PROFILE_VIOLATION);
	ca_case_new_bodies(&b); /* its evidence was not used up by that */
	assert_int_equal(ca_world_ask_case(w, &b, NULL), ERR_OK);
}

/* Acts by people who are known by now, and somebody who only looks like it:
 * known is the whole certificate, its signature too. */
static void
only_the_very_certificate_is_known(void **state)
{
	struct ca_world *w = *state;
	struct party *op1 = &w->o.w.op1;
	AUTO_DONE(ca_case) good = {0};
	AUTO_DONE(ca_case) bad = {0};

	for (int i = 0; i < 2; i++) {
		AUTO_DONE(ca_case) c = {0};

		ca_case_tell_approval(&w->o, &c);
		ca_case_write(&c);
		assert_int_equal(ca_world_ask_case(w, &c, NULL), ERR_OK);
	}
	op1->der.p[op1->der.len - 1] ^= 1; /* its signature */
	assert_int_equal(cert_parse(buf_bytes(&op1->der), &op1->cert), ERR_OK);
	ca_case_tell_approval(&w->o, &bad);
	ca_case_write(&bad);
	assert_int_equal(ca_world_ask_case(w, &bad, NULL), ERR_CERT_SIGNATURE);
	op1->der.p[op1->der.len - 1] ^= 1;
	assert_int_equal(cert_parse(buf_bytes(&op1->der), &op1->cert), ERR_OK);
	ca_case_tell_approval(&w->o, &good);
	ca_case_write(&good);
	assert_int_equal(ca_world_ask_case(w, &good, NULL), ERR_OK);
}

/* Being known is about the signature alone. */
static void
who_is_known_is_still_asked_about(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_case) c = {0};

	an_approval_gives_a_pair(state);
	w->o.w.f.now = w->o.w.op2.cert.not_after + 1;
	ca_case_tell_approval(&w->o, &c);
	ca_case_write(&c);
	assert_int_equal(ca_world_ask_case(w, &c, NULL), ERR_CERT_EXPIRED);
}

static void
one_batch_holds_good_and_bad(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_case) good = {0};
	AUTO_DONE(ca_case) bad = {0};
	struct ipc_service service = ca_service(&w->ca);
	struct buf messages[3] = {
	    BUF(IPC_MESSAGE_MAX), BUF(IPC_MESSAGE_MAX), BUF(IPC_MESSAGE_MAX)};
	struct buf answers[3] = {
	    BUF(IPC_MESSAGE_MAX), BUF(IPC_MESSAGE_MAX), BUF(IPC_MESSAGE_MAX)};
	static const enum err want[] = {
	    ERR_OK, ERR_EVIDENCE_ONE_PERSON, ERR_EVIDENCE_REPLAYED};
	struct bytes m[3];

	ca_case_tell_approval(&w->o, &good);
	ca_case_tell_approval(&w->o, &bad);
	bad.story.review_by = bad.story.entry_by;
	ca_case_write(&good);
	ca_case_write(&bad);
	ca_world_frame(
	    IPC_CA_SIGN_PAIR, buf_bytes(&good.message), &messages[0]);
	ca_world_frame(IPC_CA_SIGN_PAIR, buf_bytes(&bad.message), &messages[1]);
	ca_case_new_bodies(&good); /* a replay beside the first use */
	ca_world_frame(
	    IPC_CA_SIGN_PAIR, buf_bytes(&good.message), &messages[2]);
	for (size_t i = 0; i < 3; i++)
		m[i] = buf_bytes(&messages[i]);
	assert_int_equal(ipc_answer(&service, m, answers, 3), ERR_OK);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(ca_world_open(IPC_CA_SIGN_PAIR,
				     buf_bytes(&answers[i]), NULL),
		    want[i]);
		buf_done(&messages[i]);
		buf_done(&answers[i]);
	}
}

/* --- checkpoints --- */

static enum err
ask_checkpoint(struct ca_world *w, uint64_t seq, uint8_t hash, int64_t at)
{
	AUTO_DONE(buf) body = BUF(CHECKPOINT_DER_MAX);
	AUTO_DONE(buf) content = BUF(256);
	AUTO_DONE(buf) answer = BUF(256);
	struct checkpoint c = {.seq = seq, .at = at};
	struct bytes signature;
	enum err err;

	memset(c.hash, hash, sizeof(c.hash));
	checkpoint_encode(&body, &c);
	buf_block(&content, buf_bytes(&body));
	err = ca_world_ask(
	    w, IPC_CA_SIGN_CHECKPOINT, buf_bytes(&content), &answer);
	if (err != ERR_OK)
		return err;
	assert_int_equal(
	    ca_block_parse(buf_bytes(&answer), 256, &signature), ERR_OK);
	return checkpoint_verify(
	    w->o.w.f.gm, &w->o.audit.cert, buf_bytes(&body), signature);
}

static void
history_is_signed_once(void **state)
{
	struct ca_world *w = *state;

	assert_int_equal(ask_checkpoint(w, 5, 1, FIXTURE_NOW), ERR_OK);
	assert_int_equal(ask_checkpoint(w, 5, 1, FIXTURE_NOW + 1), ERR_OK);
	assert_int_equal(
	    ask_checkpoint(w, 5, 2, FIXTURE_NOW), ERR_EVIDENCE_REPLAYED);
	assert_int_equal(
	    ask_checkpoint(w, 4, 1, FIXTURE_NOW), ERR_EVIDENCE_REPLAYED);
	assert_int_equal(
	    ask_checkpoint(w, 6, 1, FIXTURE_NOW - 601), ERR_CLOCK_WRONG);
	ca_world_restart(w);
	assert_int_equal(
	    ask_checkpoint(w, 5, 2, FIXTURE_NOW), ERR_EVIDENCE_REPLAYED);
	assert_int_equal(ask_checkpoint(w, 6, 2, FIXTURE_NOW), ERR_OK);
}

/* --- frames --- */

static void
what_is_not_served_is_refused(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_case) c = {0};
	static const enum ipc_type types[] = {
	    IPC_KEYCENTRE_MAKE, IPC_KEYCENTRE_DELIVER, IPC_MAIL_SEND, 0, 99};

	ca_case_tell_approval(&w->o, &c);
	ca_case_write(&c);
	for (size_t i = 0; i < COUNT(types); i++)
		assert_int_equal(
		    ca_world_ask(w, types[i], buf_bytes(&c.message), NULL),
		    ERR_BAD_MESSAGE);
	assert_int_equal(ca_world_ask_case(w, &c, NULL), ERR_OK);
}

#define T(test)                          \
	cmocka_unit_test_setup_teardown( \
	    test, ca_world_set_up, ca_world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(an_approval_gives_a_pair),
	    T(continuity_gives_a_pair),
	    T(an_appointment_gives_a_staff_certificate),
	    T(no_attack_gets_a_certificate),
	    T(a_retry_is_signed_again_other_bodies_are_not),
	    T(a_serial_number_is_used_once),
	    T(only_the_very_certificate_is_known),
	    T(who_is_known_is_still_asked_about),
	    T(one_batch_holds_good_and_bad),
	    T(history_is_signed_once),
	    T(what_is_not_served_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
