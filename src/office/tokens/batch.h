/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys personalised one after the other, as they are plugged in. What fails
 * with one key does not end the batch.
 */
#ifndef OFFICE_BATCH_H
#define OFFICE_BATCH_H

#include "office/tokens/personalise.h"

#define BATCH_COUNT_MAX 1000

struct batch_result {
	struct personalised p;
	enum err err; /* OK, or why it is not ready */
};

/* What is told on the way; each may be NULL. */
struct batch_listener {
	void *self;
	/* The next key may be plugged in; done of all are. */
	void (*next)(void *self, size_t done, size_t all);
	/* A key came that is none to do, and was left alone. */
	void (*refused)(void *self, const char *device, enum err why);
	/* One was done, or failed; e.g. to write it down. An error ends the
	 * batch. */
	enum err (*result)(void *self, const struct batch_result *r);
};

struct batch {
	const struct desk *desk;
	struct token_library *library;
	const char *device; /* only this one; NULL: any */
	const char *reader; /* only those with this in their names; NULL: any */
	const char *label;  /* pattern (label.h), NULL: the maker's */
	uint64_t first;	    /* its first number */
	size_t count;	    /* 1 to BATCH_COUNT_MAX */
	const struct batch_listener *listener;
};

/* The library to reach keys by; path NULL: our own, libskf-card. Else it is
 * anybody's. TOKEN_LIBRARY. */
MUST_USE enum err batch_library(
    struct gm *gm, const char *path, struct token_library **ret_lib);

/*
 * The one key that is plugged in now. If there are several, the one that is
 * blank (or was left half-made). TOKEN_MISSING, or why it can't be used; USAGE
 * if it is not clear which is meant; what result returns. What came of it is
 * told the listener alone.
 */
MUST_USE enum err batch_one(const struct batch *b);

/*
 * Wait for keys until so many different ones were done; those that are plugged
 * in already are first. A key that failed may be plugged in again and is tried
 * again. SIGINT and SIGTERM end it between two keys: CANCELLED. TOKEN_LIBRARY
 * and the like if no key can ever come; BAD_NUMBER when the numbers are used
 * up; the store's errors, and what result returns.
 */
MUST_USE enum err batch_run(const struct batch *b);

#endif
