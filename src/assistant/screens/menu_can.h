/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why an entry of the menu cannot be used now: a few words, or TEXT_COUNT if it
 * can. What the office would say of it is not asked here, and what it said last
 * may be old: an entry is closed only where it could come to nothing.
 */
#ifndef ASSISTANT_SCREENS_MENU_CAN_H
#define ASSISTANT_SCREENS_MENU_CAN_H

#include "assistant/screens/state.h"
#include "assistant/screens/text.h"

enum text can_always(const struct desk_state *s);
/* The assistant is open: its home folder can be used. */
enum text can_when_open(const struct desk_state *s);
/* Somebody is logged in, and not just for an unlock. */
enum text can_with_login(const struct desk_state *s);
/* The same, and an authorisation code waits to be used. */
enum text can_with_code(const struct desk_state *s);
/* There is a certificate on this computer. */
enum text can_with_pair(const struct desk_state *s);
/* Either of both: what a certificate's key can do, or its account. */
enum text can_with_pair_or_login(const struct desk_state *s);
/* There is a soft token, or a USB key that is not blank. */
enum text can_with_carrier(const struct desk_state *s);

#endif
