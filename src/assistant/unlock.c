/* SPDX-License-Identifier: Apache-2.0 */
/* 证书解锁: a new PIN by way of the admin PIN that the office keeps. */
#include <string.h>

#include "assistant/carrier.h"
#include "assistant/instruct.h"
#include "assistant/office.h"
#include "base/fault.h"

#define ASK_TRIES 3 /* the same question, while the line is bad */

static bool
is_locked(struct assistant *a, const struct holder_pair *p)
{
	struct pin_state s;

	return assistant_pin_state(a, p->token_serial, &s) == ERR_PIN_LOCKED;
}

enum err
assistant_locked_pair(
    struct assistant *a, const char *serial, struct holder_pair *ret_pair)
{
	AUTO(holder_pairs) pairs = NULL;

	if (serial != NULL)
		return assistant_pair(a, serial, ret_pair);
	TRY(assistant_pairs(a, &pairs));
	for (size_t i = 0; i < pairs->count; i++)
		if (is_locked(a, &pairs->rows[i]))
			return assistant_pair(
			    a, pairs->rows[i].sign_serial, ret_pair);
	return assistant_pair(a, NULL, ret_pair);
}

/* No code helps a carrier whose admin PIN is locked. */
static enum err
check_admin_pin(const struct token_info *info)
{
	return info->admin_tries == 0 ? ERR_ADMIN_PIN_LOCKED : ERR_OK;
}

/* That is told before one is mailed, if the carrier is here. */
static enum err
check_carrier(struct assistant *a, const char *carrier_serial)
{
	AUTO(token) t = NULL;
	struct token_info info;

	if (carrier_open(a, carrier_serial, &t) != ERR_OK)
		return ERR_OK;
	TRY(carrier_look(a, t, &info));
	return check_admin_pin(&info);
}

enum err
assistant_unlock_code(struct assistant *a, const char *carrier_serial,
    struct mailed_code *ret_code)
{
	failure_clear(a);
	TRY(check_carrier(a, carrier_serial));
	TRY(assistant_need_office(a));
	return office_unlock_code(a, carrier_serial, ret_code);
}

struct unlocking {
	struct assistant *a;
	const struct unlock_request *r;
	char user_name[USER_NAME_SIZE];
	bool named; /* the session serves for this alone */
	struct token *token;
	struct sm2_key *key;	  /* what is released is sealed to it */
	struct secret *admin_pin; /* the new one */
	struct buf escrow;	  /* … sealed to the key centre */
	struct secret *old_pin;	  /* that the carrier took */
};

static void
unlocking_done(struct unlocking *u)
{
	token_free(u->token);
	sm2_key_free(u->key);
	secret_free(u->admin_pin);
	buf_done(&u->escrow);
	secret_free(u->old_pin);
}
DEFINE_AUTO_DONE(unlocking)

/* --- what the office is asked --- */

static enum err
sign(struct unlocking *u, struct instruction *i, struct buf *der)
{
	TRY(instruct_about(i, u->user_name, u->r->carrier_serial));
	return instruct_by_code(u->a, CODE_UNLOCK, u->r->code, i, der);
}

static enum err
prepare(struct unlocking *u)
{
	struct assistant *a = u->a;
	const char *serial = u->r->carrier_serial;
	struct account_state s;
	struct token_info info;

	assistant_step_of(a, &steps_unlock, STEP_TOKEN);
	TRY(carrier_open(a, serial, &u->token));
	TRY(carrier_look(a, u->token, &info));
	TRY(token_pin_check_kind(info.kind, u->r->new_pin));
	TRY(check_admin_pin(&info));
	assistant_step_of(a, &steps_unlock, STEP_CONNECT);
	TRY(assistant_need_office(a));
	TRY(office_account(a, &s));
	memcpy(u->user_name, s.user_name, sizeof(u->user_name));
	u->named = strcmp(s.kind, "named") == 0;
	TRY(sm2_key_generate(a->gm, &u->key));
	TRY(token_admin_pin_random(a->gm, &u->admin_pin));
	return escrow_seal(a->gm, &a->key_centre, serial,
	    secret_bytes(u->admin_pin), &u->escrow);
}

/* The same octets again bring the same answer; others would need another
 * code. */
static enum err
ask(struct unlocking *u, struct office_pins *ret_pins)
{
	AUTO_DONE(buf) der = BUF(SIGNED_INSTRUCTION_DER_MAX);
	struct instruction i = {.verb = INSTRUCTION_UNLOCK};
	enum err e = ERR_OFFICE_UNREACHABLE;

	assistant_step_of(u->a, &steps_unlock, STEP_CODE);
	i.key = *sm2_key_public(u->key);
	TRY(sm3_of(u->a->gm, buf_bytes(&u->escrow), i.escrow));
	TRY(sign(u, &i, &der));
	for (int n = 0; n < ASK_TRIES && e == ERR_OFFICE_UNREACHABLE; n++)
		e = office_unlock(
		    u->a, buf_bytes(&der), buf_bytes(&u->escrow), ret_pins);
	TRY(e);
	FAULT_POINT("assistant.unlock.released");
	return ERR_OK;
}

/* --- what the carrier is told --- */

/* ESCROW_MISSING where a wrong admin PIN would be the last one. */
static enum err
may_try(struct unlocking *u)
{
	struct token_info info;

	TRY(token_get_info(u->token, &info));
	return info.admin_tries == 0 || info.admin_tries == 1
		   ? ERR_ESCROW_MISSING
		   : ERR_OK;
}

/* PIN_WRONG if it is not the one. */
static enum err
try_pin(struct unlocking *u, struct bytes sealed)
{
	AUTO(secret) pin = NULL;
	char serial[ESCROW_SERIAL_SIZE];
	int left;

	if (escrow_open(u->a->gm, u->key, sealed, serial, &pin) != ERR_OK ||
	    strcmp(serial, u->r->carrier_serial) != 0)
		return ERR_OFFICE_ANSWER;
	/* Not set anywhere yet: no try is spent on it. */
	if (secret_equal(secret_bytes(pin), secret_bytes(u->admin_pin)))
		return ERR_PIN_WRONG;
	TRY(token_unblock(u->token, secret_bytes(pin), u->r->new_pin, &left));
	u->old_pin = TAKE(pin);
	return ERR_OK;
}

/* The newest is what is set if the power went before the office heard of it;
 * the oldest, if it went before the carrier was told anything, however often.
 * One is set from between only if both happened. */
static size_t
likely(size_t n, size_t count)
{
	if (n == 0)
		return 0;
	return n == 1 ? count - 1 : n - 1;
}

static enum err
unblock(struct unlocking *u, const struct office_pins *pins)
{
	for (size_t i = 0; i < pins->count; i++) {
		const struct buf *pin = &pins->rows[likely(i, pins->count)];
		enum err e;

		TRY(may_try(u));
		e = try_pin(u, buf_bytes(pin));
		if (e != ERR_PIN_WRONG)
			return e == ERR_PIN_LOCKED ? ERR_ESCROW_MISSING : e;
	}
	return ERR_ESCROW_MISSING;
}

static enum err
replace_admin_pin(struct unlocking *u)
{
	int left;

	TRY(token_change_admin_pin(u->token, secret_bytes(u->old_pin),
	    secret_bytes(u->admin_pin), &left));
	FAULT_POINT("assistant.unlock.replaced");
	return ERR_OK;
}

/* Only spares the next unlock the older admin PINs: it need not arrive. */
static enum err
tell_office(struct unlocking *u)
{
	AUTO_DONE(buf) der = BUF(SIGNED_INSTRUCTION_DER_MAX);
	struct instruction i = {.verb = INSTRUCTION_UNLOCKED};

	TRY(sign(u, &i, &der));
	return office_unlock_confirm(u->a, buf_bytes(&der));
}

/* The code is spent: nothing stops half way any more. */
static enum err
set_pins(struct unlocking *u, const struct office_pins *pins)
{
	assistant_step_of(u->a, &steps_unlock, STEP_PIN);
	TRY(unblock(u, pins));
	FAULT_POINT("assistant.unlock.unblocked");
	TRY(replace_admin_pin(u));
	assistant_step_of(u->a, &steps_unlock, STEP_CONFIRM);
	err_ignore(tell_office(u));
	return u->named ? assistant_logout(u->a) : ERR_OK;
}

enum err
assistant_unlock(struct assistant *a, const struct unlock_request *r)
{
	AUTO(file_lock) lock = NULL;
	AUTO_DONE(unlocking)
	u = {.a = a, .r = r, .escrow = BUF(ESCROW_DER_MAX)};
	AUTO_DONE(office_pins) pins = {.count = 0};
	enum err e;

	failure_clear(a);
	TRY(assistant_lock(a, &lock));
	TRY(prepare(&u));
	TRY(ask(&u, &pins));
	e = set_pins(&u, &pins);
	a->settled = false;
	return e;
}
