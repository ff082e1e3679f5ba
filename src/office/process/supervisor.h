/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The supervisor: `cert-office serve`. It starts the children (those that hold
 * keys first, web when they are ready), joins them with socket pairs, starts
 * again whatever dies (after a moment that grows and is never the same twice),
 * serves commands on the control socket, and stops all on SIGTERM or SIGINT:
 * web first, so that what was begun is finished. It opens no key.
 *
 * One supervisor for a process; it takes over SIGTERM, SIGINT and SIGCHLD.
 */
#ifndef OFFICE_SUPERVISOR_H
#define OFFICE_SUPERVISOR_H

#include "office/process/config.h"
#include "office/process/launch.h"

struct supervisor_options {
	struct launch_options launch; /* dir, unlock */
	const struct office_config *config;
	const char *listen; /* NULL: as the configuration says */
	/* Called once, when the office answers at url. */
	void (*listening)(void *self, const char *url);
	void *self;
};

/*
 * Run until stopped. ALREADY_RUNNING; CAPTCHA_OFF_EXPOSED; CONFIG, LISTEN;
 * FILE_…; what a child ends with before it was ready for the first time.
 */
MUST_USE enum err supervisor_run(const struct supervisor_options *o);

#endif
