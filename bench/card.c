/* SPDX-License-Identifier: Apache-2.0 */
/*
 * card-operations LIBRARY READER TRACE ROUNDS apart|here: what the client does
 * with a USB key, by libskf-card in a process of its own, as the assistant has
 * it, or here; beside the bare round trip through the same service to the same
 * key. TRACE is the file into which the key writes a line for each command.
 * bench/card starts service and key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "card/apdu.h"
#include "card/command.h"
#include "cardtoken/channel.h"
#include "measure.h"
#include "pki/envelope.h"
#include "skf/token.h"

#define BARE_ROUNDS 1000
#define LOCK_MS 10000
#define ROUNDS_MAX 1000
#define CERT_LEN 900 /* octets, as certificates of our profile have */
#define ADMIN_PIN "administrator1"
#define USER_PIN "user-pin-1"
#define CONTAINER "pair"

struct bench {
	struct gm *gm;
	const char *library, *reader, *trace;
	struct token_library *lib;
	struct token *token;
	struct envelope envelope; /* for the key of this round */
};

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Lines of the trace so far. */
static size_t
commands(const struct bench *b)
{
	FILE *f = fopen(b->trace, "r");
	size_t lines = 0;
	int c;

	require(f != NULL, "opening the trace");
	while ((c = getc(f)) != EOF)
		lines += c == '\n';
	fclose(f);
	return lines;
}

/* --- the bare round trip --- */

/* GET_RANDOM of 8 octets, as it goes to PC/SC; nothing of ours around it. */
static double
bare_round_trip(const struct bench *b)
{
	static const uint8_t get_random[] = {
	    CARD_CLA, CARD_GET_RANDOM, 0, 0, 0, 0, 8};
	static double took[BARE_ROUNDS];
	struct card_readers *readers;
	struct channel c;

	require(card_readers_pcsc(&readers) == CARD_IO_OK, "PC/SC");
	require(channel_open(&c, readers, b->reader) == 0, "connecting");
	require(channel_begin(&c) == 0, "SCardBeginTransaction");
	for (size_t i = 0; i < BARE_ROUNDS; i++) {
		AUTO_DONE(buf) answer = BUF(CARD_APDU_MAX);
		double start = now_us();

		require(c.link->class->transmit(c.link, BYTES_ARRAY(get_random),
			    &answer) == CARD_IO_OK &&
			    answer.len == 10,
		    "SCardTransmit");
		took[i] = now_us() - start;
	}
	channel_end(&c);
	channel_close(&c, false);
	readers->class->free(readers);
	return median(took, BARE_ROUNDS);
}

/* --- what the client does --- */

static void
open_token(struct bench *b)
{
	require(token_open(b->lib, b->reader, &b->token) == ERR_OK, "opening");
}

static void
set_up(struct bench *b)
{
	const struct token_setup s = {
	    .admin_pin = bytes_str(ADMIN_PIN), .user_pin = bytes_str(USER_PIN)};

	require(token_set_up(b->token, &s) == ERR_OK, "setting up");
}

static void
login(struct bench *b)
{
	int tries;

	require(token_login(b->token, bytes_str(USER_PIN), &tries) == ERR_OK,
	    "login");
}

static void
sign(struct bench *b)
{
	static const uint8_t digest[SM3_LEN] = {1};
	struct sm2_signature s;

	require(token_sign_digest(b->token, CONTAINER, digest, &s) == ERR_OK,
	    "signing");
}

static void
login_and_sign(struct bench *b)
{
	login(b);
	sign(b);
}

/* What the office does between the two halves of an issue: not timed. */
static void
seal_envelope(struct bench *b)
{
	AUTO(sm2_key) key = NULL;
	struct sm2_public to;

	require(
	    token_public_key(b->token, CONTAINER, TOKEN_SIGN, &to) == ERR_OK &&
		sm2_key_generate(b->gm, &key) == ERR_OK &&
		envelope_seal(b->gm, key, &to, &b->envelope) == ERR_OK,
	    "an envelope");
}

static void
make_key_and_request(struct bench *b)
{
	struct sm2_public key;

	require(token_container_create(b->token, CONTAINER) == ERR_OK &&
		    token_generate(b->token, CONTAINER, &key) == ERR_OK,
	    "a new key");
	sign(b);
}

static void
import_pair(struct bench *b)
{
	static const uint8_t cert[CERT_LEN] = {0x30};

	require(token_write_cert(b->token, CONTAINER, TOKEN_SIGN,
		    BYTES_ARRAY(cert)) == ERR_OK &&
		    token_import_envelope(b->token, CONTAINER, &b->envelope) ==
			ERR_OK &&
		    token_write_cert(b->token, CONTAINER, TOKEN_ENCRYPT,
			BYTES_ARRAY(cert)) == ERR_OK &&
		    token_prove(b->token, CONTAINER) == ERR_OK,
	    "importing a pair");
}

static void
remove_container(struct bench *b)
{
	require(token_container_delete(b->token, CONTAINER) == ERR_OK,
	    "removing a container");
}

static void
export_certs(struct bench *b)
{
	AUTO_DONE(buf) der = BUF(4 * CERT_LEN);

	require(
	    token_read_cert(b->token, CONTAINER, TOKEN_SIGN, &der) == ERR_OK &&
		token_read_cert(b->token, CONTAINER, TOKEN_ENCRYPT, &der) ==
		    ERR_OK &&
		der.len == 2 * CERT_LEN,
	    "exporting certificates");
}

static void
list_containers(struct bench *b)
{
	AUTO(token_containers) list = NULL;

	require(token_containers_list(b->token, &list) == ERR_OK &&
		    list->count == 1 && list->rows[0].has_encrypt_cert,
	    "listing");
}

static void
look(struct bench *b)
{
	AUTO(token_list) list = NULL;

	require(token_list_make(&b->lib, 1, &list) == ERR_OK &&
		    list->count == 1 && list->entries[0].err == ERR_OK,
	    "a list of keys");
}

static void
nothing(struct bench *b)
{
	(void)b;
}

/* --- measuring --- */

/* Issues hold the lock, as in the assistant; a lock is no command. */
static const struct operation {
	const char *name;
	bool locked;
	void (*before)(struct bench *b); /* not counted */
	void (*run)(struct bench *b);
} operations[] = {
    {"list keys, with PIN tries", false, nothing, look},
    {"VerifyPIN and sign", false, nothing, login_and_sign},
    {"issue: key, request signed", true, remove_container,
	make_key_and_request},
    {"issue: import all, prove", true, seal_envelope, import_pair},
    {"export both certificates", false, nothing, export_certs},
    {"list containers (one)", false, nothing, list_containers},
};

static void
measure(struct bench *b, const struct operation *o, size_t rounds, double bare)
{
	static double took[ROUNDS_MAX];
	size_t count = 0;
	double us;

	for (size_t i = 0; i < rounds; i++) {
		size_t before;
		double start;

		o->before(b);
		before = commands(b);
		start = now_us();
		require(!o->locked || token_lock(b->token, LOCK_MS) == ERR_OK,
		    "locking");
		o->run(b);
		if (o->locked)
			token_unlock(b->token);
		took[i] = now_us() - start;
		count = commands(b) - before;
	}
	us = median(took, rounds);
	printf("%-28s %9zu %12.0f %14.0f %8.2f\n", o->name, count, us,
	    (double)count * bare, us / ((double)count * bare));
}

int
main(int argc, char **argv)
{
	struct bench b = {0};
	struct token_library_options o = {.kind = CARRIER_HARD};
	size_t rounds;
	double bare;

	require(argc == 6, "usage: LIBRARY READER TRACE ROUNDS apart|here");
	o.path = argv[1];
	b.reader = argv[2];
	b.trace = argv[3];
	rounds = strtoul(argv[4], NULL, 10);
	require(rounds >= 1 && rounds <= ROUNDS_MAX, "ROUNDS");
	o.apart = strcmp(argv[5], "apart") == 0;
	require(gm_new(&b.gm) == ERR_OK &&
		    token_library_open(b.gm, &o, &b.lib) == ERR_OK,
	    "loading the library");
	bare = bare_round_trip(&b);
	open_token(&b);
	set_up(&b);
	make_key_and_request(&b);
	seal_envelope(&b);
	import_pair(&b);
	printf("library %s; bare round trip (GET_RANDOM of 8 octets by "
	       "SCardTransmit): %.1f us\n",
	    argv[5], bare);
	printf("%-28s %9s %12s %14s %8s\n", "operation", "commands", "us",
	    "as bare, us", "ratio");
	for (size_t i = 0; i < COUNT(operations); i++)
		measure(&b, &operations[i], rounds, bare);
	token_free(b.token);
	token_library_free(b.lib);
	gm_free(b.gm);
	return 0;
}
