/* SPDX-License-Identifier: Apache-2.0 */
/* The status of certificates and what is published of it, before the real ca
 * process. */
#include "attacker.h"
#include "office/ca/ca_change.h"
#include "office/ca/message.h"

static enum err
ask_change(struct office *f, const struct ca_change *c)
{
	return ask(
	    f->fd[CHILD_CA], IPC_CA_SET_STATUS, buf_bytes(&c->message), NULL);
}

/* The full list of partition 0, as it is now. */
static void
fetch_list(struct office *f, struct buf *der, struct crl *ret_crl)
{
	AUTO_DONE(buf) question = BUF(CA_LIST_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	int64_t now = clock_now(clock_system());
	struct ca_list_place at = {0};
	struct bytes piece;
	struct reader r;

	ca_list_request_encode(
	    &question, &(struct ca_list_request){0, false, now, now + 3600});
	assert_int_equal(ask(f->fd[CHILD_CA], IPC_CA_MAKE_LIST,
			     buf_bytes(&question), &answer),
	    ERR_OK);
	r = reader_of(buf_bytes(&answer));
	assert_int_equal(reader_u64(&r, &at.number), ERR_OK);
	buf_truncate(&question, 0);
	ca_list_place_encode(&question, &at);
	assert_int_equal(ask(f->fd[CHILD_CA], IPC_CA_READ_LIST,
			     buf_bytes(&question), &answer),
	    ERR_OK);
	assert_int_equal(
	    ca_block_parse(buf_bytes(&answer), CA_LIST_PIECE_MAX, &piece),
	    ERR_OK);
	buf_truncate(der, 0);
	buf_put(der, piece);
	assert_int_equal(crl_parse(buf_bytes(der), ret_crl), ERR_OK);
}

void
nothing_but_evidence_changes_a_status(void **state)
{
	struct office *f = *state;
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct crl crl;

	for (size_t i = 0; i < ca_change_attack_count; i++) {
		const struct ca_change_attack *a = &ca_change_attacks[i];
		AUTO_DONE(ca_change) c = {0};
		enum err err;

		ca_change_tell(&f->o, a->tell, &c);
		if (a->bend != NULL)
			a->bend(&c);
		ca_change_write(&c);
		if (a->bend_written != NULL)
			a->bend_written(&c);
		err = ask_change(f, &c);
		if (err != a->want)
			fail_msg("%s: %s", a->name, err_name(err));
	}
	fetch_list(f, &der, &crl);
	assert_int_equal(crl.entries.len, 0);
	is_alive(f, CHILD_CA);
}

/* Whatever is asked afterwards, and however often the process is started: it
 * stands on every list. The web process has no word to leave it out with. */
void
a_revocation_cannot_be_forgotten(void **state)
{
	struct office *f = *state;
	const struct cert *holder = &f->o.w.holder.cert;
	AUTO_DONE(ca_change) c = {0};
	AUTO_DONE(ca_change) release = {0};
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct crl_entry e;
	uint64_t number = 0;
	struct crl crl;

	ca_change_tell(&f->o, status_story_tell_revocation, &c);
	ca_change_write(&c);
	assert_int_equal(ask_change(f, &c), ERR_OK);
	ca_change_tell(&f->o, status_story_tell_release, &release);
	ca_change_write(&release);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(ask_change(f, &release), ERR_CERT_REVOKED);
		fetch_list(f, &der, &crl);
		assert_true(crl_find(&crl, &holder->serial, &e));
		assert_true(crl.number > number);
		number = crl.number;
		stop(f, CHILD_CA);
		start(f, CHILD_CA);
	}
}

/* A serial number that nobody signed, also one of a certificate that a thief of
 * the issuing key might have made: the ledger does not know it. */
void
nothing_is_good_that_was_not_signed(void **state)
{
	static const uint8_t sha1[] = {
	    0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0};
	struct office *f = *state;
	AUTO_DONE(buf) question = BUF(CA_OCSP_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	int64_t now = clock_now(clock_system());
	struct ca_ocsp_request r = {.count = 2,
	    .serials = {f->o.w.op1.cert.serial, f->o.w.holder.cert.serial},
	    .hash_algorithm = BYTES_ARRAY(sha1),
	    .this_update = now,
	    .next_update = now + 3600};
	struct ocsp_response response;
	struct bytes der;

	ca_ocsp_request_encode(&question, &r);
	assert_int_equal(
	    ask(f->fd[CHILD_CA], IPC_CA_OCSP, buf_bytes(&question), &answer),
	    ERR_OK);
	assert_int_equal(
	    ca_block_parse(buf_bytes(&answer), OCSP_RESPONSE_MAX, &der),
	    ERR_OK);
	assert_int_equal(ocsp_response_parse(der, &response), ERR_OK);
	assert_int_equal(response.count, 2);
	for (size_t i = 0; i < response.count; i++)
		assert_int_equal(response.singles[i].status, OCSP_UNKNOWN);
}

void
after_death_a_change_of_status_stands(void **state)
{
	struct office *f = *state;
	AUTO_DONE(ca_change) c = {0};
	AUTO_DONE(buf) message = BUF(2 * IPC_MESSAGE_MAX);
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct crl_entry e;
	struct crl crl;

	restart_with_fault(f, CHILD_CA, "ca.status.recorded");
	ca_change_tell(&f->o, status_story_tell_hold, &c);
	ca_change_write(&c);
	frame(IPC_CA_SET_STATUS, buf_bytes(&c.message), &message);
	say(f->fd[CHILD_CA], buf_bytes(&message));
	await_death(f, CHILD_CA);
	start(f, CHILD_CA);
	fetch_list(f, &der, &crl);
	assert_true(crl_find(&crl, &f->o.w.holder.cert.serial, &e));
	assert_int_equal(e.reason, CRL_HOLD);
	assert_int_equal(ask_change(f, &c), ERR_OK);
}
