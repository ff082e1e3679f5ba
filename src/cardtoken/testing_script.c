/* SPDX-License-Identifier: Apache-2.0 */
#include "cardtoken/testing_script.h"

#include <string.h>

/* The value of a digit in lower case. */
static uint8_t
digit(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void
put_hex(struct buf *b, const char *hex)
{
	for (; *hex != '\0'; hex += 2)
		buf_u8(b, (uint8_t)(digit(hex[0]) << 4 | digit(hex[1])));
}

static const char *
next_answer(struct testing_script *s)
{
	if (s->answers[0] == NULL)
		return "";
	if (strcmp(s->answers[0], "*") == 0)
		return s->answers[1];
	return *s->answers++;
}

static bool
transmit(void *self, struct bytes command, struct buf *answer)
{
	struct testing_script *s = self;
	const char *hex = next_answer(s);

	if (s->commands < SCRIPT_COMMANDS) {
		size_t kept =
		    command.len < SCRIPT_KEPT ? command.len : SCRIPT_KEPT;

		memcpy(s->sent[s->commands], command.p, kept);
		s->sent_len[s->commands] = command.len;
	}
	s->commands++;
	put_hex(answer, hex);
	return hex[0] != '\0';
}

static void
reset(void *self)
{
	(void)self;
}

void
testing_script_world(struct testing_world *w, struct testing_script *s)
{
	*w = (struct testing_world){.slots = {{.name = "Reader",
					.here = true,
					.card = {transmit, reset, s}}}};
}
