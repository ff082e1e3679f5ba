/* SPDX-License-Identifier: Apache-2.0 */
/* 证书换发 and 证书更新: new keys for the same holder. */
#include <string.h>

#include "assistant/obtain.h"
#include "assistant/office.h"

/* Sign the ask with the key that the new one replaces. */
static enum err
ask_by_key(struct obtaining *o)
{
	struct token_key key;
	struct signer signer;
	struct token *t;

	TRY(obtaining_old_token(o, &t));
	TRY(token_key_init(t, o->j.old_container, &key));
	signer = token_signer(&key);
	return obtaining_ask(o, &signer);
}

/* Sign it with the code of a reissue: the key is lost. */
static enum err
ask_by_code(struct obtaining *o, struct bytes code)
{
	AUTO(sm2_key) code_key = NULL;
	struct signer_key holder;
	struct signer signer;

	TRY(authorisation_key(o->a->gm, o->j.user_name, code, &code_key));
	holder = (struct signer_key){o->a->gm, code_key};
	signer = signer_of_key(&holder);
	return obtaining_ask(o, &signer);
}

/* --- by the current key --- */

struct replacement {
	enum ask_verb verb;
	struct holder_pair old;
};

static enum err
obtain_by_key(struct obtaining *o, const struct replacement *r,
    struct holder_pair *ret_pair)
{
	TRY(obtaining_begin(
	    o, &(struct obtaining_plan){r->verb, r->old.user_name, &r->old}));
	TRY(ask_by_key(o));
	return obtaining_finish(o, ret_pair);
}

/* Whoever replaces a pair is logged in with it. One that the office revoked
 * for an operation of ours that was cut off need not be: that is gone on
 * with. */
static enum err
log_in(struct obtaining *o, struct replacement *r)
{
	struct token *t;
	enum err e;

	TRY(r->old.state);
	TRY(obtaining_enter_old(o, &t));
	e = login_pair(o->a, t, &r->old, false);
	return e == ERR_OPERATION_PENDING ? ERR_OK : e;
}

/* The office knows before a key is made. */
static enum err
check_update(struct assistant *a)
{
	struct account_state s;

	TRY(office_account(a, &s));
	return strcmp(s.update, "none") == 0 ? ERR_RENEWAL_EARLY : ERR_OK;
}

struct replacing {
	const char *carrier; /* NULL: the old pair's */
	struct bytes pin, old_pin;
};

static enum err
replace(struct assistant *a, struct replacement *r, const struct replacing *how,
    struct holder_pair *ret_pair)
{
	const struct carrier_pin old = {r->old.token_serial, how->old_pin};
	const struct carrier_pin new = {how->carrier, how->pin};
	bool same = how->carrier == NULL ||
		    strcmp(how->carrier, r->old.token_serial) == 0;
	AUTO_DONE(obtaining) o = {0};
	bool found;

	TRY(obtaining_init(a, same ? &old : &new, &o));
	o.old_pin = old;
	TRY(obtaining_check(&o));
	TRY(assistant_need_office(a));
	TRY(log_in(&o, r));
	TRY(obtaining_resume(&o, r->verb, &found, ret_pair));
	if (found)
		return ERR_OK;
	if (r->verb == ASK_UPDATE)
		TRY(check_update(a));
	return obtaining_or_undo(&o, obtain_by_key(&o, r, ret_pair));
}

static enum err
exchange_by_key(struct assistant *a, const struct exchange_request *r,
    struct holder_pair *ret_pair)
{
	const struct replacing how = {r->carrier, r->pin, r->old_pin};
	struct replacement what = {.verb = ASK_EXCHANGE};
	enum err e;

	TRY(assistant_pair(a, r->serial, &what.old));
	e = replace(a, &what, &how, ret_pair);
	holder_pair_done(&what.old);
	return e;
}

enum err
assistant_update(struct assistant *a, const char *serial, struct bytes pin,
    struct holder_pair *ret_pair)
{
	const struct replacing how = {.old_pin = pin};
	struct replacement what = {.verb = ASK_UPDATE};
	enum err e;

	TRY(assistant_pair(a, serial, &what.old));
	e = replace(a, &what, &how, ret_pair);
	holder_pair_done(&what.old);
	return e;
}

/* --- by a mailed code --- */

static enum err
obtain_by_code(struct obtaining *o, const struct exchange_request *r,
    struct holder_pair *ret_pair)
{
	struct account_state s;

	TRY(office_holder(o->a, &s));
	if (!s.code_open)
		return ERR_CODE_WRONG;
	TRY(obtaining_begin(
	    o, &(struct obtaining_plan){ASK_EXCHANGE, s.user_name, NULL}));
	TRY(ask_by_code(o, r->code));
	return obtaining_finish(o, ret_pair);
}

static enum err
exchange_by_code(struct assistant *a, const struct exchange_request *r,
    struct holder_pair *ret_pair)
{
	const char *carrier = r->carrier != NULL ? r->carrier : "soft";
	AUTO_DONE(obtaining) o = {0};
	bool found;

	failure_clear(a);
	TRY(obtaining_init(a, &(struct carrier_pin){carrier, r->pin}, &o));
	TRY(obtaining_check(&o));
	TRY(assistant_need_office(a));
	TRY(obtaining_resume(&o, ASK_EXCHANGE, &found, ret_pair));
	return found ? ERR_OK
		     : obtaining_or_undo(&o, obtain_by_code(&o, r, ret_pair));
}

enum err
assistant_exchange(struct assistant *a, const struct exchange_request *r,
    struct holder_pair *ret_pair)
{
	return r->code.len > 0 ? exchange_by_code(a, r, ret_pair)
			       : exchange_by_key(a, r, ret_pair);
}
