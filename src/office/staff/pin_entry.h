/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PIN from a file, or from the person at the terminal, who does not see it
 * (and types a new one twice). Never from the command line or environment.
 */
#ifndef OFFICE_PIN_ENTRY_H
#define OFFICE_PIN_ENTRY_H

#include "office/cli/verb.h"

struct pin_entry {
	const char *file;  /* NULL: ask */
	const char *whose; /* for the question: "super" */
	bool twice;	   /* a new PIN */
};

/* FILE_…; USAGE if there is no terminal either; PIN_MISMATCH, PIN_LENGTH. */
MUST_USE enum err pin_entry_read(
    struct verb_call *call, const struct pin_entry *e, struct secret **ret_pin);

#endif
