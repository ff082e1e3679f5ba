/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/menu_can.h"

#include <string.h>

enum text
can_always(const struct desk_state *s)
{
	(void)s;
	return TEXT_COUNT;
}

enum text
can_when_open(const struct desk_state *s)
{
	if (s->opened == ERR_OK)
		return TEXT_COUNT;
	return s->opened == ERR_CANCELLED ? TEXT_CANNOT_YET : TEXT_CANNOT_START;
}

enum text
can_with_login(const struct desk_state *s)
{
	if (s->opened != ERR_OK)
		return can_when_open(s);
	if (s->account.logged_in)
		return strcmp(s->account.kind, "named") == 0 ? TEXT_CANNOT_NAMED
							     : TEXT_COUNT;
	/* Whether a login still holds, only the office knows. */
	return s->office == ERR_OFFICE_UNREACHABLE ||
		       s->office == ERR_OFFICE_ANSWER
		   ? TEXT_CANNOT_OFFICE
		   : TEXT_CANNOT_LOGIN;
}

enum text
can_with_code(const struct desk_state *s)
{
	enum text why = can_with_login(s);

	if (why == TEXT_COUNT && !s->account.code_open)
		why = TEXT_CANNOT_CODE;
	return why;
}

enum text
can_with_pair(const struct desk_state *s)
{
	if (s->opened != ERR_OK)
		return can_when_open(s);
	return s->pairs != NULL && s->pairs->count > 0 ? TEXT_COUNT
						       : TEXT_CANNOT_PAIR;
}

enum text
can_with_pair_or_login(const struct desk_state *s)
{
	return can_with_pair(s) == TEXT_COUNT ? TEXT_COUNT : can_with_login(s);
}

enum text
can_with_carrier(const struct desk_state *s)
{
	if (s->opened != ERR_OK)
		return can_when_open(s);
	for (size_t n = 0; n < s->carrier_count; n++) {
		if (s->carriers[n].err == ERR_OK && !s->carriers[n].info.blank)
			return TEXT_COUNT;
	}
	return TEXT_CANNOT_CARRIER;
}
