/* SPDX-License-Identifier: Apache-2.0 */
#include "certctl/command.h"

#include <string.h>

#define PROGRAM "certctl "

const char *
command_for_error(enum err e)
{
	static const struct {
		enum err err;
		const char *command;
	} rows[] = {
#define C(name, command) {ERR_##name, PROGRAM command},
#include "certctl/commands.def"
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].err == e)
			return rows[i].command;
	return NULL;
}

/* An error may want environment repair, whose findings these are. */
static const char *
command_for_remedy(enum err e)
{
	const char *command = command_for_error(e);

	if (command != NULL && strcmp(command, PROGRAM "doctor") == 0)
		return NULL;
	return command;
}

const char *
command_for_finding(const struct doctor_finding *f)
{
	static const struct {
		enum doctor_kind kind;
		const char *command;
	} rows[] = {
#define F(name, command) {DOCTOR_##name, PROGRAM command},
#include "certctl/commands.def"
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].kind == f->kind)
			return rows[i].command;
	return command_for_remedy(doctor_advice_error(f));
}
