/* SPDX-License-Identifier: Apache-2.0 */
/* 修改PIN码: the holder's own change of PIN. */
#include <string.h>

#include "assistant/carrier.h"

enum err
assistant_pin_state(struct assistant *a, const char *carrier_serial,
    struct pin_state *ret_state)
{
	AUTO(token) t = NULL;
	struct token_info info;
	struct pin_state s;

	failure_clear(a);
	TRY(carrier_open(a, carrier_serial, &t));
	TRY(carrier_look(a, t, &info));
	if (info.blank)
		return ERR_TOKEN_BLANK;
	if (info.pin_tries == 0) {
		a->failure.tries_left = 0;
		return ERR_PIN_LOCKED;
	}
	s = (struct pin_state){.carrier = info.kind,
	    .left = info.pin_tries,
	    .max = info.pin_tries_max,
	    .initial = info.kind == CARRIER_HARD && info.pin_initial};
	memcpy(s.label, info.label, sizeof(s.label));
	*ret_state = s;
	return ERR_OK;
}

static enum err
change(struct assistant *a, struct token *t, struct bytes old_pin,
    struct bytes new_pin)
{
	enum err e;

	assistant_step_of(a, &steps_pin, STEP_PIN);
	e = token_change_pin(t, old_pin, new_pin, &a->failure.tries_left);
	a->settled = false;
	if (e == ERR_PIN_WRONG || e == ERR_PIN_LOCKED)
		carrier_know_tries(a, t);
	return e;
}

enum err
assistant_pin_change(struct assistant *a, const char *carrier_serial,
    struct bytes old_pin, struct bytes new_pin)
{
	AUTO(token) t = NULL;
	struct token_info info;
	enum err e;

	failure_clear(a);
	assistant_step_of(a, &steps_pin, STEP_TOKEN);
	TRY(carrier_open(a, carrier_serial, &t));
	TRY(carrier_look(a, t, &info));
	e = carrier_check(a, &info, old_pin);
	if (e != ERR_OK && e != ERR_PIN_INITIAL)
		return e;
	TRY(token_pin_check_kind(info.kind, new_pin));
	return change(a, t, old_pin, new_pin);
}
