/* SPDX-License-Identifier: Apache-2.0 */
/* The carriers of an operation, and which PIN is for which. */
#include <string.h>

#include "assistant/carrier.h"
#include "assistant/obtain_private.h"

bool
obtaining_is_named(const char *carrier, const char *serial, bool new_token)
{
	if (carrier == NULL)
		return false;
	return strcmp(carrier, "soft") == 0 ? new_token
					    : strcmp(carrier, serial) == 0;
}

/* A PIN that came without a carrier is for the first that needs one, and then
 * for no other. */
static struct bytes
bind(struct obtaining *o, const char *serial)
{
	memcpy(o->bound, serial, sizeof(o->bound));
	o->pin.carrier = o->bound;
	return o->pin.pin;
}

/* The PIN of the carrier that gets the pair. */
static struct bytes
pin_of_new(struct obtaining *o)
{
	const struct journal *j = &o->j;

	if (o->pin.carrier == NULL)
		return bind(o, j->carrier_serial);
	if (obtaining_is_named(o->pin.carrier, j->carrier_serial, j->new_token))
		return o->pin.pin;
	return obtaining_is_named(o->old_pin.carrier, j->carrier_serial, false)
		   ? o->old_pin.pin
		   : BYTES_NONE;
}

/* The PIN of the carrier that loses one: never that of another. */
static struct bytes
pin_of_old(struct obtaining *o)
{
	if (o->pin.carrier == NULL)
		return bind(o, o->j.old_carrier);
	if (obtaining_is_named(o->old_pin.carrier, o->j.old_carrier, false))
		return o->old_pin.pin;
	return obtaining_is_named(o->pin.carrier, o->j.old_carrier, false)
		   ? o->pin.pin
		   : BYTES_NONE;
}

enum err
obtaining_open_token(struct obtaining *o)
{
	enum err e;

	if (o->token != NULL)
		return ERR_OK;
	e = carrier_open(o->a, o->j.carrier_serial, &o->token);
	o->absent = e != ERR_OK;
	return e;
}

/* A PIN is entered once. */
enum err
obtaining_need_token(struct obtaining *o)
{
	struct bytes pin;

	TRY(obtaining_open_token(o));
	if (o->logged_in)
		return ERR_OK;
	pin = pin_of_new(o);
	if (pin.len == 0)
		return ERR_PIN_NEEDED;
	TRY(o->checked ? carrier_enter(o->a, o->token, pin)
		       : carrier_login(o->a, o->token, pin));
	o->logged_in = true;
	return ERR_OK;
}

static enum err
need_old(struct obtaining *o)
{
	struct bytes pin = pin_of_old(o);

	if (o->old_token == NULL)
		TRY(carrier_open(o->a, o->j.old_carrier, &o->old_token));
	if (o->old_logged_in)
		return ERR_OK;
	if (pin.len == 0)
		return ERR_PIN_NEEDED;
	TRY(carrier_login(o->a, o->old_token, pin));
	o->old_logged_in = true;
	return ERR_OK;
}

enum err
obtaining_old_token(struct obtaining *o, struct token **ret_token)
{
	if (strcmp(o->j.old_carrier, o->j.carrier_serial) == 0) {
		TRY(obtaining_need_token(o));
		*ret_token = o->token;
		return ERR_OK;
	}
	TRY(need_old(o));
	*ret_token = o->old_token;
	return ERR_OK;
}

/* --- before anything is done --- */

struct search {
	const char *carrier;
	bool found;
};

static enum err
uses_carrier(void *arg, struct journal *j)
{
	struct search *s = arg;

	if (strcmp(j->carrier_serial, s->carrier) == 0)
		s->found = true;
	return ERR_OK;
}

/* What was begun there has its room. */
static enum err
check_room(struct obtaining *o, const struct token_info *i)
{
	struct search s = {.carrier = o->pin.carrier};

	TRY(journal_each(o->a, uses_carrier, &s));
	return s.found ? ERR_OK : carrier_check_room(i);
}

static enum err
check_one(struct obtaining *o, const struct carrier_pin *p,
    struct token **ret_t, struct token_info *ret_info)
{
	AUTO(token) t = NULL;

	TRY(carrier_open(o->a, p->carrier, &t));
	TRY(carrier_look(o->a, t, ret_info));
	TRY(carrier_check(o->a, ret_info, p->pin));
	*ret_t = TAKE(t);
	return ERR_OK;
}

/* The carrier stays open for what comes. */
static enum err
check_new(struct obtaining *o)
{
	struct token_info info;

	if (strcmp(o->pin.carrier, "soft") == 0)
		return token_pin_check(o->pin.pin);
	TRY(check_one(o, &o->pin, &o->token, &info));
	o->checked = true;
	return check_room(o, &info);
}

enum err
obtaining_check(struct obtaining *o)
{
	const char *old = o->old_pin.carrier;
	struct token_info info;

	if (old != NULL && strcmp(old, o->pin.carrier) != 0)
		TRY(check_one(o, &o->old_pin, &o->old_token, &info));
	return check_new(o);
}

enum err
obtaining_enter_old(struct obtaining *o, struct token **ret_token)
{
	bool same = strcmp(o->old_pin.carrier, o->pin.carrier) == 0;
	struct token *t = same ? o->token : o->old_token;

	TRY(carrier_enter(o->a, t, o->old_pin.pin));
	*(same ? &o->logged_in : &o->old_logged_in) = true;
	*ret_token = t;
	return ERR_OK;
}

/* --- afterwards --- */

static bool
is_gone(struct token *t)
{
	struct token_info i;

	return t != NULL && token_get_info(t, &i) != ERR_OK;
}

enum err
obtaining_explain(struct obtaining *o, enum err e)
{
	bool new, old;
	AUTO(token) t = NULL;

	if (e != ERR_TOKEN_REMOVED && e != ERR_TOKEN_FAILED)
		return e;
	new = is_gone(o->token);
	old = is_gone(o->old_token);
	if (!new && !old)
		return e;
	err_ignore(carrier_open(
	    o->a, new ? o->j.carrier_serial : o->j.old_carrier, &t));
	return ERR_TOKEN_REMOVED;
}
