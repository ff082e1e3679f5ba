/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/ca_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "office/ca/message.h"
#include "office/keycentre/proof.h"
#include "office/process/keyfile.h"

#define UNLOCK "an unlock secret of tests"

static void
must(enum err e)
{
	if (e == ERR_OK)
		return;
	fprintf(stderr, "ca case: %s\n", err_name(e));
	abort();
}

/* --- the office --- */

static void
make_service(struct ca_office *o, enum profile_id id, struct party *p)
{
	struct cert_spec s;

	party_init(&o->w.f, p);
	fixture_spec(&o->w.f, id, p, FIXTURE_OFFICE, "", &s);
	s.eku = s.profile->eku[0];
	fixture_issue(&o->w.f, &s, &o->w.f.issuing, p);
}

void
ca_office_init(struct ca_office *o, int64_t now)
{
	memset(o, 0, sizeof(*o));
	people_init_at(&o->w, now);
	make_service(o, PROFILE_AUDIT, &o->audit);
	make_service(o, PROFILE_KEY_CENTRE, &o->key_centre);
	make_service(o, PROFILE_OCSP, &o->ocsp);
	party_init(&o->w.f, &o->mail);
	office_config_defaults(&o->config);
	snprintf(o->config.name, sizeof(o->config.name), "%s", FIXTURE_OFFICE);
	snprintf(
	    o->config.origin, sizeof(o->config.origin), "%s", CA_OFFICE_ORIGIN);
	must(gm_random(o->w.f.gm, o->shared, sizeof(o->shared)));
	must(gm_random(o->w.f.gm, o->wrap, sizeof(o->wrap)));
}

void
ca_office_done(struct ca_office *o)
{
	party_done(&o->audit);
	party_done(&o->key_centre);
	party_done(&o->ocsp);
	party_done(&o->mail);
	people_done(&o->w);
}

static struct secret *
scalar_of(const struct party *p)
{
	struct secret *d = NULL;

	must(sm2_key_scalar(p->key, &d));
	return d;
}

void
ca_office_open(struct ca_office *o, const char *ledger, struct ca *ret_ca)
{
	struct fixture *f = &o->w.f;
	AUTO(secret) issuing = scalar_of(&f->issuing);
	AUTO(secret) audit = scalar_of(&o->audit);
	AUTO(secret) ocsp = scalar_of(&o->ocsp);
	struct ca_setup s = {.gm = f->gm,
	    .clock = clock_fixed(&f->now),
	    .config = &o->config,
	    .issuing_key = secret_bytes(issuing),
	    .audit_key = secret_bytes(audit),
	    .ocsp_key = secret_bytes(ocsp),
	    .shared = BYTES_ARRAY(o->shared),
	    .root = f->root.cert.der,
	    .issuing = f->issuing.cert.der,
	    .audit = o->audit.cert.der,
	    .ocsp = o->ocsp.cert.der};
	uint8_t key[LEDGER_KEY_LEN];

	if (!file_exists(ledger))
		must(ledger_create(f->gm, ledger));
	must(ca_ledger_key(f->gm, s.shared, key));
	must(ledger_open(f->gm, ledger, BYTES_ARRAY(key), &s.ledger));
	must(ca_init(ret_ca, &s));
}

/* --- its folder --- */

static void
put_file(const char *dir, const char *name, struct bytes data)
{
	char path[FILE_PATH_MAX];

	must(file_path(path, dir, name));
	must(file_create(path, data, 0600));
}

static void
seal(struct ca_office *o, const char *dir, const char *name, struct bytes key)
{
	must(keyfile_create(o->w.f.gm, dir, name, bytes_str(UNLOCK), key));
}

static void
put_key(struct ca_office *o, const char *dir, const char *name,
    const struct party *p)
{
	AUTO(secret) d = scalar_of(p);

	seal(o, dir, name, secret_bytes(d));
}

static void
put_keys(struct ca_office *o, const char *dir)
{
	put_file(dir, "unlock", bytes_str(UNLOCK));
	put_key(o, dir, "ca/issuing.key", &o->w.f.issuing);
	put_key(o, dir, "ca/audit.key", &o->audit);
	put_key(o, dir, "ca/ocsp.key", &o->ocsp);
	put_key(o, dir, "keycentre/keycentre.key", &o->key_centre);
	seal(o, dir, "ca/shared.key", BYTES_ARRAY(o->shared));
	seal(o, dir, "keycentre/wrap.key", BYTES_ARRAY(o->wrap));
}

void
ca_office_write(struct ca_office *o, const char *dir)
{
	static const char *const folders[] = {
	    "ca", "keycentre", "public", "run"};
	AUTO_DONE(buf) config = BUF(CONFIG_FILE_MAX);
	uint8_t mail[SM2_POINT_LEN];
	char path[FILE_PATH_MAX];

	for (size_t i = 0; i < COUNT(folders); i++) {
		must(file_path(path, dir, folders[i]));
		must(file_make_dir(path, 0700));
	}
	office_config_write(&config, &o->config);
	put_file(dir, "office.conf", buf_bytes(&config));
	put_keys(o, dir);
	put_file(dir, "public/root.cer", o->w.f.root.cert.der);
	put_file(dir, "public/issuing.cer", o->w.f.issuing.cert.der);
	put_file(dir, "public/audit.cer", o->audit.cert.der);
	put_file(dir, "public/ocsp.cer", o->ocsp.cert.der);
	put_file(dir, "public/keycentre.cer", o->key_centre.cert.der);
	sm2_public_point(sm2_key_public(o->mail.key), mail);
	put_file(dir, "public/mail.pub", BYTES_ARRAY(mail));
	must(file_path(path, dir, "ca/ledger"));
	must(ledger_create(o->w.f.gm, path));
}

/* --- a case --- */

static void
set_address(struct ca_case *c, struct cert_spec *s)
{
	const struct ca_list_name list = {
	    .partition = cert_serial_partition(&s->serial)};

	must(ca_crl_url(&c->o->config, list, s->crl_url));
	must(ca_ocsp_url(&c->o->config, s->ocsp_url));
}

static void
set_holder_specs(struct ca_case *c, const struct record *r)
{
	struct fixture *f = &c->o->w.f;

	fixture_spec(f, PROFILE_HOLDER_SIGN, c->request_by, "-", "-", &c->sign);
	fixture_spec(f, PROFILE_HOLDER_ENCRYPT, c->pool, "-", "-", &c->encrypt);
	c->sign.eku = OID_CLIENT_AUTH;
	holder_subject(r, &c->sign.subject);
	holder_subject(r, &c->encrypt.subject);
	memcpy(c->sign.credit_code, r->credit_code, CERT_CREDIT_CODE_SIZE);
	memcpy(c->encrypt.credit_code, r->credit_code, CERT_CREDIT_CODE_SIZE);
	set_address(c, &c->sign);
	set_address(c, &c->encrypt);
}

static void
begin_case(struct ca_office *o, struct ca_case *c)
{
	memset(c, 0, sizeof(*c));
	c->o = o;
	buf_init(&c->evidence, 2 * IPC_MESSAGE_MAX);
	buf_init(&c->csr, IPC_MESSAGE_MAX);
	buf_init(&c->tbs_sign, IPC_MESSAGE_MAX);
	buf_init(&c->tbs_encrypt, IPC_MESSAGE_MAX);
	buf_init(&c->message, 2 * IPC_MESSAGE_MAX);
	party_init(&o->w.f, &c->pool_key);
	c->pool = &c->pool_key;
	c->request_by = &o->w.applicant;
}

/* An authorisation and a key of its own, so that cases do not touch. */
static void
make_distinct(struct ca_case *c)
{
	must(gm_random(c->o->w.f.gm, c->story.review.authorisation.id,
	    AUTHORISATION_ID_LEN));
	must(gm_random(c->o->w.f.gm, c->story.ask.key, ASK_KEY_LEN));
}

static void
make_mac(struct ca_case *c)
{
	must(proof_pool(c->o->w.f.gm, BYTES_ARRAY(c->o->shared),
	    &c->pool->signer.key, c->pool_mac));
}

void
ca_case_tell_approval(struct ca_office *o, struct ca_case *c)
{
	begin_case(o, c);
	story_tell_approval(&o->w, &c->story);
	make_distinct(c);
	c->write = story_write_approval;
	set_holder_specs(c, &c->story.record);
	make_mac(c);
}

void
ca_case_tell_continuity(struct ca_office *o, struct ca_case *c)
{
	const struct cert *old = &o->w.holder.cert;

	begin_case(o, c);
	story_tell_continuity(&o->w, &c->story);
	make_distinct(c);
	c->write = story_write_continuity;
	set_holder_specs(c, &c->story.record);
	must(name_parse(old->subject, &c->sign.subject));
	c->encrypt.subject = c->sign.subject;
	memcpy(c->sign.credit_code, old->credit_code, CERT_CREDIT_CODE_SIZE);
	memcpy(c->encrypt.credit_code, old->credit_code, CERT_CREDIT_CODE_SIZE);
	make_mac(c);
}

void
ca_case_tell_appointment(struct ca_office *o, struct ca_case *c)
{
	begin_case(o, c);
	story_tell_appointment(&o->w, &c->story);
	c->write = story_write_appointment;
	c->staff = true;
	fixture_spec(&o->w.f, PROFILE_STAFF, c->request_by, "-", "-", &c->sign);
	staff_subject(&c->story.record, FIXTURE_OFFICE, &c->sign.subject);
	c->sign.eku = staff_role_oid(c->story.record.role);
	set_address(c, &c->sign);
}

void
ca_case_done(struct ca_case *c)
{
	party_done(&c->pool_key);
	buf_done(&c->evidence);
	buf_done(&c->csr);
	buf_done(&c->tbs_sign);
	buf_done(&c->tbs_encrypt);
	buf_done(&c->message);
}

static void
write_bodies(struct ca_case *c)
{
	buf_truncate(&c->tbs_sign, 0);
	buf_truncate(&c->tbs_encrypt, 0);
	must(cert_encode_tbs(c->o->w.f.gm, &c->sign, &c->tbs_sign));
	if (!c->staff)
		must(cert_encode_tbs(
		    c->o->w.f.gm, &c->encrypt, &c->tbs_encrypt));
}

void
ca_case_put(struct ca_case *c)
{
	struct ca_pair_request r = {buf_bytes(&c->evidence), buf_bytes(&c->csr),
	    buf_bytes(&c->tbs_sign), buf_bytes(&c->tbs_encrypt), {0}};
	struct ca_one_request one = {r.evidence, r.csr, r.tbs_sign};

	memcpy(r.pool_mac, c->pool_mac, sizeof(r.pool_mac));
	buf_truncate(&c->message, 0);
	if (c->staff)
		ca_one_request_encode(&c->message, &one);
	else
		ca_pair_request_encode(&c->message, &r);
	must(buf_status(&c->message));
}

void
ca_case_write(struct ca_case *c)
{
	struct csr csr;
	uint8_t digest[SM3_LEN];

	fixture_request(&c->o->w.f, c->request_by, &c->csr, &csr);
	fixture_digest(&c->o->w.f, csr.der, digest);
	memcpy(c->story.ask.request, digest, SM3_LEN);
	if (c->story.review.has_request)
		memcpy(c->story.review.request, digest, SM3_LEN);
	if (c->write != NULL)
		c->write(&c->story, &c->evidence);
	must(buf_status(&c->evidence));
	write_bodies(c);
	ca_case_put(c);
}

void
ca_case_new_bodies(struct ca_case *c)
{
	must(cert_serial_random(random_system(), &c->sign.serial));
	must(cert_serial_random(random_system(), &c->encrypt.serial));
	write_bodies(c);
	ca_case_put(c);
}
