/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instructions to the office (pki/instruction.h), made and signed: by the key
 * of a pair on its carrier, or by the key of a mailed code. The caller sets
 * verb, user name, subject and what the verb has besides; the time is now.
 */
#ifndef ASSISTANT_INSTRUCT_H
#define ASSISTANT_INSTRUCT_H

#include "assistant/context.h"
#include "pki/code_grant.h"

/* The SignedInstruction is added to der. PIN_…, TOKEN_…. */
MUST_USE enum err instruct_by_key(struct assistant *a,
    const struct holder_pair *pair, struct bytes pin, struct instruction *i,
    struct buf *der);

/* CODE_SYNTAX. */
MUST_USE enum err instruct_by_code(struct assistant *a,
    enum code_purpose purpose, struct bytes code, struct instruction *i,
    struct buf *der);

/* For verbs about a certificate: user name and serial number into i. TOO_LARGE
 * for what does not fit. */
MUST_USE enum err instruct_about(
    struct instruction *i, const char *user_name, const char *subject);

#endif
