/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key as one gets it from a maker or an office: our application, with a PIN
 * that its user is to change.
 *
 *	initial-key LIBRARY DEVICE PIN
 */
#include <stdio.h>

#include "skf/token.h"

static enum err
set_up(struct gm *gm, char *const words[3])
{
	const struct token_library_options o = {
	    .path = words[0], .kind = CARRIER_HARD};
	AUTO(token_library) lib = NULL;
	AUTO(token) t = NULL;
	AUTO(secret) admin = NULL;
	struct token_setup s = {.user_pin = bytes_str(words[2])};

	TRY(token_library_open(gm, &o, &lib));
	TRY(token_open(lib, words[1], &t));
	TRY(token_admin_pin_random(gm, &admin));
	s.admin_pin = secret_bytes(admin);
	return token_set_up(t, &s);
}

int
main(int argc, char **argv)
{
	AUTO(gm) gm = NULL;
	enum err e;

	if (argc != 4)
		return err_exit(ERR_USAGE);
	e = gm_new(&gm);
	if (e == ERR_OK)
		e = set_up(gm, argv + 1);
	if (e != ERR_OK)
		fprintf(stderr, "%s\n", err_name(e));
	return err_exit(e);
}
