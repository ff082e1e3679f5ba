/* SPDX-License-Identifier: Apache-2.0 */
/* Codes, and the release of admin PINs to those who have one. */
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "office/keycentre/message.h"
#include "office/keycentre/proof.h"
#include "office/keycentre/service.h"

/* --- making --- */

/* A mail with a code is by the template of its purpose, so that nobody is told
 * of one thing while the code does another. */
static bool
is_template_of(const char *template, enum code_purpose p)
{
	char name[sizeof(((struct mail_message *)NULL)->template)];

	snprintf(name, sizeof(name), "%s-code", code_purpose_name(p));
	return strcmp(template, name) == 0;
}

static enum err
check_asked(const struct keycentre *kc, const struct keycentre_code_asked *a)
{
	int64_t now = clock_now(kc->clock);

	if (a->purpose < 1 || a->purpose > CODE_PURPOSE_MAX ||
	    a->user_name[0] == '\0' || a->subject[0] == '\0' ||
	    !is_template_of(a->mail.template, a->purpose))
		return ERR_FIELD_INVALID;
	if (a->not_after <= now || a->not_after > now + CODE_GRANT_TTL_MAX_S)
		return ERR_BAD_TIME;
	return ERR_OK;
}

/* A code as it is typed, in TEXT_CODE_SIZE octets with the last one 0. */
static enum err
random_code(struct keycentre *kc, struct secret **ret_code)
{
	AUTO(secret) raw = NULL;
	AUTO(secret) code = NULL;

	TRY(secret_new(TEXT_CODE_CHARS, &raw));
	TRY(secret_new(TEXT_CODE_SIZE, &code));
	TRY(random_fill(kc->random, secret_data(raw), TEXT_CODE_CHARS));
	text_code(secret_data(raw), (char *)secret_data(code));
	*ret_code = TAKE(code);
	return ERR_OK;
}

static struct bytes
code_text(const struct secret *code)
{
	return BYTES(secret_bytes(code).p, TEXT_CODE_SIZE - 1);
}

static enum err
put_grant(struct keycentre *kc, const struct keycentre_code_asked *a,
    struct secret *code, struct buf *answer)
{
	struct code_grant g = {
	    .purpose = a->purpose, .not_after = a->not_after};
	AUTO(sm2_key) key = NULL;
	AUTO_DONE(buf) der = BUF(CODE_GRANT_DER_MAX);
	uint8_t proof[SM3_LEN];

	TRY(random_fill(kc->random, g.id, sizeof(g.id)));
	memcpy(g.user_name, a->user_name, sizeof(g.user_name));
	memcpy(g.subject, a->subject, sizeof(g.subject));
	TRY(code_key(kc->gm, g.purpose, g.user_name, code_text(code), &key));
	g.key = *sm2_key_public(key);
	code_grant_encode(&der, &g);
	TRY(buf_status(&der));
	TRY(proof_code(kc->gm, kc->shared, buf_bytes(&der), proof));
	buf_block(answer, buf_bytes(&der));
	buf_put(answer, BYTES_ARRAY(proof));
	return buf_status(answer);
}

static enum err
put_sealed(struct keycentre *kc, const struct mail_message *mail,
    struct secret *code, struct buf *answer)
{
	const struct mail_param word = {
	    "code", (const char *)secret_data(code)};
	AUTO_DONE(buf) secrets = BUF(MAIL_SECRETS_MAX);
	AUTO_DONE(buf) sealed = BUF(MAIL_SEALED_MAX);

	mail_secrets_encode(&word, 1, &secrets);
	TRY(buf_status(&secrets));
	TRY(mail_seal(kc->gm, mail, &kc->mail, buf_bytes(&secrets), &sealed));
	buf_block(answer, buf_bytes(&sealed));
	return buf_status(answer);
}

enum err
keycentre_finish_make_code(void *self, struct ipc_question *q)
{
	struct keycentre *kc = self;
	struct keycentre_code_asked a;
	AUTO(secret) code = NULL;

	TRY(keycentre_code_request_parse(q->content, &a));
	TRY(check_asked(kc, &a));
	TRY(random_code(kc, &code));
	TRY(put_grant(kc, &a, code, &q->answer));
	TRY(put_sealed(kc, &a.mail, code, &q->answer));
	FAULT_POINT("keycentre.code.made");
	return ERR_OK;
}

/* --- releasing --- */

static enum err
check_proof(struct keycentre *kc, const struct keycentre_unlock_request *r)
{
	uint8_t proof[SM3_LEN];

	TRY(proof_code(kc->gm, kc->shared, r->grant, proof));
	return secret_equal(BYTES_ARRAY(proof), BYTES_ARRAY(r->proof))
		   ? ERR_OK
		   : ERR_EVIDENCE_FORGED;
}

/* Whoever signed knows the code, and it is for this carrier, now. An
 * instruction of another verb names no key to release to. */
static enum err
check_instruction(struct keycentre *kc,
    const struct keycentre_unlock_request *r, struct signed_instruction *ret_i)
{
	struct code_grant g;

	TRY(check_proof(kc, r));
	TRY(code_grant_parse(r->grant, &g));
	TRY(signed_instruction_parse(r->instruction, ret_i));
	if (ret_i->instruction.verb != INSTRUCTION_UNLOCK)
		return ERR_EVIDENCE_FORGED;
	return code_grant_allows(kc->gm, &g, ret_i, clock_now(kc->clock));
}

enum err
keycentre_finish_unlock(void *self, struct ipc_question *q)
{
	struct keycentre *kc = self;
	struct keycentre_unlock_request r;
	struct signed_instruction i;
	char serial[ESCROW_SERIAL_SIZE];
	AUTO(secret) pin = NULL;
	AUTO_DONE(buf) sealed = BUF(ESCROW_DER_MAX);

	TRY(keycentre_unlock_request_parse(q->content, &r));
	TRY(check_instruction(kc, &r, &i));
	TRY(escrow_open(kc->gm, kc->escrow, r.escrow, serial, &pin));
	if (strcmp(serial, i.instruction.subject) != 0)
		return ERR_EVIDENCE_HOLDER;
	TRY(escrow_seal_to(
	    kc->gm, &i.instruction.key, serial, secret_bytes(pin), &sealed));
	buf_block(&q->answer, buf_bytes(&sealed));
	return buf_status(&q->answer);
}
