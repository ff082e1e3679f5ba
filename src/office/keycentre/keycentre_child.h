/* SPDX-License-Identifier: Apache-2.0 */
/* The key centre process: row CHILD_KEYCENTRE of child_programs
 * (process/child.h). */
#ifndef OFFICE_KEYCENTRE_CHILD_H
#define OFFICE_KEYCENTRE_CHILD_H

#include "office/process/child.h"

/* KEY_LOCKED, FILE_…, CERT_…, SANDBOX. */
MUST_USE enum err keycentre_child_run(struct child *c);

#endif
