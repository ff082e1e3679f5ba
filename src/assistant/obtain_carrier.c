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
	TRY(carrier_login(o->a, o->token, pin));
	o->logged_in = true;
	return ERR_OK;
}

static enum err
open_old(struct obtaining *o)
{
	AUTO(token) t = NULL;
	struct bytes pin = pin_of_old(o);

	TRY(carrier_open(o->a, o->j.old_carrier, &t));
	if (pin.len == 0)
		return ERR_PIN_NEEDED;
	TRY(carrier_login(o->a, t, pin));
	o->old_token = TAKE(t);
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
	if (o->old_token == NULL)
		TRY(open_old(o));
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
check_room(struct obtaining *o, struct token *t)
{
	struct search s = {.carrier = o->pin.carrier};

	TRY(journal_each(o->a, uses_carrier, &s));
	return s.found ? ERR_OK : carrier_check_room(o->a, t);
}

static enum err
check_one(
    struct obtaining *o, const struct carrier_pin *p, struct token **ret_t)
{
	AUTO(token) t = NULL;

	if (p->carrier == NULL)
		return ERR_OK;
	if (strcmp(p->carrier, "soft") == 0)
		return token_pin_check(p->pin);
	TRY(carrier_open(o->a, p->carrier, &t));
	TRY(carrier_check(o->a, t, p->pin));
	*ret_t = TAKE(t);
	return ERR_OK;
}

enum err
obtaining_check(struct obtaining *o)
{
	const char *old = o->old_pin.carrier, *new = o->pin.carrier;
	AUTO(token) t = NULL;

	if (old != NULL && (new == NULL || strcmp(old, new) != 0))
		TRY(check_one(o, &o->old_pin, &t));
	TRY(check_one(o, &o->pin, &o->token));
	return o->token != NULL ? check_room(o, o->token) : ERR_OK;
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
