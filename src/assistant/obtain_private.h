/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of obtain.h share, and nobody else uses. */
#ifndef ASSISTANT_OBTAIN_PRIVATE_H
#define ASSISTANT_OBTAIN_PRIVATE_H

#include "assistant/context.h"
#include "assistant/obtain.h"

#define SOFT_NEW_PREFIX TOKEN_SOFT_NEW ":"

/* Write the journal with this state. */
MUST_USE enum err obtaining_save(struct obtaining *o, enum journal_state state);

/* Open the carrier of the new pair; and enter its PIN, once. PIN_NEEDED. */
MUST_USE enum err obtaining_open_token(struct obtaining *o);
MUST_USE enum err obtaining_need_token(struct obtaining *o);

/* e, of a step that went wrong. If a carrier has left, TOKEN_REMOVED, and the
 * failure names it: not every library says so itself. */
MUST_USE enum err obtaining_explain(struct obtaining *o, enum err e);

/* Does carrier, as in struct carrier_pin, name this one? NULL names none. */
bool obtaining_is_named(
    const char *carrier, const char *serial, bool new_token);

#endif
