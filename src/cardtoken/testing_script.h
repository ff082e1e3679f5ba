/* SPDX-License-Identifier: Apache-2.0 */
/* A card that gives the answers of a script, and remembers what it was sent;
 * for tests. */
#ifndef CARDTOKEN_TESTING_SCRIPT_H
#define CARDTOKEN_TESTING_SCRIPT_H

#include "cardtoken/testing_reader.h"

#define SCRIPT_COMMANDS 64
#define SCRIPT_KEPT 16 /* octets of each command */

struct testing_script {
	/* Answers in hex, one a command, NULL at the end: nothing is answered
	 * from there on. "" is no answer at all. "*": the next one for ever. */
	const char *const *answers;
	size_t commands; /* so far */
	uint8_t sent[SCRIPT_COMMANDS][SCRIPT_KEPT];
	size_t sent_len[SCRIPT_COMMANDS];
};

/* A world with that card in its first reader, "Reader". */
void testing_script_world(struct testing_world *w, struct testing_script *s);

#endif
