/* SPDX-License-Identifier: Apache-2.0 */
/* 修改PIN码: the holder's own change of PIN. */
#include "assistant/context.h"

/* Devices that do not tell the tries left with a wrong PIN are asked. */
static void
know_tries(struct assistant *a, struct token *t)
{
	struct token_info info;

	if (a->failure.tries_left == TOKEN_TRIES_UNKNOWN &&
	    token_get_info(t, &info) == ERR_OK)
		a->failure.tries_left = info.pin_tries;
}

enum err
assistant_pin_tries(struct assistant *a, const char *carrier_serial,
    struct pin_tries *ret_tries)
{
	AUTO(token) t = NULL;
	struct token_info info;

	failure_clear(a);
	TRY(token_open_serial(ASSISTANT_LIBRARIES(a), carrier_serial, &t));
	TRY(token_get_info(t, &info));
	if (info.pin_tries == 0) {
		a->failure.tries_left = 0;
		return ERR_PIN_LOCKED;
	}
	*ret_tries = (struct pin_tries){info.pin_tries, info.pin_tries_max};
	return ERR_OK;
}

enum err
assistant_pin_change(struct assistant *a, const char *carrier_serial,
    struct bytes old_pin, struct bytes new_pin)
{
	AUTO(token) t = NULL;
	enum err e;

	failure_clear(a);
	TRY(token_pin_check(old_pin));
	TRY(token_pin_check(new_pin));
	TRY(token_open_serial(ASSISTANT_LIBRARIES(a), carrier_serial, &t));
	e = token_change_pin(t, old_pin, new_pin, &a->failure.tries_left);
	if (e == ERR_PIN_WRONG || e == ERR_PIN_LOCKED)
		know_tries(a, t);
	return e;
}
