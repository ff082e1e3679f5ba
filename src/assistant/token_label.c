/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "assistant/carrier.h"

enum err
assistant_token_label(
    struct assistant *a, const char *carrier, const char *label)
{
	AUTO(file_lock) lock = NULL;
	AUTO(token) t = NULL;
	struct token_entry entry;
	enum err e;

	failure_clear(a);
	TRY(assistant_lock(a, &lock));
	TRY(carrier_look_up(a, carrier, &entry, &t));
	e = token_set_label(t, label);
	if (e == ERR_BAD_TEXT)
		memcpy(a->failure.field, "label", sizeof("label"));
	return e;
}
