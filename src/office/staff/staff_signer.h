/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Staff who act on the command line: --as NAME, with the key in their token.
 *
 * Practice offices keep the tokens of their staff in DIR/staff/NAME, with the
 * PIN in a file; elsewhere a member of staff gives --token PATH, and the PIN by
 * --pin-file FILE or on the terminal (not echoed). The token is reached through
 * the SKF library of soft tokens; one thread at a time.
 */
#ifndef OFFICE_STAFF_SIGNER_H
#define OFFICE_STAFF_SIGNER_H

#include "office/cli/verb.h"
#include "pki/evidence.h"

struct staff_signer_options {
	const char *as;	      /* short name: DIR/staff/NAME */
	const char *token;    /* path of a token file; NULL: NAME's own */
	const char *pin_file; /* NULL: NAME's own, or ask on the terminal */
};

/* Rows for the verb_option table of a verb that acts. */
#define STAFF_SIGNER_OPTIONS(o)                               \
	{"as", &(o)->as, NULL}, {"token", &(o)->token, NULL}, \
	{                                                     \
		"pin-file", &(o)->pin_file, NULL              \
	}

struct staff_signer;

/*
 * Open the token, enter the PIN, find the staff certificate. USAGE if as is
 * missing, STAFF_UNKNOWN, STAFF_ROLE if role is not ROLE_NONE and not the
 * certificate's; TOKEN_…, PIN_…; details go into the call.
 */
MUST_USE enum err staff_signer_open(struct verb_call *call, struct gm *gm,
    const struct staff_signer_options *o, enum staff_role role,
    struct staff_signer **ret_s);

/* Borrowed for the life of s. */
const char *staff_signer_name(const struct staff_signer *s);	     /* "op1" */
struct bytes staff_signer_certificate(const struct staff_signer *s); /* DER */
enum staff_role staff_signer_role(const struct staff_signer *s);
const struct signer *staff_signer_signer(const struct staff_signer *s);

void staff_signer_free(struct staff_signer *s); /* s may be NULL */
DEFINE_AUTO(staff_signer)

#endif
