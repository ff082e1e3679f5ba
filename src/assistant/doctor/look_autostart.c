/* SPDX-License-Identifier: Apache-2.0 */
/* Does the assistant begin with the desktop, as the setting has it? */
#include "assistant/autostart.h"
#include "assistant/doctor/doctor_private.h"

void
doctor_autostart(struct doctor *d)
{
	static const struct {
		enum doctor_kind kind;
		enum doctor_repair repair;
	} rows[] = {
	    [AUTOSTART_FINE] = {DOCTOR_AUTOSTART_FINE, DOCTOR_REPAIR_NONE},
	    [AUTOSTART_OFF] = {DOCTOR_AUTOSTART_OFF, DOCTOR_REPAIR_NONE},
	    [AUTOSTART_MISSING] = {DOCTOR_AUTOSTART_MISSING,
		DOCTOR_REPAIR_AUTOSTART},
	    [AUTOSTART_GONE] = {DOCTOR_AUTOSTART_GONE, DOCTOR_REPAIR_AUTOSTART},
	    [AUTOSTART_UNWANTED] = {DOCTOR_AUTOSTART_UNWANTED,
		DOCTOR_REPAIR_AUTOSTART},
	    [AUTOSTART_NO_PROGRAM] = {DOCTOR_AUTOSTART_NO_PROGRAM,
		DOCTOR_REPAIR_NONE},
	};
	char program[FILE_PATH_MAX];
	enum autostart_state state;
	enum err e = autostart_look(d->a, &state, program);

	if (e != ERR_OK)
		doctor_found(d, DOCTOR_AUTOSTART_BROKEN, NULL)->err = e;
	else
		doctor_found(d, rows[state].kind, program)->repair =
		    rows[state].repair;
}
