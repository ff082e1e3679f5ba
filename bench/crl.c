/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A long revocation list, written by us and by libcrypto's own functions of
 * the same entries: bench-crl [ENTRIES [ROUNDS]]
 *
 * Every list is made in a process of its own, whose CPU time and peak of
 * memory the system tells when it ends. Both sides end with the list's octets
 * written to /dev/null. The two take turns; figures are medians. Before that,
 * the bodies of two shorter lists are held against each other: they must have
 * the same octets.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/x509v3.h>

#include "measure.h"
#include "pki/crl.h"

#define ENTRIES 1000000
#define ROUNDS 3
#define ROUNDS_MAX 101
#define CHECKED_ENTRIES 10000
#define SERIAL_LEN 19
#define YEAR_S 31536000

/* --- the entries, each made when it is asked for --- */

struct entries {
	uint64_t count, given;
};

/* As good as random: splitmix64's last step. */
static uint64_t
mix(uint64_t v)
{
	v = (v ^ (v >> 30)) * 0xbf58476d1ce4e5b9u;
	v = (v ^ (v >> 27)) * 0x94d049bb133111ebu;
	return v ^ (v >> 31);
}

/* Serials go up, so that libcrypto, which sorts them, ends with our order. */
static void
make_entry(const struct entries *s, uint64_t i, struct crl_entry *e)
{
	uint64_t step = UINT64_MAX / s->count;
	uint64_t high = i * step + mix(i) % step, low = mix(~i);

	e->serial = (struct cert_serial){.octets = {0x40}, .len = SERIAL_LEN};
	for (int k = 0; k < 8; k++) {
		e->serial.octets[3 + k] = (uint8_t)(high >> (56 - 8 * k));
		e->serial.octets[11 + k] = (uint8_t)(low >> (56 - 8 * k));
	}
	e->at = FIXTURE_NOW - (int64_t)(low % YEAR_S);
	e->reason = i % 2 == 0 ? CRL_SUPERSEDED : CRL_CESSATION;
}

static enum err
first_entry(void *self)
{
	((struct entries *)self)->given = 0;
	return ERR_OK;
}

static enum err
next_entry(void *self, struct crl_entry *ret_e, bool *ret_more)
{
	struct entries *s = self;

	*ret_more = s->given < s->count;
	if (*ret_more)
		make_entry(s, s->given++, ret_e);
	return ERR_OK;
}

/* --- ours --- */

static enum err
put_to_file(void *self, struct bytes octets)
{
	require(
	    write(*(int *)self, octets.p, octets.len) == (ssize_t)octets.len,
	    "write");
	return ERR_OK;
}

static struct crl_spec
spec_of(struct fixture *f, struct entries *entries)
{
	return (struct crl_spec){
	    .issuer = &f->issuing.cert,
	    .number = 7,
	    .this_update = f->now,
	    .next_update = f->now + 86400,
	    .source = {first_entry, next_entry, entries},
	};
}

static void
write_ours(struct fixture *f, uint64_t count, int out)
{
	struct entries entries = {.count = count};
	struct crl_spec spec = spec_of(f, &entries);
	struct crl_sink sink = {put_to_file, &out};

	require(crl_write(f->gm, &spec, &f->issuing.signer, &sink) == ERR_OK,
	    "crl_write");
}

/* --- libcrypto's --- */

static void
add_reason(X509_REVOKED *r, enum crl_reason reason)
{
	ASN1_ENUMERATED *value = ASN1_ENUMERATED_new();

	require(
	    value != NULL && ASN1_ENUMERATED_set(value, reason) == 1 &&
		X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, value, 0, 0) == 1,
	    "reason");
	ASN1_ENUMERATED_free(value);
}

static void
add_entry(X509_CRL *crl, const struct crl_entry *e, ASN1_INTEGER *serial,
    ASN1_TIME *at)
{
	X509_REVOKED *r = X509_REVOKED_new();

	require(r != NULL &&
		    ASN1_STRING_set(
			serial, e->serial.octets, (int)e->serial.len) == 1 &&
		    ASN1_TIME_set(at, (time_t)e->at) != NULL &&
		    X509_REVOKED_set_serialNumber(r, serial) == 1 &&
		    X509_REVOKED_set_revocationDate(r, at) == 1,
	    "X509_REVOKED");
	add_reason(r, e->reason);
	require(X509_CRL_add0_revoked(crl, r) == 1, "X509_CRL_add0_revoked");
}

static void
add_entries(X509_CRL *crl, uint64_t count)
{
	const struct entries entries = {.count = count};
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	ASN1_TIME *at = ASN1_TIME_new();
	struct crl_entry e;

	require(serial != NULL && at != NULL, "memory");
	for (uint64_t i = 0; i < count; i++) {
		make_entry(&entries, i, &e);
		add_entry(crl, &e, serial, at);
	}
	ASN1_TIME_free(at);
	ASN1_INTEGER_free(serial);
}

static void
add_extensions(X509_CRL *crl, const struct cert *issuer)
{
	AUTHORITY_KEYID *id = AUTHORITY_KEYID_new();
	ASN1_INTEGER *number = ASN1_INTEGER_new();

	id->keyid = ASN1_OCTET_STRING_new();
	require(
	    ASN1_OCTET_STRING_set(
		id->keyid, issuer->key_id.p, (int)issuer->key_id.len) == 1 &&
		ASN1_INTEGER_set(number, 7) == 1 &&
		X509_CRL_add1_ext_i2d(
		    crl, NID_authority_key_identifier, id, 0, 0) == 1 &&
		X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0) == 1,
	    "extensions");
	ASN1_INTEGER_free(number);
	AUTHORITY_KEYID_free(id);
}

static void
set_head(X509_CRL *crl, struct fixture *f)
{
	const unsigned char *p = f->issuing.cert.subject.p;
	X509_NAME *name =
	    d2i_X509_NAME(NULL, &p, (long)f->issuing.cert.subject.len);
	ASN1_TIME *this_update = ASN1_TIME_set(NULL, (time_t)f->now);
	ASN1_TIME *next_update = ASN1_TIME_set(NULL, (time_t)f->now + 86400);

	require(X509_CRL_set_version(crl, X509_CRL_VERSION_2) == 1 &&
		    X509_CRL_set_issuer_name(crl, name) == 1 &&
		    X509_CRL_set1_lastUpdate(crl, this_update) == 1 &&
		    X509_CRL_set1_nextUpdate(crl, next_update) == 1,
	    "X509_CRL_set");
	ASN1_TIME_free(next_update);
	ASN1_TIME_free(this_update);
	X509_NAME_free(name);
}

static void
write_theirs(struct fixture *f, uint64_t count, int out)
{
	EVP_PKEY *key = pkey_of(&f->issuing);
	EVP_MD_CTX *signing = signing_context(key);
	X509_CRL *crl = X509_CRL_new();
	unsigned char *der = NULL;
	int len;

	require(crl != NULL, "X509_CRL_new");
	set_head(crl, f);
	add_entries(crl, count);
	add_extensions(crl, &f->issuing.cert);
	require(X509_CRL_sort(crl) == 1, "X509_CRL_sort");
	require(X509_CRL_sign_ctx(crl, signing) > 0, "X509_CRL_sign_ctx");
	len = i2d_X509_CRL(crl, &der);
	require(len > 0, "i2d_X509_CRL");
	require(put_to_file(&out, BYTES(der, len)) == ERR_OK, "write");
	OPENSSL_free(der);
	X509_CRL_free(crl);
	signing_context_free(signing);
	EVP_PKEY_free(key);
}

/* --- measuring --- */

struct side {
	const char *name;
	void (*write)(struct fixture *f, uint64_t count, int out);
	double cpu_s[ROUNDS_MAX], peak_mb[ROUNDS_MAX];
};

static double
seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

/* Write a list in a process of its own, to the file. */
static void
run_alone(const struct side *s, struct fixture *f, uint64_t count,
    const char *file, struct rusage *ret_used)
{
	pid_t child = fork();
	int status;

	require(child >= 0, "fork");
	if (child == 0) {
		int out = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		require(out >= 0, file);
		s->write(f, count, out);
		_exit(0);
	}
	require(wait4(child, &status, 0, ret_used) == child && status == 0,
	    s->name);
}

static void
run_round(struct side *s, struct fixture *f, uint64_t count, size_t round)
{
	struct rusage used;

	run_alone(s, f, count, "/dev/null", &used);
	s->cpu_s[round] = seconds(&used.ru_utime) + seconds(&used.ru_stime);
	s->peak_mb[round] = (double)used.ru_maxrss / 1024;
}

/* The body of a list that a side writes. */
static void
body_of(const struct side *s, struct fixture *f, struct buf *file,
    struct crl *ret_crl)
{
	char path[] = "/tmp/bench-crl-XXXXXX";
	int fd = mkstemp(path);
	struct rusage used;
	ssize_t got;
	uint8_t *p;

	require(fd >= 0, "mkstemp");
	run_alone(s, f, CHECKED_ENTRIES, path, &used);
	unlink(path);
	p = buf_extend(file, 64 * CHECKED_ENTRIES);
	require(p != NULL, "memory");
	got = read(fd, p, 64 * CHECKED_ENTRIES);
	close(fd);
	require(got > 0, "read");
	buf_truncate(file, (size_t)got);
	require(crl_parse(buf_bytes(file), ret_crl) == ERR_OK &&
		    crl_verify(f->gm, ret_crl, &f->issuing.cert) == ERR_OK,
	    s->name);
}

static void
check_same(const struct side sides[2], struct fixture *f)
{
	AUTO_DONE(buf) a = BUF(64 * CHECKED_ENTRIES);
	AUTO_DONE(buf) b = BUF(64 * CHECKED_ENTRIES);
	struct crl ours, theirs;

	body_of(&sides[0], f, &a, &ours);
	body_of(&sides[1], f, &b, &theirs);
	require(bytes_equal(ours.tbs, theirs.tbs), "the same body");
}

static void
print_table(struct side sides[2], size_t rounds)
{
	double cpu[2], peak[2];

	printf("%-12s %10s %10s\n", "", "CPU, s", "peak, MB");
	for (int i = 0; i < 2; i++) {
		cpu[i] = median(sides[i].cpu_s, rounds);
		peak[i] = median(sides[i].peak_mb, rounds);
		printf("%-12s %10.3f %10.1f\n", sides[i].name, cpu[i], peak[i]);
	}
	printf("%-12s %9.1fx %9.1fx\n", "less", cpu[1] / cpu[0],
	    peak[1] / peak[0]);
}

int
main(int argc, char **argv)
{
	static struct side sides[2] = {
	    {.name = "ours", .write = write_ours},
	    {.name = "libcrypto", .write = write_theirs},
	};
	long count = argc > 1 ? strtol(argv[1], NULL, 10) : ENTRIES;
	long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : ROUNDS;
	AUTO_DONE(fixture) f = {.gm = NULL};

	if (count < 1 || rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: %s [ENTRIES [ROUNDS, 1 to %d]]\n",
		    argv[0], ROUNDS_MAX);
		return 64;
	}
	fixture_init(&f);
	check_same(sides, &f);
	printf(
	    "a list of %ld entries with reasons, %ld rounds\n", count, rounds);
	for (long i = 0; i < rounds; i++)
		for (int side = 0; side < 2; side++)
			run_round(&sides[side], &f, (uint64_t)count, (size_t)i);
	print_table(sides, (size_t)rounds);
	return 0;
}
