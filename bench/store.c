/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keeping one pair costs: bench-store [CLIENTS [JOBS]]
 *
 * Each job writes what the last transaction of an issue writes (two
 * certificates, an audit record, a mail); CLIENTS threads write JOBS of them
 * each into a store in $TMPDIR (or /tmp), which is removed. Prints pairs and
 * commits a second, and microseconds of CPU time for each pair.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "office/audit/audit.h"
#include "office/mail/outbox.h"
#include "office/mail/templates.h"

#define CLIENTS_MAX 64
#define CERT_LEN 610 /* octets of a holder's certificate */
#define ID_SIZE 33

static void
require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench-store: %s failed\n", what);
	exit(70);
}

struct client {
	struct store *store;
	struct gm *gm;
	uint64_t jobs;
	pthread_t thread;
};

struct pair {
	struct client *client;
	char id[ID_SIZE], sign[ID_SIZE], encrypt[ID_SIZE];
	struct outbox_entry *mail;
};

static void
make_id(struct gm *gm, char out[ID_SIZE])
{
	AUTO_DONE(buf) hex = BUF(ID_SIZE);
	uint8_t random[(ID_SIZE - 1) / 2];

	require(gm_random(gm, random, sizeof(random)) == ERR_OK, "random");
	text_hex(&hex, BYTES_ARRAY(random));
	snprintf(out, ID_SIZE, "%.*s", (int)hex.len, (const char *)hex.p);
}

static enum err
insert_certificate(struct db *db, const char *serial, const char *pair)
{
	static const uint8_t der[CERT_LEN] = {0x30};

	return db_run(db,
	    "INSERT INTO certificate (serial, profile, pair, subject,"
	    " not_before, not_after, state, reason, changed_at, der)"
	    " VALUES ($1, 'holder', $2, 'C=CN, O=示范科技有限公司', 1, 2,"
	    " 'valid', 0, 3, $3)",
	    DB_ARGS(DB_TEXT(serial), DB_TEXT(pair), DB_BLOB(BYTES_ARRAY(der))));
}

static enum err
keep_pair(struct db *db, void *arg)
{
	const struct pair *p = arg;
	const struct audit_event e = {.at = 1,
	    .actor = "holder:user-1",
	    .event = AUDIT_PAIR_DELIVERED,
	    .about = p->id,
	    AUDIT_DETAILS({"sign", p->sign}, {"encrypt", p->encrypt})};

	TRY(insert_certificate(db, p->sign, p->id));
	TRY(insert_certificate(db, p->encrypt, p->id));
	TRY(audit_add(p->client->gm, db, &e));
	return outbox_add(db, p->mail);
}

static void
keep_one(struct client *c)
{
	static const struct mail_param params[] = {{"userName", "user-1"},
	    {"name", "示范科技有限公司"}, {"signSerial", "1a2b"},
	    {"encryptSerial", "3c4d"}, {"notBefore", "2026-11-22T08:00:00Z"},
	    {"notAfter", "2031-11-22T08:00:00Z"}, {"carrier", "soft"},
	    {"carrierSerial", "S0001"}};
	const struct outbox_mail mail = {.recipient = "user-1@example.com",
	    .template = MAIL_ISSUED,
	    .now = 1,
	    .params = params,
	    .param_count = COUNT(params)};
	struct pair p = {.client = c};

	make_id(c->gm, p.id);
	make_id(c->gm, p.sign);
	make_id(c->gm, p.encrypt);
	require(outbox_compose(c->gm, &mail, &p.mail) == ERR_OK, "mail");
	require(store_write(c->store, keep_pair, &p) == ERR_OK, "write");
	outbox_entry_free(p.mail);
}

static void *
client_main(void *arg)
{
	struct client *c = arg;

	for (uint64_t i = 0; i < c->jobs; i++)
		keep_one(c);
	return NULL;
}

static double
seconds(clockid_t clock)
{
	struct timespec t;

	require(clock_gettime(clock, &t) == 0, "clock");
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
run(struct store *s, struct client clients[], size_t count, uint64_t jobs)
{
	double wall = seconds(CLOCK_MONOTONIC);
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	double all = (double)count * (double)jobs;
	struct store_stats stats;

	for (size_t i = 0; i < count; i++)
		require(pthread_create(&clients[i].thread, NULL, client_main,
			    &clients[i]) == 0,
		    "thread");
	for (size_t i = 0; i < count; i++)
		pthread_join(clients[i].thread, NULL);
	wall = seconds(CLOCK_MONOTONIC) - wall;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	store_stats(s, &stats);
	printf("%.0f pairs/s, %.0f commits/s, %.1f us of CPU for a pair\n",
	    all / wall, (double)stats.commits / wall, cpu / all * 1e6);
}

static uint64_t
number(int argc, char **argv, int i, uint64_t max, uint64_t otherwise)
{
	uint64_t v = otherwise;

	if (i < argc)
		require(text_u64(argv[i], max, &v) == ERR_OK && v > 0,
		    "reading numbers");
	return v;
}

/* A folder of our own, for the store and what SQLite puts beside it. */
struct folder {
	char dir[1024], db[1100];
};

static void
folder_make(struct folder *f)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(f->dir, sizeof(f->dir), "%s/bench-store-XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	require(mkdtemp(f->dir) != NULL, "making a folder");
	snprintf(f->db, sizeof(f->db), "%s/office.db", f->dir);
}

static void
folder_remove(struct folder *f)
{
	require(unlink(f->db) == 0 && rmdir(f->dir) == 0, "cleaning up");
}

static void
measure(const char *db, size_t count, uint64_t jobs)
{
	struct client clients[CLIENTS_MAX];
	AUTO(store) s = NULL;

	require(store_open(db, &s) == ERR_OK, "opening the store");
	for (size_t i = 0; i < count; i++) {
		clients[i] = (struct client){.store = s, .jobs = jobs};
		require(gm_new(&clients[i].gm) == ERR_OK, "gm");
	}
	run(s, clients, count, jobs);
	for (size_t i = 0; i < count; i++)
		gm_free(clients[i].gm);
}

int
main(int argc, char **argv)
{
	uint64_t count = number(argc, argv, 1, CLIENTS_MAX, 16);
	uint64_t jobs = number(argc, argv, 2, 1000000, 300);
	struct folder f;

	if (argc > 3) {
		fputs("usage: bench-store [CLIENTS [JOBS]]\n", stderr);
		return 64;
	}
	folder_make(&f);
	measure(f.db, count, jobs);
	folder_remove(&f);
	return 0;
}
