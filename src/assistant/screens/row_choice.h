/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which row of a table is chosen, so that the buttons below it can be used at
 * once: the one that was, as long as it is offered, and else the first that is.
 * Rows are known by names: of a device, a serial number.
 *
 *	row_choice_begin(&c);
 *	for (each row that may be chosen, the better ones first)
 *		row_choice_offer(&c, its name);
 *	another = row_choice_end(&c);
 */
#ifndef ASSISTANT_SCREENS_ROW_CHOICE_H
#define ASSISTANT_SCREENS_ROW_CHOICE_H

#include <stdbool.h>

#define ROW_NAME_SIZE 512 /* octets with NUL; a longer name is none */

struct row_choice {
	char name[ROW_NAME_SIZE]; /* "": none */
	/* Between begin and end. */
	bool kept;
	const char *first; /* of the others; NULL: none */
};

/* A person chose it. */
void row_choice_set(struct row_choice *c, const char *name);
bool row_choice_is(const struct row_choice *c, const char *name);

/* The rows are others now. Names are borrowed until the end, which tells
 * whether another one is chosen. */
void row_choice_begin(struct row_choice *c);
void row_choice_offer(struct row_choice *c, const char *name);
bool row_choice_end(struct row_choice *c);

#endif
