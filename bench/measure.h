/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the measuring programs share. Whatever fails ends the program: a figure
 * of work that was not done is worth nothing.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <openssl/evp.h>

#include "pki/fixture.h"

/* Say that it failed, and exit, unless it holds. */
void require(bool holds, const char *what);

/* CPU time of the process so far, in microseconds. */
double cpu_us(void);

/* Puts values in order. */
double median(double *values, size_t count);

/* A program's own: what its calls work on. */
struct bench;

/* A call of ours and the same work by the library alone (NULL: none). */
struct bench_row {
	const char *name;
	void (*ours)(struct bench *b), (*bare)(struct bench *b);
	int times; /* in a round, so that the clock's own cost is lost in it */
};
struct bench_table {
	const char *title;
	const struct bench_row *rows;
	size_t count;
};

/* How many rounds the command line "PROGRAM [ROUNDS]" asks for; exits with
 * how to use it if that is no number of rounds. */
size_t bench_rounds(int argc, char **argv);

/* Measure and print each row: medians of CPU time in microseconds, and their
 * ratio. The two sides take turns, so that whatever else the computer does
 * hits both. */
void bench_compare(
    struct bench *b, size_t rounds, const struct bench_table *table);

/* The same key for libcrypto; the caller's to free. */
EVP_PKEY *pkey_of(const struct party *p);

/*
 * A context that signs with it as GB/T 35276 has it: SM3, default ID. From
 * EVP_MD_CTX_new on, as libcrypto's users make one for each signature.
 */
EVP_MD_CTX *signing_context(EVP_PKEY *key);
void signing_context_free(EVP_MD_CTX *ctx);

#endif
