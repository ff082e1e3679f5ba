/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUF_MAX 65536

static void
must(enum err e)
{
	if (e == ERR_OK)
		return;
	fprintf(stderr, "fixture: %s\n", err_name(e));
	abort();
}

void
party_init(struct fixture *f, struct party *p)
{
	*p = (struct party){.der = BUF(BUF_MAX)};
	must(sm2_key_generate(f->gm, &p->key));
	p->signing = (struct signer_key){f->gm, p->key};
	p->signer = signer_of_key(&p->signing);
}

void
party_done(struct party *p)
{
	sm2_key_free(p->key);
	buf_done(&p->der);
	*p = (struct party){0};
}

void
fixture_spec(struct fixture *f, enum profile_id id, const struct party *p,
    const char *name, const char *user_name, struct cert_spec *ret_spec)
{
	struct cert_spec s = {
	    .profile = profile_of(id),
	    .issuer = &f->issuing.cert,
	    .subject = {.country = "CN"},
	    .key = p->signer.key,
	    .eku = OID_COUNT,
	};

	must(cert_serial_random(random_system(), &s.serial));
	snprintf(s.subject.organisation, NAME_TEXT_SIZE, "%s", name);
	snprintf(s.subject.common_name, NAME_TEXT_SIZE, "%s", name);
	snprintf(s.subject.serial_number, sizeof(s.subject.serial_number), "%s",
	    user_name);
	profile_validity(
	    s.profile, s.issuer, f->now, &s.not_before, &s.not_after);
	*ret_spec = s;
}

void
fixture_issue(struct fixture *f, const struct cert_spec *spec,
    const struct party *issuer, struct party *p)
{
	AUTO_DONE(buf) tbs = BUF(BUF_MAX);
	struct sm2_signature sig;

	must(cert_encode_tbs(f->gm, spec, &tbs));
	must(signer_sign(f->gm, &issuer->signer, buf_bytes(&tbs), &sig));
	buf_truncate(&p->der, 0);
	cert_assemble(&p->der, buf_bytes(&tbs), &sig);
	must(buf_status(&p->der));
	must(cert_parse(buf_bytes(&p->der), &p->cert));
}

static void
make_ca(struct fixture *f, enum profile_id id, const char *name,
    const struct party *issuer, struct party *p)
{
	struct cert_spec s;

	party_init(f, p);
	fixture_spec(f, id, p, FIXTURE_OFFICE, "", &s);
	snprintf(s.subject.common_name, NAME_TEXT_SIZE, "%s", name);
	s.issuer = issuer == p ? NULL : &issuer->cert;
	profile_validity(
	    s.profile, s.issuer, f->now, &s.not_before, &s.not_after);
	fixture_issue(f, &s, issuer, p);
}

void
fixture_init(struct fixture *f)
{
	fixture_init_at(f, FIXTURE_NOW);
}

void
fixture_init_at(struct fixture *f, int64_t now)
{
	*f = (struct fixture){.now = now};
	must(gm_new(&f->gm));
	make_ca(f, PROFILE_ROOT, "示范根证书", &f->root, &f->root);
	make_ca(f, PROFILE_ISSUING_CA, "示范签发证书", &f->root, &f->issuing);
}

void
fixture_done(struct fixture *f)
{
	party_done(&f->issuing);
	party_done(&f->root);
	gm_free(f->gm);
}

void
fixture_holder(struct fixture *f, enum profile_id id, const char *name,
    const char *user_name, struct party *p)
{
	struct cert_spec s;

	party_init(f, p);
	fixture_spec(f, id, p, name, user_name, &s);
	if (s.profile->credit_code != ABSENT)
		snprintf(s.credit_code, sizeof(s.credit_code), "%s",
		    "91110000600007519J");
	fixture_issue(f, &s, &f->issuing, p);
}

void
fixture_staff(struct fixture *f, enum staff_role role, const char *user_name,
    struct party *p)
{
	struct cert_spec s;

	party_init(f, p);
	fixture_spec(f, PROFILE_STAFF, p, user_name, user_name, &s);
	snprintf(s.subject.organisation, NAME_TEXT_SIZE, "%s", FIXTURE_OFFICE);
	snprintf(s.subject.unit, NAME_TEXT_SIZE, "staff");
	s.eku = staff_role_oid(role);
	fixture_issue(f, &s, &f->issuing, p);
}

void
fixture_request(
    struct fixture *f, struct party *p, struct buf *b, struct csr *ret_csr)
{
	struct name subject = {.country = "CN", .common_name = "ignored"};

	must(csr_make(f->gm, &subject, &p->signer, b));
	must(csr_parse(buf_bytes(b), ret_csr));
}

void
fixture_digest(struct fixture *f, struct bytes of, uint8_t ret_digest[SM3_LEN])
{
	must(sm3_of(f->gm, of, ret_digest));
}
