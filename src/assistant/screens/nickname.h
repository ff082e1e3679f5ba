/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people call a holder in their own lists: kept in the desk's memo under
 * the holder's user name, so that it outlives an update or exchange.
 */
#ifndef ASSISTANT_SCREENS_NICKNAME_H
#define ASSISTANT_SCREENS_NICKNAME_H

#include "assistant/screens/cert_list.h"
#include "assistant/screens/desk.h"

/* Nicknames of that desk, for a list. */
struct cert_names nickname_source(struct desk *d);

/* "": none from now on. BAD_TEXT unless it is plain text of less than
 * NICKNAME_SIZE octets. */
MUST_USE enum err nickname_set(
    struct desk *d, const struct holder_pair *p, const char *nickname);

#endif
