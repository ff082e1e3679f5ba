/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many holders at once: office-load URL ACCOUNTS THREADS ROUNDS PID …
 *
 * ACCOUNTS is a file with a line "user<TAB>applicant<TAB>code" for each
 * approved applicant. First everybody gets a pair (request and confirmation
 * are one issue), then everybody logs in ROUNDS times with it. What a client
 * computes beforehand (keys, requests) is done before the clock runs. CPU time
 * is that of the office's processes, PID …; the result is JSON.
 */
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "assistant/json.h"
#include "assistant/transport_curl.h"
#include "base/file.h"
#include "base/text.h"
#include "pki/envelope.h"
#include "pki/evidence.h"
#include "pki/login.h"

#define TERMS "1" /* of an office by its defaults */
#define THREADS_MAX 64
#define PIDS_MAX 16
#define HOLDERS_MAX 20000
#define ACCOUNTS_MAX (8 << 20) /* octets of the file */
#define ROUNDS_MAX 1000
#define PID_MAX 4194304

struct holder {
	char user[65], applicant[NAME_TEXT_SIZE], code[TEXT_CODE_SIZE];
	char session[129], key[2 * ASK_KEY_LEN + 1], serial[33];
	struct sm2_key *sign;
	struct buf body, certificate;
};

struct office {
	const char *url;
	char origin[CERT_URL_SIZE];
	struct buf key_centre_der;
	struct cert key_centre;
	struct holder *holders;
	size_t count, rounds;
	pid_t pids[PIDS_MAX];
	size_t pid_count;
	atomic_size_t next;
	double *latency_ms; /* of each piece of work */
};

struct worker {
	struct office *office;
	struct gm *gm;
	struct curl_transport *curl;
	struct transport transport;
};

static _Noreturn void
fail(enum err e, const char *what)
{
	fprintf(stderr, "office-load: %s: %s\n", what, err_name(e));
	exit(err_exit(e));
}

static void
require(enum err e, const char *what)
{
	if (e != ERR_OK)
		fail(e, what);
}

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* --- HTTP --- */

static json_t *
exchange(struct worker *w, const char *method, const char *path,
    const struct holder *h, struct bytes body)
{
	struct transport_answer answer = {.body = BUF(0)};
	char url[512];
	const struct transport_request r = {.method = method,
	    .url = url,
	    .bearer = h && h->session[0] ? h->session : NULL,
	    .idempotency_key = h ? h->key : NULL,
	    .language = "en",
	    .body = body};
	json_t *json;

	(void)snprintf(url, sizeof(url), "%s%s", w->office->url, path);
	require(w->transport.exchange(w->transport.self, &r, &answer), path);
	if (answer.status < 200 || answer.status > 299) {
		fprintf(stderr, "office-load: %s: %d %.*s\n", path,
		    answer.status, (int)answer.body.len, answer.body.p);
		exit(70);
	}
	require(json_read(buf_bytes(&answer.body), &json), path);
	transport_answer_done(&answer);
	return json;
}

static json_t *
post(struct worker *w, const char *path, const struct holder *h,
    const json_t *content)
{
	AUTO_DONE(buf) body = BUF(65536);

	require(json_write(content, &body), path);
	return exchange(w, "POST", path, h, buf_bytes(&body));
}

/* --- before the clock runs --- */

static void
log_in_by_account(struct worker *w, struct holder *h)
{
	AUTO_JSON body = json_pack(
	    "{s:s, s:s}", "userName", h->user, "applicant", h->applicant);
	AUTO_JSON answer = post(w, "/api/v1/sessions/account", h, body);

	require(json_text(answer, "token", h->session, sizeof(h->session)),
	    "login");
}

static void
choose_key(struct worker *w, struct holder *h)
{
	AUTO_DONE(buf) hex = BUF(64);
	uint8_t raw[ASK_KEY_LEN];

	require(gm_random(w->gm, raw, sizeof(raw)), "random");
	text_hex(&hex, BYTES_ARRAY(raw));
	(void)snprintf(
	    h->key, sizeof(h->key), "%.*s", (int)hex.len, (const char *)hex.p);
	(void)snprintf(h->serial, sizeof(h->serial), "S%.15s", h->key);
}

static void
make_body(struct holder *h, const struct buf *csr, const struct buf *ask,
    const struct buf *escrow)
{
	AUTO_JSON body = json_pack("{s:s, s:{s:s, s:s}}", "verb", "issue",
	    "carrier", "kind", "soft", "serial", h->serial);

	require(json_set_base64(body, "csr", buf_bytes(csr)), "csr");
	require(json_set_base64(body, "ask", buf_bytes(ask)), "ask");
	require(json_set_base64(body, "escrow", buf_bytes(escrow)), "escrow");
	buf_init(&h->body, 65536);
	require(json_write(body, &h->body), "body");
}

static void
prepare(struct worker *w, struct holder *h)
{
	AUTO_DONE(buf) csr = BUF(CSR_DER_MAX);
	AUTO_DONE(buf) ask_der = BUF(EVIDENCE_DER_MAX);
	AUTO_DONE(buf) escrow = BUF(ESCROW_DER_MAX);
	AUTO(sm2_key) code = NULL;
	struct ask ask = {.verb = ASK_ISSUE,
	    .carrier = CARRIER_SOFT,
	    .at = clock_now(clock_system())};
	const struct name subject = {.country = "CN"};
	size_t len;

	log_in_by_account(w, h);
	choose_key(w, h);
	require(sm2_key_generate(w->gm, &h->sign), "key");
	struct signer_key own = {w->gm, h->sign};
	struct signer signer = signer_of_key(&own);
	require(csr_make(w->gm, &subject, &signer, &csr), "request");
	require(escrow_seal(w->gm, &w->office->key_centre, h->serial,
		    BYTES("0123456789ABCDEF", 16), &escrow),
	    "escrow");
	memcpy(ask.user_name, h->user, sizeof(ask.user_name));
	memcpy(ask.carrier_serial, h->serial, sizeof(ask.carrier_serial));
	require(text_unhex(bytes_str(h->key), ask.key, sizeof(ask.key), &len),
	    "key");
	require(sm3_of(w->gm, buf_bytes(&csr), ask.request), "digest");
	require(sm3_of(w->gm, buf_bytes(&escrow), ask.escrow), "digest");
	require(authorisation_key(w->gm, h->user, bytes_str(h->code), &code),
	    "code");
	struct signer_key evidence = {w->gm, code};
	signer = signer_of_key(&evidence);
	require(ask_sign(w->gm, &ask, &signer, &ask_der), "ask");
	make_body(h, &csr, &ask_der, &escrow);
}

/* --- the work --- */

static void
confirm(struct worker *w, struct holder *h, const char *pair)
{
	AUTO_DONE(buf) der = BUF(256);
	AUTO_DONE(buf) sig_der = BUF(SIGNATURE_DER_MAX);
	AUTO_JSON body = json_object();
	AUTO_JSON answer = NULL;
	struct confirm c = {.at = clock_now(clock_system())};
	struct sm2_signature sig;
	char path[128];
	size_t len;

	require(
	    text_unhex(bytes_str(pair), c.pair, sizeof(c.pair), &len), "id");
	require(
	    sm3_of(w->gm, buf_bytes(&h->certificate), c.certificate), "sm3");
	confirm_encode(&der, &c);
	require(sm2_sign(w->gm, h->sign, buf_bytes(&der), &sig), "sign");
	signature_encode(&sig_der, &sig);
	require(json_set_base64(body, "confirm", buf_bytes(&der)), "json");
	require(
	    json_set_base64(body, "signature", buf_bytes(&sig_der)), "json");
	(void)snprintf(path, sizeof(path), "/api/v1/pairs/%s/confirm", pair);
	answer = post(w, path, h, body);
}

static void
issue(struct worker *w, struct holder *h)
{
	AUTO_DONE(buf) der = BUF(32768);
	AUTO_JSON answer =
	    exchange(w, "POST", "/api/v1/pairs", h, buf_bytes(&h->body));
	struct answer parts;
	char pair[33];

	require(json_text(answer, "pair", pair, sizeof(pair)), "answer");
	require(json_base64(answer, "answer", &der), "answer");
	require(answer_parse(buf_bytes(&der), &parts), "answer");
	buf_init(&h->certificate, CERT_DER_MAX);
	buf_put(&h->certificate, parts.sign);
	confirm(w, h, pair);
}

static void
log_in(struct worker *w, struct holder *h)
{
	AUTO_JSON none = json_object();
	AUTO_JSON challenge = post(w, "/api/v1/sessions/challenge", NULL, none);
	AUTO_JSON token = json_pack("{s:s}", "format", LOGIN_FORMAT);
	AUTO_JSON body = json_pack("{s:O}", "token", token);
	AUTO_JSON answer = NULL;
	AUTO_DONE(buf) sig_der = BUF(SIGNATURE_DER_MAX);
	uint8_t message[LOGIN_MESSAGE_LEN];
	char nonce[LOGIN_NONCE_MAX + 1];
	struct sm2_signature sig;

	require(json_text(challenge, "nonce", nonce, sizeof(nonce)), "nonce");
	require(
	    login_message(w->gm, w->office->origin, nonce, message), "login");
	require(sm2_sign(w->gm, h->sign, BYTES_ARRAY(message), &sig), "sign");
	signature_encode(&sig_der, &sig);
	require(
	    json_set_base64(token, "certificate", buf_bytes(&h->certificate)),
	    "json");
	require(
	    json_set_base64(token, "signature", buf_bytes(&sig_der)), "json");
	json_object_set_new(body, "nonce", json_string(nonce));
	json_object_set_new(body, "accept", json_string(TERMS));
	answer = post(w, "/api/v1/sessions/certificate", NULL, body);
}

/* --- all of them --- */

struct phase {
	const char *name;
	void (*work)(struct worker *w, struct holder *h);
	size_t total;
};

struct start {
	struct office *office;
	const struct phase *phase;
};

static void *
run_worker(void *arg)
{
	const struct start *s = arg;
	struct office *o = s->office;
	struct worker w = {.office = o};
	size_t at;

	require(gm_new(&w.gm), "gm");
	require(curl_transport_new(
		    &(struct curl_proxy){.address = "none"}, &w.curl),
	    "curl");
	w.transport = curl_transport_of(w.curl);
	while ((at = atomic_fetch_add(&o->next, 1)) < s->phase->total) {
		double began = now_ms();

		s->phase->work(&w, &o->holders[at % o->count]);
		o->latency_ms[at] = now_ms() - began;
	}
	curl_transport_free(w.curl);
	gm_free(w.gm);
	return NULL;
}

/* The number in a field of /proc/PID/stat, counted from 3 behind the name. */
static double
stat_field(const char *behind_name, int field)
{
	const char *p = behind_name;

	for (int i = 2; i < field && p != NULL; i++) {
		p = strchr(p, ' ');
		p = p == NULL ? NULL : p + 1;
	}
	require(p == NULL ? ERR_INTERNAL : ERR_OK, "/proc");
	return strtod(p, NULL);
}

/* CPU seconds that one process has used: utime and stime of proc(5). */
static double
cpu_s(pid_t pid)
{
	AUTO_DONE(buf) b = BUF(4096);
	char path[64], *text, *name_end;
	double ticks;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	require(file_read(path, &b), path);
	require(buf_take_string(&b, &text), path);
	name_end = strrchr(text, ')');
	require(name_end == NULL ? ERR_INTERNAL : ERR_OK, path);
	ticks = stat_field(name_end, 14) + stat_field(name_end, 15);
	free(text);
	return ticks / (double)sysconf(_SC_CLK_TCK);
}

/* And all of the office's. */
static double
office_cpu_s(const struct office *o)
{
	double sum = 0;

	for (size_t i = 0; i < o->pid_count; i++)
		sum += cpu_s(o->pids[i]);
	return sum;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static json_t *
run_phase(struct office *o, const struct phase *p, size_t threads)
{
	pthread_t ids[THREADS_MAX] = {0};
	struct start s = {o, p};
	double cpu, began, took_s;

	o->latency_ms = calloc(p->total, sizeof(*o->latency_ms));
	require(o->latency_ms == NULL ? ERR_NOMEM : ERR_OK, p->name);
	atomic_store(&o->next, 0);
	cpu = office_cpu_s(o);
	began = now_ms();
	for (size_t i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, run_worker, &s) != 0)
			fail(ERR_NOMEM, "thread");
	for (size_t i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	took_s = (now_ms() - began) / 1e3;
	cpu = office_cpu_s(o) - cpu;
	qsort(o->latency_ms, p->total, sizeof(double), compare);
	json_t *json = json_pack("{s:s, s:i, s:f, s:f, s:f, s:f, s:f}", "what",
	    p->name, "count", (int)p->total, "seconds", took_s, "per_second",
	    (double)p->total / took_s, "p50_ms", o->latency_ms[p->total / 2],
	    "p99_ms", o->latency_ms[p->total * 99 / 100], "office_cpu_us",
	    cpu * 1e6 / (double)p->total);
	free(o->latency_ms);
	return json;
}

/* What stands before the next tab or newline; *rest moves behind it. */
static void
take_column(const char **rest, char *out, size_t size)
{
	size_t len = strcspn(*rest, "\t\n");

	require(len < size ? ERR_OK : ERR_TOO_LARGE, "accounts");
	memcpy(out, *rest, len);
	out[len] = '\0';
	*rest += len + ((*rest)[len] != '\0');
}

static void
read_accounts(struct office *o, const char *path)
{
	AUTO_DONE(buf) b = BUF(ACCOUNTS_MAX);
	const char *rest;
	char *text;

	require(file_read(path, &b), path);
	require(buf_take_string(&b, &text), path);
	o->holders = calloc(HOLDERS_MAX, sizeof(*o->holders));
	require(o->holders == NULL ? ERR_NOMEM : ERR_OK, path);
	for (rest = text; *rest != '\0' && o->count < HOLDERS_MAX;) {
		struct holder *h = &o->holders[o->count++];

		take_column(&rest, h->user, sizeof(h->user));
		take_column(&rest, h->applicant, sizeof(h->applicant));
		take_column(&rest, h->code, sizeof(h->code));
	}
	free(text);
}

static void
meet_office(struct office *o)
{
	struct worker w = {.office = o};
	const json_t *certificates;

	require(curl_transport_new(
		    &(struct curl_proxy){.address = "none"}, &w.curl),
	    "curl");
	w.transport = curl_transport_of(w.curl);
	json_t *info = exchange(&w, "GET", "/api/v1/info", NULL, BYTES_NONE);
	require(
	    json_text(info, "origin", o->origin, sizeof(o->origin)), "info");
	require(
	    json_object_member(info, "certificates", &certificates), "info");
	buf_init(&o->key_centre_der, CERT_DER_MAX);
	require(
	    json_base64(certificates, "keyCentre", &o->key_centre_der), "key");
	require(
	    cert_parse(buf_bytes(&o->key_centre_der), &o->key_centre), "key");
	json_decref(info);
	curl_transport_free(w.curl);
}

static size_t
number(const char *text, uint64_t max)
{
	uint64_t v;

	require(text_u64(text, max, &v), text);
	return (size_t)v;
}

int
main(int argc, char **argv)
{
	struct office o = {0};
	size_t threads;

	if (argc < 6 || argc - 5 > PIDS_MAX)
		require(ERR_USAGE, "URL ACCOUNTS THREADS ROUNDS PID …");
	o.url = argv[1];
	read_accounts(&o, argv[2]);
	threads = number(argv[3], THREADS_MAX);
	o.rounds = number(argv[4], ROUNDS_MAX);
	for (int i = 5; i < argc; i++)
		o.pids[o.pid_count++] = (pid_t)number(argv[i], PID_MAX);
	if (threads < 1 || o.count == 0)
		require(ERR_USAGE, "threads and accounts");
	meet_office(&o);
	const struct phase phases[] = {{"prepare", prepare, o.count},
	    {"issue", issue, o.count}, {"login", log_in, o.count * o.rounds}};
	json_t *result = json_array();
	for (size_t i = 0; i < COUNT(phases); i++)
		json_array_append_new(
		    result, run_phase(&o, &phases[i], threads));
	json_dumpf(result, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(result);
	return 0;
}
