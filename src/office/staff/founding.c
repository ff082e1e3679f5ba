/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/founding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "office/audit/audit.h"
#include "office/ca/ca.h"
#include "office/ca/service.h"
#include "office/keycentre/proof.h"
#include "office/keycentre/service.h"
#include "office/pairs/partition.h"
#include "office/process/keyfile.h"
#include "office/staff/certificate_row.h"
#include "office/staff/staff_row.h"

#define DAY_S ((int64_t)24 * 3600)
#define TICKET_KEY_LEN 32

enum service { ROOT, ISSUING, KEY_CENTRE, AUDIT, OCSP, SERVICES };

static const struct {
	enum profile_id profile;
	enum service issuer;
	const char *key_file, *public_name, *common_name;
} services[SERVICES] = {
    [ROOT] = {PROFILE_ROOT, ROOT, "ca/root.key", "root", "Root CA"},
    [ISSUING] = {PROFILE_ISSUING_CA, ROOT, "ca/issuing.key", "issuing",
	"Issuing CA"},
    [KEY_CENTRE] = {PROFILE_KEY_CENTRE, ISSUING, "keycentre/keycentre.key",
	"keycentre", "Key Centre"},
    [AUDIT] = {PROFILE_AUDIT, ISSUING, "ca/audit.key", "audit", "Audit"},
    [OCSP] = {PROFILE_OCSP, ISSUING, "ca/ocsp.key", "ocsp", "OCSP"},
};

/* Secrets that are nothing but random octets. */
enum { SHARED_KEY = 0 };
static const struct {
	const char *file;
	size_t len;
} random_keys[] = {
    [SHARED_KEY] = {"ca/shared.key", PROOF_KEY_LEN},
    {"keycentre/wrap.key", KEYCENTRE_WRAP_KEY_LEN},
    {"web/ticket.key", TICKET_KEY_LEN},
};

struct founding {
	struct founding_setup s;
	struct sm2_key *keys[SERVICES];
	struct public_cert certs[SERVICES];
	struct ledger *ledger;
};

/* --- files --- */

static enum err
create_public(const struct founding *f, const char *name, const char *suffix,
    struct bytes data)
{
	char file[64], path[FILE_PATH_MAX];

	snprintf(file, sizeof(file), "public/%s%s", name, suffix);
	TRY(file_path(path, f->s.dir, file));
	return file_create(path, data, 0644);
}

static enum err
create_public_cert(const struct founding *f, const char *name, struct bytes der)
{
	AUTO_DONE(buf) pem = BUF(2 * CERT_DER_MAX);

	pem_encode(&pem, "CERTIFICATE", der);
	TRY(buf_status(&pem));
	TRY(create_public(f, name, ".cer", der));
	return create_public(f, name, ".pem", buf_bytes(&pem));
}

static enum err
seal_key(const struct founding *f, const char *file, const struct sm2_key *key)
{
	AUTO(secret) d = NULL;

	TRY(sm2_key_scalar(key, &d));
	return keyfile_create(
	    f->s.gm, f->s.dir, file, f->s.unlock, secret_bytes(d));
}

/* It is the ca process's later; it knows then what was signed here. */
static enum err
make_ledger(struct founding *f, struct bytes shared)
{
	uint8_t key[LEDGER_KEY_LEN];
	char path[FILE_PATH_MAX];
	enum err err;

	TRY(file_path(path, f->s.dir, "ca/ledger"));
	TRY(ledger_create(f->s.gm, path));
	TRY(ca_ledger_key(f->s.gm, shared, key));
	err = ledger_open(f->s.gm, path, BYTES_ARRAY(key), &f->ledger);
	secret_wipe(key, sizeof(key));
	return err;
}

static enum err
make_random_keys(struct founding *f)
{
	for (size_t i = 0; i < COUNT(random_keys); i++) {
		AUTO(secret) key = NULL;

		TRY(secret_new(random_keys[i].len, &key));
		TRY(gm_random(f->s.gm, secret_data(key), random_keys[i].len));
		TRY(keyfile_create(f->s.gm, f->s.dir, random_keys[i].file,
		    f->s.unlock, secret_bytes(key)));
		if (i == SHARED_KEY)
			TRY(make_ledger(f, secret_bytes(key)));
	}
	return ERR_OK;
}

static enum err
make_mail_key(const struct founding *f)
{
	AUTO(sm2_key) key = NULL;
	uint8_t point[SM2_POINT_LEN];

	TRY(sm2_key_generate(f->s.gm, &key));
	sm2_public_point(sm2_key_public(key), point);
	TRY(seal_key(f, "mail/mail.key", key));
	return create_public(f, "mail", ".pub", BYTES_ARRAY(point));
}

/* --- certificates --- */

/* By the CA whose certificates the ledger and the lists are about? */
static bool
is_issued(const struct founding *f, const struct cert *issuer)
{
	return issuer == &f->certs[ISSUING].cert;
}

/* There is no evidence but that it was made here, with the issuing key. */
static enum err
note_in_ledger(
    const struct founding *f, const struct cert_spec *spec, struct bytes tbs)
{
	const struct bytes parts[] = {bytes_str("evidence-founding"), tbs};
	struct ledger_use use = {.count = 1, .serial = {spec->serial}};

	TRY(sm3(f->s.gm, parts, COUNT(parts), use.id));
	TRY(sm3_of(f->s.gm, tbs, use.body[0]));
	TRY(ledger_note_use(f->ledger, &use));
	return ledger_commit(f->ledger, f->s.now);
}

/* A body that passed the check, signed with the issuer's key. */
static enum err
sign_checked(const struct founding *f, const struct cert_spec *spec,
    struct sm2_key *key, struct buf *ret_cert)
{
	AUTO_DONE(buf) tbs = BUF(CERT_DER_MAX);
	struct sm2_signature sig;
	const char *why = NULL;
	enum err err;

	TRY(cert_encode_tbs(f->s.gm, spec, &tbs));
	err = profile_check(f->s.gm, spec->profile, spec->issuer,
	    buf_bytes(&tbs), f->s.now, &why);
	if (err == ERR_PROFILE_VIOLATION)
		log_line(LOG_ERROR, "%s certificate: %s", spec->profile->name,
		    why == NULL ? "?" : why);
	TRY(err);
	if (is_issued(f, spec->issuer))
		TRY(note_in_ledger(f, spec, buf_bytes(&tbs)));
	TRY(sm2_sign(f->s.gm, key, buf_bytes(&tbs), &sig));
	cert_assemble(ret_cert, buf_bytes(&tbs), &sig);
	return buf_status(ret_cert);
}

static enum err
make_spec(const struct founding *f, enum profile_id profile,
    const struct cert *issuer, struct cert_spec *ret_spec)
{
	*ret_spec = (struct cert_spec){
	    .profile = profile_of(profile), .issuer = issuer};
	if (is_issued(f, issuer) && ret_spec->profile->crl_url != ABSENT)
		TRY(ca_crl_url(f->s.config,
		    (struct ca_list_name){.partition = 0}, ret_spec->crl_url));
	if (is_issued(f, issuer) && ret_spec->profile->ocsp_url != ABSENT)
		TRY(ca_ocsp_url(f->s.config, ret_spec->ocsp_url));
	profile_validity(ret_spec->profile, issuer, f->s.now,
	    &ret_spec->not_before, &ret_spec->not_after);
	return cert_serial_in_partition(random_system(), 0, &ret_spec->serial);
}

static void
name_service(const struct founding *f, enum service s, struct name *n)
{
	snprintf(n->country, sizeof(n->country), "CN");
	snprintf(
	    n->organisation, sizeof(n->organisation), "%s", f->s.config->name);
	snprintf(n->common_name, sizeof(n->common_name), "%s %s",
	    f->s.config->name, services[s].common_name);
}

static enum err
make_service(struct founding *f, enum service s)
{
	enum service by = services[s].issuer;
	struct public_cert *c = &f->certs[s];
	struct cert_spec spec;

	TRY(sm2_key_generate(f->s.gm, &f->keys[s]));
	TRY(make_spec(f, services[s].profile,
	    s == ROOT ? NULL : &f->certs[by].cert, &spec));
	name_service(f, s, &spec.subject);
	spec.key = *sm2_key_public(f->keys[s]);
	spec.eku = spec.profile->eku[0];
	buf_init(&c->der, CERT_DER_MAX);
	TRY(sign_checked(f, &spec, f->keys[by], &c->der));
	TRY(cert_parse(buf_bytes(&c->der), &c->cert));
	TRY(seal_key(f, services[s].key_file, f->keys[s]));
	return create_public_cert(
	    f, services[s].public_name, buf_bytes(&c->der));
}

enum err
founding_make(const struct founding_setup *s, struct founding **ret_f)
{
	AUTO(founding) f = calloc(1, sizeof(*f));

	if (f == NULL)
		return ERR_NOMEM;
	f->s = *s;
	TRY(make_random_keys(f));
	for (enum service i = ROOT; i < SERVICES; i++)
		TRY(make_service(f, i));
	TRY(make_mail_key(f));
	*ret_f = TAKE(f);
	return ERR_OK;
}

void
founding_free(struct founding *f)
{
	if (f == NULL)
		return;
	for (enum service i = ROOT; i < SERVICES; i++) {
		sm2_key_free(f->keys[i]);
		public_cert_done(&f->certs[i]);
	}
	ledger_free(f->ledger);
	free(f);
}

const struct cert *
founding_issuing(const struct founding *f)
{
	return &f->certs[ISSUING].cert;
}

/* --- the store --- */

/* The store counts as the ledger does. */
static enum err
count_issued(struct db *db, const struct founding *f)
{
	return partition_raise(
	    db, 0, (int64_t)ledger_part(f->ledger, 0)->certificates);
}

static enum err
store_services(struct db *db, void *arg)
{
	const struct founding *f = arg;

	TRY(audit_add(f->s.gm, db,
	    &(struct audit_event){.at = f->s.now,
		.actor = "system",
		.event = AUDIT_OFFICE_MADE,
		.about = f->s.config->name}));
	for (enum service i = ROOT; i < SERVICES; i++)
		TRY(certificate_row_insert(f->s.gm, db,
		    &(struct certificate_row){buf_bytes(&f->certs[i].der),
			services[i].profile, "system", f->s.now}));
	return count_issued(db, f);
}

enum err
founding_store(struct founding *f, struct store *store)
{
	return store_write(store, store_services, f);
}

/* --- the two first members of staff --- */

struct founder_work {
	struct founding *f;
	const struct founder *who;
	struct buf cert;
};

static enum err
store_founder(struct db *db, void *arg)
{
	const struct founder_work *w = arg;
	struct staff_row row = {
	    .role = w->who->role, .active = true, .created_at = w->f->s.now};
	struct cert cert;

	TRY(cert_parse(buf_bytes(&w->cert), &cert));
	cert_serial_text(&cert.serial, row.serial);
	snprintf(row.name, sizeof(row.name), "%s", w->who->name);
	snprintf(row.person, sizeof(row.person), "%s", w->who->person);
	TRY(staff_row_insert(db, &row, BYTES_NONE, BYTES_NONE));
	TRY(count_issued(db, w->f));
	return certificate_row_insert(w->f->s.gm, db,
	    &(struct certificate_row){
		buf_bytes(&w->cert), PROFILE_STAFF, "system", w->f->s.now});
}

static enum err
sign_founder(struct founder_work *w)
{
	struct founding *f = w->f;
	struct record record = {.kind = RECORD_STAFF, .role = w->who->role};
	struct cert_spec spec;
	struct csr csr;
	int64_t end = f->s.now + f->s.config->staff_days * DAY_S;

	TRY(csr_parse(w->who->csr, &csr));
	TRY(csr_verify(f->s.gm, &csr));
	TRY(make_spec(f, PROFILE_STAFF, founding_issuing(f), &spec));
	snprintf(
	    record.user_name, sizeof(record.user_name), "%s", w->who->name);
	snprintf(record.name, sizeof(record.name), "%s", w->who->person);
	staff_subject(&record, f->s.config->name, &spec.subject);
	spec.key = csr.key;
	spec.eku = staff_role_oid(w->who->role);
	if (end < spec.not_after)
		spec.not_after = end;
	return sign_checked(f, &spec, f->keys[ISSUING], &w->cert);
}

enum err
founding_sign_staff(struct founding *f, struct store *store,
    const struct founder *who, struct buf *ret_cert)
{
	struct founder_work w = {f, who, BUF(CERT_DER_MAX)};
	enum err err = sign_founder(&w);

	if (err == ERR_OK)
		err = store_write(store, store_founder, &w);
	if (err == ERR_OK)
		buf_put(ret_cert, buf_bytes(&w.cert));
	buf_done(&w.cert);
	return err == ERR_OK ? buf_status(ret_cert) : err;
}
