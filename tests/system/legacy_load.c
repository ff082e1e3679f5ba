/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holders of old CAs who all move at once:
 *
 *	legacy-load URL THREADS SAMPLE GROUP …
 *	GROUP: CA.p12,KEY.p12,FIRST,COUNT,USER
 *
 * A group is COUNT holders of the CA whose key is in CA.p12, with the serial
 * numbers FIRST, FIRST + 1 … (hexadecimal) and the key in KEY.p12; each gets a
 * certificate of their own, made here, and is to become USER-0, USER-1 …. The
 * first certificate is written to SAMPLE, for others to look at. The password
 * of all files is "secret6".
 *
 * The result is JSON: how many moved, and how many ended with which error.
 */
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assistant/json.h"
#include "assistant/transport_curl.h"
#include "base/file.h"
#include "base/text.h"
#include "gm/pkcs12.h"
#include "pki/envelope.h"
#include "pki/evidence.h"
#include "pki/login.h"
#include "pki/statement.h"

#define PASSWORD "secret6"
#define THREADS_MAX 16
#define GROUPS_MAX 8
#define YEAR_S ((int64_t)365 * 86400)

struct group {
	char ca[256], key[256], user[33];
	uint64_t first, count;
};

struct holder {
	const struct group *group;
	char user[65];
	struct buf certificate;
};

struct office {
	const char *url;
	char origin[CERT_URL_SIZE];
	struct buf key_centre_der;
	struct cert key_centre;
	struct group groups[GROUPS_MAX];
	size_t group_count;
	struct holder *holders;
	size_t count;
	atomic_size_t next, moved;
	atomic_size_t ended[ERR_COUNT];
};

struct worker {
	struct office *office;
	struct gm *gm;
	struct curl_transport *curl;
	struct transport transport;
	struct pkcs12 *keys[GROUPS_MAX];
};

static void
require(enum err e, const char *what)
{
	if (e == ERR_OK)
		return;
	fprintf(stderr, "legacy-load: %s: %s\n", what, err_name(e));
	exit(err_exit(e));
}

static struct pkcs12 *
open_key(struct gm *gm, const char *path)
{
	AUTO_DONE(buf) file = BUF(PKCS12_FILE_MAX);
	struct pkcs12 *k = NULL;

	require(file_read(path, &file), path);
	require(
	    pkcs12_open(gm, buf_bytes(&file), bytes_str(PASSWORD), &k), path);
	return k;
}

/* --- certificates of the old CAs --- */

static void
put_algorithm(struct buf *b, enum legacy_kind kind)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(kind == LEGACY_RSA ? OID_SHA256_WITH_RSA
						     : OID_SM2_WITH_SM3));
	if (kind == LEGACY_RSA)
		der_put_null(b);
	der_close(b, mark);
}

static void
put_validity(struct buf *b)
{
	int64_t now = clock_now(clock_system());
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_time(b, now - YEAR_S);
	der_put_time(b, now + YEAR_S);
	der_close(b, mark);
}

static void
put_subject(struct buf *b, const char *user)
{
	size_t name = der_open(b, DER_SEQUENCE);
	size_t rdn = der_open(b, DER_SET);
	size_t attribute = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(OID_COMMON_NAME));
	der_put_utf8(b, user);
	der_close(b, attribute);
	der_close(b, rdn);
	der_close(b, name);
}

static void
put_body(struct buf *b, const struct legacy_cert *ca, struct bytes spki,
    const struct cert_serial *serial, const char *user)
{
	size_t body = der_open(b, DER_SEQUENCE);
	size_t version = der_open(b, DER_CONTEXT_CONSTRUCTED(0));

	der_put_uint(b, 2);
	der_close(b, version);
	cert_serial_encode(b, serial);
	put_algorithm(b, ca->key.kind);
	der_put_raw(b, ca->subject);
	put_validity(b);
	put_subject(b, user);
	der_put_raw(b, spki);
	der_close(b, body);
}

static void
certify(struct gm *gm, struct pkcs12 *ca_key, struct bytes spki,
    uint64_t number, struct holder *h)
{
	AUTO_DONE(buf) body = BUF(LEGACY_CERT_DER_MAX);
	AUTO_DONE(buf) signature = BUF(PKCS12_SIGNATURE_MAX);
	struct legacy_cert ca;
	struct cert_serial serial;
	char hex[17];
	size_t mark;

	(void)snprintf(hex, sizeof(hex), "%016llx", (unsigned long long)number);
	require(cert_serial_parse(hex, &serial), "serial");
	require(legacy_cert_parse(pkcs12_certificate(ca_key), &ca), "CA");
	put_body(&body, &ca, spki, &serial, h->user);
	require(buf_status(&body), "certificate");
	require(pkcs12_sign(gm, ca_key, buf_bytes(&body), &signature), "sign");
	buf_init(&h->certificate, LEGACY_CERT_DER_MAX);
	mark = der_open(&h->certificate, DER_SEQUENCE);
	der_put_raw(&h->certificate, buf_bytes(&body));
	put_algorithm(&h->certificate, ca.key.kind);
	der_put_bits(&h->certificate, buf_bytes(&signature));
	der_close(&h->certificate, mark);
	require(buf_status(&h->certificate), "certificate");
}

static void
make_group(struct gm *gm, struct office *o, const struct group *g)
{
	AUTO(pkcs12) ca = open_key(gm, g->ca);
	AUTO(pkcs12) key = open_key(gm, g->key);
	struct legacy_cert own;

	require(legacy_cert_parse(pkcs12_certificate(key), &own), g->key);
	for (uint64_t i = 0; i < g->count; i++) {
		struct holder *h = &o->holders[o->count++];

		h->group = g;
		(void)snprintf(h->user, sizeof(h->user), "%s-%llu", g->user,
		    (unsigned long long)i);
		certify(gm, ca, own.spki, g->first + i, h);
	}
}

/* --- HTTP --- */

/* What a call of one holder carries. */
struct call {
	const char *path, *session, *key; /* NULL: none */
	const json_t *body;
};

/* The answer, or NULL with the office's error in *ret_err. */
static json_t *
post(struct worker *w, const struct call *c, enum err *ret_err)
{
	AUTO_DONE(buf) body = BUF(65536);
	struct transport_answer answer = {.body = BUF(0)};
	char url[512], name[64];
	const json_t *error;
	json_t *json;

	require(json_write(c->body, &body), c->path);
	(void)snprintf(url, sizeof(url), "%s%s", w->office->url, c->path);
	const struct transport_request r = {.method = "POST",
	    .url = url,
	    .bearer = c->session,
	    .idempotency_key = c->key,
	    .language = "en",
	    .body = buf_bytes(&body)};
	require(w->transport.exchange(w->transport.self, &r, &answer), c->path);
	require(json_read(buf_bytes(&answer.body), &json), c->path);
	*ret_err = ERR_OK;
	if (answer.status < 200 || answer.status > 299) {
		require(json_object_member(json, "error", &error), c->path);
		require(json_text(error, "name", name, sizeof(name)), c->path);
		*ret_err = err_from_name(name);
		json_decref(json);
		json = NULL;
	}
	transport_answer_done(&answer);
	return json;
}

/* --- one holder --- */

struct move {
	struct worker *w;
	struct holder *holder;
	struct pkcs12 *old_key;
	struct sm2_key *sign;
	char session[129], key[2 * ASK_KEY_LEN + 1], serial[33];
	char pair[33];
	struct buf answer;
};

static void
set_signed(struct move *m, json_t *json, const char *name, struct bytes message)
{
	AUTO_DONE(buf) signature = BUF(PKCS12_SIGNATURE_MAX);

	require(pkcs12_sign(m->w->gm, m->old_key, message, &signature), name);
	require(json_set_base64(json, name, buf_bytes(&signature)), name);
}

static enum err
log_in(struct move *m)
{
	struct worker *w = m->w;
	AUTO_JSON none = json_object();
	AUTO_JSON token = json_pack("{s:s}", "format", LOGIN_FORMAT_LEGACY);
	AUTO_JSON body = json_pack("{s:O}", "token", token);
	AUTO_JSON challenge = NULL;
	AUTO_JSON answer = NULL;
	uint8_t message[LOGIN_MESSAGE_LEN];
	char nonce[LOGIN_NONCE_MAX + 1];
	enum err e;

	challenge = post(w,
	    &(struct call){.path = "/api/v1/sessions/challenge", .body = none},
	    &e);
	require(e, "challenge");
	require(json_text(challenge, "nonce", nonce, sizeof(nonce)), "nonce");
	require(
	    login_message(w->gm, w->office->origin, nonce, message), "login");
	require(json_set_base64(
		    token, "certificate", buf_bytes(&m->holder->certificate)),
	    "json");
	set_signed(m, token, "signature", BYTES_ARRAY(message));
	json_object_set_new(body, "nonce", json_string(nonce));
	answer = post(w,
	    &(struct call){.path = "/api/v1/sessions/exchange", .body = body},
	    &e);
	if (e == ERR_OK)
		require(
		    json_text(answer, "token", m->session, sizeof(m->session)),
		    "login");
	return e;
}

static void
choose_key(struct move *m)
{
	AUTO_DONE(buf) hex = BUF(64);
	uint8_t raw[ASK_KEY_LEN];

	require(gm_random(m->w->gm, raw, sizeof(raw)), "random");
	text_hex(&hex, BYTES_ARRAY(raw));
	memcpy(m->key, hex.p, hex.len);
	m->key[hex.len] = '\0';
	(void)snprintf(m->serial, sizeof(m->serial), "S%.15s", m->key);
}

static void
fill_ask(struct move *m, const struct buf *csr, const struct buf *escrow,
    struct ask *a)
{
	struct gm *gm = m->w->gm;
	size_t len;

	*a = (struct ask){.verb = ASK_EXCHANGE,
	    .carrier = CARRIER_SOFT,
	    .at = clock_now(clock_system())};
	memcpy(a->user_name, m->holder->user, sizeof(a->user_name));
	memcpy(a->carrier_serial, m->serial, sizeof(a->carrier_serial));
	require(
	    text_unhex(bytes_str(m->key), a->key, sizeof(a->key), &len), "key");
	require(sm3_of(gm, buf_bytes(csr), a->request), "digest");
	require(sm3_of(gm, buf_bytes(escrow), a->escrow), "digest");
}

static void
sign_ask(struct move *m, const struct ask *a, struct buf *out)
{
	AUTO_DONE(buf) der = BUF(ASK_DER_MAX);
	AUTO_DONE(buf) signature = BUF(PKCS12_SIGNATURE_MAX);

	ask_encode(&der, a);
	require(buf_status(&der), "ask");
	require(pkcs12_sign(m->w->gm, m->old_key, buf_bytes(&der), &signature),
	    "ask");
	statement_encode(out, buf_bytes(&der), buf_bytes(&signature));
	require(buf_status(out), "ask");
}

static json_t *
make_body(struct move *m)
{
	struct gm *gm = m->w->gm;
	AUTO_DONE(buf) csr = BUF(CSR_DER_MAX);
	AUTO_DONE(buf) escrow = BUF(ESCROW_DER_MAX);
	AUTO_DONE(buf) ask_der = BUF(OLD_ASK_DER_MAX);
	const struct name subject = {.country = "CN"};
	struct signer_key own = {gm, m->sign};
	struct signer signer = signer_of_key(&own);
	struct ask a;
	json_t *body = json_pack("{s:s, s:{s:s, s:s}}", "verb", "exchange",
	    "carrier", "kind", "soft", "serial", m->serial);

	require(csr_make(gm, &subject, &signer, &csr), "request");
	require(escrow_seal(gm, &m->w->office->key_centre, m->serial,
		    BYTES("0123456789ABCDEF", 16), &escrow),
	    "escrow");
	fill_ask(m, &csr, &escrow, &a);
	sign_ask(m, &a, &ask_der);
	require(json_set_base64(body, "csr", buf_bytes(&csr)), "csr");
	require(json_set_base64(body, "ask", buf_bytes(&ask_der)), "ask");
	require(json_set_base64(body, "escrow", buf_bytes(&escrow)), "escrow");
	return body;
}

static enum err
obtain(struct move *m)
{
	AUTO_JSON body = NULL;
	AUTO_JSON answer = NULL;
	enum err e;

	choose_key(m);
	require(sm2_key_generate(m->w->gm, &m->sign), "key");
	body = make_body(m);
	answer = post(m->w,
	    &(struct call){"/api/v1/pairs", m->session, m->key, body}, &e);
	if (e != ERR_OK)
		return e;
	require(json_text(answer, "pair", m->pair, sizeof(m->pair)), "answer");
	require(json_base64(answer, "answer", &m->answer), "answer");
	return ERR_OK;
}

/* The certificate is for the new key, and names who was asked for. */
static void
check_answer(struct move *m, struct bytes *ret_certificate)
{
	struct answer parts;
	struct cert cert;
	struct name subject;

	require(answer_parse(buf_bytes(&m->answer), &parts), "answer");
	require(cert_parse(parts.sign, &cert), "answer");
	require(name_parse(cert.subject, &subject), "answer");
	if (!sm2_public_equal(&cert.key, sm2_key_public(m->sign)) ||
	    strcmp(subject.serial_number, m->holder->user) != 0)
		require(ERR_OFFICE_ANSWER, m->holder->user);
	*ret_certificate = parts.sign;
}

static enum err
confirm(struct move *m)
{
	AUTO_DONE(buf) der = BUF(256);
	AUTO_DONE(buf) sig_der = BUF(SIGNATURE_DER_MAX);
	AUTO_JSON body = json_object();
	AUTO_JSON answer = NULL;
	struct confirm c = {.at = clock_now(clock_system())};
	struct sm2_signature sig;
	struct bytes certificate;
	char path[128];
	size_t len;
	enum err e;

	check_answer(m, &certificate);
	require(
	    text_unhex(bytes_str(m->pair), c.pair, sizeof(c.pair), &len), "id");
	require(sm3_of(m->w->gm, certificate, c.certificate), "digest");
	confirm_encode(&der, &c);
	require(sm2_sign(m->w->gm, m->sign, buf_bytes(&der), &sig), "sign");
	signature_encode(&sig_der, &sig);
	require(json_set_base64(body, "confirm", buf_bytes(&der)), "json");
	require(
	    json_set_base64(body, "signature", buf_bytes(&sig_der)), "json");
	(void)snprintf(path, sizeof(path), "/api/v1/pairs/%s/confirm", m->pair);
	answer = post(m->w, &(struct call){path, m->session, NULL, body}, &e);
	return e;
}

static enum err
move(struct move *m)
{
	TRY(log_in(m));
	TRY(obtain(m));
	return confirm(m);
}

static void
move_one(struct worker *w, struct holder *h)
{
	struct move m = {.w = w,
	    .holder = h,
	    .old_key = w->keys[h->group - w->office->groups],
	    .answer = BUF(32768)};
	enum err e = move(&m);

	if (e == ERR_OK)
		atomic_fetch_add(&w->office->moved, 1);
	else
		atomic_fetch_add(&w->office->ended[e], 1);
	sm2_key_free(m.sign);
	buf_done(&m.answer);
}

/* --- all of them --- */

static void *
run_worker(void *arg)
{
	struct office *o = arg;
	struct worker w = {.office = o};
	size_t at;

	require(gm_new(&w.gm), "gm");
	require(curl_transport_new(
		    &(struct curl_proxy){.address = "none"}, &w.curl),
	    "curl");
	w.transport = curl_transport_of(w.curl);
	for (size_t i = 0; i < o->group_count; i++)
		w.keys[i] = open_key(w.gm, o->groups[i].key);
	while ((at = atomic_fetch_add(&o->next, 1)) < o->count)
		move_one(&w, &o->holders[at]);
	for (size_t i = 0; i < o->group_count; i++)
		pkcs12_free(w.keys[i]);
	curl_transport_free(w.curl);
	gm_free(w.gm);
	return NULL;
}

static void
run(struct office *o, size_t threads)
{
	pthread_t ids[THREADS_MAX];

	for (size_t i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, run_worker, o) != 0)
			require(ERR_NOMEM, "thread");
	for (size_t i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
}

static void
meet_office(struct gm *gm, struct office *o)
{
	struct transport_answer answer = {.body = BUF(0)};
	struct curl_transport *curl;
	struct transport transport;
	char url[512];
	const json_t *certificates;
	AUTO_JSON info = NULL;

	(void)gm;
	(void)snprintf(url, sizeof(url), "%s/api/v1/info", o->url);
	require(
	    curl_transport_new(&(struct curl_proxy){.address = "none"}, &curl),
	    "curl");
	transport = curl_transport_of(curl);
	require(transport.exchange(transport.self,
		    &(struct transport_request){
			.method = "GET", .url = url, .language = "en"},
		    &answer),
	    url);
	require(json_read(buf_bytes(&answer.body), &info), "info");
	require(json_text(info, "origin", o->origin, sizeof(o->origin)), url);
	require(json_object_member(info, "certificates", &certificates), url);
	buf_init(&o->key_centre_der, CERT_DER_MAX);
	require(
	    json_base64(certificates, "keyCentre", &o->key_centre_der), url);
	require(cert_parse(buf_bytes(&o->key_centre_der), &o->key_centre), url);
	transport_answer_done(&answer);
	curl_transport_free(curl);
}

static void
read_group(const char *text, struct group *g)
{
	char first[17], count[21];

	if (sscanf(text, "%255[^,],%255[^,],%16[0-9a-f],%20[0-9],%32s", g->ca,
		g->key, first, count, g->user) != 5)
		require(ERR_USAGE, text);
	g->first = strtoull(first, NULL, 16);
	g->count = strtoull(count, NULL, 10);
}

static json_t *
result(struct office *o)
{
	json_t *ended = json_object();

	for (int e = 0; e < ERR_COUNT; e++)
		if (atomic_load(&o->ended[e]) > 0)
			json_object_set_new(ended, err_name((enum err)e),
			    json_integer(
				(json_int_t)atomic_load(&o->ended[e])));
	return json_pack("{s:I, s:o}", "moved",
	    (json_int_t)atomic_load(&o->moved), "ended", ended);
}

int
main(int argc, char **argv)
{
	static struct office o;
	AUTO(gm) gm = NULL;
	AUTO_JSON json = NULL;
	uint64_t threads, count = 0;

	if (argc < 5 || argc - 4 > GROUPS_MAX)
		require(ERR_USAGE, "URL THREADS SAMPLE GROUP …");
	o.url = argv[1];
	require(text_u64(argv[2], THREADS_MAX, &threads), argv[2]);
	require(gm_new(&gm), "gm");
	for (int i = 4; i < argc; i++) {
		read_group(argv[i], &o.groups[o.group_count]);
		count += o.groups[o.group_count++].count;
	}
	o.holders = calloc((size_t)count, sizeof(*o.holders));
	require(o.holders == NULL ? ERR_NOMEM : ERR_OK, "holders");
	for (size_t i = 0; i < o.group_count; i++)
		make_group(gm, &o, &o.groups[i]);
	require(
	    file_replace(argv[3], buf_bytes(&o.holders[0].certificate), 0644),
	    argv[3]);
	meet_office(gm, &o);
	run(&o, (size_t)threads);
	json = result(&o);
	json_dumpf(json, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
	putchar('\n');
	return 0;
}
