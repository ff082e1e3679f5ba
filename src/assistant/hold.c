/* SPDX-License-Identifier: Apache-2.0 */
/* 证书锁定, its release, and 证书废除: what is asked about a certificate that
 * may be here, or on a computer that was stolen. */
#include <string.h>

#include "assistant/carrier.h"
#include "assistant/instruct.h"
#include "assistant/office.h"
#include "pki/status_order.h"

/* --- which certificate --- */

/* States of a signing certificate in which a verb makes sense. */
static bool
is_wanted(const struct account_certificate *c, const char *const states[])
{
	for (size_t i = 0; states[i] != NULL; i++)
		if (strcmp(c->state, states[i]) == 0)
			return c->serial[0] != '\0';
	return false;
}

static const char *const lockable[] = {"valid", NULL};
static const char *const releasable[] = {"on-hold", NULL};
static const char *const revocable[] = {"valid", "on-hold", NULL};

/* The signing certificate that is meant, among those of the account. */
static enum err
find_serial(struct assistant *a, const char *serial, const char *const states[],
    char ret_serial[CERT_SERIAL_TEXT_SIZE])
{
	AUTO(account_pairs) list = NULL;
	const struct account_pair *found = NULL;

	TRY(office_account_pairs(a, &list));
	for (size_t i = 0; i < list->count; i++) {
		const struct account_pair *p = &list->rows[i];

		if (serial == NULL ? !is_wanted(&p->sign, states)
				   : strcmp(serial, p->sign.serial) != 0 &&
					 strcmp(serial, p->encrypt.serial) != 0)
			continue;
		if (found != NULL)
			return ERR_CERT_UNKNOWN;
		found = p;
	}
	if (found == NULL)
		return ERR_CERT_UNKNOWN;
	memcpy(ret_serial, found->sign.serial, sizeof(found->sign.serial));
	return ERR_OK;
}

/* --- hold and release --- */

static enum err
log_in(struct assistant *a, struct holder_pair *p, struct bytes pin)
{
	AUTO(token) t = NULL;

	assistant_step_of(a, &steps_hold_by_key, STEP_SIGN);
	TRY(carrier_open(a, p->token_serial, &t));
	TRY(carrier_login(a, t, pin));
	return login_pair(a, t, p, false);
}

/* Whoever is not logged in is known by the key. A session also ends with the
 * hold: if its answer was lost, the office says now that it came about. */
static enum err
need_session(struct assistant *a, struct holder_pair *p, struct bytes pin,
    bool *ret_held)
{
	struct account_state s;
	enum err e = office_holder(a, &s); /* before a PIN is tried */

	if (e == ERR_SESSION_MISSING)
		e = log_in(a, p, pin);
	*ret_held = e == ERR_CERT_ON_HOLD;
	return *ret_held ? ERR_OK : e;
}

/* What was sent may have come about, whether or not its answer comes: nothing
 * cancels it any more. */
static enum err
ask(struct assistant *a, const struct steps *s, const char *by,
    struct bytes instruction)
{
	enum err e;

	assistant_step_of(a, s, STEP_STATUS);
	e = office_hold(a, by, instruction);
	a->settled = false;
	return e;
}

enum err
assistant_hold(struct assistant *a, const char *serial, struct bytes pin)
{
	AUTO_DONE(holder_pair) p = {.sign = BUF(0)};
	AUTO_DONE(buf) der = BUF(SIGNED_INSTRUCTION_DER_MAX);
	struct instruction i = {.verb = INSTRUCTION_HOLD};
	bool held;

	TRY(assistant_pair(a, serial, &p));
	assistant_step_of(a, &steps_hold_by_key, STEP_CONNECT);
	TRY(assistant_need_office(a));
	TRY(need_session(a, &p, pin, &held));
	if (held)
		return ERR_OK;
	assistant_step_of(a, &steps_hold_by_key, STEP_SIGN);
	TRY(instruct_about(&i, p.user_name, p.sign_serial));
	TRY(instruct_by_key(a, &p, pin, &i, &der));
	return ask(a, &steps_hold_by_key, "key", buf_bytes(&der));
}

static const struct {
	enum instruction_verb verb;
	enum code_purpose purpose;
	const char *const *states;
} holds[] = {
    [HOLD_LOCK] = {INSTRUCTION_HOLD, CODE_HOLD, lockable},
    [HOLD_RELEASE] = {INSTRUCTION_RELEASE, CODE_RELEASE, releasable},
};

enum err
assistant_hold_code(struct assistant *a, enum hold_verb verb,
    const char *serial, struct mailed_code *ret_code)
{
	char found[CERT_SERIAL_TEXT_SIZE];

	failure_clear(a);
	TRY(assistant_need_office(a));
	TRY(find_serial(a, serial, holds[verb].states, found));
	return office_hold_code(a, holds[verb].verb, found, ret_code);
}

enum err
assistant_hold_by_code(struct assistant *a, enum hold_verb verb,
    const char *serial, struct bytes code)
{
	AUTO_DONE(buf) der = BUF(SIGNED_INSTRUCTION_DER_MAX);
	struct instruction i = {.verb = holds[verb].verb};
	char found[CERT_SERIAL_TEXT_SIZE];
	struct account_state s;

	failure_clear(a);
	assistant_step_of(a, &steps_hold_by_code, STEP_CONNECT);
	TRY(assistant_need_office(a));
	TRY(office_holder(a, &s));
	TRY(find_serial(a, serial, holds[verb].states, found));
	TRY(instruct_about(&i, s.user_name, found));
	TRY(instruct_by_code(a, holds[verb].purpose, code, &i, &der));
	return ask(a, &steps_hold_by_code, "code", buf_bytes(&der));
}

/* --- revocation --- */

/* What a holder can know; the other reasons are the office's. */
static enum err
find_reason(const char *name, enum crl_reason *ret_reason)
{
	enum crl_reason r;

	if (crl_reason_find(name, &r) != ERR_OK)
		return ERR_FIELD_INVALID;
	switch (r) {
	case CRL_UNSPECIFIED:
	case CRL_KEY_COMPROMISE:
	case CRL_AFFILIATION_CHANGED:
	case CRL_SUPERSEDED:
	case CRL_CESSATION:
		*ret_reason = r;
		return ERR_OK;
	default:
		return ERR_FIELD_INVALID;
	}
}

/* The holder's own signature under it, for which the pair must be here. */
static enum err
sign_revocation(struct assistant *a, const struct revoke_request *r,
    enum crl_reason reason, const char *serial, struct buf *der)
{
	AUTO_DONE(holder_pair) p = {.sign = BUF(0)};
	struct instruction i = {.verb = INSTRUCTION_REVOKE, .reason = reason};

	TRY(assistant_pair(a, serial, &p));
	TRY(instruct_about(&i, p.user_name, p.sign_serial));
	return instruct_by_key(a, &p, r->pin, &i, der);
}

enum err
assistant_revoke(
    struct assistant *a, const struct revoke_request *r, char ret_id[33])
{
	AUTO_DONE(buf) der = BUF(SIGNED_INSTRUCTION_DER_MAX);
	char serial[CERT_SERIAL_TEXT_SIZE];
	enum crl_reason reason;

	failure_clear(a);
	TRY(find_reason(r->reason, &reason));
	if (strlen(r->note) > REVOKE_NOTE_MAX)
		return ERR_TOO_LARGE;
	TRY(assistant_need_office(a));
	TRY(find_serial(a, r->serial, revocable, serial));
	if (r->pin.len > 0)
		TRY(sign_revocation(a, r, reason, serial, &der));
	return office_revoke(a,
	    &(struct office_revocation){
		serial, r->reason, r->note, buf_bytes(&der)},
	    ret_id);
}
