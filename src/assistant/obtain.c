/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/obtain.h"

#include <stdio.h>
#include <string.h>

#include "assistant/office.h"
#include "base/fault.h"
#include "base/text.h"

#define SOFT_NEW_PREFIX TOKEN_SOFT_NEW ":"
#define STEPS 8

/* What the office says that asking again won't change. */
static bool
is_final(enum err e)
{
	switch (e) {
	case ERR_CODE_WRONG:
	case ERR_CODE_LOCKED:
	case ERR_ACCOUNT_STATE:
	case ERR_PAIR_EXISTS:
	case ERR_EVIDENCE_SYNTAX:
	case ERR_EVIDENCE_MISSING:
	case ERR_EVIDENCE_FORGED:
	case ERR_EVIDENCE_REPLAYED:
	case ERR_EVIDENCE_ONE_PERSON:
	case ERR_EVIDENCE_ROLE:
	case ERR_EVIDENCE_HOLDER:
	case ERR_EVIDENCE_EXPIRED:
	case ERR_PROFILE_VIOLATION:
	case ERR_CSR_SYNTAX:
	case ERR_CSR_SIGNATURE:
	case ERR_BAD_REQUEST:
	case ERR_FIELD_INVALID:
	case ERR_IDEMPOTENCY_CONFLICT:
	case ERR_NOT_FOUND:
		return true;
	default:
		return false;
	}
}

enum err
obtaining_init(struct assistant *a, struct bytes pin, struct obtaining *ret_o)
{
	struct file_lock *lock;
	char path[FILE_PATH_MAX];

	TRY(assistant_path(a, "operation.lock", path));
	TRY(file_lock(path, 0, &lock));
	*ret_o = (struct obtaining){.a = a, .pin = pin, .lock = lock};
	journal_init(&ret_o->j);
	return ERR_OK;
}

void
obtaining_done(struct obtaining *o)
{
	token_free(o->token);
	journal_done(&o->j);
	file_lock_free(o->lock);
}

static enum err
save(struct obtaining *o, enum journal_state state)
{
	o->j.state = state;
	return journal_write(o->a, &o->j);
}

/* Enter the PIN, once. */
static enum err
log_in(struct obtaining *o)
{
	if (o->logged_in)
		return ERR_OK;
	if (o->pin.len == 0)
		return ERR_PIN_NEEDED;
	TRY(token_login(o->token, o->pin, &o->a->failure.tries_left));
	o->logged_in = true;
	return ERR_OK;
}

/* --- begin --- */

static enum err
choose_names(struct obtaining *o)
{
	AUTO_DONE(buf) hex = BUF(JOURNAL_KEY_SIZE);
	uint8_t key[ASK_KEY_LEN];

	TRY(random_fill(o->a->random, key, sizeof(key)));
	text_hex(&hex, BYTES_ARRAY(key));
	TRY(buf_status(&hex));
	memcpy(o->j.key, hex.p, hex.len);
	o->j.key[hex.len] = '\0';
	(void)snprintf(
	    o->j.container, sizeof(o->j.container), "cert-%.16s", o->j.key);
	return ERR_OK;
}

/* "SOFT-NEW:HOME/tokens/KEY.token": a file we know, so that we can undo it. */
static enum err
name_new_token(struct obtaining *o)
{
	char name[64], path[FILE_PATH_MAX];

	(void)snprintf(name, sizeof(name), "tokens/%.16s.token", o->j.key);
	TRY(assistant_path(o->a, name, path));
	if (snprintf(o->j.device, sizeof(o->j.device), SOFT_NEW_PREFIX "%s",
		path) >= (int)sizeof(o->j.device))
		return ERR_TOO_LARGE;
	o->j.new_token = true;
	o->j.carrier = CARRIER_SOFT;
	return ERR_OK;
}

static enum err
choose_carrier(struct obtaining *o, const char *carrier)
{
	struct token_info info;

	if (strcmp(carrier, "soft") == 0)
		return name_new_token(o);
	TRY(token_open_serial(ASSISTANT_LIBRARIES(o->a), carrier, &o->token));
	TRY(log_in(o));
	TRY(token_get_info(o->token, &info));
	o->j.carrier = info.kind;
	memcpy(o->j.carrier_serial, info.serial, sizeof(info.serial));
	return ERR_OK;
}

static struct token_library *
soft_library(struct assistant *a)
{
	return a->libraries[a->library_count - 1];
}

/* Make the token file. Its random admin PIN goes to the office, sealed, and
 * is then known to nobody. */
static enum err
set_up_new_token(struct obtaining *o)
{
	AUTO(secret) admin_pin = NULL;
	struct token_setup setup = {.user_pin = o->pin, .label = "证书助手"};
	struct token_info info;

	TRY(token_open(soft_library(o->a), o->j.device, &o->token));
	TRY(token_admin_pin_random(o->a->gm, &admin_pin));
	setup.admin_pin = secret_bytes(admin_pin);
	TRY(token_set_up(o->token, &setup));
	o->logged_in = true;
	TRY(token_get_info(o->token, &info));
	memcpy(o->j.carrier_serial, info.serial, sizeof(info.serial));
	return escrow_seal(o->a->gm, &o->a->key_centre, info.serial,
	    setup.admin_pin, &o->j.escrow);
}

static enum err
make_key(struct obtaining *o)
{
	struct sm2_public key;

	assistant_step(o->a, STEP_TOKEN, 1, STEPS);
	if (o->j.new_token)
		TRY(set_up_new_token(o));
	assistant_step(o->a, STEP_KEY, 2, STEPS);
	TRY(token_container_create(o->token, o->j.container));
	TRY(token_generate(o->token, o->j.container, &key));
	FAULT_POINT("assistant.issue.key-made");
	return ERR_OK;
}

enum err
obtaining_begin(struct obtaining *o, enum ask_verb verb, const char *user_name,
    const char *carrier)
{
	TRY(token_pin_check(o->pin));
	if (strlen(user_name) >= sizeof(o->j.user_name))
		return ERR_TOO_LARGE;
	memcpy(o->j.user_name, user_name, strlen(user_name) + 1);
	o->j.verb = verb;
	TRY(choose_names(o));
	TRY(choose_carrier(o, carrier));
	TRY(save(o, JOURNAL_BEGUN));
	FAULT_POINT("assistant.issue.journalled");
	return make_key(o);
}

/* --- ask --- */

static enum err
make_request(struct obtaining *o, struct signer *signer)
{
	struct name subject = {.country = "CN"};

	memcpy(subject.serial_number, o->j.user_name,
	    sizeof(subject.serial_number));
	memcpy(subject.common_name, o->j.user_name, sizeof(o->j.user_name));
	return csr_make(o->a->gm, &subject, signer, &o->j.csr);
}

static enum err
fill_ask(struct obtaining *o, struct ask *ask)
{
	struct assistant *a = o->a;
	size_t len;

	*ask = (struct ask){.verb = o->j.verb,
	    .carrier = o->j.carrier,
	    .at = clock_now(a->clock)};
	memcpy(ask->user_name, o->j.user_name, sizeof(ask->user_name));
	memcpy(ask->carrier_serial, o->j.carrier_serial,
	    sizeof(ask->carrier_serial));
	TRY(text_unhex(bytes_str(o->j.key), ask->key, sizeof(ask->key), &len));
	TRY(sm3_of(a->gm, buf_bytes(&o->j.csr), ask->request));
	return sm3_of(a->gm, buf_bytes(&o->j.escrow), ask->escrow);
}

enum err
obtaining_ask(struct obtaining *o, const struct signer *evidence)
{
	struct token_key key;
	struct signer signer;
	struct ask ask;

	assistant_step(o->a, STEP_REQUEST, 3, STEPS);
	TRY(token_key_init(o->token, o->j.container, &key));
	signer = token_signer(&key);
	TRY(make_request(o, &signer));
	TRY(fill_ask(o, &ask));
	TRY(ask_sign(o->a->gm, &ask, evidence, &o->j.ask));
	TRY(save(o, JOURNAL_ASKED));
	FAULT_POINT("assistant.issue.asked");
	return ERR_OK;
}

/* --- the answer --- */

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

	assistant_step(o->a, STEP_ANSWER, 4, STEPS);
	buf_truncate(&o->j.answer, 0);
	TRY(office_pair_make(o->a, &r, o->j.pair, &o->j.answer));
	if (check_answer(o, &answer, &envelope) != ERR_OK)
		return ERR_OFFICE_ANSWER;
	TRY(save(o, JOURNAL_ANSWERED));
	FAULT_POINT("assistant.issue.answered");
	return ERR_OK;
}

/* --- install, prove, confirm --- */

static enum err
need_token(struct obtaining *o)
{
	if (o->token == NULL)
		TRY(token_open_serial(
		    ASSISTANT_LIBRARIES(o->a), o->j.carrier_serial, &o->token));
	return log_in(o);
}

static enum err
install(struct obtaining *o)
{
	const char *container = o->j.container;
	struct answer answer;
	struct envelope envelope;

	assistant_step(o->a, STEP_INSTALL, 5, STEPS);
	TRY(check_answer(o, &answer, &envelope));
	TRY(token_import_envelope(o->token, container, &envelope));
	TRY(token_write_cert(o->token, container, TOKEN_SIGN, answer.sign));
	TRY(token_write_cert(
	    o->token, container, TOKEN_ENCRYPT, answer.encrypt));
	FAULT_POINT("assistant.issue.imported");
	assistant_step(o->a, STEP_PROVE, 6, STEPS);
	TRY(token_prove(o->token, container));
	FAULT_POINT("assistant.issue.proved");
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

	assistant_step(o->a, STEP_CONFIRM, 7, STEPS);
	TRY(text_unhex(bytes_str(o->j.pair), c.pair, sizeof(c.pair), &len));
	TRY(answer_parse(buf_bytes(&o->j.answer), &answer));
	TRY(sm3_of(o->a->gm, answer.sign, c.certificate));
	confirm_encode(&der, &c);
	TRY(buf_status(&der));
	TRY(token_key_init(o->token, o->j.container, &key));
	signer = token_signer(&key);
	TRY(signer_sign(o->a->gm, &signer, buf_bytes(&der), &sig));
	TRY(office_pair_confirm(o->a, o->j.pair, buf_bytes(&der), &sig));
	TRY(save(o, JOURNAL_CONFIRMED));
	FAULT_POINT("assistant.issue.confirmed");
	return ERR_OK;
}

static enum err
finish_answered(struct obtaining *o)
{
	TRY(need_token(o));
	TRY(install(o));
	return confirm(o);
}

enum err
obtaining_finish(struct obtaining *o, struct holder_pair *ret_pair)
{
	enum err e = ERR_OK;

	TRY(assistant_need_office(o->a));
	if (o->j.state == JOURNAL_ASKED)
		e = send(o);
	if (is_final(e)) {
		TRY(obtaining_undo(o));
		return e;
	}
	if (e != ERR_OK)
		return e;
	if (o->j.state == JOURNAL_ANSWERED)
		TRY(finish_answered(o));
	assistant_step(o->a, STEP_CLEAN, STEPS, STEPS);
	if (o->token == NULL)
		TRY(token_open_serial(
		    ASSISTANT_LIBRARIES(o->a), o->j.carrier_serial, &o->token));
	TRY(holder_pair_read(o->a, o->token, o->j.container, ret_pair));
	return journal_remove(o->a, &o->j);
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

	TRY(need_token(o));
	e = token_container_delete(o->token, o->j.container);
	return e == ERR_CONTAINER_MISSING ? ERR_OK : e;
}

enum err
obtaining_undo(struct obtaining *o)
{
	TRY(o->j.new_token ? remove_new_token(o) : remove_container(o));
	return journal_remove(o->a, &o->j);
}

/* --- going on after a cut --- */

struct resumption {
	struct obtaining *o;
	const char *carrier; /* see obtaining_resume */
	bool found;
	struct holder_pair *pair;
};

static bool
is_about(const struct journal *j, const char *carrier)
{
	if (carrier == NULL)
		return true;
	if (strcmp(carrier, "soft") == 0)
		return j->new_token;
	return strcmp(carrier, j->carrier_serial) == 0;
}

static enum err
resume_one(void *arg, struct journal *j)
{
	struct resumption *r = arg;
	struct obtaining one = {.a = r->o->a, .pin = r->o->pin, .j = *j};
	struct holder_pair pair = {0};
	enum err e;

	if (!is_about(j, r->carrier))
		return ERR_OK;
	if (j->state == JOURNAL_BEGUN)
		e = obtaining_undo(&one);
	else
		e = obtaining_finish(&one, &pair);
	token_free(one.token);
	*j = one.j; /* whose buffers its owner frees */
	if (e == ERR_OK && j->state != JOURNAL_BEGUN) {
		if (r->found)
			holder_pair_done(r->pair);
		*r->pair = pair;
		r->found = true;
	}
	return e == ERR_TOKEN_MISSING || is_final(e) ? ERR_OK : e;
}

enum err
obtaining_resume(struct obtaining *o, const char *carrier, bool *ret_found,
    struct holder_pair *ret_pair)
{
	struct resumption r = {.o = o, .carrier = carrier, .pair = ret_pair};
	enum err e = journal_each(o->a, resume_one, &r);

	if (e != ERR_OK && r.found)
		holder_pair_done(r.pair);
	if (e != ERR_OK)
		return e;
	*ret_found = r.found;
	return ERR_OK;
}
