/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of an old CA's holders, as it comes: a CSV file whose first row
 * names its columns, in any order, all of them:
 *
 *	serial      of the old certificate, hexadecimal
 *	userName kind name creditCode email contact phone address lang
 *	            as somebody who registers fills them in (form.h)
 *
 * It is checked whole, so that all that is wrong is told at once, by line.
 */
#ifndef OFFICE_HOLDERS_H
#define OFFICE_HOLDERS_H

#include "office/registry/form.h"
#include "pki/serial.h"

#define HOLDERS_FILE_MAX ((size_t)64 << 20) /* octets */
#define HOLDERS_MAX 100000		    /* in one file */
#define HOLDERS_PROBLEMS_MAX 100	    /* that are told */

struct holder {
	size_t line;
	struct cert_serial serial;
	struct form form; /* into text */
	char *text;
};

/* One thing that is not right; names as in form.h. */
struct holders_problem {
	size_t line;
	const char *field;  /* "creditCode"; "" for the whole row */
	const char *reason; /* those of form.h; csv, columns, taken, twice,
			       empty, too-many */
};

struct holders {
	struct holder *holders;
	size_t count, room;
	struct holders_problem problems[HOLDERS_PROBLEMS_MAX];
	size_t problem_count; /* may be more than are kept */
};

/*
 * Read and check the file; what is wrong is in ret_h->problems, by line, and
 * is no error. ret_h is to be done with holders_done in any case. NOMEM.
 */
MUST_USE enum err holders_read(struct bytes file, struct holders *ret_h);
void holders_done(struct holders *h);
DEFINE_AUTO_DONE(holders)

/* Add a problem that was found elsewhere; put those that are kept in the order
 * of their lines. */
void holders_add_problem(
    struct holders *h, size_t line, const char *field, const char *reason);
void holders_sort_problems(struct holders *h);

#endif
