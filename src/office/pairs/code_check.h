/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an instruction was signed by who has the mailed code for it. A wrong
 * signature costs a try; a code serves one instruction, and that one as often
 * as it comes.
 */
#ifndef OFFICE_CODE_CHECK_H
#define OFFICE_CODE_CHECK_H

#include "office/pairs/stored_code.h"
#include "office/registry/account.h"
#include "office/registry/office.h"

struct code_check {
	const struct account *account; /* of the session */
	enum code_purpose purpose;
	const struct signed_instruction *instruction;
	int64_t now;
};

struct code_found {
	struct stored_code code;
	/* For stored_code_use: SM3 of the SignedInstruction. */
	char used_for[STORED_CODE_DIGEST_SIZE];
	bool again;	    /* this very instruction used it before */
	int64_t tries_left; /* with CODE_WRONG; 0: not told */
};
void code_found_done(struct code_found *f);
DEFINE_AUTO_DONE(code_found)

/*
 * The code that the instruction is signed with, open or used by it before;
 * ret_f is {0}. CODE_WRONG, also when none is open or it is past its time;
 * CODE_LOCKED; CLOCK_WRONG if the instruction is not of now; EVIDENCE_HOLDER
 * if it is another user's or for something else.
 */
MUST_USE enum err code_check(struct office *o, struct gm *gm,
    const struct code_check *c, struct code_found *ret_f);

#endif
