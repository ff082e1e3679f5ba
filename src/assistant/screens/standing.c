/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/standing.h"

static const struct {
	enum text text;
	enum tone tone;
} standings[STANDING_COUNT] = {
#define S(NAME, tone) {TEXT_STANDING_##NAME, tone},
#include "assistant/screens/standing.def"
#undef S
};

static enum standing
standing_of_error(enum err e)
{
	switch (e) {
	case ERR_CERT_NOT_YET_VALID:
		return STANDING_NOT_YET;
	case ERR_CERT_ON_HOLD:
		return STANDING_ON_HOLD;
	case ERR_CERT_EXPIRED:
		return STANDING_EXPIRED;
	case ERR_CERT_REVOKED:
		return STANDING_REVOKED;
	default:
		return STANDING_BAD;
	}
}

enum standing
standing_of(const struct holder_pair *p)
{
	if (p->state != ERR_OK)
		return standing_of_error(p->state);
	if (p->unfinished)
		return STANDING_UNFINISHED;
	return p->days_left <= STANDING_ENDING_DAYS ? STANDING_ENDING
						    : STANDING_GOOD;
}

enum text
standing_text(enum standing s)
{
	return standings[s].text;
}

enum tone
standing_tone(enum standing s)
{
	return standings[s].tone;
}

bool
standing_is_usable(enum standing s)
{
	return s == STANDING_GOOD || s == STANDING_ENDING;
}
