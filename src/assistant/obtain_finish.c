/* SPDX-License-Identifier: Apache-2.0 */
/* From what was asked of the office to the pair in its carrier, or back. */
#include <string.h>

#include "assistant/carrier.h"
#include "assistant/obtain_private.h"
#include "assistant/office.h"
#include "base/fault.h"
#include "base/text.h"

/* What the office says that asking again won't change. */
static bool
is_final(enum err e)
{
	switch (e) {
	case ERR_CODE_WRONG:
	case ERR_CODE_LOCKED:
	case ERR_ACCOUNT_STATE:
	case ERR_SIGNATURE_INVALID:
	case ERR_TOO_MANY_TRIES:
	case ERR_PAIR_EXISTS:
	case ERR_RENEWAL_EARLY:
	case ERR_CHANGE_STATE:
	case ERR_CERT_EXPIRED:
	case ERR_CERT_ON_HOLD:
	case ERR_CERT_REVOKED:
	case ERR_CERT_OLD_CA:
	case ERR_CERT_UNKNOWN:
	case ERR_CERT_UNTRUSTED:
	case ERR_EVIDENCE_SYNTAX:
	case ERR_EVIDENCE_MISSING:
	case ERR_EVIDENCE_FORGED:
	case ERR_EVIDENCE_REPLAYED:
	case ERR_EVIDENCE_ONE_PERSON:
	case ERR_EVIDENCE_ROLE:
	case ERR_EVIDENCE_HOLDER:
	case ERR_TOKEN_OTHERS:
	case ERR_EVIDENCE_EXPIRED:
	case ERR_PROFILE_VIOLATION:
	case ERR_CSR_SYNTAX:
	case ERR_CSR_SIGNATURE:
	case ERR_BAD_REQUEST:
	case ERR_FIELD_INVALID:
	case ERR_IDEMPOTENCY_CONFLICT:
	case ERR_NOT_FOUND:
	case ERR_NOT_SUPPORTED:
	case ERR_SESSION_SCOPE:
		return true;
	default:
		return false;
	}
}

/* One certificate of the answer: ours, for this key, from this office. */
static enum err
check_certificate(struct obtaining *o, struct bytes der,
    const struct sm2_public *key, uint16_t usage)
{
	struct assistant *a = o->a;
	struct cert cert;
	struct name subject;

	TRY(cert_parse(der, &cert));
	TRY(cert_chain_verify(
	    a->gm, &cert, &a->issuing, &a->root, clock_now(a->clock)));
	TRY(name_parse(cert.subject, &subject));
	if (!sm2_public_equal(&cert.key, key) ||
	    (cert.key_usage & usage) != usage ||
	    strcmp(subject.serial_number, o->j.user_name) != 0)
		return ERR_OFFICE_ANSWER;
	return ERR_OK;
}

static enum err
check_answer(struct obtaining *o, struct answer *ret_answer,
    struct envelope *ret_envelope)
{
	struct csr csr;

	TRY(csr_parse(buf_bytes(&o->j.csr), &csr));
	TRY(answer_parse(buf_bytes(&o->j.answer), ret_answer));
	TRY(envelope_parse(ret_answer->envelope, ret_envelope));
	TRY(check_certificate(
	    o, ret_answer->sign, &csr.key, CERT_KU_DIGITAL_SIGNATURE));
	return check_certificate(o, ret_answer->encrypt, &ret_envelope->public,
	    CERT_KU_KEY_ENCIPHERMENT);
}

static enum err
send(struct obtaining *o)
{
	const struct office_pair_request r = {.key = o->j.key,
	    .verb = ask_verb_name(o->j.verb),
	    .csr = buf_bytes(&o->j.csr),
	    .ask = buf_bytes(&o->j.ask),
	    .escrow = buf_bytes(&o->j.escrow),
	    .carrier = o->j.carrier,
	    .carrier_serial = o->j.carrier_serial};
	struct answer answer;
	struct envelope envelope;

	assistant_step_of(o->a, &steps_obtain, STEP_ANSWER);
	buf_truncate(&o->j.answer, 0);
	TRY(office_pair_make(o->a, &r, o->j.pair, &o->j.answer));
	if (check_answer(o, &answer, &envelope) != ERR_OK)
		return ERR_OFFICE_ANSWER;
	TRY(obtaining_save(o, JOURNAL_ANSWERED));
	FAULT_POINT("assistant.obtain.answered");
	return ERR_OK;
}

/* --- install, prove, confirm --- */

static enum err
install(struct obtaining *o)
{
	const char *container = o->j.container;
	struct answer answer;
	struct envelope envelope;

	assistant_step_of(o->a, &steps_obtain, STEP_INSTALL);
	TRY(check_answer(o, &answer, &envelope));
	TRY(token_import_envelope(o->token, container, &envelope));
	TRY(token_write_cert(o->token, container, TOKEN_SIGN, answer.sign));
	TRY(token_write_cert(
	    o->token, container, TOKEN_ENCRYPT, answer.encrypt));
	FAULT_POINT("assistant.obtain.imported");
	assistant_step_of(o->a, &steps_obtain, STEP_PROVE);
	TRY(token_prove(o->token, container));
	FAULT_POINT("assistant.obtain.proved");
	return ERR_OK;
}

static enum err
confirm(struct obtaining *o)
{
	AUTO_DONE(buf) der = BUF(256);
	struct confirm c = {.at = clock_now(o->a->clock)};
	struct answer answer;
	struct token_key key;
	struct signer signer;
	struct sm2_signature sig;
	size_t len;

	assistant_step_of(o->a, &steps_obtain, STEP_CONFIRM);
	TRY(text_unhex(bytes_str(o->j.pair), c.pair, sizeof(c.pair), &len));
	TRY(answer_parse(buf_bytes(&o->j.answer), &answer));
	TRY(sm3_of(o->a->gm, answer.sign, c.certificate));
	confirm_encode(&der, &c);
	TRY(buf_status(&der));
	TRY(token_key_init(o->token, o->j.container, &key));
	signer = token_signer(&key);
	TRY(signer_sign(o->a->gm, &signer, buf_bytes(&der), &sig));
	TRY(office_pair_confirm(o->a, o->j.pair, buf_bytes(&der), &sig));
	TRY(obtaining_save(o, JOURNAL_CONFIRMED));
	FAULT_POINT("assistant.obtain.confirmed");
	return ERR_OK;
}

/* The session ends with the old certificate. When the office was told and the
 * power went before we wrote it down, the new pair can log in already. */
static enum err
log_in_with_new(struct obtaining *o)
{
	AUTO_DONE(holder_pair) p = {.sign = BUF(0)};

	TRY(holder_pair_read(o->a, o->token, o->j.container, &p));
	return login_pair(o->a, o->token, &p, false);
}

static enum err
finish_answered(struct obtaining *o)
{
	enum err e;

	TRY(obtaining_need_token(o));
	TRY(install(o));
	e = confirm(o);
	if (e == ERR_SESSION_MISSING && log_in_with_new(o) == ERR_OK)
		e = confirm(o);
	return e;
}

/* A container that is not there needs no PIN to be removed. */
static bool
is_removed(struct token *t, const char *container, enum err why)
{
	struct sm2_public key;

	return (why == ERR_PIN_NEEDED || why == ERR_PIN_LOCKED ||
		   why == ERR_PIN_INITIAL) &&
	       token_public_key(t, container, TOKEN_SIGN, &key) ==
		   ERR_CONTAINER_MISSING;
}

static bool
is_old_removed(struct obtaining *o, enum err why)
{
	AUTO(token) t = NULL;

	return carrier_open(o->a, o->j.old_carrier, &t) == ERR_OK &&
	       is_removed(t, o->j.old_container, why);
}

/* The office has retired the old pair: it goes from its carrier. */
static enum err
remove_old(struct obtaining *o)
{
	struct token *t;
	enum err e;

	if (o->j.old_container[0] == '\0')
		return ERR_OK;
	e = obtaining_old_token(o, &t);
	if (e != ERR_OK)
		return is_old_removed(o, e) ? ERR_OK : e;
	e = token_container_delete(t, o->j.old_container);
	if (e != ERR_OK && e != ERR_CONTAINER_MISSING)
		return e;
	FAULT_POINT("assistant.obtain.old-removed");
	return ERR_OK;
}

/* Nothing is left to be done. A soft token may have served its time; if the
 * power goes here, an empty file stays. */
static enum err
close_journal(struct obtaining *o)
{
	TRY(journal_remove(o->a, &o->j));
	token_free(o->old_token);
	o->old_token = NULL;
	if (o->j.old_carrier[0] != '\0' &&
	    strcmp(o->j.old_carrier, o->j.carrier_serial) != 0)
		carrier_forget_empty(o->a, o->j.old_carrier);
	return ERR_OK;
}

/* The pair is the holder's; what is left may wait for its carrier or PIN. */
static enum err
clear_up(struct obtaining *o, struct holder_pair *ret_pair)
{
	AUTO_DONE(holder_pair) pair = {.sign = BUF(0)};

	assistant_step_of(o->a, &steps_obtain, STEP_CLEAN);
	TRY(obtaining_open_token(o));
	TRY(holder_pair_read(o->a, o->token, o->j.container, &pair));
	o->left = remove_old(o);
	if (o->left == ERR_OK)
		TRY(close_journal(o));
	*ret_pair = pair;
	buf_init(&pair.sign, 0); /* they have moved */
	buf_init(&pair.encrypt, 0);
	return ERR_OK;
}

/* Never to be asked again, even if the carrier is not there to undo it now:
 * each question could cost a try of the code. */
static enum err
refuse(struct obtaining *o, enum err e)
{
	const struct failure known = o->a->failure;

	TRY(obtaining_save(o, JOURNAL_BEGUN));
	err_ignore(obtaining_undo(o));
	o->undone = true;
	o->a->failure = known;
	return e;
}

static enum err
finish(struct obtaining *o, struct holder_pair *ret_pair)
{
	enum err e = ERR_OK;

	if (o->j.state != JOURNAL_CONFIRMED)
		TRY(assistant_need_office(o->a));
	if (o->j.state == JOURNAL_ASKED)
		e = send(o);
	if (is_final(e))
		return refuse(o, e);
	if (e != ERR_OK)
		return e;
	TRY(assistant_go_on(o->a));
	if (o->j.state == JOURNAL_ANSWERED)
		TRY(finish_answered(o));
	return clear_up(o, ret_pair);
}

enum err
obtaining_finish(struct obtaining *o, struct holder_pair *ret_pair)
{
	enum err e = finish(o, ret_pair);

	o->a->settled = false;
	return e;
}

/* --- undo --- */

static enum err
remove_new_token(struct obtaining *o)
{
	const char *path = o->j.device + strlen(SOFT_NEW_PREFIX);
	enum err e;

	if (strncmp(o->j.device, SOFT_NEW_PREFIX, strlen(SOFT_NEW_PREFIX)) != 0)
		return ERR_OK;
	token_free(o->token);
	o->token = NULL;
	e = file_remove(path);
	return e == ERR_FILE_MISSING ? ERR_OK : e;
}

static enum err
remove_container(struct obtaining *o)
{
	enum err e;

	e = obtaining_need_token(o);
	if (e != ERR_OK && o->token != NULL &&
	    is_removed(o->token, o->j.container, e))
		return ERR_OK;
	TRY(e);
	e = token_container_delete(o->token, o->j.container);
	return e == ERR_CONTAINER_MISSING ? ERR_OK : e;
}

enum err
obtaining_undo(struct obtaining *o)
{
	TRY(o->j.new_token ? remove_new_token(o) : remove_container(o));
	return journal_remove(o->a, &o->j);
}

enum err
obtaining_or_undo(struct obtaining *o, enum err e)
{
	e = obtaining_explain(o, e);
	if (e != ERR_OK && o->begun && !o->undone &&
	    o->j.state == JOURNAL_BEGUN)
		err_ignore(obtaining_undo(o)); /* else the next run does */
	return e;
}
