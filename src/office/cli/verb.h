/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of cert-office:
 *
 *	cert-office VERB DIR [ARGUMENT …] [--OPTION …]
 *	cert-office GROUP VERB DIR [ARGUMENT …] [--OPTION …]
 *
 * A verb is a row of the table in verbs.c and a function in a file of its own
 * (verb_account.c holds those of a group). It prints its results on standard
 * output, in the language or as JSON as struct verb_call says, and returns an
 * error; main prints that error once, with its remedy, and with the detail
 * that the verb left by verb_detail.
 */
#ifndef OFFICE_CLI_VERB_H
#define OFFICE_CLI_VERB_H

#include <stdio.h>

#include "base/secret.h"
#include "pki/act.h"

#define VERB_ARGUMENTS_MAX 128
#define VERB_DETAIL_SIZE 512

struct verb;

struct verb_call {
	const struct verb *verb; /* which one it is */
	const char *dir;	 /* the office's folder */
	enum lang lang;		 /* --lang, or the locale */
	bool json;		 /* --json */
	const char *unlock;	 /* --unlock FILE; NULL: the folder's own */
	int count;		 /* of what stands after DIR … */
	char **arguments;	 /* … without the options that main takes */
	FILE *out;		 /* results: standard output */
	char detail[VERB_DETAIL_SIZE]; /* "" or what exactly went wrong */
	struct json_t *facts; /* the same for --json: an object, main's from
				 then on; NULL: none */
};

/* A sentence in the language of the call. */
#define VERB_SAY(call, zh, en) ((call)->lang == LANG_ZH ? (zh) : (en))

/* A fact about the error that is about to be returned. Never a secret. */
void verb_detail(struct verb_call *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* An option: with a value (text is set), or a flag (flag is set). */
struct verb_option {
	const char *name;  /* without the hyphens */
	const char **text; /* stays as it is if the option is not given */
	bool *flag;
};

/*
 * Read what stands after DIR: the options of the table, given at most once
 * each as --name VALUE or --name=VALUE, and between min and max other
 * arguments, in order into positional (borrowed; those not given are NULL).
 * USAGE, with a detail.
 */
MUST_USE enum err verb_read(struct verb_call *c,
    const struct verb_option options[], size_t count, const char *positional[],
    size_t min, size_t max);

struct verb {
	const char *group; /* NULL: a verb without a group */
	const char *name;
	enum err (*run)(struct verb_call *c);
	const char *usage;   /* what follows DIR, for --help */
	const char *zh, *en; /* one line on what it does, for --help */
	const char *first;   /* what stands in DIR's place; NULL: DIR */
	enum act_verb act;   /* what staff sign by it; 0: nothing */
};

/* The table; a row without name ends it. */
extern const struct verb verbs[];

#endif
