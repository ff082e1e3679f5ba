/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an applicant fills in, and the rules for it, as one table: lengths in
 * characters, which characters, and for organisations the unified social
 * credit code with its check character (GB 32100-2015).
 */
#ifndef OFFICE_FORM_H
#define OFFICE_FORM_H

#include "office/mail/address.h"

#define FORM_USER_NAME_MAX 32 /* characters */
#define FORM_NAME_MAX 64      /* a certificate's O and CN hold as many */
#define FORM_LINE_MAX 128     /* address, contact */
#define FORM_PHONE_MAX 24

/* UTF-8 texts, borrowed; never NULL. */
struct form {
	const char *kind; /* enterprise, individual, agency */
	const char *user_name, *name;
	const char *credit_code; /* empty for an individual */
	const char *address, *contact, *phone, *email;
	const char *lang; /* zh, en */
};

/* One thing that is not right; names as in the HTTP API, for programs. */
struct form_problem {
	const char *field;  /* "creditCode" */
	const char *reason; /* missing, length, characters, syntax, value,
			       check-digit, not-wanted */
};
#define FORM_FIELDS 9

/* All that is not right, at most one of each field; returns how many. */
size_t form_check(
    const struct form *f, struct form_problem ret_problems[FORM_FIELDS]);

/* The check character of GB 32100 annex A fits, and the form does. */
bool form_credit_code_fits(const char *code);

/*
 * The same name, as people copy it: full-width and half-width forms of a
 * character are one, white space does not count, letters' case neither.
 */
bool form_names_match(const char *a, const char *b);

#endif
