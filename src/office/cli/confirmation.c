/* SPDX-License-Identifier: Apache-2.0 */
#include "office/cli/confirmation.h"

#include <unistd.h>

#define LINE_MAX_OCTETS 64

enum err
confirmation_ask(const struct verb_call *c, const char *question, bool sure)
{
	char line[LINE_MAX_OCTETS];

	if (sure || c->json || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return ERR_OK;
	fprintf(stderr, "%s%s", question,
	    VERB_SAY(c, " 继续？[y/N] ", " Go on? [y/N] "));
	fflush(stderr);
	if (fgets(line, sizeof(line), stdin) == NULL ||
	    (line[0] != 'y' && line[0] != 'Y'))
		return ERR_CANCELLED;
	return ERR_OK;
}
