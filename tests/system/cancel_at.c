/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An operation that is cancelled when it gets to a step, for test_cancel.py:
 *
 *	cancel-at STEP issue CARRIER CODE-FILE PIN-FILE HOME
 *	cancel-at STEP exchange CARRIER PIN-FILE NEW-PIN-FILE HOME
 *	cancel-at STEP unlock CARRIER CODE-FILE NEW-PIN-FILE HOME
 *
 * STEP is a number of enum step, or -1: cancelled from the beginning. Prints
 * the name of the error that it ends with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assistant/assistant.h"
#include "base/file.h"

struct mind {
	int cancel_at, step;
};

static void
note(void *self, enum step step, int done, int total)
{
	struct mind *m = self;

	(void)done;
	(void)total;
	m->step = (int)step;
}

static bool
is_cancelled(void *self)
{
	const struct mind *m = self;

	return m->cancel_at < 0 || m->step == m->cancel_at;
}

static enum err
run(struct assistant *a, char **argv)
{
	AUTO_DONE(holder_pair) p = {.sign = BUF(0)};
	AUTO(secret) first = NULL;
	AUTO(secret) second = NULL;
	const char *carrier = argv[3];

	TRY(file_read_secret(argv[4], &first));
	TRY(file_read_secret(argv[5], &second));
	if (strcmp(argv[2], "issue") == 0)
		return assistant_issue(a,
		    &(struct issue_request){
			carrier, secret_bytes(first), secret_bytes(second)},
		    &p);
	if (strcmp(argv[2], "exchange") == 0)
		return assistant_exchange(a,
		    &(struct exchange_request){.carrier = carrier,
			.old_pin = secret_bytes(first),
			.pin = secret_bytes(second)},
		    &p);
	return assistant_unlock(
	    a, &(struct unlock_request){
		   carrier, secret_bytes(first), secret_bytes(second)});
}

int
main(int argc, char **argv)
{
	struct mind m = {.step = -1};
	AUTO(assistant) a = NULL;
	enum err e;

	if (argc != 7)
		return 64;
	m.cancel_at = (int)strtol(argv[1], NULL, 10);
	e = assistant_open(&(struct assistant_options){.home = argv[6],
			       .clock = clock_system(),
			       .random = random_system(),
			       .progress = {note, is_cancelled, &m}},
	    &a);
	if (e == ERR_OK)
		e = run(a, argv);
	puts(err_name(e));
	return 0;
}
