/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The web process: row CHILD_WEB of child_programs (process/child.h). Opens the
 * store and web/ticket.key, then answers HTTP on the socket that the
 * supervisor hands it, and does the office's jobs, until it is told to stop.
 */
#ifndef OFFICE_WEB_CHILD_H
#define OFFICE_WEB_CHILD_H

#include "office/process/child.h"

/* KEY_LOCKED, FILE_…, CONFIG, CERT_…, STORE, STORE_VERSION;
 * CAPTCHA_OFF_EXPOSED; LISTEN; and what the framework returns. */
MUST_USE enum err web_child_run(struct child *c);

#endif
