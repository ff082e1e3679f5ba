/* SPDX-License-Identifier: Apache-2.0 */
/* The functions behind the rows of verbs.c, by the file they are in. */
#ifndef OFFICE_CLI_VERBS_H
#define OFFICE_CLI_VERBS_H

#include "office/cli/verb.h"

/* verb_serve.c */
MUST_USE enum err verb_serve(struct verb_call *c);
MUST_USE enum err verb_status(struct verb_call *c);

#endif
