/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/next_step.h"

#include "assistant/screens/desk.h"

static const struct {
	enum err err;
	enum screen_kind screen;
	enum text label;
} steps[] = {
    {ERR_CERT_EXPIRED, SCREEN_EXCHANGE, TEXT_GO_EXCHANGE},
    {ERR_CERT_OLD_CA, SCREEN_EXCHANGE, TEXT_GO_EXCHANGE},
    {ERR_TOKEN_DAMAGED, SCREEN_EXCHANGE, TEXT_GO_EXCHANGE},
    {ERR_TOKEN_OTHER_COMPUTER, SCREEN_EXCHANGE, TEXT_GO_EXCHANGE},
    {ERR_ADMIN_PIN_LOCKED, SCREEN_EXCHANGE, TEXT_GO_EXCHANGE},
    {ERR_ESCROW_MISSING, SCREEN_EXCHANGE, TEXT_GO_EXCHANGE},
    {ERR_PAIR_EXISTS, SCREEN_EXCHANGE, TEXT_GO_EXCHANGE},
    {ERR_CERT_ON_HOLD, SCREEN_RELEASE, TEXT_GO_RELEASE},
    {ERR_PIN_LOCKED, SCREEN_UNLOCK, TEXT_GO_UNLOCK},
    {ERR_PIN_INITIAL, SCREEN_PIN, TEXT_GO_PIN},
    {ERR_OPERATION_PENDING, SCREEN_RESUME, TEXT_GO_RESUME},
    {ERR_SESSION_MISSING, SCREEN_LOGIN, TEXT_GO_LOGIN},
    {ERR_ACCOUNT_NOT_ACTIVE, SCREEN_LOGIN, TEXT_GO_LOGIN},
    {ERR_TOKEN_BLANK, SCREEN_TOKEN_INIT, TEXT_GO_TOKEN_INIT},
    {ERR_OFFICE_UNREACHABLE, SCREEN_REPAIR, TEXT_GO_DOCTOR},
    {ERR_OFFICE_ANSWER, SCREEN_REPAIR, TEXT_GO_DOCTOR},
    {ERR_CLOCK_WRONG, SCREEN_REPAIR, TEXT_GO_DOCTOR},
    {ERR_CARD_SERVICE, SCREEN_REPAIR, TEXT_GO_DOCTOR},
    {ERR_TOKEN_LIBRARY, SCREEN_REPAIR, TEXT_GO_DOCTOR},
    {ERR_TOKEN_LIBRARY_LOST, SCREEN_REPAIR, TEXT_GO_DOCTOR},
    {ERR_TOKEN_FAILED, SCREEN_REPAIR, TEXT_GO_DOCTOR},
    {ERR_CRYPTO, SCREEN_REPAIR, TEXT_GO_DOCTOR},
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

	return n < COUNT(steps) ? steps[n].screen : SCREEN_COUNT;
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
