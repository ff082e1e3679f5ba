/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a person once more before what cannot be undone. */
#ifndef OFFICE_CLI_CONFIRMATION_H
#define OFFICE_CLI_CONFIRMATION_H

#include "office/cli/verb.h"

/*
 * Ask, and read a line, if somebody sits at a terminal: whatever does not begin
 * with y or Y is no. A script, which has none, has made up its mind, and so
 * has who said sure (--yes). CANCELLED.
 */
MUST_USE enum err confirmation_ask(
    const struct verb_call *c, const char *question, bool sure);

#endif
