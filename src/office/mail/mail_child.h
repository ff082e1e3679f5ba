/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mail process: row CHILD_MAIL of child_programs (process/child.h). Opens
 * mail/mail.key, then answers IPC_MAIL_SEND until it is told to stop.
 */
#ifndef OFFICE_MAIL_CHILD_H
#define OFFICE_MAIL_CHILD_H

#include "office/process/child.h"

/* KEY_LOCKED, FILE_…, CONFIG, NOT_SUPPORTED (a transport that this build does
 * not have), and what the framework returns. */
MUST_USE enum err mail_child_run(struct child *c);

#endif
