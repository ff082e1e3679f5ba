/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For test_pki.py: writes what src/pki makes into a folder, for a foreign tool
 * to read, and reads what a foreign tool has made.
 *
 *	pki_tool make DIR                   a world of artefacts, DER
 *	pki_tool cert FILE ISSUER           parse, verify; prints the subject
 *	pki_tool csr FILE                   parse, verify; prints the subject
 *	pki_tool crl FILE ISSUER SERIAL     parse, verify; prints the reason
 *	pki_tool envelope FILE SCALAR       open; prints the public point
 *	pki_tool asked REQUEST ISSUER       parse; prints hash, nonce, serials
 *	pki_tool answer REQUEST STATUS DIR  the responder of DIR answers, DER
 *	pki_tool answered RESPONSE ISSUER SERIAL   parse, verify; the status
 *
 * Prints the error's name and exits with 1 when something does not hold.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "pki/crl.h"
#include "pki/envelope.h"
#include "pki/fixture.h"
#include "pki/ocsp.h"

#define FILE_MAX ((size_t)1 << 20)
#define CRL_URL "http://127.0.0.1/ca/issuing.crl"
#define DELTA_URL "http://127.0.0.1/ca/issuing-0-delta.crl"

static void
must(enum err e)
{
	if (e == ERR_OK)
		return;
	puts(err_name(e));
	exit(1);
}

static void
print_line(struct buf *b)
{
	must(buf_status(b));
	printf("%.*s\n", (int)b->len, (const char *)b->p);
}

static void
save(const char *dir, const char *name, struct bytes data)
{
	char path[FILE_PATH_MAX];

	must(file_path(path, dir, name));
	must(file_replace(path, data, 0600));
}

/* PKCS#8 (RFC 5958), with the public key: openssl reads it as an SM2 key. */
static void
save_key(const char *dir, const char *name, const struct party *p)
{
	AUTO_DONE(buf) b = BUF(FILE_MAX);
	AUTO(secret) d = NULL;
	uint8_t point[SM2_POINT_LEN];
	size_t whole = der_open(&b, DER_SEQUENCE), mark, ec;

	must(sm2_key_scalar(p->key, &d));
	sm2_public_point(&p->signer.key, point);
	der_put_uint(&b, 0);
	mark = der_open(&b, DER_SEQUENCE);
	der_put_oid(&b, oid_octets(OID_EC_PUBLIC_KEY));
	der_put_oid(&b, oid_octets(OID_SM2_CURVE));
	der_close(&b, mark);
	mark = der_open(&b, DER_OCTET_STRING);
	ec = der_open(&b, DER_SEQUENCE);
	der_put_uint(&b, 1);
	der_put_octets(&b, secret_bytes(d));
	der_close(&b, ec);
	der_close(&b, mark);
	der_close(&b, whole);
	must(buf_status(&b));
	save(dir, name, buf_bytes(&b));
}

/* Entries of a list: so many of three, and perhaps a certificate's. */
struct listed {
	const struct cert *cert;
	uint8_t given;
	bool removed; /* the certificate: no longer on hold */
};

static enum err
rewind_entries(void *self)
{
	((struct listed *)self)->given = 0;
	return ERR_OK;
}

static enum err
next_entry(void *self, struct crl_entry *ret_e, bool *ret_more)
{
	static const enum crl_reason reasons[] = {
	    CRL_UNSPECIFIED, CRL_KEY_COMPROMISE, CRL_HOLD};
	struct listed *l = self;
	uint8_t i = l->given++;

	*ret_more = i < COUNT(reasons) + (l->cert != NULL ? 1 : 0);
	if (i < COUNT(reasons))
		*ret_e = (struct crl_entry){
		    {{(uint8_t)(i + 1)}, 1}, FIXTURE_NOW - 60, reasons[i]};
	else if (*ret_more)
		*ret_e = (struct crl_entry){l->cert->serial, FIXTURE_NOW - 60,
		    l->removed ? CRL_REMOVE : CRL_SUPERSEDED};
	return ERR_OK;
}

static void
save_crl(struct fixture *f, const char *dir, const char *name,
    const struct crl_spec *spec)
{
	AUTO_DONE(buf) der = BUF(FILE_MAX);
	struct crl_sink sink = crl_sink_of_buf(&der);

	must(crl_write(f->gm, spec, &f->issuing.signer, &sink));
	save(dir, name, buf_bytes(&der));
}

/* Full lists without the certificate and with it, of everything and of the
 * certificate's partition, and delta lists that add it and take it away. */
static void
make_crls(struct fixture *f, const char *dir, const struct cert *cert)
{
	static const struct {
		const char *name;
		bool listed, removed, partition, delta;
	} lists[] = {
	    {"list.crl", .listed = false},
	    {"revoked.crl", .listed = true},
	    {"partition.crl", .partition = true},
	    {"partition-revoked.crl", .partition = true, .listed = true},
	    {"delta.crl", .delta = true, .partition = true},
	    {"delta-revoked.crl", .delta = true, .partition = true,
		.listed = true},
	    {"delta-removed.crl", .delta = true, .partition = true,
		.listed = true, .removed = true},
	};

	for (size_t i = 0; i < COUNT(lists); i++) {
		struct listed listed = {.cert = lists[i].listed ? cert : NULL,
		    .removed = lists[i].removed};
		const struct crl_spec spec = {
		    .issuer = &f->issuing.cert,
		    .number = lists[i].delta ? 6 : 5,
		    .this_update = f->now,
		    .next_update = f->now + 86400,
		    .idp_url = lists[i].partition ? CRL_URL : NULL,
		    .freshest_url = lists[i].partition && !lists[i].delta
					? DELTA_URL
					: NULL,
		    .delta = lists[i].delta,
		    .base = lists[i].delta ? 5 : 0,
		    .source = {rewind_entries, next_entry, &listed},
		};

		save_crl(f, dir, lists[i].name, &spec);
	}
}

/* A responder: its certificate, and its key as a bare scalar. */
static void
make_responder(struct fixture *f, const char *dir)
{
	AUTO_DONE(party) p = {.key = NULL};
	AUTO(secret) d = NULL;
	struct cert_spec s;

	party_init(f, &p);
	fixture_spec(f, PROFILE_OCSP, &p, FIXTURE_OFFICE, "", &s);
	s.eku = OID_OCSP_SIGNING;
	fixture_issue(f, &s, &f->issuing, &p);
	must(sm2_key_scalar(p.key, &d));
	save(dir, "ocsp.cer", p.cert.der);
	save(dir, "ocsp.scalar", secret_bytes(d));
	save_key(dir, "ocsp.key", &p);
}

/* A request and a successful answer: seeds for the fuzz targets. */
static void
make_request(struct fixture *f, const char *dir, const struct cert *cert)
{
	static const uint8_t nonce[] = {1, 2, 3, 4, 5, 6, 7, 8};
	AUTO_DONE(buf) der = BUF(FILE_MAX);

	must(ocsp_request_make(f->gm,
	    &(struct ocsp_question){&f->issuing.cert, HASH_SM3, &cert->serial,
		1, BYTES_ARRAY(nonce)},
	    &der));
	save(dir, "request.ocsp", buf_bytes(&der));
}

static void
make_csr(struct fixture *f, const char *dir, struct party *p)
{
	AUTO_DONE(buf) der = BUF(FILE_MAX);
	const struct name subject = {.country = "CN",
	    .organisation = "示范科技有限公司",
	    .common_name = "示范科技有限公司",
	    .serial_number = "user-1"};

	must(csr_make(f->gm, &subject, &p->signer, &der));
	save(dir, "request.csr", buf_bytes(&der));
}

static void
make_envelope(struct fixture *f, const char *dir, const struct party *sign,
    const struct party *encrypt)
{
	AUTO_DONE(buf) envelope = BUF(FILE_MAX);
	AUTO_DONE(buf) answer = BUF(FILE_MAX);
	struct envelope e;
	struct answer a;

	must(envelope_seal(f->gm, encrypt->key, &sign->signer.key, &e));
	envelope_encode(&envelope, &e);
	a = (struct answer){
	    sign->cert.der, encrypt->cert.der, buf_bytes(&envelope)};
	answer_encode(&answer, &a);
	must(buf_status(&answer));
	save(dir, "envelope.der", buf_bytes(&envelope));
	save(dir, "answer.der", buf_bytes(&answer));
}

/* An act by somebody about octets, of whatever verb; all that it may have. */
static void
sign_act(struct fixture *f, enum act_verb verb, struct bytes about,
    const struct party *by, struct buf *b)
{
	struct act a = {.verb = verb, .at = f->now, .note = "材料齐全"};

	fixture_digest(f, about, a.object);
	a.has_authorisation = verb == ACT_APPROVE || verb == ACT_RESEND;
	a.authorisation =
	    (struct authorisation){{1}, f->root.signer.key, f->now + 86400};
	a.has_request = verb == ACT_APPOINT;
	must(act_sign(f->gm, &a, by->cert.der, &by->signer, b));
}

/* The three kinds of evidence: seeds for the fuzz target. */
static void
make_evidence(struct fixture *f, const char *dir, const struct party *holder)
{
	AUTO_DONE(party) staff = {.key = NULL};
	AUTO_DONE(buf) record = BUF(FILE_MAX);
	AUTO_DONE(buf) entry = BUF(FILE_MAX);
	AUTO_DONE(buf) review = BUF(FILE_MAX);
	AUTO_DONE(buf) resend = BUF(FILE_MAX);
	AUTO_DONE(buf) appoint = BUF(FILE_MAX);
	AUTO_DONE(buf) ask = BUF(FILE_MAX);
	AUTO_DONE(buf) out = BUF(FILE_MAX);
	const struct record r = {.kind = RECORD_ENTERPRISE,
	    .id = "1",
	    .user_name = "user-1",
	    .name = "示范科技有限公司",
	    .credit_code = "91110000600007519J"};
	const struct ask a = {.verb = ASK_ISSUE,
	    .user_name = "user-1",
	    .carrier = CARRIER_SOFT,
	    .carrier_serial = "S1",
	    .at = f->now};

	fixture_staff(f, ROLE_OPERATOR, "op-1", &staff);
	record_encode(&record, &r);
	sign_act(f, ACT_ENTRY, buf_bytes(&record), &staff, &entry);
	sign_act(f, ACT_APPROVE, buf_bytes(&record), &staff, &review);
	sign_act(f, ACT_RESEND, buf_bytes(&review), &staff, &resend);
	sign_act(f, ACT_APPOINT, buf_bytes(&record), &staff, &appoint);
	must(ask_sign(f->gm, &a, &holder->signer, &ask));
	evidence_encode_approval_of(&out,
	    &(struct evidence_approval){buf_bytes(&record), buf_bytes(&entry),
		buf_bytes(&review), buf_bytes(&ask), buf_bytes(&resend)});
	must(buf_status(&out));
	save(dir, "approval.der", buf_bytes(&out));
	buf_truncate(&out, 0);
	evidence_encode_continuity(&out, holder->cert.der, buf_bytes(&ask));
	save(dir, "continuity.der", buf_bytes(&out));
	buf_truncate(&out, 0);
	evidence_encode_appointment(
	    &out, buf_bytes(&record), buf_bytes(&appoint));
	save(dir, "appointment.der", buf_bytes(&out));
}

static void
make(const char *dir)
{
	AUTO_DONE(fixture) f = {.gm = NULL};
	AUTO_DONE(party) sign = {.key = NULL};
	AUTO_DONE(party) encrypt = {.key = NULL};
	const char *name = "示范科技有限公司";
	struct cert_spec s;

	fixture_init(&f);
	party_init(&f, &sign);
	fixture_spec(&f, PROFILE_HOLDER_SIGN, &sign, name, "user-1", &s);
	s.eku = OID_CLIENT_AUTH;
	strcpy(s.credit_code, "91110000600007519J");
	strcpy(s.crl_url, CRL_URL);
	strcpy(s.ocsp_url, "http://127.0.0.1/ocsp");
	fixture_issue(&f, &s, &f.issuing, &sign);
	fixture_holder(&f, PROFILE_HOLDER_ENCRYPT, name, "user-1", &encrypt);
	save(dir, "root.cer", f.root.cert.der);
	save(dir, "issuing.cer", f.issuing.cert.der);
	save(dir, "sign.cer", sign.cert.der);
	save(dir, "encrypt.cer", encrypt.cert.der);
	save(dir, "name.der", sign.cert.subject);
	save_key(dir, "sign.key", &sign);
	save_key(dir, "issuing.key", &f.issuing);
	make_csr(&f, dir, &sign);
	make_crls(&f, dir, &sign.cert);
	make_responder(&f, dir);
	make_request(&f, dir, &sign.cert);
	make_envelope(&f, dir, &sign, &encrypt);
	make_evidence(&f, dir, &sign);
}

static void
print_name(struct bytes name)
{
	AUTO_DONE(buf) text = BUF(FILE_MAX);

	name_text(&text, name);
	print_line(&text);
}

static void
load(const char *path, struct buf *b)
{
	must(file_read(path, b));
}

static void
load_cert(const char *path, struct buf *b, struct cert *ret_c)
{
	load(path, b);
	must(cert_parse(buf_bytes(b), ret_c));
}

static void
read_cert(struct gm *gm, char **argv)
{
	AUTO_DONE(buf) der = BUF(FILE_MAX);
	AUTO_DONE(buf) issuer_der = BUF(FILE_MAX);
	struct cert c, issuer;

	load_cert(argv[0], &der, &c);
	load_cert(argv[1], &issuer_der, &issuer);
	must(cert_verify(gm, &c, &issuer));
	print_name(c.subject);
}

static void
read_csr(struct gm *gm, char **argv)
{
	AUTO_DONE(buf) der = BUF(FILE_MAX);
	struct csr csr;

	load(argv[0], &der);
	must(csr_parse(buf_bytes(&der), &csr));
	must(csr_verify(gm, &csr));
	print_name(csr.subject);
}

static void
read_crl(struct gm *gm, char **argv)
{
	AUTO_DONE(buf) der = BUF(FILE_MAX);
	AUTO_DONE(buf) issuer_der = BUF(FILE_MAX);
	struct cert_serial serial;
	struct crl_entry e;
	struct cert issuer;
	struct crl crl;

	load(argv[0], &der);
	load_cert(argv[1], &issuer_der, &issuer);
	must(cert_serial_parse(argv[2], &serial));
	must(crl_parse(buf_bytes(&der), &crl));
	must(crl_verify(gm, &crl, &issuer));
	must(crl_find(&crl, &serial, &e) ? ERR_OK : ERR_NOT_FOUND);
	printf("%d\n", (int)e.reason);
}

static void
read_envelope(struct gm *gm, char **argv)
{
	AUTO_DONE(buf) der = BUF(FILE_MAX);
	AUTO_DONE(buf) scalar = BUF(FILE_MAX);
	AUTO_DONE(buf) text = BUF(FILE_MAX);
	AUTO(sm2_key) with = NULL;
	AUTO(sm2_key) inside = NULL;
	uint8_t point[SM2_POINT_LEN];
	struct envelope e;

	load(argv[0], &der);
	load(argv[1], &scalar);
	must(sm2_key_from_scalar(gm, buf_bytes(&scalar), &with));
	must(envelope_parse(buf_bytes(&der), &e));
	must(envelope_open(gm, &e, with, &inside));
	sm2_public_point(sm2_key_public(inside), point);
	text_hex(&text, BYTES_ARRAY(point));
	print_line(&text);
}

static void
read_asked(struct gm *gm, char **argv)
{
	AUTO_DONE(buf) der = BUF(FILE_MAX);
	AUTO_DONE(buf) issuer_der = BUF(FILE_MAX);
	AUTO_DONE(buf) nonce = BUF(FILE_MAX);
	char serial[CERT_SERIAL_TEXT_SIZE];
	struct ocsp_issuer issuer;
	struct ocsp_request r;
	struct cert cert;

	load(argv[0], &der);
	load_cert(argv[1], &issuer_der, &cert);
	must(ocsp_request_parse(buf_bytes(&der), &r));
	must(ocsp_issuer_init(gm, &cert, &issuer));
	must(ocsp_names_issuer(&r.ids[0], &issuer) ? ERR_OK : ERR_NOT_FOUND);
	text_hex(&nonce, r.nonce);
	printf("%d\n", (int)r.ids[0].hash);
	print_line(&nonce);
	for (size_t i = 0; i < r.count; i++) {
		cert_serial_text(&r.ids[i].serial, serial);
		puts(serial);
	}
}

/* The same about each certificate that is asked for. */
static void
set_singles(const struct ocsp_request *r, enum ocsp_status status,
    struct ocsp_single singles[OCSP_SERIALS_MAX])
{
	for (size_t i = 0; i < r->count; i++)
		singles[i] = (struct ocsp_single){.serial = r->ids[i].serial,
		    .status = status,
		    .revoked_at = FIXTURE_NOW - 60,
		    .reason = CRL_SUPERSEDED,
		    .this_update = FIXTURE_NOW,
		    .next_update = FIXTURE_NOW + 86400};
}

static void
load_in(const char *dir, const char *name, struct buf *b)
{
	char path[FILE_PATH_MAX];

	must(file_path(path, dir, name));
	load(path, b);
}

static void
make_answer(struct gm *gm, char **argv)
{
	AUTO_DONE(buf) request = BUF(FILE_MAX);
	AUTO_DONE(buf) issuer_der = BUF(FILE_MAX);
	AUTO_DONE(buf) responder_der = BUF(FILE_MAX);
	AUTO_DONE(buf) scalar = BUF(FILE_MAX);
	AUTO_DONE(buf) answer = BUF(FILE_MAX);
	AUTO(sm2_key) key = NULL;
	struct ocsp_single singles[OCSP_SERIALS_MAX];
	struct cert issuer, responder;
	struct ocsp_issuer named;
	struct ocsp_request r;
	struct signer_key k;
	struct signer signer;

	load(argv[0], &request);
	load_in(argv[2], "issuing.cer", &issuer_der);
	load_in(argv[2], "ocsp.cer", &responder_der);
	load_in(argv[2], "ocsp.scalar", &scalar);
	must(cert_parse(buf_bytes(&issuer_der), &issuer));
	must(cert_parse(buf_bytes(&responder_der), &responder));
	must(sm2_key_from_scalar(gm, buf_bytes(&scalar), &key));
	must(ocsp_issuer_init(gm, &issuer, &named));
	must(ocsp_request_parse(buf_bytes(&request), &r));
	set_singles(&r, (enum ocsp_status)(*argv[1] - '0'), singles);
	k = (struct signer_key){gm, key};
	signer = signer_of_key(&k);
	must(ocsp_response_make(gm,
	    &(struct ocsp_spec){&named, r.ids[0].algorithm, singles, r.count,
		r.nonce, FIXTURE_NOW, &responder},
	    &signer, &answer));
	fwrite(answer.p, 1, answer.len, stdout);
}

static void
read_answered(struct gm *gm, char **argv)
{
	AUTO_DONE(buf) der = BUF(FILE_MAX);
	AUTO_DONE(buf) issuer_der = BUF(FILE_MAX);
	struct cert_serial serial;
	struct ocsp_response r;
	struct ocsp_issuer issuer;
	struct ocsp_single s;
	struct cert cert;

	load(argv[0], &der);
	load_cert(argv[1], &issuer_der, &cert);
	must(cert_serial_parse(argv[2], &serial));
	must(ocsp_issuer_init(gm, &cert, &issuer));
	must(ocsp_response_parse(buf_bytes(&der), &r));
	must(ocsp_response_verify(gm, &r, &cert, r.produced_at));
	must(ocsp_response_find(&r, &issuer, &serial, r.produced_at, &s));
	printf("%d %d\n", (int)s.status, (int)s.reason);
}

static const struct {
	const char *name;
	int arguments;
	void (*run)(struct gm *gm, char **argv);
} commands[] = {
    {"cert", 2, read_cert},
    {"csr", 1, read_csr},
    {"crl", 3, read_crl},
    {"envelope", 2, read_envelope},
    {"asked", 2, read_asked},
    {"answer", 3, make_answer},
    {"answered", 3, read_answered},
};

int
main(int argc, char **argv)
{
	AUTO(gm) gm = NULL;

	if (argc == 3 && strcmp(argv[1], "make") == 0) {
		make(argv[2]);
		return 0;
	}
	must(gm_new(&gm));
	for (size_t i = 0; i < COUNT(commands); i++)
		if (argc == commands[i].arguments + 2 &&
		    strcmp(argv[1], commands[i].name) == 0) {
			commands[i].run(gm, argv + 2);
			return 0;
		}
	fputs("usage: see the top of pki_tool.c\n", stderr);
	return 64;
}
