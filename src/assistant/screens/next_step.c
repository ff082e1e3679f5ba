/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/next_step.h"

#include "assistant/screens/desk.h"

static const struct {
	enum err err;
	const char *screen;
	enum text label;
} steps[] = {
    {ERR_CERT_EXPIRED, "exchange", TEXT_GO_EXCHANGE},
    {ERR_CERT_OLD_CA, "exchange", TEXT_GO_EXCHANGE},
    {ERR_TOKEN_DAMAGED, "exchange", TEXT_GO_EXCHANGE},
    {ERR_TOKEN_OTHER_COMPUTER, "exchange", TEXT_GO_EXCHANGE},
    {ERR_ADMIN_PIN_LOCKED, "exchange", TEXT_GO_EXCHANGE},
    {ERR_ESCROW_MISSING, "exchange", TEXT_GO_EXCHANGE},
    {ERR_PAIR_EXISTS, "exchange", TEXT_GO_EXCHANGE},
    {ERR_CERT_ON_HOLD, "release", TEXT_GO_RELEASE},
    {ERR_PIN_LOCKED, "unlock", TEXT_GO_UNLOCK},
    {ERR_PIN_INITIAL, "pin", TEXT_GO_PIN},
    {ERR_OPERATION_PENDING, "resume", TEXT_GO_RESUME},
    {ERR_SESSION_MISSING, "login", TEXT_GO_LOGIN},
    {ERR_TOKEN_BLANK, "token_init", TEXT_GO_TOKEN_INIT},
    {ERR_OFFICE_UNREACHABLE, "repair", TEXT_GO_DOCTOR},
    {ERR_OFFICE_ANSWER, "repair", TEXT_GO_DOCTOR},
    {ERR_CLOCK_WRONG, "repair", TEXT_GO_DOCTOR},
    {ERR_CARD_SERVICE, "repair", TEXT_GO_DOCTOR},
    {ERR_TOKEN_LIBRARY, "repair", TEXT_GO_DOCTOR},
    {ERR_TOKEN_LIBRARY_LOST, "repair", TEXT_GO_DOCTOR},
    {ERR_TOKEN_FAILED, "repair", TEXT_GO_DOCTOR},
    {ERR_CRYPTO, "repair", TEXT_GO_DOCTOR},
};

static size_t
find(enum err e)
{
	size_t n = 0;

	while (n < COUNT(steps) && steps[n].err != e)
		n++;
	return n;
}

enum screen_kind
next_step(enum err e)
{
	size_t n = find(e);

	return n < COUNT(steps) ? screen_named(steps[n].screen) : SCREEN_COUNT;
}

struct item *
next_step_button(struct view *v, int id, enum err e, unsigned flags)
{
	if (next_step(e) == SCREEN_COUNT)
		return NULL;
	return view_button(v, id, steps[find(e)].label, flags);
}

void
next_step_go(struct screen *s, enum err e, const struct wish *w)
{
	enum screen_kind kind = next_step(e);

	if (kind != SCREEN_COUNT)
		(void)desk_open(screen_desk(s), kind, w);
}
