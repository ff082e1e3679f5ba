/* SPDX-License-Identifier: Apache-2.0 */
/* The ca process: row CHILD_CA of child_programs (process/child.h). */
#ifndef OFFICE_CA_CHILD_H
#define OFFICE_CA_CHILD_H

#include "office/process/child.h"

/* KEY_LOCKED, FILE_…, CERT_…, LEDGER_DAMAGED, SANDBOX. */
MUST_USE enum err ca_child_run(struct child *c);

#endif
