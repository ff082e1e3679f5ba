/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/steps.h"

#include "base/bytes.h"

static const enum step obtain[] = {STEP_CONNECT, STEP_TOKEN, STEP_KEY,
    STEP_REQUEST, STEP_ANSWER, STEP_INSTALL, STEP_PROVE, STEP_CONFIRM,
    STEP_CLEAN};
static const enum step unlock[] = {
    STEP_TOKEN, STEP_CONNECT, STEP_CODE, STEP_PIN, STEP_CONFIRM};
static const enum step token_init[] = {
    STEP_CONNECT, STEP_TOKEN, STEP_PIN, STEP_ESCROW, STEP_CLEAN};
static const enum step pin[] = {STEP_TOKEN, STEP_PIN};
static const enum step hold_by_key[] = {STEP_CONNECT, STEP_SIGN, STEP_STATUS};
static const enum step hold_by_code[] = {STEP_CONNECT, STEP_STATUS};

const struct steps steps_obtain = {obtain, COUNT(obtain), STEP_INSTALL};
const struct steps steps_unlock = {unlock, COUNT(unlock), STEP_PIN};
const struct steps steps_token_init = {
    token_init, COUNT(token_init), STEP_TOKEN};
const struct steps steps_pin = {pin, COUNT(pin), STEP_PIN};
const struct steps steps_hold_by_key = {
    hold_by_key, COUNT(hold_by_key), STEP_STATUS};
const struct steps steps_hold_by_code = {
    hold_by_code, COUNT(hold_by_code), STEP_STATUS};

size_t
steps_find(const struct steps *s, enum step step)
{
	size_t n = 0;

	while (n < s->count && s->of[n] != step)
		n++;
	return n;
}
