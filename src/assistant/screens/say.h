/* SPDX-License-Identifier: Apache-2.0 */
/* How windows name carriers and what they say of certificates: the same words
 * everywhere. All texts are the view's, or borrowed for good. */
#ifndef ASSISTANT_SCREENS_SAY_H
#define ASSISTANT_SCREENS_SAY_H

#include "assistant/screens/state.h"
#include "assistant/screens/view.h"

/* USB Key“财务部”（CK0001） */
const char *say_carrier(struct view *v, enum carrier_kind kind,
    const char *label, const char *serial);

/* As short as tells one carrier from another in a table: 软证书 …6e58,
 * USB Key 财务部 …0001. Labels may be alike, and those of soft tokens are. */
const char *say_carrier_briefly(struct view *v, const struct holder_pair *p);

/* In what way can it not be used now? The certificate's own state, that it is
 * not finished, or its carrier's: PIN_LOCKED, PIN_INITIAL. OK. */
enum err say_trouble(const struct desk_state *s, const struct holder_pair *p);

/* What an error means that came of looking alone, for view_error: the carrier
 * with that serial number, by its label too if it is here or a certificate on
 * it is known. "": none. */
struct failure say_meant(const struct desk_state *s, const char *serial);

/* 有效，还有 N 天; or what its trouble is. */
const char *say_state(struct view *v, const struct desk_state *s,
    const struct holder_pair *p, enum tone *ret_tone);

/* Hex digits in groups, to be compared by eye. */
const char *say_fingerprint(struct view *v, const char *hex);

/* What is being done, in a few words. */
const char *say_step(struct view *v, enum step step);

/* A word of the office for an account's state, or a way to log in; one of a
 * newer office stands as it is. */
const char *say_office_word(struct view *v, const char *word);

/* "12 KB" */
const char *say_octets(struct view *v, uint32_t octets);

#endif
