/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual key as a process: plugged into a reader, told things by its control
 * socket, until it is ended by SIGTERM or SIGINT.
 */
#ifndef VIRTUALKEY_RUN_H
#define VIRTUALKEY_RUN_H

#include "virtualkey/virtual_key.h"

struct vk_run_options {
	struct virtual_key_options key; /* key.dir: made if it is not there */
	const char *vpcd;		/* HOST:PORT */
	const char *fault, *trace;	/* NULL: none */
};

/*
 * Run; writes "ready" and a newline to standard output when it is plugged in
 * for the first time. Ends with OK. ALREADY_RUNNING if another one runs in the
 * folder; BAD_TEXT for an address or a script that is none; what
 * virtual_key_open and vk_slot_trace fail with.
 */
MUST_USE enum err vk_run_until_ended(const struct vk_run_options *o);

#endif
