/* SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

void
require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench: %s failed\n", what);
	exit(70);
}

double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
	double x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

double
median(double *values, size_t count)
{
	qsort(values, count, sizeof(values[0]), compare);
	return values[count / 2];
}

#define ROUNDS 31
#define ROUNDS_MAX 1001

size_t
bench_rounds(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : ROUNDS;

	if (rounds >= 1 && rounds <= ROUNDS_MAX)
		return (size_t)rounds;
	fprintf(stderr, "usage: %s [ROUNDS, 1 to %d]\n", argv[0], ROUNDS_MAX);
	exit(64);
}

/* Microseconds of one call; 0 if there is none. */
static double
measure(struct bench *b, void (*call)(struct bench *b), int times)
{
	double start = cpu_us();

	if (call == NULL)
		return 0;
	for (int i = 0; i < times; i++)
		call(b);
	return (cpu_us() - start) / times;
}

static void
compare_row(struct bench *b, size_t rounds, const struct bench_row *row)
{
	static double ours[ROUNDS_MAX], bare[ROUNDS_MAX];
	double our_us, bare_us;

	for (size_t i = 0; i < rounds; i++) {
		bare[i] = measure(b, row->bare, row->times);
		ours[i] = measure(b, row->ours, row->times);
	}
	our_us = median(ours, rounds);
	bare_us = median(bare, rounds);
	printf("%-26s %12.2f", row->name, our_us);
	if (row->bare != NULL)
		printf(" %14.2f %8.3f", bare_us, our_us / bare_us);
	printf("\n");
}

void
bench_compare(struct bench *b, size_t rounds, const struct bench_table *table)
{
	printf("%-26s %12s %14s %8s\n", table->title, "ours, us",
	    "libcrypto, us", "ratio");
	for (size_t i = 0; i < table->count; i++)
		compare_row(b, rounds, &table->rows[i]);
}

/* libcrypto takes the scalar as a number in the machine's own order. */
static void
reverse(uint8_t out[SM2_LEN], struct bytes in)
{
	require(in.len == SM2_LEN, "scalar");
	for (size_t i = 0; i < SM2_LEN; i++)
		out[i] = in.p[SM2_LEN - 1 - i];
}

EVP_PKEY *
pkey_of(const struct party *p)
{
	AUTO(secret) d = NULL;
	char group[] = "SM2";
	uint8_t point[SM2_POINT_LEN], scalar[SM2_LEN];
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
	EVP_PKEY *key = NULL;

	require(sm2_key_scalar(p->key, &d) == ERR_OK, "sm2_key_scalar");
	sm2_public_point(&p->signer.key, point);
	reverse(scalar, secret_bytes(d));
	OSSL_PARAM params[] = {
	    OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 3),
	    OSSL_PARAM_octet_string(
		OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
	    OSSL_PARAM_BN(OSSL_PKEY_PARAM_PRIV_KEY, scalar, sizeof(scalar)),
	    OSSL_PARAM_END,
	};
	require(ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
		    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params) == 1,
	    "EVP_PKEY_fromdata");
	EVP_PKEY_CTX_free(ctx);
	return key;
}

EVP_MD_CTX *
signing_context(EVP_PKEY *key)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

	require(ctx != NULL && pctx != NULL, "EVP_MD_CTX_new");
	EVP_MD_CTX_set_pkey_ctx(ctx, pctx);
	require(EVP_PKEY_CTX_set1_id(
		    pctx, SM2_DEFAULT_ID, (int)strlen(SM2_DEFAULT_ID)) == 1 &&
		    EVP_DigestSignInit(ctx, NULL, EVP_sm3(), NULL, key) == 1,
	    "EVP_DigestSignInit");
	return ctx;
}

void
signing_context_free(EVP_MD_CTX *ctx)
{
	EVP_PKEY_CTX *pctx = EVP_MD_CTX_get_pkey_ctx(ctx);

	EVP_MD_CTX_free(ctx);
	EVP_PKEY_CTX_free(pctx);
}
