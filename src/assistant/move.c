/* SPDX-License-Identifier: Apache-2.0 */
/* 证书换发 from an old CA: its key proves who moves, RSA or SM2. */
#include "assistant/obtain.h"
#include "assistant/office.h"
#include "assistant/old_key.h"
#include "pki/statement.h"

static enum err
log_in(struct assistant *a, struct old_key *key)
{
	AUTO_DONE(buf) signature = BUF(OLD_KEY_SIGNATURE_MAX);
	uint8_t message[LOGIN_MESSAGE_LEN];
	char nonce[LOGIN_NONCE_MAX + 1];

	TRY(office_challenge(a, nonce));
	TRY(login_message(a->gm, a->origin, nonce, message));
	TRY(old_key_sign(key, a->gm, BYTES_ARRAY(message), &signature));
	return office_login_exchange(
	    a, &(struct office_old_proof){
		   nonce, old_key_certificate(key), buf_bytes(&signature)});
}

static enum err
sign_ask(void *self, struct gm *gm, const struct ask *ask, struct buf *b)
{
	AUTO_DONE(buf) der = BUF(ASK_DER_MAX);
	AUTO_DONE(buf) signature = BUF(OLD_KEY_SIGNATURE_MAX);

	ask_encode(&der, ask);
	TRY(buf_status(&der));
	TRY(old_key_sign(self, gm, buf_bytes(&der), &signature));
	statement_encode(b, buf_bytes(&der), buf_bytes(&signature));
	return buf_status(b);
}

static enum err
obtain(struct obtaining *o, struct old_key *key, struct holder_pair *ret_pair)
{
	struct account_state s;

	TRY(office_account(o->a, &s));
	TRY(obtaining_begin(
	    o, &(struct obtaining_plan){ASK_EXCHANGE, s.user_name, NULL}));
	TRY(obtaining_ask_by(o, &(struct obtaining_signer){sign_ask, key}));
	return obtaining_finish(o, ret_pair);
}

enum err
assistant_move(struct assistant *a, const struct move_request *r,
    struct holder_pair *ret_pair)
{
	AUTO_DONE(old_key) key = {.file = NULL};
	AUTO_DONE(obtaining) o = {0};
	bool found;

	failure_clear(a);
	if (r->key_file != NULL)
		TRY(old_key_open_file(a, r->key_file, r->key_pin, &key));
	TRY(obtaining_init(a, &(struct carrier_pin){r->carrier, r->pin}, &o));
	TRY(obtaining_check(&o));
	TRY(assistant_need_office(a));
	if (r->key_file == NULL)
		TRY(old_key_open_token(a, r, &key));
	TRY(log_in(a, &key));
	TRY(obtaining_resume(&o, ASK_EXCHANGE, &found, ret_pair));
	return found ? ERR_OK
		     : obtaining_or_undo(&o, obtain(&o, &key, ret_pair));
}
