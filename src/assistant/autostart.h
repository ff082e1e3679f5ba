/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting with the desktop: the setting "autostart" is what is wanted, and the
 * system's own registration (base/autostart.h) is what happens. The program is
 * cert-assistant, of the same installation as whoever asks.
 */
#ifndef ASSISTANT_AUTOSTART_H
#define ASSISTANT_AUTOSTART_H

#include "assistant/assistant.h"
#include "base/file.h"

enum autostart_state {
	AUTOSTART_FINE,	      /* it starts, as wanted */
	AUTOSTART_OFF,	      /* it does not, as wanted */
	AUTOSTART_MISSING,    /* wanted, and not registered */
	AUTOSTART_GONE,	      /* registered is a program that is gone */
	AUTOSTART_UNWANTED,   /* registered, and not wanted */
	AUTOSTART_NO_PROGRAM, /* wanted, and not installed here */
};

/* How it stands; *ret_program is what is registered, or "". FILE_…. */
MUST_USE enum err autostart_look(struct assistant *a,
    enum autostart_state *ret_state, char ret_program[FILE_PATH_MAX]);

/* Register what the setting says, unless it is so already: when the windows'
 * program begins (assistant_options), and whenever the setting is set.
 * FILE_MISSING if cert-assistant is not installed here; FILE_…, DISK_FULL. */
MUST_USE enum err assistant_autostart_apply(struct assistant *a);

/* The file of the registration; NOT_SUPPORTED where it is none. */
MUST_USE enum err assistant_autostart_file(char out[FILE_PATH_MAX]);

#endif
