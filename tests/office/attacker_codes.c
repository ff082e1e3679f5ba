/* SPDX-License-Identifier: Apache-2.0 */
/* Codes and admin PINs, before the real key centre. */
#include <stdio.h>
#include <string.h>

#include "attacker.h"

#define CARRIER "S-0001"

/* A code of the key centre, and an instruction by whoever got its mail. */
struct coded {
	struct mail_message mail;
	struct buf answer, instruction, escrow;
	struct keycentre_unlock_request unlock; /* borrows from them */
};

static void
coded_done(struct coded *c)
{
	buf_done(&c->answer);
	buf_done(&c->instruction);
	buf_done(&c->escrow);
}
DEFINE_AUTO_DONE(coded)

static void
put_code_request(struct coded *c, struct buf *content)
{
	const struct keycentre_code_request r = {.purpose = CODE_UNLOCK,
	    .user_name = "u1",
	    .subject = CARRIER,
	    .not_after = clock_now(clock_system()) + 600,
	    .mail = &c->mail};

	c->mail =
	    (struct mail_message){.id = "00112233445566778899aabbccddeeff",
		.recipient = "u1@example.com",
		.template = "unlock-code",
		.lang = "zh",
		.params = bytes_str("{}")};
	assert_int_equal(keycentre_code_request_encode(content, &r), ERR_OK);
}

static enum err
make_code(struct office *f, struct coded *c)
{
	AUTO_DONE(buf) content = BUF(KEYCENTRE_CODE_REQUEST_MAX);
	struct reader r;
	enum err e;

	put_code_request(c, &content);
	buf_init(&c->answer, IPC_MESSAGE_MAX);
	e = ask(f->fd[CHILD_KEYCENTRE], IPC_KEYCENTRE_MAKE_CODE,
	    buf_bytes(&content), &c->answer);
	if (e != ERR_OK)
		return e;
	r = reader_of(buf_bytes(&c->answer));
	assert_int_equal(
	    reader_block(&r, CODE_GRANT_DER_MAX, &c->unlock.grant), ERR_OK);
	assert_int_equal(reader_copy(&r, c->unlock.proof, SM3_LEN), ERR_OK);
	assert_int_equal(
	    reader_block(&r, MAIL_SEALED_MAX, &c->mail.sealed), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	return ERR_OK;
}

/* The key that the mailed code gives: what the mail process alone can read. */
static struct sm2_key *
key_of_code(struct office *f, const struct coded *c)
{
	struct gm *gm = f->o.w.f.gm;
	AUTO(secret) words = NULL;
	struct sm2_key *key;
	struct bytes code;

	assert_int_equal(
	    mail_unseal(gm, &c->mail, f->o.mail.key, &words), ERR_OK);
	assert_int_equal(
	    mail_secrets_find(secret_bytes(words), "code", &code), ERR_OK);
	assert_int_equal(code_key(gm, CODE_UNLOCK, "u1", code, &key), ERR_OK);
	return key;
}

/* Released to the applicant's key. */
static void
instruct(struct office *f, struct sm2_key *by, struct coded *c)
{
	struct gm *gm = f->o.w.f.gm;
	struct signer_key k = {gm, by};
	struct signer signer = signer_of_key(&k);
	struct instruction i = {.verb = INSTRUCTION_UNLOCK,
	    .user_name = "u1",
	    .subject = CARRIER,
	    .at = clock_now(clock_system()),
	    .key = *sm2_key_public(f->o.w.applicant.key)};

	buf_init(&c->instruction, SIGNED_INSTRUCTION_DER_MAX);
	buf_init(&c->escrow, ESCROW_DER_MAX);
	assert_int_equal(
	    instruction_sign(gm, &i, &signer, &c->instruction), ERR_OK);
	assert_int_equal(escrow_seal(gm, &f->o.key_centre.cert, CARRIER,
			     bytes_str("admin-pin"), &c->escrow),
	    ERR_OK);
	c->unlock.instruction = buf_bytes(&c->instruction);
	c->unlock.escrow = buf_bytes(&c->escrow);
}

static void
have_a_code(struct office *f, struct coded *c)
{
	AUTO(sm2_key) key = NULL;

	assert_int_equal(make_code(f, c), ERR_OK);
	key = key_of_code(f, c);
	instruct(f, key, c);
}

static enum err
unlock(struct office *f, const struct keycentre_unlock_request *r)
{
	AUTO_DONE(buf) content = BUF(KEYCENTRE_UNLOCK_REQUEST_MAX);

	keycentre_unlock_request_encode(&content, r);
	return ask(f->fd[CHILD_KEYCENTRE], IPC_KEYCENTRE_UNLOCK,
	    buf_bytes(&content), NULL);
}

void
no_admin_pin_comes_out_without_the_code(void **state)
{
	struct office *f = *state;
	AUTO_DONE(coded) c = {0};
	AUTO_DONE(coded) own = {0};
	AUTO_DONE(coded) guessed = {0};
	struct keycentre_unlock_request r;

	have_a_code(f, &c);
	have_a_code(f, &own);
	r = c.unlock;
	r.proof[0] ^= 1;
	assert_int_equal(unlock(f, &r), ERR_EVIDENCE_FORGED);
	r = c.unlock;
	r.grant = own.unlock.grant; /* with the proof of another */
	assert_int_equal(unlock(f, &r), ERR_EVIDENCE_FORGED);
	r = c.unlock;
	r.instruction = own.unlock.instruction;
	assert_int_equal(unlock(f, &r), ERR_EVIDENCE_FORGED);
	r = c.unlock;
	r.escrow = BYTES(r.escrow.p, r.escrow.len - 1);
	assert_int_equal(unlock(f, &r), ERR_ENVELOPE_SYNTAX);
	assert_int_equal(make_code(f, &guessed), ERR_OK);
	instruct(f, f->o.w.other_code.key, &guessed);
	assert_int_equal(unlock(f, &guessed.unlock), ERR_EVIDENCE_FORGED);
	is_alive(f, CHILD_KEYCENTRE);
	assert_int_equal(unlock(f, &c.unlock), ERR_OK);
}

void
a_code_in_the_mail_is_for_that_mail_alone(void **state)
{
	struct office *f = *state;
	AUTO_DONE(coded) c = {0};
	AUTO(secret) words = NULL;

	assert_int_equal(make_code(f, &c), ERR_OK);
	snprintf(c.mail.recipient, sizeof(c.mail.recipient), "me@example.com");
	assert_int_equal(
	    mail_unseal(f->o.w.f.gm, &c.mail, f->o.mail.key, &words),
	    ERR_SIGNATURE_INVALID);
}

/* A code that nobody was told of is good for nothing; the next is made. */
void
after_death_the_key_centre_makes_another_code(void **state)
{
	struct office *f = *state;
	AUTO_DONE(coded) lost = {0};
	AUTO_DONE(coded) c = {0};
	AUTO_DONE(buf) content = BUF(KEYCENTRE_CODE_REQUEST_MAX);
	AUTO_DONE(buf) message = BUF(IPC_MESSAGE_MAX);

	restart_with_fault(f, CHILD_KEYCENTRE, "keycentre.code.made");
	put_code_request(&lost, &content);
	frame(IPC_KEYCENTRE_MAKE_CODE, buf_bytes(&content), &message);
	say(f->fd[CHILD_KEYCENTRE], buf_bytes(&message));
	await_death(f, CHILD_KEYCENTRE);
	start(f, CHILD_KEYCENTRE);
	have_a_code(f, &c);
	assert_int_equal(unlock(f, &c.unlock), ERR_OK);
}
